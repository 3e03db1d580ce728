//! The enum of an enum type or of a column's values.

use proc_macro2::TokenStream;
use quote::quote;

use crate::derived::OF_ENUMS;
use crate::docs;
use crate::plan::EnumerationPlan;

pub(crate) fn emit(plan: &EnumerationPlan) -> TokenStream {
    let EnumerationPlan { ident, docs, derived, sql_type, variants } = plan;
    let name = ident.to_string();
    let (idents, values): (Vec<_>, Vec<_>) = variants.iter().map(|(ident, value)| (ident, value)).unzip();
    let variant_docs = values.iter().map(|value| {
        let docs = docs::attributes(None, &docs::code(value));
        let serde = derived.has_serde().then(|| quote!(#[serde(rename = #value)]));
        quote!(#docs #serde)
    });
    let derived = derived.beside(OF_ENUMS);
    let sql_type = sql_type.as_ref().map(|sql_type| quote!(const SQL_TYPE: &'static str = #sql_type;));
    // The variants may be called `Err` or `Output`: nothing below may say `Self::` of an associated type.
    quote! {
        #docs
        #[derive(
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::fmt::Debug,
            ::core::cmp::PartialEq,
            ::core::cmp::Eq,
            ::core::cmp::PartialOrd,
            ::core::cmp::Ord,
            ::core::hash::Hash
            #derived
        )]
        #[allow(dead_code)]
        pub enum #ident { #(#variant_docs #idents,)* }

        #[allow(dead_code)]
        impl #ident {
            /// The value as it stands in the database.
            pub const fn as_str(self) -> &'static str {
                match self { #(Self::#idents => #values,)* }
            }
        }

        impl ::evenkeel::__private::Enumeration for #ident {
            const NAME: &'static str = #name;
            #sql_type
            const ALL: &'static [(Self, &'static str)] = &[#((Self::#idents, #values)),*];
            fn text(&self) -> &'static str {
                self.as_str()
            }
        }

        impl ::core::str::FromStr for #ident {
            type Err = ::evenkeel::__private::UnknownValue;
            fn from_str(text: &str) -> ::core::result::Result<Self, ::evenkeel::__private::UnknownValue> {
                ::evenkeel::__private::parse(text)
            }
        }

        impl ::core::fmt::Display for #ident {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.pad(self.as_str())
            }
        }
    }
}
