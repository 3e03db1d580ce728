//! From keys to tables and columns, collations, operator classes and old names.

use std::collections::BTreeMap;

use super::Reader;
use crate::declared::{Place, SqlText};
use crate::language::naming::nearest;
use crate::language::yaml::Node;
use crate::{Diagnostic, ObjectId, QualifiedName};

/// Collations of every server from a version on.
const NEW_COLLATIONS: [(&str, u32); 3] = [("unicode", 16), ("pg_c_utf8", 17), ("pg_unicode_fast", 18)];

/// Storage parameters that servers know from a version on.
const NEW_PARAMETERS: [(&str, u32); 2] =
    [("autovacuum_vacuum_max_threshold", 18), ("vacuum_max_eager_freeze_failure_rate", 18)];

impl<'a> Reader<'a> {
    /// The SQL name of a column of a table, both by key.
    pub(super) fn column(&mut self, table: &str, key: &str, place: Place) -> Option<String> {
        let named = self.tables.get(table)?;
        if let Some(column) = named.columns.get(key) {
            return Some(column.name.clone());
        }
        let by_name = named.columns.iter().find(|(_, column)| column.name == key).map(|(key, _)| *key);
        let help = by_name.or_else(|| nearest(key, named.columns.keys().copied()));
        let finding = Diagnostic::error("unknown-column", place, format!("the table `{table}` has no column `{key}`"));
        let help = help.map(|word| format!("did you mean `{word}`?"));
        self.findings.push(match help {
            Some(help) => finding.with_help(help),
            None => finding,
        });
        None
    }

    /// The SQL names of columns in a scalar or list of keys; a column may stand there once.
    pub(super) fn columns(&mut self, table: &str, node: Option<&Node>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for member in node.map(Node::one_or_many).unwrap_or_default() {
            let Some(key) = member.text() else { continue };
            let Some(name) = self.column(table, key, member.place) else { continue };
            if names.contains(&name) {
                self.error("duplicate-column", member.place, format!("the column `{key}` stands here twice"));
            } else {
                names.push(name);
            }
        }
        names
    }

    /// The key of a table, if there is one.
    pub(super) fn table_key(&mut self, key: &str, place: Place) -> Option<&'a str> {
        if let Some(table) = self.tables.get(key) {
            return Some(table.key);
        }
        let by_name = self
            .tables
            .values()
            .find(|table| table.name.name == key || table.name.to_string() == key)
            .map(|table| table.key);
        let help = by_name.or_else(|| nearest(key, self.tables.keys().copied()));
        let finding = Diagnostic::error("unknown-table", place, format!("there is no table `{key}`"));
        let help = help.map(|word| format!("did you mean `{word}`?"));
        self.findings.push(match help {
            Some(help) => finding.with_help(help),
            None => finding,
        });
        None
    }

    /// The table and column in `TABLE.COLUMN` or `{table:, column:}`: the table's key and the column's SQL name. Keys
    /// may have dots in them, so every dot is tried.
    pub(super) fn table_and_column(&mut self, node: &Node) -> Option<(&'a str, String)> {
        if node.entries().is_some() {
            let (Some(table), Some(column)) = (node.get("table"), node.get("column")) else {
                self.error("missing-key", node.place, "a reference needs `table` and `column`");
                return None;
            };
            let key = self.table_key(table.text()?, table.place)?;
            return Some((key, self.column(key, column.text()?, column.place)?));
        }
        let text = node.text()?;
        let splits: Vec<(&str, &str)> =
            text.match_indices('.').filter_map(|(dot, _)| Some((text.get(..dot)?, text.get(dot + 1..)?))).collect();
        let known = |(table, column): &&(&str, &str)| {
            self.tables.get(*table).is_some_and(|table| table.columns.contains_key(*column))
        };
        if let Some((table, column)) = splits.iter().find(known) {
            let table = self.tables.get(*table)?;
            return Some((table.key, table.columns.get(*column)?.name.clone()));
        }
        let Some((table, column)) =
            splits.iter().find(|(table, _)| self.tables.contains_key(*table)).or(splits.last()).copied()
        else {
            let help = self.tables.contains_key(text).then(|| format!("write `{text}.COLUMN`"));
            self.error_with_help(
                "wrong-reference",
                node.place,
                format!("`{text}` names no column"),
                help.unwrap_or_else(|| "write TABLE.COLUMN, by their keys".to_owned()),
            );
            return None;
        };
        let key = self.table_key(table, node.place)?;
        Some((key, self.column(key, column, node.place)?))
    }

    /// `collation:` of a node. Without a schema it is one of `pg_catalog`.
    pub(super) fn collation(&mut self, node: &Node) -> Option<QualifiedName> {
        let collation = node.get("collation")?;
        let name = self.collation_name(collation)?;
        if let Some((_, version)) =
            NEW_COLLATIONS.iter().find(|(new, _)| name.schema == "pg_catalog" && name.name == *new)
        {
            self.needs(*version, collation.place, &format!("the collation {}", name.name));
        }
        Some(name)
    }

    /// A name that a dot parts only where a known schema stands before it; the schema is empty where there is none.
    pub(super) fn in_known_schema(&self, text: &str) -> QualifiedName {
        match text.split_once('.') {
            Some((schema, name)) if self.schemas.contains_key(schema) => {
                QualifiedName::new(self.schemas.get(schema).cloned().unwrap_or_default(), name)
            }
            Some((schema, name)) if self.is_schema_name(schema) => QualifiedName::new(schema, name),
            _ => QualifiedName::new("", text),
        }
    }

    fn is_schema_name(&self, name: &str) -> bool {
        let of_extension =
            self.declared.catalog.extensions.values().any(|extension| extension.schema.as_deref() == Some(name));
        matches!(name, "public" | "pg_catalog") || of_extension || self.schemas.values().any(|known| known == name)
    }

    /// Notes where the names stand that a node gives an object beside its own.
    pub(super) fn names_at(&mut self, object: &ObjectId, node: &Node) {
        let mut found: Vec<(String, Place)> = Vec::new();
        if let Some(collation) = node.get("collation")
            && let Some(name) = self.collation_name(collation)
        {
            found.push((format!("{}.{}", name.schema, name.name), collation.content()));
        }
        let class = node.get("operator_class");
        let class_name = class.map(|class| class.get("name").unwrap_or(class));
        for named in [node.get("method"), class_name, node.get("compression")].into_iter().flatten() {
            found.extend(named.text().map(|text| (text.to_owned(), named.content())));
        }
        let parameters = [Some(node), class].into_iter().flatten().filter_map(|node| node.get("with"));
        for entry in parameters.flat_map(|node| node.entries().unwrap_or_default()) {
            let name = entry.key.strip_prefix("toast.").unwrap_or(&entry.key);
            found.push((name.to_owned(), entry.key_place));
        }
        let texts = found.into_iter().map(|(text, place)| SqlText { object: object.clone(), text, place });
        self.declared.places.names.extend(texts);
    }

    fn collation_name(&self, node: &Node) -> Option<QualifiedName> {
        let name = self.in_known_schema(node.text()?);
        Some(if name.schema.is_empty() { QualifiedName::new("pg_catalog", name.name) } else { name })
    }

    /// A mapping of parameters, each value as text.
    pub(super) fn parameters(&mut self, node: Option<&Node>) -> BTreeMap<String, String> {
        let entries = node.and_then(Node::entries).unwrap_or_default();
        for entry in entries {
            let name = entry.key.strip_prefix("toast.").unwrap_or(&entry.key);
            if !entry.key.split('.').all(is_word) {
                self.error("wrong-parameter", entry.key_place, format!("`{}` is no name of a parameter", entry.key));
            }
            if let Some((_, version)) = NEW_PARAMETERS.iter().find(|(new, _)| name == *new) {
                self.needs(*version, entry.key_place, &format!("the parameter {name}"));
            }
        }
        entries.iter().filter_map(|entry| Some((entry.key.clone(), entry.value.text()?.to_owned()))).collect()
    }
}

/// Whether SQL takes a text for a name as it stands.
fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|next| next.is_ascii_alphanumeric() || next == '_')
}
