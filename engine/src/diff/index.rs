//! Indexes.

use evenkeel_model::ObjectId;
use evenkeel_model::object::Index;

use super::{Action, Attribute, Changes};

/// Of an index only storage parameters and comment can be altered.
pub(super) fn diff(changes: &mut Changes, id: ObjectId, old: &Index, new: &Index) {
    let same_definition = Index { options: old.options.clone(), comment: old.comment.clone(), ..new.clone() } == *old;
    if same_definition {
        changes.alter(
            id,
            [(Attribute::Options, old.options != new.options), (Attribute::Comment, old.comment != new.comment)],
        );
    } else {
        changes.push(id, Action::Replace);
    }
}
