//! Constraints and indexes that come under another name for the same ones that go: a rename would do, and nobody declared one.

use evenkeel_model::object::{Constraint, Index};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use crate::diff::{Action, Change};

/// What is made anew where it has all but its name in common with one thing that goes, with the name of that.
pub(crate) fn alike(changes: &[Change], from: &Catalog, to: &Catalog) -> Vec<(ObjectId, String)> {
    let with =
        |action: Action| changes.iter().filter(move |change| change.action == action).map(|change| &change.object);
    let (gone, come): (Vec<_>, Vec<_>) = (with(Action::Drop).collect(), with(Action::Create).collect());
    let is_same = |old: &ObjectId, new: &ObjectId| is_same(old, new, from, to);
    let mut found = Vec::new();
    for new in &come {
        let mut like_it = gone.iter().filter(|old| is_same(old, new));
        let (Some(old), None) = (like_it.next(), like_it.next()) else { continue };
        let is_only = come.iter().filter(|new| is_same(old, new)).count() == 1;
        if let (ObjectId::Constraint(_, name) | ObjectId::Index(QualifiedName { name, .. }), true) = (old, is_only) {
            found.push((ObjectId::clone(new), name.clone()));
        }
    }
    found
}

fn is_same(old: &ObjectId, new: &ObjectId, from: &Catalog, to: &Catalog) -> bool {
    match (old, new) {
        (ObjectId::Constraint(table, old), ObjectId::Constraint(owner, new)) if table == owner => {
            let of = |catalog: &Catalog, name: &str| catalog.tables.get(table)?.constraints.get(name).cloned();
            let bare = |constraint: Constraint| Constraint { comment: None, ..constraint };
            of(from, old).zip(of(to, new)).is_some_and(|(old, new)| bare(old) == bare(new))
        }
        (ObjectId::Index(old), ObjectId::Index(new)) => {
            let bare = |index: &Index| Index { comment: None, ..index.clone() };
            from.index(old)
                .zip(to.index(new))
                .is_some_and(|((table, old), (owner, new))| table == owner && bare(old) == bare(new))
        }
        _ => false,
    }
}
