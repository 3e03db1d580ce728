//! The Rust of a statement that is right.

use evenkeel_sql::{Output, Own, Parameter, Statement, Told};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::expand::argument_span;
use crate::input::Input;

pub(crate) fn statement(input: &Input, statement: &Statement) -> syn::Result<TokenStream> {
    let parameters = parameters(input, &statement.parameters)?;
    let text = &statement.sql;
    let sql = quote! {
        ::evenkeel::__private::sql::Sql::new(::std::string::String::from(#text), ::std::vec![#(#parameters),*])
    };
    let Some(columns) = &statement.columns else {
        if let Some(row) = &input.row {
            return Err(syn::Error::new(row.span(), "the statement gives no rows that could be of this type"));
        }
        return Ok(quote!(::evenkeel::__private::sql::Command::new(#sql)));
    };
    let (definition, row) = match &input.row {
        Some(row) => (None, quote!(#row)),
        None => (Some(definition(columns)), quote!(SqlRow)),
    };
    let span = input.row.as_ref().map_or_else(Span::call_site, Spanned::span);
    // As the struct, which may be an argument of a macro around this one.
    let read_from = Ident::new("row", span);
    let values = columns.iter().enumerate().map(|(index, column)| {
        let Output { field, value, nullable, .. } = column;
        let field = with_span(field, span);
        // The field of a struct of one's own says which enum or composite it is, whether its name is in scope or not.
        let read = match (*nullable, column.own.filter(|_| input.row.is_some())) {
            (false, None) => quote!(get::<#value>),
            (true, None) => quote!(optional::<#value>),
            (false, Some(Own::Enumeration)) => quote!(get_itself),
            (true, Some(Own::Enumeration)) => quote!(optional_itself),
            (false, Some(Own::Composite)) => quote!(get_structured),
            (true, Some(Own::Composite)) => quote!(optional_structured),
        };
        quote_spanned!(span=> let #field = ::evenkeel::__private::sql::#read(#read_from, #index)?;)
    });
    let fields = columns.iter().map(|column| with_span(&column.field, span));
    Ok(quote! {
        #definition
        ::evenkeel::__private::sql::Statement::<#row>::new(#sql, |#read_from| {
            #(#values)*
            ::core::result::Result::Ok(#row { #(#fields),* })
        })
    })
}

/// The struct of a row.
fn definition(columns: &[Output]) -> TokenStream {
    let fields = columns.iter().map(|Output { field, rust, nullable, data_type, .. }| {
        let ty = if *nullable { quote!(::core::option::Option<#rust>) } else { rust.clone() };
        let docs = format!("`{data_type}`");
        quote!(#[doc = #docs] pub #field: #ty)
    });
    quote! {
        /// A row of the statement.
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[allow(dead_code)]
        struct SqlRow { #(#fields),* }
    }
}

fn parameters(input: &Input, parameters: &[Parameter]) -> syn::Result<Vec<TokenStream>> {
    let captured = parameters.first().is_some_and(|first| first.capture.is_some());
    let wanted = if captured { 0 } else { parameters.len() };
    if input.arguments.len() != wanted {
        let message = match (wanted, captured) {
            (_, true) => "the statement has its parameters in braces, and takes no others".to_owned(),
            (0, _) => "the statement has no parameters: `$1` or `{name}` would be one".to_owned(),
            (1, _) => format!("the statement has 1 parameter, and is given {}", input.arguments.len()),
            (wanted, _) => format!("the statement has {wanted} parameters, and is given {}", input.arguments.len()),
        };
        return Err(syn::Error::new(argument_span(&input.arguments, wanted, &input.sql), message));
    }
    let mut arguments = input.arguments.iter();
    let mut all = Vec::new();
    for parameter in parameters {
        let Parameter { value, accepts_null, told, .. } = parameter;
        let (span, argument) = match &parameter.capture {
            Some(name) => {
                let ident = capture(name, input.sql.span())?;
                (input.sql.span(), quote!(#ident))
            }
            None => match arguments.next() {
                Some(argument) => (argument.span(), quote!(#argument)),
                None => continue,
            },
        };
        let told = match told {
            Told::Type(name) => Ident::new(name, Span::call_site()),
            Told::Nothing => Ident::new("UNKNOWN", Span::call_site()),
        };
        all.push(quote_spanned! {span=>
            ::evenkeel::__private::sql::parameter::<#value, #accepts_null>(#argument, ::evenkeel::__private::sql::Type::#told)
        });
    }
    Ok(all)
}

/// A variable that the statement names.
fn capture(name: &str, span: Span) -> syn::Result<Ident> {
    let mut ident = syn::parse_str::<Ident>(name)
        .map_err(|_| syn::Error::new(span, format!("`{{{name}}}` names no variable: `{name}` is a word of Rust")))?;
    ident.set_span(span);
    Ok(ident)
}

fn with_span(ident: &Ident, span: Span) -> Ident {
    let mut ident = ident.clone();
    ident.set_span(span);
    ident
}
