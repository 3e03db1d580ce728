//! Constraints that stand under their table.

use super::yaml::{Map, Yaml};
use super::{Writer, add, add_comment, add_flag, parameters};
use crate::QualifiedName;
use crate::object::{Constraint, ConstraintKind, Deferrability, ForeignKey, ForeignKeyAction, Key};

impl Writer<'_> {
    /// `primary_key:` of a table.
    pub(super) fn primary_key(&self, table: &QualifiedName, name: &str, constraint: &Constraint, key: &Key) -> Yaml {
        let entry = self.key_entries(table, name, constraint, key, "pkey");
        if entry.len() == 1 { self.columns(&key.columns) } else { Yaml::Flow(entry) }
    }

    /// A member of `unique:` of a table.
    pub(super) fn unique(
        &self,
        table: &QualifiedName,
        name: &str,
        constraint: &Constraint,
        key: &Key,
        nulls: bool,
    ) -> Yaml {
        let mut entry = self.key_entries(table, name, constraint, key, "key");
        add_flag(&mut entry, "nulls_not_distinct", nulls);
        if entry.len() == 1 {
            return self.column_or_columns(&key.columns.iter().collect::<Vec<_>>());
        }
        Yaml::Flow(entry)
    }

    fn key_entries(&self, table: &QualifiedName, name: &str, constraint: &Constraint, key: &Key, label: &str) -> Map {
        let mut entry = Map::new();
        add(&mut entry, "name", self.constraint_name(table, name, key, label));
        entry.push(("columns".to_owned(), self.columns(&key.columns)));
        entry.extend(self.key_extras(constraint, key));
        add_flag(&mut entry, "without_overlaps", key.without_overlaps);
        entry
    }

    /// The name of a key, where PostgreSQL would give it another.
    pub(super) fn constraint_name(&self, table: &QualifiedName, name: &str, key: &Key, label: &str) -> Option<Yaml> {
        let columns = key.columns.iter().chain(&key.include);
        (!self.is_default_name(table, name, columns, label)).then(|| Yaml::text(name))
    }

    /// What a key of one column or several may say besides.
    pub(super) fn key_extras(&self, constraint: &Constraint, key: &Key) -> Map {
        let mut entry = Map::new();
        add(&mut entry, "include", (!key.include.is_empty()).then(|| self.columns(&key.include)));
        add(&mut entry, "with", parameters(&key.options));
        add(&mut entry, "deferrable", deferrable(constraint));
        add_comment(&mut entry, constraint.comment.as_ref());
        entry
    }

    /// The `checks:` of a table.
    pub(super) fn check(
        &self,
        name: &str,
        constraint: &Constraint,
        expression: &str,
        no_inherit: bool,
    ) -> (String, Yaml) {
        let mut entry = Map::new();
        add(&mut entry, "name", self.keys.given_name(name).map(Yaml::text));
        entry.push(("sql".to_owned(), Yaml::text(expression)));
        add_flag(&mut entry, "no_inherit", no_inherit);
        entry.extend(validity(constraint));
        add_comment(&mut entry, constraint.comment.as_ref());
        (self.keys.key(name), if entry.len() == 1 { Yaml::text(expression) } else { Yaml::Flow(entry) })
    }

    /// A member of `exclusions:`.
    pub(super) fn exclusion(&self, name: &str, constraint: &Constraint) -> Option<Yaml> {
        let ConstraintKind::Exclusion { method, elements, include, predicate, options } = &constraint.kind else {
            return None;
        };
        let elements = elements.iter().map(|element| {
            let mut entry = self.long_element(&element.element);
            entry.insert(1, ("operator".to_owned(), Yaml::text(&element.operator)));
            Yaml::Flow(entry)
        });
        let mut entry =
            vec![("name".to_owned(), Yaml::text(name)), ("columns".to_owned(), Yaml::List(elements.collect()))];
        add(&mut entry, "method", (method != "gist").then(|| Yaml::text(method)));
        add(&mut entry, "include", (!include.is_empty()).then(|| self.columns(include)));
        add(&mut entry, "where", predicate.as_ref().map(Yaml::text));
        add(&mut entry, "with", parameters(options));
        add(&mut entry, "deferrable", deferrable(constraint));
        add_comment(&mut entry, constraint.comment.as_ref());
        Some(Yaml::Flow(entry))
    }

    /// A member of `foreign_keys:`.
    pub(super) fn foreign_key(
        &self,
        table: &QualifiedName,
        name: &str,
        constraint: &Constraint,
        key: &ForeignKey,
    ) -> Option<Yaml> {
        let mut entry = Map::new();
        let is_default = self.is_default_name(table, name, key.columns.iter(), "fkey");
        add(&mut entry, "name", (!is_default).then(|| Yaml::text(name)));
        entry.push(("columns".to_owned(), self.columns(&key.columns)));
        let target = [
            ("table".to_owned(), Yaml::text(&self.keys.table(&key.references)?.key)),
            ("columns".to_owned(), self.columns(&key.referenced_columns)),
        ];
        entry.push(("references".to_owned(), Yaml::Flow(target.into_iter().collect())));
        entry.extend(self.actions(key));
        add_flag(&mut entry, "period", key.period);
        entry.extend(foreign_key_extras(constraint, key));
        Some(Yaml::Flow(entry))
    }

    /// `references:` of a column, and what stands beside it.
    pub(super) fn reference(
        &self,
        table: &QualifiedName,
        name: &str,
        constraint: &Constraint,
        key: &ForeignKey,
    ) -> Option<Map> {
        let (target, column) = (&self.keys.table(&key.references)?.key, self.keys.key(key.referenced_columns.first()?));
        let is_default = self.is_default_name(table, name, key.columns.iter(), "fkey");
        let extras = foreign_key_extras(constraint, key);
        let reference = if is_default && extras.is_empty() && self.keys.is_clear(target, &column) {
            Yaml::text(format!("{target}.{column}"))
        } else {
            let mut long = vec![("table".to_owned(), Yaml::text(target)), ("column".to_owned(), Yaml::text(column))];
            add(&mut long, "name", (!is_default).then(|| Yaml::text(name)));
            long.extend(extras);
            Yaml::Flow(long)
        };
        let mut entry = vec![("references".to_owned(), reference)];
        entry.extend(self.actions(key));
        Some(entry)
    }

    fn actions(&self, key: &ForeignKey) -> Map {
        let word = |action| match action {
            ForeignKeyAction::NoAction => "no_action",
            ForeignKeyAction::Restrict => "restrict",
            ForeignKeyAction::Cascade => "cascade",
            ForeignKeyAction::SetNull => "set_null",
            ForeignKeyAction::SetDefault => "set_default",
        };
        let says = |action| action != ForeignKeyAction::NoAction;
        let on_delete = if key.on_delete_columns.is_empty() {
            Yaml::text(word(key.on_delete))
        } else {
            Yaml::Flow(vec![(word(key.on_delete).to_owned(), self.columns(&key.on_delete_columns))])
        };
        let mut entry = Map::new();
        add(&mut entry, "on_delete", says(key.on_delete).then_some(on_delete));
        add(&mut entry, "on_update", says(key.on_update).then(|| Yaml::text(word(key.on_update))));
        entry
    }
}

fn foreign_key_extras(constraint: &Constraint, key: &ForeignKey) -> Map {
    let mut entry = Map::new();
    add(&mut entry, "match", key.match_full.then(|| Yaml::text("full")));
    add(&mut entry, "deferrable", deferrable(constraint));
    entry.extend(validity(constraint));
    add_comment(&mut entry, constraint.comment.as_ref());
    entry
}

fn deferrable(constraint: &Constraint) -> Option<Yaml> {
    match constraint.deferrability {
        Deferrability::NotDeferrable => None,
        Deferrability::InitiallyImmediate => Some(Yaml::yes()),
        Deferrability::InitiallyDeferred => Some(Yaml::text("deferred")),
    }
}

/// `not_valid` and `not_enforced`; what is not enforced is never valid.
fn validity(constraint: &Constraint) -> Map {
    let mut entry = Map::new();
    add_flag(&mut entry, "not_valid", constraint.enforced && !constraint.validated);
    add_flag(&mut entry, "not_enforced", !constraint.enforced);
    entry
}
