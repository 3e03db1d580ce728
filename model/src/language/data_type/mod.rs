//! Data types: from how people write them to how the server prints them.

pub(crate) mod builtin;
pub(crate) mod grammar;

use crate::QualifiedName;

/// A data type that is known, or is taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DataType {
    /// As `format_type` prints it with `search_path` set to `pg_catalog`: `character varying(20)`, `public.mood[]`.
    pub(crate) text: String,
    /// What it is without modifiers and brackets.
    pub(crate) base: Base,
    /// Whether it is an array.
    pub(crate) array: bool,
    /// The length or precision and what else stands in parentheses.
    pub(crate) modifiers: Vec<i64>,
}

/// What a [`DataType`] is without modifiers and brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Base {
    /// One of PostgreSQL's own, as `format_type` prints it without modifiers: `bpchar`, `"bit"`, `character varying`.
    Builtin(&'static str),
    /// A type of the file.
    Declared(QualifiedName),
    /// The row type of a table of the file.
    Row(QualifiedName),
    /// A type that something else brings.
    Foreign,
}

impl DataType {
    /// The builtin base of a type that is no array.
    pub(crate) fn scalar(&self) -> Option<&'static str> {
        match self.base {
            Base::Builtin(name) if !self.array => Some(name),
            _ => None,
        }
    }

    /// The name for a cast of a constant: the type without modifiers.
    pub(crate) fn cast_name(&self) -> String {
        let base = match &self.base {
            Base::Builtin(name) => (*name).to_owned(),
            Base::Declared(name) | Base::Row(name) => name.to_string(),
            Base::Foreign => {
                let text = self.text.strip_suffix("[]").unwrap_or(&self.text);
                text.split_once('(').map_or(text, |(name, _)| name).to_owned()
            }
        };
        if self.array { format!("{base}[]") } else { base }
    }
}

/// Whether values of the builtin type are text of any kind.
pub(crate) fn is_text(builtin: &str) -> bool {
    matches!(builtin, "text" | "character varying" | "bpchar" | "name" | "\"char\"")
}
