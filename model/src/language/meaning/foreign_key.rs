//! Foreign keys.

use super::Reader;
use super::constraint::{deferrability, given_name};
use super::default_name::{Draft, Object};
use super::names::{NamedColumn, NamedTable};
use crate::Diagnostic;
use crate::declared::Place;
use crate::language::yaml::Node;
use crate::object::{Constraint, ConstraintKind, ForeignKey, ForeignKeyAction, IndexKey};

impl<'a> Reader<'a> {
    /// Notes which columns of which tables are unique together, for the foreign keys that refer to them.
    pub(super) fn note_unique_columns(&mut self) {
        for draft in &self.drafts {
            if let Some(mut columns) = unique_columns(&draft.object) {
                columns.sort();
                self.unique_columns.entry(draft.table.clone()).or_default().push(columns);
            }
        }
    }

    /// Reads `references` of columns, and `foreign_keys`.
    pub(super) fn foreign_keys(&mut self, table: &NamedTable<'a>) {
        for column in table.columns.values() {
            match column.node.entry("references") {
                Some(entry) => self.reference_of_column(table, column, entry.key_place, &entry.value),
                None => {
                    for key in ["on_delete", "on_update"] {
                        if let Some(entry) = column.node.entry(key) {
                            self.error_with_help(
                                "wrong-combination",
                                entry.key_place,
                                format!("`{key}` stands without `references`"),
                                "say what the column refers to: `references: TABLE.COLUMN`",
                            );
                        }
                    }
                }
            }
        }
        for node in table.node.get("foreign_keys").and_then(Node::list).unwrap_or_default() {
            self.foreign_key(table, node);
        }
    }

    fn reference_of_column(&mut self, table: &NamedTable<'a>, column: &NamedColumn<'a>, place: Place, node: &'a Node) {
        let Some((target, referenced)) = self.target_column(node) else { return };
        for key in ["on_delete", "on_update"] {
            if let (Some(_), Some(second)) = (node.entry(key), column.node.entry(key)) {
                self.error("wrong-combination", second.key_place, format!("`{key}` stands in `references` too"));
            }
        }
        let mut action = |key: &str| match column.node.get(key) {
            Some(value) => self.action(table, value),
            None => node.get(key).map_or_else(Default::default, |value| self.action(table, value)),
        };
        let (on_delete, on_delete_columns) = action("on_delete");
        let (on_update, _) = action("on_update");
        let key = ForeignKey {
            columns: vec![column.name.clone()],
            references: target,
            referenced_columns: vec![referenced],
            on_update,
            on_delete,
            on_delete_columns,
            match_full: node.get("match").and_then(Node::text) == Some("full"),
            period: false,
        };
        self.push_foreign_key(table, key, place, node);
    }

    fn foreign_key(&mut self, table: &NamedTable<'a>, node: &'a Node) {
        if node.entries().is_none() {
            return;
        }
        let (Some(columns), Some(references)) = (node.get("columns"), node.get("references")) else {
            self.error("missing-key", node.place, "a foreign key needs `columns` and `references`");
            return;
        };
        let names = self.columns(table.key, Some(columns));
        let (target, referenced) = if references.entries().is_some() {
            let (Some(key), Some(referenced)) = (references.get("table"), references.get("columns")) else {
                self.error("missing-key", references.place, "a reference needs `table` and `columns`");
                return;
            };
            let Some(target) = self.target_columns(key, referenced) else { return };
            target
        } else {
            let Some((target, referenced)) = self.target_column(references) else { return };
            (target, vec![referenced])
        };
        let written = |node: &Node| node.get("columns").unwrap_or(node).one_or_many().len();
        if written(node) != written(references) {
            self.findings.push(
                Diagnostic::error(
                    "wrong-reference",
                    references.place,
                    format!("{} columns refer to {}", written(node), written(references)),
                )
                .with_related(columns.place, "these")
                .with_help(
                    "each referencing column needs the one it refers to; several are written {table:, columns:}",
                ),
            );
            return;
        }
        if names.is_empty() || names.len() != referenced.len() {
            return;
        }
        let mut action = |key: &str| node.get(key).map_or_else(Default::default, |value| self.action(table, value));
        let (on_delete, on_delete_columns) = action("on_delete");
        let (on_update, _) = action("on_update");
        if let Some(entry) = node.entry("period").filter(|entry| entry.value.boolean() == Some(true)) {
            self.needs(18, entry.key_place, "PERIOD");
        }
        for name in &on_delete_columns {
            if !names.contains(name) {
                let place = node.get("on_delete").map_or(node.place, |action| action.place);
                self.error("wrong-reference", place, format!("the column `{name}` is none of the foreign key's own"));
            }
        }
        let key = ForeignKey {
            columns: names,
            references: target,
            referenced_columns: referenced,
            on_update,
            on_delete,
            on_delete_columns,
            match_full: node.get("match").and_then(Node::text) == Some("full"),
            period: node.flag("period"),
        };
        self.push_foreign_key(table, key, node.place, node);
    }

    fn push_foreign_key(&mut self, table: &NamedTable<'a>, key: ForeignKey, place: Place, node: &'a Node) {
        let place_of_target = node.get("references").unwrap_or(node).place;
        if self.is_outside(&key.references) {
            self.declared.outside.entry(key.references.clone()).or_insert(place_of_target);
        } else {
            self.refuse_what_is_not_unique(&key, place_of_target);
        }
        self.refuse_null_of_not_null(table, &key, place);
        let parts = key.columns.clone();
        let mut constraint = Constraint::new(ConstraintKind::ForeignKey(key));
        constraint.deferrability = deferrability(node);
        constraint.comment = node.text_of("comment");
        self.validity(node, &mut constraint);
        self.drafts.push(Draft {
            table: table.name.clone(),
            given: given_name(node),
            parts,
            label: "fkey",
            object: Object::Constraint(constraint),
            place,
            node,
            texts: Vec::new(),
        });
    }

    /// An action, and the columns it is limited to.
    fn action(&mut self, table: &NamedTable<'a>, node: &Node) -> (ForeignKeyAction, Vec<String>) {
        let word = match node.text() {
            Some("restrict") => ForeignKeyAction::Restrict,
            Some("cascade") => ForeignKeyAction::Cascade,
            Some("set_null") => ForeignKeyAction::SetNull,
            Some("set_default") => ForeignKeyAction::SetDefault,
            _ => ForeignKeyAction::NoAction,
        };
        let Some(entry) = node.entries().and_then(<[_]>::first) else { return (word, Vec::new()) };
        self.needs(15, entry.key_place, "an action on some columns only");
        let columns = self.columns(table.key, Some(&entry.value));
        match entry.key.as_str() {
            "set_null" => (ForeignKeyAction::SetNull, columns),
            "set_default" => (ForeignKeyAction::SetDefault, columns),
            _ => (word, Vec::new()),
        }
    }

    /// What a foreign key refers to must be unique: a key of its table, or a unique index without a predicate.
    fn refuse_what_is_not_unique(&mut self, key: &ForeignKey, place: Place) {
        let mut wanted = key.referenced_columns.clone();
        wanted.sort();
        if !self.unique_columns.get(&key.references).is_some_and(|keys| keys.contains(&wanted)) {
            let columns = key.referenced_columns.join(", ");
            self.error_with_help(
                "not-unique",
                place,
                format!("nothing says that {columns} of {} is unique, so nothing can refer to it", key.references),
                "mark it there with `primary_key: true` or `unique: true`",
            );
        }
    }

    /// `set_null` on a column that takes no NULL fails when it acts.
    fn refuse_null_of_not_null(&mut self, table: &NamedTable<'a>, key: &ForeignKey, place: Place) {
        if key.on_delete != ForeignKeyAction::SetNull && key.on_update != ForeignKeyAction::SetNull {
            return;
        }
        let all = &key.columns;
        let limited = if key.on_delete_columns.is_empty() || key.on_update == ForeignKeyAction::SetNull {
            all
        } else {
            &key.on_delete_columns
        };
        let columns = self.declared.catalog.tables.get(&table.name).map(|table| &table.columns);
        let refused: Vec<String> = limited
            .iter()
            .filter(|name| columns.and_then(|columns| columns.get(*name)).is_some_and(|column| column.not_null))
            .cloned()
            .collect();
        if let Some(name) = refused.first() {
            let mut finding = Diagnostic::warning(
                "set-null-of-not-null",
                place,
                format!("`set_null` would set `{name}`, which takes no NULL: each such delete or update will fail"),
            );
            finding.help = Some("mark the column's type with `?`, or choose another action".to_owned());
            self.findings.push(finding);
        }
    }
}

/// The columns that a constraint or index keeps unique, if it does.
fn unique_columns(object: &Object) -> Option<Vec<String>> {
    match object {
        Object::Constraint(constraint) => match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => Some(key.columns.clone()),
            _ => None,
        },
        Object::Index(index) if index.unique && index.predicate.is_none() => index
            .elements
            .iter()
            .map(|element| match &element.key {
                IndexKey::Column(name) => Some(name.clone()),
                IndexKey::Expression(_) => None,
            })
            .collect(),
        Object::Index(_) => None,
    }
}
