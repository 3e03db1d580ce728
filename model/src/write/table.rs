//! Tables.

use super::yaml::{Map, Yaml};
use super::{Writer, add, add_comment, add_flag, left_out, parameters};
use crate::QualifiedName;
use crate::language::naming::given_fields;
use crate::object::{ConstraintKind, Table};

/// The constraints of a table that stand under it and not at a column.
#[derive(Default)]
struct Constraints {
    primary_key: Option<Yaml>,
    unique: Vec<Yaml>,
    checks: Map,
    exclusions: Vec<Yaml>,
    foreign_keys: Vec<Yaml>,
}

impl Writer<'_> {
    /// The tables by name.
    pub(super) fn tables(&self) -> Map {
        self.catalog.tables.iter().filter_map(|(name, table)| self.keyed_table(name, table)).collect()
    }

    /// A table with its key.
    pub(super) fn keyed_table(&self, name: &QualifiedName, table: &Table) -> Option<(String, Yaml)> {
        let key = self.keys.table(name)?;
        let mut entry = key.entries();
        entry.extend(self.table(name, table));
        Some((key.key.clone(), Yaml::Block(entry)))
    }

    fn table(&self, name: &QualifiedName, table: &Table) -> Map {
        let mut entry = Map::new();
        add_comment(&mut entry, table.comment.as_ref());
        add_flag(&mut entry, "unlogged", table.unlogged);
        add(&mut entry, "with", parameters(&table.options));
        let at_columns = self.column_constraints(name, table);
        let fields = given_fields(table.columns.keys().map(String::as_str));
        let columns = table.columns.iter().map(|(column_name, column)| {
            let constraints = at_columns.get(column_name.as_str()).cloned().unwrap_or_default();
            let field = fields.get(column_name.as_str());
            (self.keys.key(column_name), self.column((name, column_name.as_str()), column, &constraints, field))
        });
        entry.push(("columns".to_owned(), Yaml::Block(columns.collect())));

        let mut constraints = Constraints::default();
        for (constraint_name, constraint) in &table.constraints {
            let at_column = at_columns.values().any(|at_column| at_column.contains(constraint_name));
            if at_column || !left_out::is_resolved(self.catalog, &constraint.kind) {
                continue;
            }
            match &constraint.kind {
                ConstraintKind::PrimaryKey(key) => {
                    constraints.primary_key = Some(self.primary_key(name, constraint_name, constraint, key));
                }
                ConstraintKind::Unique { key, nulls_not_distinct } => {
                    constraints.unique.push(self.unique(name, constraint_name, constraint, key, *nulls_not_distinct));
                }
                ConstraintKind::Check { expression, no_inherit } => {
                    constraints.checks.push(self.check(constraint_name, constraint, expression, *no_inherit));
                }
                ConstraintKind::Exclusion { .. } => {
                    constraints.exclusions.extend(self.exclusion(constraint_name, constraint));
                }
                ConstraintKind::ForeignKey(key) => {
                    constraints.foreign_keys.extend(self.foreign_key(name, constraint_name, constraint, key));
                }
            }
        }
        add(&mut entry, "primary_key", constraints.primary_key);
        add(&mut entry, "unique", list(constraints.unique));
        add(&mut entry, "checks", (!constraints.checks.is_empty()).then_some(Yaml::Block(constraints.checks)));
        add(&mut entry, "exclusions", list(constraints.exclusions));
        add(&mut entry, "foreign_keys", list(constraints.foreign_keys));
        add(&mut entry, "indexes", list(self.indexes(name, table)));
        entry
    }
}

fn list(items: Vec<Yaml>) -> Option<Yaml> {
    (!items.is_empty()).then_some(Yaml::Items(items))
}
