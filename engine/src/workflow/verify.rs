//! `keel check`: whether file, migrations and database agree.

use std::collections::BTreeSet;

use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::{Migration, Status};

use super::desired::{desired, desired_with};
use super::drift::{history, within_history};
use super::replay::replay;
use super::{WorkflowError, Workspace};
use crate::introspect::restrict;
use crate::plan::{plannable, words};

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// What the file declares that the migrations do not make, and the other way round, in words.
    pub behind: Vec<String>,
    /// What differs between the database and its migrations, in words.
    pub drift: Vec<String>,
    /// Objects in scope that are nobody's.
    pub unmanaged: BTreeSet<ObjectId>,
    /// Objects in scope that the model knows by name only; read where the database was.
    pub unmodelled: BTreeSet<ObjectId>,
    /// The ledger beside the folder.
    pub status: Option<Status>,
    /// The catalog that the file declares.
    pub desired: Catalog,
    /// The server's major version.
    pub major: u32,
}

/// Replays the migrations and compares; with `database`, compares the database too.
///
/// # Errors
/// Where a state cannot be had.
pub async fn verify(
    workspace: &Workspace,
    declared: &Declared,
    migrations: &[Migration],
    database: bool,
) -> Result<Verified, WorkflowError> {
    let status =
        if database { Some(workspace.status(migrations, evenkeel_runner::Options::default()).await?) } else { None };
    let live = workspace.live().await?;
    let major = live.server.major();
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;
    let (wanted, made) = match desired(&source, declared).await {
        // What the file needs and has no words for may be what a migration makes.
        Err(refused @ WorkflowError::Schema(_)) => {
            let Ok(made) = replay(&source, migrations).await else { return Err(refused) };
            (desired_with(&source, declared, &made.others).await?, made)
        }
        wanted => (wanted?, replay(&source, migrations).await?),
    };
    let scope = within_history(declared, &made);
    let made = restrict(made, &scope).catalog;
    let behind = difference(&made, &wanted, major);
    let (mut drift, mut unmanaged, mut unmodelled) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    if let Some(status) = &status {
        let applied: Vec<Migration> = migrations
            .iter()
            .filter(|migration| {
                status.entry(migration.version).is_some_and(|entry| entry.row.is_some() && !entry.is_pending())
            })
            .cloned()
            .collect();
        let history = history(&source, declared, live.catalog, &applied, major).await?;
        drift = history.drift;
        unmanaged = history.unmanaged;
        let others = history.managed.others.into_keys();
        unmodelled = others.map(|(kind, identity)| ObjectId::Other(kind, identity)).collect();
    }
    Ok(Verified { behind, drift, unmanaged, unmodelled, status, desired: wanted, major })
}

/// What leads from one catalog to another, in words.
fn difference(from: &Catalog, to: &Catalog, major: u32) -> Vec<String> {
    words(&plannable(from, to, major), from, to)
}
