//! The constants for rows of other tables that belong to a row.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::plan::{Multiplicity, RelatedColumn, RelationPlan};

pub(super) fn constant(plan: &RelationPlan) -> Option<TokenStream> {
    let RelationPlan { docs, to, columns, .. } = plan;
    let ident = plan.ident.as_ref()?;
    let multiplicity = match plan.multiplicity {
        Multiplicity::One => quote!(One),
        Multiplicity::Maybe => quote!(MaybeOne),
        Multiplicity::Many => quote!(Many),
    };
    let own = columns.iter().map(|column| Literal::usize_unsuffixed(column.own));
    let indexes = columns.iter().map(|column| Literal::usize_unsuffixed(column.index));
    let here = columns.iter().map(|column| set(column, &column.here));
    let there = columns.iter().map(|column| set(column, &column.there));
    Some(quote! {
        #docs
        pub const #ident: ::evenkeel::__private::Relation<Self, #to, ::evenkeel::__private::#multiplicity> =
            ::evenkeel::__private::Relation::new(
                &[#(#own),*],
                &[#(#indexes),*],
                |row| ::evenkeel::__private::Values::new() #(#here)*,
                |row| ::evenkeel::__private::Values::new() #(#there)*,
            );
    })
}

fn set(column: &RelatedColumn, (field, is_option): &(Ident, bool)) -> TokenStream {
    let (index, value) = (Literal::usize_unsuffixed(column.index), &column.value);
    let cloned = quote!(::core::clone::Clone::clone(&row.#field));
    let option = if *is_option { cloned } else { quote!(::core::option::Option::Some(#cloned)) };
    quote!(.set::<#value>(#index, #option))
}
