//! Which key has which SQL name.

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Reader;
use crate::declared::Place;
use crate::language::naming::nearest;
use crate::language::yaml::{Entry, Node};
use crate::name::MAX_IDENTIFIER_BYTES;
use crate::{Diagnostic, QualifiedName};

/// The columns that every table has.
const SYSTEM_COLUMNS: &[&str] = &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// A type or sequence with its name.
#[derive(Clone, Debug)]
pub(super) struct NamedObject<'a> {
    pub(super) name: QualifiedName,
    pub(super) place: Place,
    pub(super) node: &'a Node,
}

/// A table with its name, and its columns by key with theirs.
#[derive(Clone, Debug)]
pub(super) struct NamedTable<'a> {
    pub(super) key: &'a str,
    pub(super) name: QualifiedName,
    pub(super) place: Place,
    pub(super) node: &'a Node,
    pub(super) columns: IndexMap<&'a str, NamedColumn<'a>>,
}

/// A column with its name.
#[derive(Clone, Debug)]
pub(super) struct NamedColumn<'a> {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) node: &'a Node,
}

impl<'a> Reader<'a> {
    /// Names types, sequences, tables and columns, and finds those that meet in one name.
    pub(super) fn name_everything(&mut self) {
        let mut relations = BTreeMap::new();
        let mut types = BTreeMap::new();
        for entry in self.section("types") {
            let object = self.named(entry);
            self.meet(&mut types, &object.name, object.place);
            if entry.value.get("composite").is_some() {
                self.meet(&mut relations, &object.name, object.place);
            }
            self.types.insert(entry.key.clone(), object);
        }
        for entry in self.section("sequences") {
            let object = self.named(entry);
            self.meet(&mut relations, &object.name, object.place);
            self.sequences.insert(entry.key.clone(), object);
        }
        for entry in self.section("tables") {
            let NamedObject { name, place, node } = self.named(entry);
            if self.meet(&mut relations, &name, place) {
                self.meet(&mut types, &name, place);
            }
            let columns = self.named_columns(node.get("columns"), "column");
            for column in columns.values() {
                if SYSTEM_COLUMNS.contains(&column.name.as_str()) {
                    self.error(
                        "system-column",
                        column.place,
                        format!("every table has a system column `{}`: no other can have its name", column.name),
                    );
                }
            }
            let table = NamedTable { key: &entry.key, name, place, node, columns };
            self.tables.insert(&entry.key, Rc::new(table));
        }
    }

    /// The members of `columns` or `composite` with their names.
    pub(super) fn named_columns(&mut self, node: Option<&'a Node>, what: &str) -> IndexMap<&'a str, NamedColumn<'a>> {
        let mut columns = IndexMap::new();
        let mut taken: BTreeMap<String, Place> = BTreeMap::new();
        for entry in node.and_then(Node::entries).unwrap_or_default() {
            let name = self.sql_name(entry);
            match taken.get(&name) {
                Some(first) => {
                    let first = *first;
                    self.collision(&name, what, entry.key_place, first);
                }
                None => {
                    taken.insert(name.clone(), entry.key_place);
                }
            }
            columns.insert(entry.key.as_str(), NamedColumn { name, place: entry.key_place, node: &entry.value });
        }
        columns
    }

    /// The SQL name of a key: what `name:` says, else what follows from the key.
    pub(super) fn sql_name(&mut self, entry: &Entry) -> String {
        match entry.value.get("name").filter(|name| name.text().is_some()) {
            Some(given) => {
                let name = given.text().unwrap_or_default().to_owned();
                self.check_name(&name, given.place);
                name
            }
            None => {
                let name = self.naming.sql_name(&entry.key);
                self.check_name(&name, entry.key_place);
                name
            }
        }
    }

    /// The schema and name of a type, sequence or table.
    fn named(&mut self, entry: &'a Entry) -> NamedObject<'a> {
        let node = &entry.value;
        let (schema, rest) = match (node.get("schema").and_then(Node::text), entry.key.split_once('.')) {
            (Some(schema), _) => {
                (self.schema(schema, node.get("schema").map_or(entry.key_place, |node| node.place)), None)
            }
            (None, Some((schema, rest))) => (self.schema(schema, entry.key_place), Some(rest)),
            (None, None) => ("public".to_owned(), None),
        };
        let name = match (rest, node.get("name").and_then(Node::text)) {
            (Some(rest), None) => {
                let name = self.naming.sql_name(rest);
                self.check_name(&name, entry.key_place);
                name
            }
            _ => self.sql_name(entry),
        };
        NamedObject { name: QualifiedName::new(schema, name), place: entry.key_place, node }
    }

    /// The SQL name of a schema by its key.
    pub(super) fn schema(&mut self, key: &str, place: Place) -> String {
        if let Some(name) = self.schemas.get(key) {
            return name.clone();
        }
        if key != "public" {
            let finding =
                Diagnostic::error("unknown-schema", place, format!("there is no schema `{key}` in this file"));
            self.findings.push(match nearest(key, self.schemas.keys().map(String::as_str)) {
                Some(word) => finding.with_help(format!("did you mean `{word}`?")),
                None => finding
                    .with_help(format!("declare it: `schemas: [{key}]`; a name with a dot in it goes under `name:`")),
            });
        }
        self.naming.sql_name(key)
    }

    /// Finds names that PostgreSQL would refuse or cut.
    pub(super) fn check_name(&mut self, name: &str, place: Place) {
        if name.is_empty() {
            self.error("empty-name", place, "a name must not be empty");
        } else if name.len() > MAX_IDENTIFIER_BYTES {
            self.error_with_help(
                "name-too-long",
                place,
                format!("the name `{name}` has {} bytes", name.len()),
                format!("PostgreSQL cuts names to {MAX_IDENTIFIER_BYTES} bytes; give a shorter one with `name:`"),
            );
        }
    }

    /// Notes a name as taken; whether it was free.
    fn meet(&mut self, taken: &mut BTreeMap<QualifiedName, Place>, name: &QualifiedName, place: Place) -> bool {
        match taken.get(name) {
            Some(first) => {
                let first = *first;
                self.collision(&name.to_string(), "name", place, first);
                false
            }
            None => {
                taken.insert(name.clone(), place);
                true
            }
        }
    }

    pub(super) fn collision(&mut self, name: &str, what: &str, place: Place, first: Place) {
        self.findings.push(
            Diagnostic::error("name-collision", place, format!("two keys meet in the SQL {what} `{name}`"))
                .with_label("the second")
                .with_related(first, "the first")
                .with_help("give one of them another name with `name:`"),
        );
    }
}
