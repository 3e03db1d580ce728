//! The struct of a composite type.

use proc_macro2::TokenStream;
use quote::quote;

use crate::derived::OF_STRUCTS;
use crate::plan::CompositePlan;
use crate::table::field;

pub(crate) fn emit(plan: &CompositePlan) -> TokenStream {
    let CompositePlan { ident, docs, derived, sql_type, fields } = plan;
    let derived = derived.beside(OF_STRUCTS);
    let names: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let values: Vec<_> = fields.iter().map(|field| &field.value).collect();
    let fields = fields.iter().map(field);
    quote! {
        #docs
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #derived)]
        #[allow(dead_code)]
        pub struct #ident { #(#fields)* }

        impl ::evenkeel::__private::Composite for #ident {
            const SQL_TYPE: &'static str = #sql_type;
            fn read(
                fields: &mut ::evenkeel::__private::RecordReader<'_>,
            ) -> ::core::result::Result<Self, ::evenkeel::__private::ValueError> {
                ::core::result::Result::Ok(Self { #(#names: fields.field::<#values>()?,)* })
            }
            fn write(
                &self,
                fields: &mut ::evenkeel::__private::RecordWriter<'_>,
            ) -> ::core::result::Result<(), ::evenkeel::__private::ValueError> {
                #(fields.field::<#values>(&self.#names)?;)*
                ::core::result::Result::Ok(())
            }
        }
    }
}
