//! The database beside what its migrations say.

use std::collections::BTreeSet;

use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::Migration;

use super::replay::replay;
use super::{WorkflowError, keep, top_level};
use crate::introspect::restrict;
use crate::plan::{plannable, words};
use crate::shadow::ShadowSource;

/// What the history of a database says of it.
#[derive(Clone, Debug)]
pub struct History {
    /// The part of the database that is managed: what migrations made and what the file declares.
    pub managed: Catalog,
    /// [`Catalog::modelled_hash`] of it, where it had to be known.
    pub hash: Option<String>,
    /// Objects in scope that no migration made and the file does not declare: they are left alone.
    pub unmanaged: BTreeSet<ObjectId>,
    /// What differs between the migrations and the database, in words; empty where nothing does.
    pub drift: Vec<String>,
}

/// Compares a live catalog with what the applied migrations make.
///
/// The hash in the last migration's header answers at once where nothing drifted and nothing is unmanaged; else the
/// migrations are replayed.
///
/// # Errors
/// Where the migrations cannot be replayed.
pub async fn history(
    source: &ShadowSource,
    declared: &Declared,
    live: Catalog,
    applied: &[Migration],
    major: u32,
) -> Result<History, WorkflowError> {
    let live = restrict(live, &declared.scope).catalog;
    let hash = live.modelled_hash();
    let said = applied.last().and_then(|migration| migration.up.header.after.as_ref());
    if said.is_some_and(|said| said.to_string() == format!("sha256:{hash}")) {
        return Ok(History { managed: live, hash: Some(hash), unmanaged: BTreeSet::new(), drift: Vec::new() });
    }
    let made = if applied.is_empty() {
        Catalog::default()
    } else {
        restrict(replay(source, applied).await?, &declared.scope).catalog
    };
    let known: BTreeSet<ObjectId> = top_level(&made).chain(top_level(&declared.catalog)).collect();
    let unmanaged: BTreeSet<ObjectId> = top_level(&live)
        .filter(|object| !known.contains(object) && *object != ObjectId::Schema("public".to_owned()))
        .collect();
    let managed = keep(live, |object| !unmanaged.contains(object));
    let drift = words(&plannable(&made, &managed, major), &made, &managed);
    Ok(History { managed, hash: None, unmanaged, drift })
}
