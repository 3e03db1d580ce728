//! Sequences.

use evenkeel_model::ObjectId;
use evenkeel_model::object::Sequence;

use super::{Attribute, Changes};

/// Everything about a sequence can be altered.
pub(super) fn diff(changes: &mut Changes, id: ObjectId, old: &Sequence, new: &Sequence) {
    changes.alter(
        id,
        [
            (Attribute::Options, old.options != new.options),
            (Attribute::OwnedBy, old.owned_by != new.owned_by),
            (Attribute::Logged, old.unlogged != new.unlogged),
            (Attribute::Comment, old.comment != new.comment),
        ],
    );
}
