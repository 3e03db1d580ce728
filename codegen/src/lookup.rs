//! What stands in Rust for one column or one type, for those who emit code that meets the structs.

use evenkeel_model::declared::Times;
use evenkeel_model::{Declared, QualifiedName};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::own::{Own, is_called_alike, own};
use crate::types::{self, Known, Mapped};
use crate::{names, plan};

/// What stands for a column or a type.
#[derive(Clone, Debug)]
pub enum RustType {
    /// A type of Rust's or of a crate, as an absolute path.
    Plain(TokenStream),
    /// `serde_json::Value`, as an absolute path.
    Json(TokenStream),
    /// The text form of a type that has no Rust type, as an absolute path.
    TextForm(TokenStream),
    /// The enum of an enum type or of a column's values, by its name.
    Enumeration(Ident),
    /// The struct of a composite type, by its name.
    Composite(Ident),
    /// What `rust:` says, and what would stand there else.
    Named(TokenStream, Box<RustType>),
    /// A `Vec` of these.
    List(Box<RustType>),
    /// A `Vec` of an `Option` of these.
    Holes(Box<RustType>),
}

impl RustType {
    /// The type as it stands in a struct, without the `Option` of what may be NULL.
    pub fn tokens(&self) -> TokenStream {
        match self {
            Self::Plain(path) | Self::Json(path) | Self::TextForm(path) | Self::Named(path, _) => path.clone(),
            Self::Enumeration(ident) | Self::Composite(ident) => quote!(#ident),
            Self::List(element) => {
                let element = element.tokens();
                quote!(::std::vec::Vec<#element>)
            }
            Self::Holes(element) => {
                let element = element.tokens();
                quote!(::std::vec::Vec<::core::option::Option<#element>>)
            }
        }
    }
}

/// What stands for a type as it is written in SQL in this schema.
pub fn of_type(declared: &Declared, schema: &str, data_type: &str) -> RustType {
    of_mapped(&types::resolve(&declared.catalog, schema, data_type).mapped, declared.rust.times)
}

/// What stands for a column; `None` where there is no such column, or no Rust could be made of it.
pub fn column(declared: &Declared, table: &QualifiedName, column: &str) -> Option<RustType> {
    let source = plan::tables(declared).into_iter().find(|source| source.name == table)?;
    let data_type = &source.table.columns.get(column)?.data_type;
    let plain = of_type(declared, &table.schema, data_type);
    let Some(application) = source.application.and_then(|table| table.columns.get(column)) else { return Some(plain) };
    if let Some(rust) = &application.rust {
        return Some(named(&syn::parse_str(rust).ok()?, plain));
    }
    if application.values.is_empty() {
        return Some(plain);
    }
    let own = names::upper_camel(column)?;
    let own = own.unraw().to_string();
    let ident = names::identifier(&format!("{}{}", source.ident()?.unraw(), own.trim_start_matches('_')))?;
    Some(in_lists(&plain, ident))
}

/// The field for a name of SQL; `None` where nothing of the name can stand in Rust.
pub fn field(sql_name: &str) -> Option<Ident> {
    names::field(sql_name)
}

/// The name of a table's struct.
pub fn struct_name(declared: &Declared, table: &QualifiedName) -> Option<Ident> {
    plan::tables(declared).into_iter().find(|source| source.name == table)?.ident()
}

/// What `rust:` says of what would stand there else.
fn named(ty: &syn::Type, plain: RustType) -> RustType {
    match (own(ty, matches!(plain, RustType::List(_))), plain) {
        (Own::Text, _) => RustType::TextForm(quote!(#ty)),
        (Own::Holes(wanted), RustType::List(element)) => {
            let is_plain = syn::parse2(element.tokens()).is_ok_and(|plain| is_called_alike(&plain, wanted));
            RustType::Holes(if is_plain { element } else { Box::new(named(wanted, *element)) })
        }
        (_, plain) => RustType::Named(quote!(#ty), Box::new(plain)),
    }
}

fn in_lists(plain: &RustType, ident: Ident) -> RustType {
    match plain {
        RustType::List(element) => RustType::List(Box::new(in_lists(element, ident))),
        _ => RustType::Enumeration(ident),
    }
}

fn of_mapped(mapped: &Mapped, times: Times) -> RustType {
    match mapped {
        Mapped::Known(known @ Known::Json) => RustType::Json(known.path(times)),
        Mapped::Known(known @ Known::TextForm) => RustType::TextForm(known.path(times)),
        Mapped::Known(known) => RustType::Plain(known.path(times)),
        Mapped::Range(over) => RustType::Plain(types::range(*over, times)),
        Mapped::Multirange(over) => RustType::Plain(types::multirange(*over, times)),
        Mapped::List(element) => RustType::List(Box::new(of_mapped(element, times))),
        Mapped::Enumeration(name) | Mapped::Composite(name) => {
            let ident = names::upper_camel(&name.name);
            match (ident, mapped) {
                (Some(ident), Mapped::Enumeration(_)) => RustType::Enumeration(ident),
                (Some(ident), _) => RustType::Composite(ident),
                (None, _) => RustType::TextForm(Known::TextForm.path(times)),
            }
        }
    }
}
