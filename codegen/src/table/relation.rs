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
    let here = columns.iter().map(|column| add(column, &column.here));
    let there = columns.iter().map(|column| add(column, &column.there));
    Some(quote! {
        #docs
        pub const #ident: ::evenkeel::__private::Relation<Self, #to, ::evenkeel::__private::#multiplicity> =
            ::evenkeel::__private::Relation::new(
                &[#(#own),*],
                &[#(#indexes),*],
                |row, keys| keys #(#here)*,
                |row, keys| keys #(#there)*,
            );
    })
}

fn add(column: &RelatedColumn, (field, is_option): &(Ident, bool)) -> TokenStream {
    let value = &column.value;
    let option =
        if *is_option { quote!(row.#field.as_ref()) } else { quote!(::core::option::Option::Some(&row.#field)) };
    quote!(.add::<#value>(#option))
}
