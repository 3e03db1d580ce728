//! Small things that tables and types share.

use std::collections::BTreeMap;

use evenkeel_model::Catalog;
use evenkeel_model::QualifiedName;
use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::{Deferrability, ForeignKeyAction, Storage};

use crate::types::{base, is_convertible, is_text};

pub fn collation(number: u8, data_type: &str) -> Option<QualifiedName> {
    let name = match number % 5 {
        3 => "C",
        4 => "POSIX",
        _ => return None,
    };
    is_text(data_type.trim_end_matches("[]")).then(|| QualifiedName::new("pg_catalog", name))
}

pub fn fillfactor(number: u8) -> BTreeMap<String, String> {
    let value = match number % 5 {
        3 => "70",
        4 => "90",
        _ => return BTreeMap::new(),
    };
    [("fillfactor".to_owned(), value.to_owned())].into()
}

pub fn table_options(number: u8, toast: bool) -> BTreeMap<String, String> {
    let mut options = fillfactor(number);
    if number % 7 == 3 {
        options.insert("autovacuum_enabled".to_owned(), "false".to_owned());
    }
    if number % 7 == 4 && toast {
        options.insert("toast.autovacuum_enabled".to_owned(), "false".to_owned());
    }
    options
}

pub fn deferrability(number: u8) -> Deferrability {
    match number % 5 {
        3 => Deferrability::InitiallyImmediate,
        4 => Deferrability::InitiallyDeferred,
        _ => Deferrability::NotDeferrable,
    }
}

pub fn action(number: u8) -> ForeignKeyAction {
    match number % 5 {
        0 => ForeignKeyAction::NoAction,
        1 => ForeignKeyAction::Restrict,
        2 => ForeignKeyAction::Cascade,
        3 => ForeignKeyAction::SetNull,
        _ => ForeignKeyAction::SetDefault,
    }
}

pub fn storage(number: u8) -> Option<Storage> {
    match number % 6 {
        3 => Some(Storage::External),
        4 => Some(Storage::Main),
        5 => Some(Storage::Plain),
        _ => None,
    }
}

/// A condition on a column that every sample row meets, and that is the column's type's own.
pub fn condition(catalog: &Catalog, column: &str, data_type: &str, number: u8) -> String {
    let quoted = quote_identifier(column);
    let enumeration = QualifiedName::parse(data_type).filter(|name| catalog.enums.contains_key(name));
    match (number % 4, enumeration) {
        (1, _) if is_convertible(&base(catalog, data_type)) => format!("({quoted})::text <> 'zz'"),
        // Lists are printed in more than one way.
        (0, None) if number % 8 == 4 && is_convertible(&base(catalog, data_type)) => {
            let text = ["text", "character", "public"].iter().any(|name| base(catalog, data_type).starts_with(name));
            format!("{quoted} NOT IN ({})", if text { "'zz', 'it''s'" } else { "1001, 1002" })
        }
        (2, Some(name)) => format!("{quoted} <> ALL ('{{}}'::{name}[])"),
        (3, Some(name)) => match catalog.enums.get(&name).and_then(|of| of.labels.first()) {
            Some(label) => format!("{quoted} = {}::{name} OR {quoted} IS NOT NULL", quote_literal(label)),
            None => "true".to_owned(),
        },
        _ => format!("{quoted} IS NOT NULL OR {quoted} IS NULL"),
    }
}
