//! The struct of a table's columns.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::plan::{ColumnPlan, TablePlan, Written};

/// A column for each field; those that are NOT NULL are as nullable as the join makes them, and those that the database does
/// not compute can be set where `W` says so.
pub(super) fn emit(plan: &TablePlan) -> TokenStream {
    let ident = &plan.companions.columns;
    let fields = plan.columns.iter().map(|column| {
        let (field, value) = (&column.field.ident, &column.field.value);
        let nullability = if column.nullable { quote!(::evenkeel::__private::Null) } else { quote!(J) };
        let written = if is_computed(column) { quote!(::evenkeel::__private::Computed) } else { quote!(W) };
        quote!(pub #field: ::evenkeel::__private::Col<#value, #nullability, #written>,)
    });
    let unused = is_unused(plan).then(|| quote!(#[doc(hidden)] pub __place: ::core::marker::PhantomData<(J, W)>,));
    let docs = format!(" The columns of [`{}`] as queries name them", plan.ident);
    quote! {
        #[doc = #docs]
        #[derive(::core::clone::Clone, ::core::marker::Copy)]
        #[allow(dead_code, missing_docs, non_snake_case)]
        pub struct #ident<J = ::evenkeel::__private::NotNull, W = ::evenkeel::__private::Settable> { #(#fields)* #unused }
    }
}

/// The fields of the struct, given a place.
pub(super) fn places(plan: &TablePlan) -> TokenStream {
    let unused = is_unused(plan).then(|| quote!(__place: ::core::marker::PhantomData,));
    let fields = plan.columns.iter().enumerate().map(|(index, column)| {
        let index = Literal::usize_unsuffixed(index);
        let field = &column.field.ident;
        quote!(#field: place.column(#index),)
    });
    quote!(#(#fields)* #unused)
}

/// Whether no field speaks of the join, or none of what can be set.
fn is_unused(plan: &TablePlan) -> bool {
    plan.columns.iter().all(|column| column.nullable) || plan.columns.iter().all(is_computed)
}

fn is_computed(column: &ColumnPlan) -> bool {
    column.written == Written::Never
}
