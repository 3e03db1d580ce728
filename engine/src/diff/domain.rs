//! Domains.

use evenkeel_model::ObjectId;
use evenkeel_model::object::Domain;

use super::{Action, Attribute, Changes};

/// A domain keeps its base type for life; everything else can be altered.
pub(super) fn diff(changes: &mut Changes, id: ObjectId, old: &Domain, new: &Domain) {
    let ObjectId::Type(name) = &id else {
        return;
    };
    if old.base_type != new.base_type || old.collation != new.collation {
        changes.push(id, Action::Replace);
        return;
    }
    changes.kind(
        &old.checks,
        &new.checks,
        |check| ObjectId::Constraint(name.clone(), check.clone()),
        |changes, id, old, new| {
            if old.expression != new.expression || (old.validated && !new.validated) {
                changes.push(id, Action::Replace);
            } else {
                changes.alter(
                    id,
                    [
                        (Attribute::Validated, old.validated != new.validated),
                        (Attribute::Comment, old.comment != new.comment),
                    ],
                );
            }
        },
    );
    changes.alter(
        id.clone(),
        [
            (Attribute::Value, old.default != new.default),
            (Attribute::NotNull, old.not_null != new.not_null),
            (Attribute::Comment, old.comment != new.comment),
        ],
    );
}
