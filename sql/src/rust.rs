//! What stands in Rust for parameters and results.

use std::collections::BTreeMap;

use evenkeel_codegen::lookup::{self, RustType};
use evenkeel_model::Diagnostic;
use proc_macro2::TokenStream;
use quote::quote;

use crate::check::{self, Column, Origin};
use crate::schema::Schema;
use crate::statement::{Output, Own, Parameter};
use crate::text::Text;
use crate::types::{Kind, Type, Types};

/// What the server is told of a parameter's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// That it is this one, by the name of the constant of `tokio_postgres::types::Type`.
    Type(String),
    /// Nothing: it infers the type, and reads the value's text.
    Nothing,
}

/// The types that have numbers of their own on every server, and go in binary form.
const BINARY: &[&str] = &[
    "bool",
    "bpchar",
    "bytea",
    "char",
    "date",
    "datemultirange",
    "daterange",
    "float4",
    "float8",
    "inet",
    "int2",
    "int4",
    "int4multirange",
    "int4range",
    "int8",
    "int8multirange",
    "int8range",
    "json",
    "jsonb",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "tsmultirange",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "uuid",
    "varchar",
];

fn told(schema: &Schema, ty: Type) -> Told {
    let types = &schema.types;
    let base = types.base(ty);
    let (element, suffix) = match types.element(base) {
        // An array of a domain is another type than an array of what the domain is upon.
        Some(element) if types.info(element).kind == Kind::Domain => return Told::Nothing,
        Some(element) => (types.base(element), "_ARRAY"),
        None => (base, ""),
    };
    let info = types.info(element);
    if info.declared.is_none() && info.extension.is_empty() && BINARY.contains(&info.name.as_str()) {
        Told::Type(format!("{}{suffix}", constant(&info.name)))
    } else {
        Told::Nothing
    }
}

/// The name of the constant for a type's name.
fn constant(name: &str) -> String {
    let name = name.to_uppercase();
    name.strip_suffix("RANGE").map_or_else(|| name.clone(), |before| format!("{before}_RANGE"))
}

/// What stands for a type, or for the column from which it comes.
fn rust_type(schema: &Schema, ty: Type, origin: Option<&Origin>) -> RustType {
    let plain = || lookup::of_type(&schema.declared, "public", schema.types.printed(ty));
    let Some(origin) = origin else { return plain() };
    let Some(mut rust) = schema.rust_column(&origin.table, &origin.column) else { return plain() };
    for _ in 0..origin.lists {
        rust = RustType::List(Box::new(rust));
    }
    for _ in origin.lists..0 {
        rust = match rust {
            RustType::List(element) | RustType::Holes(element) => *element,
            _ => return plain(),
        };
    }
    rust
}

/// How a value is read and written, in the words of `evenkeel::__private::sql`.
fn value(rust: &RustType) -> TokenStream {
    match rust {
        RustType::Named(path, inner) if matches!(**inner, RustType::Json(_)) => {
            quote!(::evenkeel::__private::sql::Document<#path>)
        }
        RustType::Named(path, inner) => {
            let inner = value(inner);
            quote!(::evenkeel::__private::sql::Replaced<#path, #inner>)
        }
        RustType::List(element) => {
            let element = value(element);
            quote!(::std::vec::Vec<#element>)
        }
        RustType::Holes(element) => {
            let element = value(element);
            quote!(::std::vec::Vec<::core::option::Option<#element>>)
        }
        RustType::Composite(ident) => quote!(::evenkeel::__private::sql::Record<#ident>),
        other => other.tokens(),
    }
}

pub(crate) fn parameter(schema: &Schema, text: &Text, index: usize, parameter: &check::Parameter) -> Parameter {
    let ty = parameter.ty.unwrap_or_else(|| schema.types.unknown());
    let rust = rust_type(schema, ty, parameter.origin.as_ref());
    Parameter {
        capture: text.captures().get(index).cloned(),
        data_type: schema.types.printed(ty).to_owned(),
        told: told(schema, ty),
        needs_cast: is_composite(&schema.types, ty),
        value: value(&rust),
        accepts_null: parameter.accepts_null,
    }
}

/// Whether it is a composite type, or an array of such: where a parameter of one is compared, the server takes it for a `record`,
/// of which it reads no text.
fn is_composite(types: &Types, ty: Type) -> bool {
    let base = types.base(ty);
    match types.element(base) {
        Some(element) => is_composite(types, element),
        None => types.info(base).kind == Kind::Composite,
    }
}

/// The type of the application's that a struct of one's own has to say, if it is one.
fn own(rust: &RustType) -> Option<Own> {
    match rust {
        RustType::Enumeration(_) => Some(Own::Enumeration),
        RustType::Composite(_) => Some(Own::Composite),
        RustType::List(element) | RustType::Holes(element) => own(element),
        _ => None,
    }
}

fn is_text_form(rust: &RustType) -> bool {
    match rust {
        RustType::TextForm(_) => true,
        RustType::List(element) | RustType::Holes(element) | RustType::Named(_, element) => is_text_form(element),
        _ => false,
    }
}

pub(crate) fn columns(schema: &Schema, text: &Text, columns: &[Column]) -> Result<Vec<Output>, Box<Diagnostic>> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut outputs = Vec::new();
    for column in columns {
        let output = output(schema, text, column)?;
        if fields.insert(output.field.to_string(), output.name.clone()).is_some() {
            let (start, end) = text.place(column.place);
            let message = format!("two columns of the result are called `{}`", output.field);
            let error = text.error("two-columns", start, end, message);
            return Err(Box::new(error.with_help("give one of them another name: `… as name`")));
        }
        outputs.push(output);
    }
    Ok(outputs)
}

/// What a name says besides: `name!` is not NULL, `name?` may be, `name: Type` is of that type.
struct Annotated<'n> {
    name: &'n str,
    nullable: Option<bool>,
    rust: Option<&'n str>,
}

fn annotated(name: &str) -> Annotated<'_> {
    let (name, rust) = match name.split_once(':') {
        Some((name, rust)) => (name.trim_end(), Some(rust.trim())),
        None => (name, None),
    };
    match (name.strip_suffix('!'), name.strip_suffix('?')) {
        (Some(name), _) => Annotated { name, nullable: Some(false), rust },
        (_, Some(name)) if !name.starts_with('?') => Annotated { name, nullable: Some(true), rust },
        _ => Annotated { name, nullable: None, rust },
    }
}

fn output(schema: &Schema, text: &Text, column: &Column) -> Result<Output, Box<Diagnostic>> {
    let (start, end) = text.place(column.place);
    let error = |code, message: String| text.error(code, start, end, message);
    let annotated = annotated(&column.name);
    let named = annotated.name != check::NAMELESS;
    let Some(field) = lookup::field(annotated.name).filter(|_| named) else {
        let message = "this column of the result has no name that can be a field's".to_owned();
        return Err(Box::new(error("nameless-column", message).with_help("give it one: `… as name`")));
    };
    let rust = match rust_type(schema, column.ty, column.origin.as_ref()) {
        RustType::List(element) if column.holes => RustType::Holes(element),
        rust => rust,
    };
    let printed = schema.types.printed(column.ty).to_owned();
    let kind = schema.types.info(schema.types.base(column.ty)).kind;
    if kind == Kind::Pseudo || (kind == Kind::Composite && own(&rust) != Some(Own::Composite)) {
        let message = format!("`{}` is a whole row ({printed}), which no Rust type stands for here", annotated.name);
        return Err(Box::new(
            error("undecided-type", message).with_help("take its fields: `(…).field`, or `to_jsonb(…)`"),
        ));
    }
    if is_text_form(&rust) {
        let message = format!("no Rust type stands for {printed}, the type of `{}`", annotated.name);
        return Err(Box::new(error("undecided-type", message).with_help("cast it to one that has one: `(…)::text`")));
    }
    if let Some((field, data_type)) = unreadable_field(schema, column.ty, 0) {
        let message =
            format!("no Rust type stands for {data_type}, the type of the field `{field}` of `{}`", annotated.name);
        return Err(Box::new(
            error("undecided-type", message)
                .with_help("take the fields that there is a Rust type for: `(…).field`, or cast it: `(…)::text`"),
        ));
    }
    let own = if annotated.rust.is_none() { own(&rust) } else { None };
    let (value, rust) = match annotated.rust {
        None => (value(&rust), rust.tokens()),
        Some(wanted) => {
            let wanted: syn::Type = syn::parse_str(wanted).map_err(|problem| {
                Box::new(error("annotation", format!("`{wanted}` is no type of Rust: {problem}")))
            })?;
            (as_wanted(&rust, &wanted), quote!(#wanted))
        }
    };
    let nullable = annotated.nullable.unwrap_or(column.nullable);
    Ok(Output { name: column.name.clone(), field, data_type: printed, value, rust, own, nullable })
}

/// How deep composites in composites are followed: PostgreSQL allows no cycle, a file may try.
const DEEPEST: usize = 32;

/// A field that is read only as text, in a composite type or an array of such, and its type.
fn unreadable_field(schema: &Schema, ty: Type, depth: usize) -> Option<(String, String)> {
    let types = &schema.types;
    let base = types.base(ty);
    if let Some(element) = types.element(base) {
        return unreadable_field(schema, element, depth);
    }
    let fields = &types.info(base).fields;
    fields.iter().filter(|_| depth < DEEPEST).find_map(|(name, ty)| {
        let inner = unreadable_field(schema, *ty, depth + 1);
        let is_text = || is_text_form(&rust_type(schema, *ty, None));
        inner.or_else(|| is_text().then(|| (name.clone(), types.printed(*ty).to_owned())))
    })
}

/// How a value is read as a type that the statement names.
fn as_wanted(rust: &RustType, wanted: &syn::Type) -> TokenStream {
    let plain = rust.tokens();
    let same = plain.to_string() == quote!(#wanted).to_string();
    match rust {
        RustType::Json(_) => quote!(::evenkeel::__private::sql::Document<#wanted>),
        RustType::Composite(_) => quote!(::evenkeel::__private::sql::Record<#wanted>),
        RustType::Plain(_) if !same && !is_string(&plain) => {
            quote!(::evenkeel::__private::sql::Replaced<#wanted, #plain>)
        }
        _ => quote!(#wanted),
    }
}

fn is_string(plain: &TokenStream) -> bool {
    plain.to_string() == quote!(::std::string::String).to_string()
}

#[cfg(test)]
mod tests {
    use super::{annotated, constant};

    #[test]
    fn constants_are_those_of_the_driver() {
        let names = ["int4", "tstzrange", "int4multirange"].map(constant);
        assert_eq!(names, ["INT4", "TSTZ_RANGE", "INT4MULTI_RANGE"]);
    }

    #[test]
    fn names_say_more() {
        let read = |name: &'static str| {
            let found = annotated(name);
            (found.name, found.nullable, found.rust)
        };
        assert_eq!(read("id"), ("id", None, None));
        assert_eq!(read("id!"), ("id", Some(false), None));
        assert_eq!(read("id?"), ("id", Some(true), None));
        assert_eq!(read("id!: i64"), ("id", Some(false), Some("i64")));
        assert_eq!(read("role: crate::Role"), ("role", None, Some("crate::Role")));
    }
}
