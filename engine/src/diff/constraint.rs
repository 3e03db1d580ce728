//! Constraints of tables.

use evenkeel_model::ObjectId;
use evenkeel_model::object::{Constraint, ConstraintKind, Key};

use super::{Action, Attribute, Changes};

/// A constraint can be validated and commented; a foreign key's deferrability and the storage parameters of a key's
/// index can be altered; for the rest it is replaced.
pub(super) fn diff(changes: &mut Changes, id: ObjectId, old: &Constraint, new: &Constraint) {
    let foreign_key = matches!(new.kind, ConstraintKind::ForeignKey(_));
    let options_only = old.kind != new.kind && without_options(&old.kind) == without_options(&new.kind);
    let in_place = (old.kind == new.kind || options_only)
        && old.enforced == new.enforced
        && (new.validated || !old.validated)
        && (foreign_key || old.deferrability == new.deferrability);
    if in_place {
        changes.alter(
            id,
            [
                (Attribute::Options, options_only),
                (Attribute::Validated, old.validated != new.validated),
                (Attribute::Deferrability, old.deferrability != new.deferrability),
                (Attribute::Comment, old.comment != new.comment),
            ],
        );
    } else {
        changes.push(id, Action::Replace);
    }
}

/// The same constraint with no storage parameters on the index behind it.
fn without_options(kind: &ConstraintKind) -> ConstraintKind {
    let bare = |key: &Key| Key { options: Default::default(), ..key.clone() };
    match kind {
        ConstraintKind::PrimaryKey(key) => ConstraintKind::PrimaryKey(bare(key)),
        ConstraintKind::Unique { key, nulls_not_distinct } => {
            ConstraintKind::Unique { key: bare(key), nulls_not_distinct: *nulls_not_distinct }
        }
        ConstraintKind::Exclusion { method, elements, include, predicate, .. } => ConstraintKind::Exclusion {
            method: method.clone(),
            elements: elements.clone(),
            include: include.clone(),
            predicate: predicate.clone(),
            options: Default::default(),
        },
        other => other.clone(),
    }
}
