//! Tables and what the application knows of them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use super::Reader;
use super::names::NamedTable;
use super::rust::is_identifier;
use crate::declared::{ApplicationTable, Place, RenamedObject};
use crate::language::naming;
use crate::language::yaml::Node;
use crate::object::Table;
use crate::{Diagnostic, ObjectId};

impl<'a> Reader<'a> {
    /// Reads all tables with their columns, and notes constraints and indexes that stand on columns for later.
    pub(super) fn table_columns(&mut self) {
        let tables: Vec<Rc<NamedTable<'a>>> = self.tables.values().cloned().collect();
        let mut structs: BTreeMap<String, Place> = BTreeMap::new();
        for named in &tables {
            self.at(ObjectId::Table(named.name.clone()), named.place);
            self.names_at(&ObjectId::Table(named.name.clone()), named.node);
            self.rename(|| RenamedObject::Table(named.name.clone()), named.node);
            let mut table = Table {
                unlogged: named.node.flag("unlogged"),
                options: self.parameters(named.node.get("with")),
                comment: named.node.text_of("comment"),
                ..Table::default()
            };
            let mut application = ApplicationTable {
                key: named.key.to_owned(),
                struct_name: self.struct_name(named, &mut structs),
                group: named.node.text_of("group"),
                derive: self.derived(named.node),
                line: self.line(named.place),
                columns: IndexMap::new(),
            };
            if named.node.get("columns").is_none() && named.node.entries().is_some() {
                self.error_with_help(
                    "missing-key",
                    named.place,
                    "a table needs `columns`",
                    "a table without any column takes `columns: {}`",
                );
            }
            for (key, column) in &named.columns {
                let (object, known) = self.table_column(named, key, column);
                table.columns.insert(column.name.clone(), object);
                application.columns.insert(column.name.clone(), known);
            }
            self.declared.catalog.tables.insert(named.name.clone(), Arc::new(table));
            self.declared.application.insert(named.name.clone(), application);
        }
    }

    /// The name of a table's Rust struct. Where it follows from the key and is taken it gets a number and a warning:
    /// a database that was never meant for Rust can be read all the same.
    fn struct_name(&mut self, table: &NamedTable<'_>, taken: &mut BTreeMap<String, Place>) -> String {
        let given = table.node.get("struct").and_then(|node| Some((node.text()?.to_owned(), node.place)));
        let mut name = given.as_ref().map_or_else(|| naming::struct_name(table.key), |(name, _)| name.clone());
        let place = given.as_ref().map_or(table.place, |(_, place)| *place);
        if !is_identifier(&name) {
            self.error("wrong-struct", place, format!("`{name}` is no name for a Rust struct"));
        }
        if let Some(first) = taken.get(&name) {
            let message = format!("two tables have the Rust struct `{name}`");
            let finding = match given {
                Some(_) => Diagnostic::error("struct-collision", place, message),
                None => Diagnostic::warning("struct-collision", place, message),
            };
            self.findings.push(
                finding.with_related(*first, "the first").with_help("give one of them another name with `struct:`"),
            );
            let number = (2_u32..).find(|number| !taken.contains_key(&format!("{name}{number}")));
            name = format!("{name}{}", number.unwrap_or_default());
        }
        taken.insert(name.clone(), place);
        name
    }

    /// The line on which a place starts, from 1.
    pub(super) fn line(&self, place: Place) -> usize {
        let starts = self.line_starts.get(place.file).map(Vec::as_slice).unwrap_or_default();
        starts.partition_point(|start| *start <= place.start)
    }
}

/// The boolean or the mapping of a key that takes either, where it is not `false`.
pub(super) fn wanted<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    node.get(key).filter(|value| value.boolean() == Some(true) || value.entries().is_some())
}
