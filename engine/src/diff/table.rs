//! Tables with what is in them.

use evenkeel_model::object::{ConstraintKind, Table};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::{Action, Attribute, Changes, column, constraint, index};

/// Compares all tables. A table that is created or dropped whole brings one change for itself, one for each foreign
/// key and one for each index; its columns and other constraints come and go with it.
pub(super) fn diff(changes: &mut Changes, from: &Catalog, to: &Catalog, major: u32) {
    for (name, old) in &from.tables {
        match to.tables.get(name) {
            None => whole(changes, name, old, &Action::Drop),
            Some(new) if old != new => both(changes, name, old, new, major),
            Some(_) => {}
        }
    }
    for (name, new) in to.tables.iter().filter(|(name, _)| !from.tables.contains_key(*name)) {
        whole(changes, name, new, &Action::Create);
    }
}

fn whole(changes: &mut Changes, name: &QualifiedName, table: &Table, action: &Action) {
    changes.push(ObjectId::Table(name.clone()), action.clone());
    for (constraint, definition) in &table.constraints {
        let apart = matches!(definition.kind, ConstraintKind::ForeignKey(_))
            || (*action == Action::Create && !definition.validated);
        if apart {
            changes.push(ObjectId::Constraint(name.clone(), constraint.clone()), action.clone());
        }
    }
    // The indexes of a dropped table go with it.
    if *action == Action::Create {
        for index in table.indexes.keys() {
            changes.push(ObjectId::Index(name.sibling(index)), action.clone());
        }
    }
}

fn both(changes: &mut Changes, name: &QualifiedName, old: &Table, new: &Table, major: u32) {
    for (column, old_column) in &old.columns {
        match new.columns.get(column) {
            None => changes.push(ObjectId::Column(name.clone(), column.clone()), Action::Drop),
            Some(new_column) => column::diff(changes, name, column, old_column, new_column, major),
        }
    }
    for column in new.columns.keys().filter(|column| !old.columns.contains_key(*column)) {
        changes.push(ObjectId::Column(name.clone(), column.clone()), Action::Create);
    }
    changes.kind(
        &old.constraints,
        &new.constraints,
        |constraint| ObjectId::Constraint(name.clone(), constraint.clone()),
        constraint::diff,
    );
    changes.kind(&old.indexes, &new.indexes, |index| ObjectId::Index(name.sibling(index)), index::diff);
    changes.alter(
        ObjectId::Table(name.clone()),
        [
            (Attribute::Logged, old.unlogged != new.unlogged),
            (Attribute::Options, old.options != new.options),
            (Attribute::Comment, old.comment != new.comment),
        ],
    );
}
