//! Which of many errors say only that something is missing which was refused itself.

use evenkeel_model::ObjectId;

use super::{BuildError, Item};

/// The errors without those that follow from others, and each once.
pub(super) fn roots(failed: Vec<(Item, BuildError)>) -> Vec<BuildError> {
    let follows: Vec<Vec<usize>> = failed
        .iter()
        .enumerate()
        .map(|(at, (_, error))| {
            let others = failed.iter().enumerate().filter(|(other, _)| *other != at);
            others.filter(|(_, (item, _))| misses(error, &item.object)).map(|(other, _)| other).collect()
        })
        .collect();
    let is_root: Vec<bool> = follows.iter().map(Vec::is_empty).collect();
    // Errors that follow from each other alone have no cause among them: they stay.
    let mut explained = is_root.clone();
    loop {
        let found: Vec<usize> = (0..failed.len())
            .filter(|at| !explained.get(*at).copied().unwrap_or_default())
            .filter(|at| {
                let causes = follows.get(*at).into_iter().flatten();
                causes.into_iter().any(|cause| explained.get(*cause).copied().unwrap_or_default())
            })
            .collect();
        if found.is_empty() {
            break;
        }
        for at in found {
            if let Some(explained) = explained.get_mut(at) {
                *explained = true;
            }
        }
    }
    let mut causes: Vec<BuildError> = Vec::new();
    for ((_, error), (is_root, explained)) in failed.into_iter().zip(is_root.into_iter().zip(explained)) {
        let is_known = |error: &BuildError| {
            causes.iter().any(|known| (&known.object, &known.message) == (&error.object, &error.message))
        };
        if (is_root || !explained) && !is_known(&error) {
            causes.push(error);
        }
    }
    causes
}

/// Whether an error says that the object is missing, or something that it would have brought.
fn misses(error: &BuildError, object: &ObjectId) -> bool {
    let names =
        |name: &str| error.message.contains(&format!("\"{name}\"")) || error.message.contains(&format!(".{name}\""));
    let is_about = |owner: &dyn std::fmt::Display| error.sql.contains(&owner.to_string());
    if !error.is_missing_object() {
        return false;
    }
    let is_column = error.code == UNDEFINED_COLUMN;
    match object {
        ObjectId::Type(name) | ObjectId::Sequence(name) | ObjectId::Table(name) | ObjectId::Index(name) => {
            !is_column && names(&name.name)
        }
        ObjectId::Column(owner, column) => {
            (is_column && names(column) && is_about(owner)) || (error.code == NO_KEY && names(&owner.name))
        }
        ObjectId::Constraint(owner, constraint) => {
            (!is_column && names(constraint) && is_about(owner)) || (error.code == NO_KEY && names(&owner.name))
        }
        ObjectId::Schema(name) => !is_column && (names(name) || error.message.contains(&format!("\"{name}."))),
        // What an extension would have brought is not known.
        ObjectId::Extension(_) => [UNDEFINED_OBJECT, UNDEFINED_FUNCTION].contains(&error.code.as_str()),
        ObjectId::ColumnValue(..) | ObjectId::Other(..) => false,
    }
}

const UNDEFINED_COLUMN: &str = "42703";
const UNDEFINED_OBJECT: &str = "42704";
const UNDEFINED_FUNCTION: &str = "42883";
/// A foreign key finds no key to refer to.
const NO_KEY: &str = "42830";
