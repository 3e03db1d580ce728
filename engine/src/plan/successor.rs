//! Keys that come under another name for keys that go: a table is not to be without both.

use std::collections::BTreeSet;

use evenkeel_model::object::{Constraint, ConstraintKind};
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use crate::diff::Action;

/// Whether one key stands for another one under another name: it is over the same columns, or both are the primary key.
fn succeeds(new: &Constraint, old: &Constraint) -> bool {
    let columns = |kind: &ConstraintKind| match kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => {
            Some((key.without_overlaps, key.columns.iter().cloned().collect::<BTreeSet<_>>()))
        }
        _ => None,
    };
    let both_primary = matches!((&new.kind, &old.kind), (ConstraintKind::PrimaryKey(_), ConstraintKind::PrimaryKey(_)));
    both_primary || columns(&new.kind).is_some_and(|new| Some(new) == columns(&old.kind))
}

/// Whether a key that goes has been over the columns of a new one.
pub(super) fn replaces(context: &Context<'_>, table: &QualifiedName, new: &Constraint) -> bool {
    let old = context.from.tables.get(table).into_iter().flat_map(|old| &old.constraints);
    let goes = |name: &String| {
        let id = ObjectId::Constraint(table.clone(), name.clone());
        context.is_dropped(&id) || context.is_replaced(&id)
    };
    let mut gone = old.filter(|(name, _)| goes(name));
    gone.any(|(_, old)| succeeds(new, old))
}

/// The key that comes for one that goes: the table is not to be without both.
pub(super) fn of(context: &Context<'_>, table: &QualifiedName, name: &str) -> Option<ObjectId> {
    let old = context.old_constraint(table, name)?;
    if context.new_constraint(table, name).is_some_and(|new| succeeds(new, old)) {
        return None;
    }
    let new = context.to.tables.get(table)?.constraints.iter();
    let mut coming = new.map(|(name, new)| (ObjectId::Constraint(table.clone(), name.clone()), new));
    let comes = |id: &ObjectId| matches!(context.action(id), Some(Action::Create | Action::Replace));
    coming.find(|(id, new)| comes(id) && succeeds(new, old)).map(|(id, _)| id)
}
