//! Tables outside of the scope, to which foreign keys may refer by their SQL names.

use super::Reader;
use crate::QualifiedName;
use crate::declared::Scope;
use crate::language::naming::nearest;
use crate::language::yaml::Node;

impl Reader<'_> {
    /// The table and column to which a foreign key of one column refers: by their keys, or, outside of the scope, by their
    /// SQL names.
    pub(super) fn target_column(&mut self, node: &Node) -> Option<(QualifiedName, String)> {
        let outside = match (node.get("table").and_then(Node::text), node.get("column").and_then(Node::text)) {
            (Some(table), Some(column)) => self.outside_table(table).map(|table| (table, column)),
            _ => node.text().and_then(|text| self.outside_column(text)),
        };
        if let Some((table, column)) = outside {
            return Some((table, column.to_owned()));
        }
        let known = self.findings.len();
        let found = self.table_and_column(node);
        if found.is_none() {
            self.advise_to_ignore(known);
        }
        let (key, column) = found?;
        Some((self.tables.get(key)?.name.clone(), column))
    }

    /// The table and columns to which a foreign key refers, the same way.
    pub(super) fn target_columns(&mut self, table: &Node, columns: &Node) -> Option<(QualifiedName, Vec<String>)> {
        let text = table.text()?;
        if let Some(name) = self.outside_table(text) {
            let columns = columns.one_or_many().iter().filter_map(Node::text).map(str::to_owned).collect();
            return Some((name, columns));
        }
        let known = self.findings.len();
        let found = self.table_key(text, table.place);
        if found.is_none() {
            self.advise_to_ignore(known);
        }
        let key = found?;
        let names = self.columns(key, Some(columns));
        Some((self.tables.get(key)?.name.clone(), names))
    }

    /// What else an unknown table may be than a slip of the pen.
    fn advise_to_ignore(&mut self, known: usize) {
        let findings = self.findings.iter_mut().skip(known);
        for finding in findings.filter(|finding| finding.code == "unknown-table" && finding.help.is_none()) {
            finding.help = Some(
                "declare it; or, where it is in the database and not evenkeel's, say so under `ignore:`".to_owned(),
            );
        }
    }

    /// Whether a name is that of a table which is neither the file's nor evenkeel's.
    pub(super) fn is_outside(&self, name: &QualifiedName) -> bool {
        !Scope::is_never_owned(&name.schema)
            && !self.declared.scope.contains(&name.schema, &name.name)
            && self.tables.values().all(|table| table.name != *name)
    }

    /// The table outside of the scope that a text names: without a dot one of the schema `public`.
    fn outside_table(&self, text: &str) -> Option<QualifiedName> {
        if self.tables.contains_key(text) {
            return None;
        }
        let (schema, name) = text.split_once('.').unwrap_or(("public", text));
        let is_slip = nearest(text, self.tables.keys().copied()).is_some() && self.declared.scope.ignore.is_empty();
        let name = QualifiedName::new(schema, name);
        (!is_slip && self.is_outside(&name)).then_some(name)
    }

    /// The same with a column: `TABLE.COLUMN`.
    fn outside_column<'text>(&self, text: &'text str) -> Option<(QualifiedName, &'text str)> {
        let mut splits = text.match_indices('.').filter_map(|(dot, _)| text.get(..dot));
        if splits.any(|table| self.tables.contains_key(table)) {
            return None;
        }
        let (table, column) = text.rsplit_once('.')?;
        Some((self.outside_table(table)?, column))
    }
}
