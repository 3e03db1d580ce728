//! What stands between the parentheses of `sql!`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Token, Type};

/// `"select …"`, `"select …" as Type`, `"select …", first, second`, each with `"schema.yaml";` before it or not.
pub(crate) struct Input {
    /// The schema file as it is written.
    pub(crate) schema: Option<LitStr>,
    pub(crate) sql: LitStr,
    /// The struct that a row becomes.
    pub(crate) row: Option<Type>,
    pub(crate) arguments: Vec<Expr>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(LitStr) {
            return Err(input.error("expected a statement in quotes: `sql!(\"select id from member\")`"));
        }
        let mut sql: LitStr = input.parse()?;
        let mut schema = None;
        if input.parse::<Option<Token![;]>>()?.is_some() {
            schema = Some(sql);
            sql = input.parse()?;
        }
        let row = if input.parse::<Option<Token![as]>>()?.is_some() { Some(input.parse()?) } else { None };
        let arguments = if input.is_empty() {
            Vec::new()
        } else {
            input.parse::<Token![,]>()?;
            Punctuated::<Expr, Token![,]>::parse_terminated(input)?.into_iter().collect()
        };
        Ok(Self { schema, sql, row, arguments })
    }
}
