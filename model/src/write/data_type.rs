//! Data types in the short form that reads back as the same type.

use super::Writer;
use crate::QualifiedName;
use crate::name::{make_object_name, quote_literal};
use crate::object::{Column, ColumnValue, Sequence, SequenceOptions};
use crate::printed_type::split_modifiers;

/// Types of PostgreSQL's own: as the server prints them without modifiers, as people write them, and by their name in
/// `pg_type`. What stands in parentheses comes behind the first word of the printed form, and behind the others.
const BUILTIN: &[(&str, &str, &str)] = &[
    ("timestamp with time zone", "timestamptz", "timestamptz"),
    ("timestamp without time zone", "timestamp", "timestamp"),
    ("time with time zone", "timetz", "timetz"),
    ("time without time zone", "time", "time"),
    ("character varying", "varchar", "varchar"),
    ("character", "char", "bpchar"),
    ("bit varying", "varbit", "varbit"),
    ("double precision", "double precision", "float8"),
    ("boolean", "boolean", "bool"),
    ("smallint", "smallint", "int2"),
    ("integer", "integer", "int4"),
    ("bigint", "bigint", "int8"),
    ("real", "real", "float4"),
];

/// Words that begin a type in PostgreSQL's grammar, so that a type of the file is not shortened to one of them.
const GRAMMAR: &[&str] = &[
    "double",
    "national",
    "char",
    "nchar",
    "character",
    "bit",
    "interval",
    "time",
    "timestamp",
    "serial",
    "serial2",
    "serial4",
    "serial8",
    "smallserial",
    "bigserial",
];

impl Writer<'_> {
    /// The type for the file; `printed` is as the server prints it.
    pub(super) fn data_type(&self, printed: &str) -> String {
        let (element, brackets) = match printed.strip_suffix("[]") {
            Some(element) => (element, "[]"),
            None => (printed, ""),
        };
        format!("{}{brackets}", self.element_type(element))
    }

    fn element_type(&self, printed: &str) -> String {
        if let Some(name) = QualifiedName::parse(printed).filter(|name| printed == name.to_string()) {
            let simple = name.schema == "public"
                && crate::name::quote_identifier(&name.name) == name.name
                && self.keys.user_type(&name).is_some()
                && !GRAMMAR.contains(&name.name.as_str());
            return if simple { name.name } else { printed.to_owned() };
        }
        let (base, modifiers) = split_modifiers(printed);
        let modifiers = if modifiers.is_empty() { String::new() } else { format!("({modifiers})") };
        match BUILTIN.iter().find(|(long, _, _)| *long == base) {
            Some((_, _, name)) if self.is_taken(&base) => format!("pg_catalog.{name}{modifiers}"),
            Some((_, short, _)) => format!("{short}{modifiers}"),
            None if self.is_taken(&base) => format!("pg_catalog.{printed}"),
            None => printed.to_owned(),
        }
    }

    /// Whether a type of the file could be meant by the words of one of PostgreSQL's own, or a table by one in quotes.
    fn is_taken(&self, base: &str) -> bool {
        let builtin = BUILTIN.iter().find(|(long, _, _)| *long == base);
        let names = builtin.map(|(_, short, name)| [*short, *name]).into_iter().flatten().chain([base]);
        let mut words = names.flat_map(|name| [Some(name), name.split(' ').next(), name.split('"').nth(1)]).flatten();
        words.any(|word| {
            let name = QualifiedName::new("public", word);
            self.keys.user_type(&name).is_some() || base.starts_with('"') && self.keys.table(&name).is_some()
        })
    }

    /// The serial type that says the same as a column's type, default and sequence, if one does.
    pub(super) fn serial_type(&self, table: &QualifiedName, name: &str, column: &Column) -> Option<&'static str> {
        let Some(ColumnValue::Default(default)) = &column.value else { return None };
        let serial = match column.data_type.as_str() {
            "smallint" => "smallserial",
            "integer" => "serial",
            "bigint" => "bigserial",
            _ => return None,
        };
        let sequence_name = table.sibling(make_object_name(&table.name, Some(name), "seq"));
        let expected = Sequence {
            options: SequenceOptions::defaults(&column.data_type, 1),
            owned_by: Some((table.clone(), name.to_owned())),
            unlogged: false,
            comment: None,
        };
        let is_same = column.not_null
            && *default == format!("nextval({}::regclass)", quote_literal(&sequence_name.to_string()))
            && self.catalog.sequences.get(&sequence_name) == Some(&expected)
            && self.keys.is_sole(&sequence_name.schema, &sequence_name.name);
        is_same.then_some(serial)
    }

    /// Whether a sequence is said by the serial type of its column.
    pub(super) fn is_serial_sequence(&self, name: &QualifiedName) -> bool {
        let owner = self.catalog.sequences.get(name).and_then(|sequence| sequence.owned_by.as_ref());
        owner.is_some_and(|(table, column_name)| {
            let column = self.catalog.tables.get(table).and_then(|table| table.columns.get(column_name));
            let expected = table.sibling(make_object_name(&table.name, Some(column_name), "seq"));
            expected == *name && column.is_some_and(|column| self.serial_type(table, column_name, column).is_some())
        })
    }
}
