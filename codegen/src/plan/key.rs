//! The constants for a table's constraints and unique indexes.

use std::collections::BTreeMap;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Constraint, ConstraintKind, Deferrability, Index, IndexKey};
use evenkeel_model::{ObjectId, QualifiedName};
use heck::ToShoutySnakeCase;

use super::findings::Owner;
use super::{KeyPlan, Planner, Source};
use crate::{docs, names};

/// What the trait of tables has constants for.
pub(super) const TAKEN: [&str; 2] = ["META", "TABLE"];

impl Planner<'_> {
    /// A constant for each constraint and each unique index.
    pub(super) fn keys(&mut self, source: &Source<'_>) -> Vec<KeyPlan> {
        let table = source.name.clone();
        let constraints = source.table.constraints.iter().map(|(name, constraint)| {
            (ObjectId::Constraint(table.clone(), name.clone()), name, "constraint", constraint_target(name, constraint))
        });
        let indexes = source.table.indexes.iter().filter(|(_, index)| index.unique).map(|(name, index)| {
            (ObjectId::Index(QualifiedName::new(&table.schema, name)), name, "unique index", Some(index_target(index)))
        });
        let mut taken = BTreeMap::new();
        let mut keys = Vec::new();
        for (id, name, what, target) in constraints.chain(indexes) {
            // What is named after the table says so once.
            let own = name.strip_prefix(&format!("{}_", table.name)).unwrap_or(name);
            let constant = own.to_shouty_snake_case();
            let constant = if TAKEN.contains(&constant.as_str()) { format!("{constant}_") } else { constant };
            // A name of signs alone gets no constant: it can still be named by its text.
            let Some(ident) = names::identifier(&constant) else { continue };
            let words = format!("the {what} `{name}`");
            self.findings.within(&mut taken, &ident, Owner { id, words }, "constant", "rename one of them");
            let docs = docs::attributes(None, &format!("The {what} {}", docs::code(name)));
            keys.push(KeyPlan { ident, docs, name: name.clone(), target });
        }
        keys
    }
}

/// What stands behind ON CONFLICT for a constraint.
fn constraint_target(name: &str, constraint: &Constraint) -> Option<String> {
    let can = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => !key.without_overlaps,
        _ => false,
    };
    let immediate = constraint.deferrability == Deferrability::NotDeferrable;
    (can && immediate).then(|| format!("ON CONSTRAINT {}", quote_identifier(name)))
}

/// What stands behind ON CONFLICT for an index, which is known by what it is made of.
fn index_target(index: &Index) -> String {
    let elements = index.elements.iter().map(|element| match &element.key {
        IndexKey::Column(column) => quote_identifier(column),
        IndexKey::Expression(expression) => format!("({expression})"),
    });
    let elements = elements.collect::<Vec<_>>().join(", ");
    match &index.predicate {
        Some(predicate) => format!("({elements}) WHERE {predicate}"),
        None => format!("({elements})"),
    }
}
