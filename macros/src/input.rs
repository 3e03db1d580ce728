//! What stands between the parentheses of `schema!`.

use proc_macro2::Ident;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

/// `"schema.yaml"` or `"schema.yaml"; User, Member`.
pub(crate) struct Input {
    /// The path as it is written.
    pub(crate) path: LitStr,
    /// The structs that are wanted; `None` for all.
    pub(crate) names: Option<Vec<Ident>>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(LitStr) {
            return Err(input.error("expected the path of a schema file: `schema!(\"schema.yaml\")`"));
        }
        let path = input.parse()?;
        if input.is_empty() {
            return Ok(Self { path, names: None });
        }
        input.parse::<Token![;]>()?;
        let names = Punctuated::<Ident, Token![,]>::parse_terminated(input)?;
        Ok(Self { path, names: Some(names.into_iter().collect()) })
    }
}
