//! The struct of a composite type.

use proc_macro2::TokenStream;
use quote::quote;

use crate::plan::CompositePlan;
use crate::table::field;

pub(crate) fn emit(plan: &CompositePlan) -> TokenStream {
    let CompositePlan { ident, docs, fields } = plan;
    let fields = fields.iter().map(field);
    quote! {
        #docs
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[allow(dead_code)]
        pub struct #ident { #(#fields)* }
    }
}
