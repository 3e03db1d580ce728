//! What several commands have in common: arguments, and what they tell.

use clap::ValueEnum;
use evenkeel_engine::plan::{Hazard, HazardKind, Statement};
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

/// How many hazards of a plan are told one by one.
const HAZARDS: usize = 8;

/// Where all hazards of a plan stand that is no file.
pub const ALL_IN_JSON: &str = "--output json names all";

/// What a reviewer should know of the statements, each thing once: losses first, then what clients notice, then what they
/// wait for, then what depends on data.
pub fn hazards(statements: &[Statement]) -> Vec<&Hazard> {
    let mut hazards: Vec<&Hazard> = Vec::new();
    for kind in [HazardKind::Destructive, HazardKind::BreaksClients, HazardKind::Blocks, HazardKind::DependsOnData] {
        for hazard in statements.iter().flat_map(|statement| &statement.hazards) {
            if hazard.kind == kind && !hazards.contains(&hazard) {
                hazards.push(hazard);
            }
        }
    }
    hazards
}

/// Tells of hazards in short. `more` is where all of them stand.
pub fn tell_hazards(page: &mut Page, hazards: &[&Hazard], more: &str) {
    for hazard in hazards.iter().take(HAZARDS) {
        page.warns(hazard_verb(hazard.kind), hazard.line());
    }
    if let Some(left) = hazards.len().checked_sub(HAZARDS).filter(|left| *left > 0) {
        page.warns("and more", format_args!("{left} such lines: {more}"));
    }
}

/// What a hazard is, in a word or two.
fn hazard_verb(kind: HazardKind) -> &'static str {
    match kind {
        HazardKind::Destructive => "loses data",
        HazardKind::BreaksClients => "breaks",
        HazardKind::Blocks => "blocks",
        HazardKind::DependsOnData => "may fail",
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
