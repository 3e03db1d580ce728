//! What several commands have in common: arguments, and what they tell.

use clap::ValueEnum;
use evenkeel_engine::workflow::Workspace;
use evenkeel_model::ObjectId;
use evenkeel_runner::HalfApplied;

use super::migrate::read_migrations_if_any;
use crate::context::Context;
use crate::output::Page;

/// What is refused unless it is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Allow {
    /// Dropping what holds data, and types that hold less than before
    Destructive,
}

/// Why an object is left alone: said of one, and of many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Of one.
    pub one: &'static str,
    /// Of many.
    pub many: &'static str,
}

/// It is nobody's.
pub const UNMANAGED: Reason = Reason {
    one: "no migration made it and the schema file does not name it",
    many: "no migration made them and the schema file does not name them",
};

/// It is known by its name only.
pub const UNMODELLED: Reason =
    Reason { one: "the schema language cannot describe it yet", many: "the schema language cannot describe them yet" };

/// How many objects that are left alone are told one by one; of more, the kinds are.
const FEW: usize = 8;

/// How many names are told of each kind.
const NAMES: usize = 3;

/// Tells of the objects that are left alone, and why; where they are many, how many there are of each kind.
pub fn tell_left_alone<'a>(page: &mut Page, objects: impl IntoIterator<Item = (&'a ObjectId, Reason)>) {
    let objects: Vec<_> = objects.into_iter().collect();
    if objects.len() <= FEW {
        for (object, reason) in objects {
            page.left("left alone", format_args!("{object}: {}", reason.one));
        }
        return;
    }
    let mut kinds: Vec<((&str, Reason), Vec<&ObjectId>)> = Vec::new();
    for (object, reason) in objects {
        let key = (object.kind_words(), reason);
        match kinds.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(object),
            None => kinds.push((key, vec![object])),
        }
    }
    for ((kind, reason), members) in kinds {
        let count = members.len();
        if let [only] = members.as_slice() {
            page.left("left alone", format_args!("{only}: {}", reason.one));
            continue;
        }
        let mut names: Vec<_> = members.iter().take(NAMES).map(|object| object.name_words()).collect();
        if count > NAMES {
            names.push("… (--output json names all)".to_owned());
        }
        page.left("left alone", format_args!("{count} × {kind}: {}: {}", reason.many, names.join(", ")));
    }
}

/// The migration that is half applied to the database, for commands that have no need of migrations: where there are none,
/// or the ledger cannot be read, there is none.
pub async fn half_applied(context: &Context, workspace: &Workspace) -> Option<HalfApplied> {
    let migrations = read_migrations_if_any(context).ok().filter(|migrations| !migrations.is_empty())?;
    workspace.half_applied(&migrations).await.ok()?
}

/// What a proof builds on its scratch database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProofExtent {
    /// The whole schema
    Full,
    /// What the plan touches, with what it depends on and what depends on it
    Touched,
}
