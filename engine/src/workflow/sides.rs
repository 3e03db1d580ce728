//! Which side is right where a database is not what its migrations make.

use evenkeel_model::declared::Scope;
use evenkeel_model::{Catalog, Declared};

use super::difference::missing;
use super::mentions::known_names;
use super::outside::Beside;
use super::scratch::Scratch;
use super::way::{States, prove_way, way};
use super::{Extent, Live, WorkflowError};
use crate::plan::{Statement, still_to_come};

/// The side that is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// What was done by hand stays: the next migration does the same wherever migrations run.
    Database,
    /// What was done by hand has to go.
    Migrations,
}

/// What of the file decides how the database became what it is: the renames that it has already.
pub(super) fn of_the_past(declared: &Declared, database: &Catalog, major: u32) -> Declared {
    let to_come = still_to_come(&declared.renames, database, major);
    let renames = declared.renames.iter().filter(|rename| !to_come.contains(rename)).cloned().collect();
    Declared { renames, ..declared.clone() }
}

/// Refuses to take up what needs objects that no migration makes and none can make.
pub(super) fn refuse_needs(from: &Catalog, to: &Catalog) -> Result<(), WorkflowError> {
    let needs = missing(from, to);
    if needs.is_empty() { Ok(()) } else { Err(WorkflowError::Needs(needs)) }
}

/// The statements that make of the database what its migrations make. They are proved here, and are for this database
/// alone: a migration that held them would fail on every other, and where the migrations run from the first.
pub(super) async fn undoing(
    scratch: &mut Scratch<'_>,
    live: &Live,
    (database, made): (&Catalog, &Catalog),
    scope: &Scope,
    extent: Extent,
    declared: &Declared,
) -> Result<Vec<Statement>, WorkflowError> {
    refuse_needs(database, made)?;
    let plain = Declared { scope: scope.clone(), ..Declared::default() };
    let mut made = made.clone();
    made.others.clone_from(&database.others);
    let source = scratch.source();
    let beside = Beside::of(source, &plain, database, &made);
    let states = States::new(&beside.declared, &beside.start, &beside.wanted, live.server.major(), extent)
        .knowing(known_names(declared, &[]))
        .on(&live.target)
        .in_database(&live.catalog)?;
    let way = way(scratch, &states).await?;
    prove_way(scratch, &states, &way.forward_only(), &source.description()).await?;
    Ok(way.up)
}
