//! Primary keys, unique, check and exclusion constraints.

use std::rc::Rc;

use super::Reader;
use super::default_name::{Draft, Object};
use super::names::{NamedColumn, NamedTable};
use super::table::wanted;
use crate::Diagnostic;
use crate::declared::Place;
use crate::language::expression;
use crate::language::yaml::Node;
use crate::object::{Constraint, ConstraintKind, Deferrability, ExclusionElement, Key};

/// A check with its name, if it has one, its place, and what declares it.
pub(super) type CheckMember<'a> = (Option<String>, Place, &'a Node);

impl<'a> Reader<'a> {
    /// Reads the constraints and indexes of all tables, in the order in which PostgreSQL would name them.
    pub(super) fn table_constraints(&mut self) {
        let tables: Vec<Rc<NamedTable<'a>>> = self.tables.values().cloned().collect();
        for table in &tables {
            self.checks(table);
            self.primary_key(table);
            self.unique_constraints(table);
            self.exclusions(table);
            self.indexes(table);
        }
        // A foreign key is looked up against the keys that its target has, so all keys come first.
        self.note_unique_columns();
        for table in &tables {
            self.foreign_keys(table);
        }
    }

    /// The members of `checks`, which is a mapping by name or a list.
    pub(super) fn check_members(&mut self, node: &'a Node) -> Vec<CheckMember<'a>> {
        let Some(checks) = node.get("checks") else { return Vec::new() };
        let mut members: Vec<CheckMember<'a>> = Vec::new();
        for entry in checks.entries().unwrap_or_default() {
            let name = self.sql_name(entry);
            members.push((Some(name), entry.key_place, &entry.value));
        }
        for member in checks.list().unwrap_or_default() {
            members.push((member.text_of("name"), member.place, member));
        }
        for (_, _, check) in &members {
            if check.entries().is_some() && check.get("sql").is_none() {
                self.error_with_help("missing-key", check.place, "a check needs its condition", "write `sql: …`");
            }
        }
        members
    }

    fn checks(&mut self, table: &NamedTable<'a>) {
        for (name, place, node) in self.check_members(table.node) {
            let Some((expression, text_place)) = self.expression(node.get("sql").unwrap_or(node)) else { continue };
            let parts = match columns_in(&expression, table).as_slice() {
                // Only a check of one column has that column in its name.
                [only] => vec![only.clone()],
                _ => Vec::new(),
            };
            let mut constraint = Constraint::new(ConstraintKind::Check {
                expression: expression.clone(),
                no_inherit: node.flag("no_inherit"),
            });
            self.validity(node, &mut constraint);
            constraint.comment = node.text_of("comment");
            let place_of_name = node.get("name").map_or(place, |name| name.place);
            self.drafts.push(Draft {
                table: table.name.clone(),
                given: name.map(|name| (name, place_of_name)),
                parts,
                label: "check",
                object: Object::Constraint(constraint),
                place,
                node,
                texts: vec![(expression, text_place)],
            });
        }
    }

    fn primary_key(&mut self, table: &NamedTable<'a>) {
        let flagged: Vec<(&&str, &NamedColumn<'a>)> =
            table.columns.iter().filter(|(_, column)| column.node.flag("primary_key")).collect();
        let (key, place, node) = match (table.node.entry("primary_key"), flagged.first()) {
            (Some(entry), Some((_, column))) => {
                self.findings.push(
                    Diagnostic::error("wrong-combination", entry.key_place, "the table has a primary key already")
                        .with_related(
                            column.node.entry("primary_key").map_or(column.place, |flag| flag.key_place),
                            "the first",
                        )
                        .with_help("keep one of them"),
                );
                return;
            }
            (Some(entry), None) => {
                let node = &entry.value;
                let key = self.key(table, node.get("columns").unwrap_or(node), node, "a primary key");
                (key, entry.key_place, node)
            }
            (None, Some((_, column))) => {
                let columns = flagged.iter().map(|(_, column)| column.name.clone()).collect();
                let place = column.node.entry("primary_key").map_or(column.place, |entry| entry.key_place);
                // The flag itself has no `renamed_from`: that of the column is the column's.
                let node = column.node.get("primary_key").unwrap_or(column.node);
                (Some(Key { columns, ..Key::default() }), place, node)
            }
            (None, None) => return,
        };
        let Some(key) = key else { return };
        for name in &key.columns {
            self.refuse_null(table, name);
        }
        self.push_key(table, ConstraintKind::PrimaryKey(key), "pkey", place, node);
    }

    /// The columns of a primary key take no NULL: the file must not say that they do.
    fn refuse_null(&mut self, table: &NamedTable<'a>, column: &str) {
        let Some(named) = table.columns.values().find(|named| named.name == column) else { return };
        let objects = self.declared.catalog.table_mut(&table.name);
        let Some(object) = objects.and_then(|table| table.columns.get_mut(column)) else { return };
        if !object.not_null {
            object.not_null = true;
            let place = named.node.get("type").unwrap_or(named.node).place;
            self.error_with_help(
                "wrong-combination",
                place,
                "a column of the primary key is never NULL",
                "leave the `?` out",
            );
        }
    }

    fn unique_constraints(&mut self, table: &NamedTable<'a>) {
        for column in table.columns.values() {
            let Some(node) = wanted(column.node, "unique") else { continue };
            let key = Key {
                columns: vec![column.name.clone()],
                include: self.columns(table.key, node.get("include")),
                options: self.parameters(node.get("with")),
                without_overlaps: false,
            };
            let nulls_not_distinct = self.nulls_not_distinct(node);
            let place = column.node.entry("unique").map_or(column.place, |entry| entry.key_place);
            self.push_key(table, ConstraintKind::Unique { key, nulls_not_distinct }, "key", place, node);
        }
        for member in table.node.get("unique").and_then(Node::list).unwrap_or_default() {
            let columns = member.get("columns").unwrap_or(member);
            let Some(key) = self.key(table, columns, member, "a unique constraint") else { continue };
            let nulls_not_distinct = self.nulls_not_distinct(member);
            self.push_key(table, ConstraintKind::Unique { key, nulls_not_distinct }, "key", member.place, member);
        }
    }

    fn key(&mut self, table: &NamedTable<'a>, columns: &Node, node: &Node, words: &str) -> Option<Key> {
        if node.entries().is_some() && node.get("columns").is_none() {
            self.error("missing-key", node.place, format!("{words} needs its `columns`"));
            return None;
        }
        let known = self.findings.len();
        let names = self.columns(table.key, Some(columns));
        if names.is_empty() {
            if self.findings.len() == known {
                self.error("no-columns", columns.place, format!("{words} needs at least one column"));
            }
            return None;
        }
        if node.flag("without_overlaps") {
            self.needs(18, node.get("without_overlaps").map_or(node.place, |flag| flag.place), "WITHOUT OVERLAPS");
        }
        Some(Key {
            columns: names,
            include: self.columns(table.key, node.get("include")),
            options: self.parameters(node.get("with")),
            without_overlaps: node.flag("without_overlaps"),
        })
    }

    fn push_key(
        &mut self,
        table: &NamedTable<'a>,
        kind: ConstraintKind,
        label: &'static str,
        place: Place,
        node: &'a Node,
    ) {
        let (ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. }) = &kind else { return };
        // The columns that ride along have a part in the name too.
        let parts = key.columns.iter().chain(&key.include).cloned().collect();
        let mut constraint = Constraint::new(kind);
        constraint.deferrability = deferrability(node);
        constraint.comment = node.text_of("comment");
        self.drafts.push(Draft {
            table: table.name.clone(),
            given: given_name(node),
            parts,
            label,
            object: Object::Constraint(constraint),
            place,
            node,
            texts: Vec::new(),
        });
    }

    fn exclusions(&mut self, table: &NamedTable<'a>) {
        for node in table.node.get("exclusions").and_then(Node::list).unwrap_or_default() {
            let mut texts = Vec::new();
            let mut parts = Vec::new();
            let mut elements = Vec::new();
            let members = node.get("columns").and_then(Node::list).unwrap_or_default();
            for member in members {
                let Some(element) = self.element(table, member, &mut parts, &mut texts) else { continue };
                let Some(operator) = member.text_of("operator") else {
                    if member.entries().is_some() {
                        self.error_with_help(
                            "missing-key",
                            member.place,
                            "an exclusion constraint needs an operator for each part",
                            "write `operator: \"&&\"`",
                        );
                    }
                    continue;
                };
                if !expression::is_operator(&operator) {
                    self.error_with_help(
                        "wrong-operator",
                        member.get("operator").map_or(member.place, Node::content),
                        format!("`{operator}` is no operator"),
                        "write its signs, `&&`, or `OPERATOR(schema.&&)` where it is not PostgreSQL's own",
                    );
                    continue;
                }
                elements.push(ExclusionElement { element, operator });
            }
            if node.entries().is_some() && node.get("columns").and_then(Node::list).is_none_or(<[Node]>::is_empty) {
                self.error("missing-key", node.place, "an exclusion constraint needs its `columns`");
                continue;
            }
            let include = self.columns(table.key, node.get("include"));
            parts.extend(include.iter().cloned());
            let predicate = node.get("where").and_then(|sql| self.expression(sql));
            texts.extend(predicate.clone());
            // With fewer parts it would exclude more, and with none of them nothing could be said of it.
            if elements.len() < members.len() {
                continue;
            }
            let mut constraint = Constraint::new(ConstraintKind::Exclusion {
                method: node.text_of("method").unwrap_or_else(|| "gist".to_owned()),
                elements,
                include,
                predicate: predicate.map(|(text, _)| text),
                options: self.parameters(node.get("with")),
            });
            constraint.deferrability = deferrability(node);
            constraint.comment = node.text_of("comment");
            self.drafts.push(Draft {
                table: table.name.clone(),
                given: given_name(node),
                parts,
                label: "excl",
                object: Object::Constraint(constraint),
                place: node.place,
                node,
                texts,
            });
        }
    }

    /// `nulls_not_distinct`, and whether every version knows it.
    pub(super) fn nulls_not_distinct(&mut self, node: &Node) -> bool {
        let flag = node.flag("nulls_not_distinct");
        if flag && let Some(entry) = node.entry("nulls_not_distinct") {
            self.needs(15, entry.key_place, "NULLS NOT DISTINCT");
        }
        flag
    }

    /// `not_valid` and `not_enforced`.
    pub(super) fn validity(&mut self, node: &Node, constraint: &mut Constraint) {
        constraint.validated = !node.flag("not_valid");
        if let Some(entry) = node.entry("not_enforced").filter(|entry| entry.value.boolean() == Some(true)) {
            self.needs(18, entry.key_place, "NOT ENFORCED");
            constraint.enforced = false;
            // What is not enforced has not been checked either.
            constraint.validated = false;
        }
    }
}

/// The name in `name:`, with its place.
pub(super) fn given_name(node: &Node) -> Option<(String, Place)> {
    let name = node.get("name")?;
    Some((name.text()?.to_owned(), name.place))
}

/// `deferrable`.
pub(super) fn deferrability(node: &Node) -> Deferrability {
    match node.get("deferrable") {
        Some(value) if value.boolean() == Some(true) => Deferrability::InitiallyImmediate,
        Some(value) if value.text() == Some("deferred") => Deferrability::InitiallyDeferred,
        _ => Deferrability::NotDeferrable,
    }
}

/// The columns of a table that an expression speaks of, each once, as far as its words tell.
fn columns_in(expression: &str, table: &NamedTable<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in super::expression_name::identifiers(expression) {
        if table.columns.values().any(|column| column.name == word) && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}
