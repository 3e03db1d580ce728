//! Columns, with the constraints that stand at them.

use std::collections::{BTreeMap, BTreeSet};

use super::sequence::options;
use super::yaml::{Map, Yaml};
use super::{Writer, add, add_comment, add_flag, left_out};
use crate::QualifiedName;
use crate::name::make_object_name;
use crate::object::{
    Column, ColumnValue, Compression, Constraint, ConstraintKind, GeneratedKind, Identity, NotNullConstraint, Storage,
    Table,
};

impl Writer<'_> {
    /// The constraints that are said at a column, by column: of each kind the first that is the column's alone.
    pub(super) fn column_constraints<'a>(
        &self,
        name: &QualifiedName,
        table: &'a Table,
    ) -> BTreeMap<&'a str, BTreeSet<&'a String>> {
        let mut at_columns: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (constraint_name, constraint) in &table.constraints {
            let (kind, column) = match &constraint.kind {
                ConstraintKind::PrimaryKey(key) if !key.without_overlaps => {
                    let is_short = self.constraint_name(name, constraint_name, key, "pkey").is_none()
                        && self.key_extras(constraint, key).is_empty();
                    ("primary_key", sole(&key.columns).filter(|_| is_short))
                }
                ConstraintKind::Unique { key, .. } if !key.without_overlaps => ("unique", sole(&key.columns)),
                ConstraintKind::ForeignKey(key) if !key.period => {
                    let is_resolved = left_out::is_resolved(self.catalog, &constraint.kind);
                    ("references", sole(&key.columns).filter(|_| is_resolved))
                }
                _ => continue,
            };
            if let Some(column) = column
                && seen.insert((kind, column))
            {
                at_columns.entry(column.as_str()).or_default().insert(constraint_name);
            }
        }
        at_columns
    }

    /// A column, with the Rust field that it needs to be given: its type alone where there is nothing else to say.
    pub(super) fn column(
        &self,
        (table, name): (&QualifiedName, &str),
        column: &Column,
        constraints: &BTreeSet<&String>,
        field: Option<&String>,
    ) -> Yaml {
        let serial = self.serial_type(table, name, column);
        let data_type = serial.map_or_else(|| self.data_type(&column.data_type), str::to_owned);
        let data_type = if column.not_null { data_type } else { format!("{data_type}?") };
        let mut entry = Map::new();
        add(&mut entry, "name", self.keys.given_name(name).map(Yaml::text));
        entry.push(("type".to_owned(), Yaml::text(&data_type)));
        add(&mut entry, "not_null", column.not_null_constraint.as_ref().map(not_null));
        let objects = constraints.iter().filter_map(|name| {
            let object = self.catalog.tables.get(table)?.constraints.get(*name)?;
            Some((name.as_str(), object))
        });
        for (constraint_name, constraint) in objects {
            entry.extend(self.constraint_of_column(table, constraint_name, constraint));
        }
        match &column.value {
            Some(ColumnValue::Default(_)) if serial.is_some() => {}
            Some(ColumnValue::Default(text)) => {
                add(&mut entry, "default", Some(self.default(text, &column.data_type)));
            }
            Some(ColumnValue::Identity(identity)) => {
                add(&mut entry, "identity", Some(self.identity(table, name, identity)));
            }
            Some(ColumnValue::Generated { expression, kind }) => {
                let text = Yaml::text(expression);
                let generated = match kind {
                    GeneratedKind::Stored => text,
                    GeneratedKind::Virtual => Yaml::Flow(vec![("virtual".to_owned(), text)]),
                };
                add(&mut entry, "generated", Some(generated));
            }
            None => {}
        }
        add(&mut entry, "collation", column.collation.as_ref().map(|collation| self.collation(collation)));
        let storage = column.storage.map(|storage| match storage {
            Storage::Plain => "plain",
            Storage::External => "external",
            Storage::Main => "main",
            Storage::Extended => "extended",
        });
        add(&mut entry, "storage", storage.map(Yaml::text));
        let compression = column.compression.map(|compression| match compression {
            Compression::Pglz => "pglz",
            Compression::Lz4 => "lz4",
        });
        add(&mut entry, "compression", compression.map(Yaml::text));
        add(&mut entry, "field", field.map(Yaml::text));
        add_comment(&mut entry, column.comment.as_ref());
        if entry.len() == 1 { Yaml::text(data_type) } else { Yaml::Flow(entry) }
    }

    fn constraint_of_column(&self, table: &QualifiedName, name: &str, constraint: &Constraint) -> Map {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(_) => vec![("primary_key".to_owned(), Yaml::yes())],
            ConstraintKind::Unique { key, nulls_not_distinct } => {
                let mut entry = Map::new();
                add(&mut entry, "name", self.constraint_name(table, name, key, "key"));
                add_flag(&mut entry, "nulls_not_distinct", *nulls_not_distinct);
                entry.extend(self.key_extras(constraint, key));
                vec![("unique".to_owned(), if entry.is_empty() { Yaml::yes() } else { Yaml::Flow(entry) })]
            }
            ConstraintKind::ForeignKey(key) => self.reference(table, name, constraint, key).unwrap_or_default(),
            _ => Map::new(),
        }
    }

    fn identity(&self, table: &QualifiedName, column: &str, identity: &Identity) -> Yaml {
        let kind = Yaml::text(if identity.always { "always" } else { "by_default" });
        let usual = make_object_name(&table.name, Some(column), "seq");
        let is_usual = identity.sequence == usual && self.keys.is_sole(&table.schema, &usual);
        let mut long = vec![("kind".to_owned(), kind.clone())];
        add(&mut long, "sequence", (!is_usual).then(|| Yaml::text(&identity.sequence)));
        long.extend(options(&identity.options));
        if long.len() == 1 { kind } else { Yaml::Flow(long) }
    }
}

fn sole(columns: &[String]) -> Option<&String> {
    match columns {
        [column] => Some(column),
        _ => None,
    }
}

fn not_null(constraint: &NotNullConstraint) -> Yaml {
    let mut entry = vec![("name".to_owned(), Yaml::text(&constraint.name))];
    add_flag(&mut entry, "no_inherit", constraint.no_inherit);
    add_flag(&mut entry, "not_valid", !constraint.validated);
    add_comment(&mut entry, constraint.comment.as_ref());
    Yaml::Flow(entry)
}
