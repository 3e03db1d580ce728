//! Indexes.

use super::Reader;
use super::constraint::given_name;
use super::default_name::{Draft, Object};
use super::names::NamedTable;
use crate::language::yaml::Node;
use crate::object::Index;

/// Access methods that cannot keep two rows apart.
const NEVER_UNIQUE: &[&str] = &["hash", "gin", "gist", "spgist", "brin"];

impl<'a> Reader<'a> {
    /// Reads `indexes`.
    pub(super) fn indexes(&mut self, table: &NamedTable<'a>) {
        for node in table.node.get("indexes").and_then(Node::list).unwrap_or_default() {
            if node.entries().is_some() && node.get("columns").is_none() {
                self.error("missing-key", node.place, "an index needs its `columns`");
                continue;
            }
            let columns = node.get("columns").unwrap_or(node);
            let known = self.findings.len();
            let (mut parts, mut texts, mut elements) = (Vec::new(), Vec::new(), Vec::new());
            for member in columns.one_or_many() {
                elements.extend(self.element(table, member, &mut parts, &mut texts));
            }
            if elements.is_empty() {
                if self.findings.len() == known && columns.list().is_some() {
                    self.error("no-columns", columns.place, "an index needs at least one column");
                }
                continue;
            }
            let include = self.columns(table.key, node.get("include"));
            parts.extend(include.iter().cloned());
            let predicate = node.get("where").and_then(|sql| self.expression(sql));
            texts.extend(predicate.clone());
            let method = node.text_of("method").unwrap_or_else(|| "btree".to_owned());
            if node.flag("unique") && NEVER_UNIQUE.contains(&method.as_str()) {
                let place = node.get("unique").map_or(node.place, |unique| unique.place);
                self.error_with_help(
                    "wrong-combination",
                    place,
                    format!("an index of method {method} cannot be unique"),
                    "use btree, or an exclusion constraint",
                );
            }
            let index = Index {
                method,
                unique: node.flag("unique"),
                nulls_not_distinct: self.nulls_not_distinct(node),
                elements,
                include,
                predicate: predicate.map(|(text, _)| text),
                options: self.parameters(node.get("with")),
                valid: true,
                comment: node.text_of("comment"),
            };
            self.drafts.push(Draft {
                table: table.name.clone(),
                given: given_name(node),
                parts,
                label: "idx",
                object: Object::Index(index),
                place: node.place,
                node,
                texts,
            });
        }
    }
}
