//! What PostgreSQL cannot do in place because of what else a table has.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::{ColumnValue, ConstraintKind, GeneratedKind};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::toast;
use crate::diff::{Action, Attribute};

/// A virtual column takes no other expression where its table has a check constraint, or gets one for a while to become
/// NOT NULL without a long lock: it goes and comes back, and holds no values that could be lost.
pub(super) fn replace_virtual_columns(actions: &mut BTreeMap<ObjectId, Action>, from: &Catalog, to: &Catalog) {
    let altered: Vec<(QualifiedName, String)> = actions
        .iter()
        .filter_map(|(object, action)| match (object, action) {
            (ObjectId::ColumnValue(table, column), Action::Alter(_)) => Some((table.clone(), column.clone())),
            _ => None,
        })
        .filter(|(table, column)| is_virtual(to, table, column))
        .filter(|(table, _)| is_checked(from, table) || is_checked(to, table) || has_new_not_null(actions, to, table))
        .collect();
    for (table, column) in altered {
        actions.remove(&ObjectId::ColumnValue(table.clone(), column.clone()));
        actions.insert(ObjectId::Column(table, column), Action::Replace);
    }
}

fn is_virtual(catalog: &Catalog, table: &QualifiedName, column: &str) -> bool {
    let column = catalog.tables.get(table).and_then(|table| table.columns.get(column));
    column
        .is_some_and(|column| matches!(column.value, Some(ColumnValue::Generated { kind: GeneratedKind::Virtual, .. })))
}

fn is_checked(catalog: &Catalog, table: &QualifiedName) -> bool {
    let constraints = catalog.tables.get(table).into_iter().flat_map(|table| table.constraints.values());
    constraints.into_iter().any(|constraint| matches!(constraint.kind, ConstraintKind::Check { .. }))
}

fn has_new_not_null(actions: &BTreeMap<ObjectId, Action>, to: &Catalog, table: &QualifiedName) -> bool {
    let Some(definition) = to.tables.get(table) else { return false };
    definition.columns.iter().any(|(name, column)| {
        let action = actions.get(&ObjectId::Column(table.clone(), name.clone()));
        column.not_null && matches!(action, Some(Action::Alter(attributes)) if attributes.contains(&Attribute::NotNull))
    })
}

/// Options that a table forgets while its columns change are set again.
pub(super) fn repeat_options(actions: &mut BTreeMap<ObjectId, Action>, from: &Catalog, to: &Catalog) {
    let tables: BTreeSet<QualifiedName> = actions
        .keys()
        .filter_map(|object| match object {
            ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _) | ObjectId::Table(table) => {
                Some(table.clone())
            }
            _ => None,
        })
        .filter(|table| toast::are_forgotten(from, to, actions, table))
        .collect();
    for table in tables {
        let action = actions.entry(ObjectId::Table(table)).or_insert_with(|| Action::Alter(BTreeSet::new()));
        if let Action::Alter(attributes) = action {
            attributes.insert(Attribute::Options);
        }
    }
}
