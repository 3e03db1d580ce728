//! The difference between two catalogs: pure, deterministic, one closed vocabulary of changes.
//!
//! Both catalogs must have been printed by servers of one major version (see [`Catalog`]), so that objects can be
//! compared by equality. Renames are no part of a difference: they are carried out before it is taken.

mod column;
mod constraint;
mod domain;
mod index;
mod keys;
mod moved;
mod not_null_name;
mod sequence;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::OtherObject;
use evenkeel_model::{Catalog, ObjectId};
use serde::Serialize;

pub(crate) use self::keys::with_possible_keys;
pub(crate) use self::moved::after_moves;
pub(crate) use self::not_null_name::without_names;
pub use self::not_null_name::{KnownNames, with_names_of};

/// What has to happen to one object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The object.
    pub object: ObjectId,
    /// What happens to it.
    pub action: Action,
}

/// What happens to an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It comes into being.
    Create,
    /// It goes.
    Drop,
    /// It goes and comes back in another form, since PostgreSQL cannot alter it in place.
    Replace,
    /// Some of its attributes change in place.
    Alter(BTreeSet<Attribute>),
}

/// An attribute that changes in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    /// The type of a column, with its collation.
    DataType,
    /// Whether a column or domain refuses NULL.
    NotNull,
    /// Name, state and comment of a NOT NULL constraint.
    NotNullConstraint,
    /// The default of a domain, the default, identity or expression of a column.
    Value,
    /// The storage of a column.
    Storage,
    /// The compression of a column.
    Compression,
    /// The labels of an enum type.
    Labels,
    /// The fields of a composite type.
    Fields,
    /// Storage parameters, or what a sequence counts.
    Options,
    /// Whether a table or sequence is logged.
    Logged,
    /// The column that owns a sequence.
    OwnedBy,
    /// Whether a constraint has been validated.
    Validated,
    /// When a constraint is checked.
    Deferrability,
    /// The schema of an extension.
    Schema,
    /// The version of an extension.
    Version,
    /// The comment.
    Comment,
}

/// What stands in the way of a plan: objects that the model cannot describe and that differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmodelledDifference {
    /// The object.
    pub object: ObjectId,
    /// Its form on the left, where it is there.
    pub from: Option<OtherObject>,
    /// Its form on the right, where it is there.
    pub to: Option<OtherObject>,
}

/// The changes that turn `from` into `to`, in a fixed order that is not the order of execution.
///
/// `major` is the server's major version: what can be altered in place depends on it.
pub fn diff(from: &Catalog, to: &Catalog, major: u32) -> Vec<Change> {
    let from = after_moves(from, to);
    let from = from.as_ref();
    let mut changes = Changes::default();
    changes.kind(
        &from.schemas,
        &to.schemas,
        |name| ObjectId::Schema(name.clone()),
        |changes, id, old, new| {
            changes.alter(id, [(Attribute::Comment, old.comment != new.comment)]);
        },
    );
    changes.kind(
        &from.extensions,
        &to.extensions,
        |name| ObjectId::Extension(name.clone()),
        |changes, id, old, new| {
            changes.alter(
                id,
                [
                    (Attribute::Schema, new.schema.is_some() && old.schema != new.schema),
                    (Attribute::Version, new.version.is_some() && old.version != new.version),
                    (Attribute::Comment, old.comment != new.comment),
                ],
            );
        },
    );
    changes.kind(
        &from.enums,
        &to.enums,
        |name| ObjectId::Type(name.clone()),
        |changes, id, old, new| {
            if only_adds(&old.labels, &new.labels) {
                let altered =
                    [(Attribute::Labels, old.labels != new.labels), (Attribute::Comment, old.comment != new.comment)];
                changes.alter(id, altered);
            } else {
                changes.push(id, Action::Replace);
            }
        },
    );
    changes.kind(&from.domains, &to.domains, |name| ObjectId::Type(name.clone()), domain::diff);
    changes.kind(
        &from.composites,
        &to.composites,
        |name| ObjectId::Type(name.clone()),
        |changes, id, old, new| {
            let same_fields = old.fields.len() == new.fields.len()
                && old.fields.iter().all(|(name, field)| {
                    new.fields.get(name).is_some_and(|other| {
                        (&field.data_type, &field.collation) == (&other.data_type, &other.collation)
                    })
                });
            let same_comments = old.comment == new.comment
                && new.fields.iter().all(|(name, field)| {
                    old.fields.get(name).and_then(|old| old.comment.as_ref()) == field.comment.as_ref()
                });
            changes.alter(id, [(Attribute::Fields, !same_fields), (Attribute::Comment, !same_comments)]);
        },
    );
    changes.kind(&from.sequences, &to.sequences, |name| ObjectId::Sequence(name.clone()), sequence::diff);
    table::diff(&mut changes, from, to, major);
    join(changes.0)
}

/// A name that one object gives up and another takes is one change: an index that moves to another table, a type that
/// becomes one of another kind.
fn join(changes: Vec<Change>) -> Vec<Change> {
    let mut seen: BTreeMap<ObjectId, usize> = BTreeMap::new();
    let mut joined: Vec<Change> = Vec::new();
    for change in changes {
        match seen.get(&change.object).and_then(|position| joined.get_mut(*position)) {
            Some(first) => first.action = Action::Replace,
            None => {
                seen.insert(change.object.clone(), joined.len());
                joined.push(change);
            }
        }
    }
    joined
}

/// The objects known by name only in which the two catalogs differ.
pub fn unmodelled(from: &Catalog, to: &Catalog) -> Vec<UnmodelledDifference> {
    let keys: BTreeSet<_> = from.others.keys().chain(to.others.keys()).collect();
    keys.into_iter()
        .filter_map(|key| {
            let (old, new) = (from.others.get(key), to.others.get(key));
            (old != new).then(|| UnmodelledDifference {
                object: ObjectId::Other(key.0, key.1.clone()),
                from: old.cloned(),
                to: new.cloned(),
            })
        })
        .collect()
}

/// Whether `new` is `old` with labels put in, none removed and none moved.
fn only_adds(old: &[String], new: &[String]) -> bool {
    let mut remaining = new.iter();
    old.iter().all(|label| remaining.any(|other| other == label))
}

/// Collects changes.
#[derive(Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn push(&mut self, object: ObjectId, action: Action) {
        self.0.push(Change { object, action });
    }

    /// Adds an alteration of the attributes whose condition holds, if any does.
    fn alter(&mut self, object: ObjectId, attributes: impl IntoIterator<Item = (Attribute, bool)>) {
        let altered: BTreeSet<_> =
            attributes.into_iter().filter(|(_, differs)| *differs).map(|(attribute, _)| attribute).collect();
        if !altered.is_empty() {
            self.push(object, Action::Alter(altered));
        }
    }

    /// Compares all objects of a kind by name: what is only on one side is created or dropped, what differs is handed
    /// to `compare`.
    fn kind<Name: Ord, Object: PartialEq>(
        &mut self,
        from: &BTreeMap<Name, Object>,
        to: &BTreeMap<Name, Object>,
        id: impl Fn(&Name) -> ObjectId,
        compare: impl Fn(&mut Self, ObjectId, &Object, &Object),
    ) {
        for (name, old) in from {
            match to.get(name) {
                None => self.push(id(name), Action::Drop),
                Some(new) if old != new => compare(self, id(name), old, new),
                Some(_) => {}
            }
        }
        for name in to.keys().filter(|name| !from.contains_key(name)) {
            self.push(id(name), Action::Create);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_are_only_added_keep_the_type() {
        let labels = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert!(only_adds(&labels("a c"), &labels("a b c d")));
        assert!(!only_adds(&labels("a c"), &labels("c a")));
        assert!(!only_adds(&labels("a b"), &labels("a")));
    }
}
