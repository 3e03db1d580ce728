//! `keel check`: whether file, migrations and database agree.

use std::collections::BTreeSet;

use evenkeel_model::{Catalog, Declared, Diagnostic, ObjectId};
use evenkeel_runner::{Migration, Status};

use super::cluster::place_for;
use super::desired::{desired, desired_with};
use super::drift::{history, within_history};
use super::mentions::known_names;
use super::outside::{around, before, missing, without};
use super::replay::replay_on;
use super::way::told;
use super::{WorkflowError, Workspace, WrongVersion, located, on_scratch, wrong_version};
use crate::diff::with_names_of;
use crate::introspect::{introspect, restrict};
use crate::plan::{Remark, Renames, plannable, resolve_renames};
use crate::shadow::ShadowSource;

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// What the file declares that the migrations do not make, and the other way round, in words.
    pub behind: Vec<Remark>,
    /// What differs between the database and its migrations, in words.
    pub drift: Vec<Remark>,
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
    /// The tables outside of the scope to which the file refers and which the database does not have.
    pub missing: Vec<Diagnostic>,
    /// That the file is not for this version, in words.
    pub wrong_version: Option<WrongVersion>,
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
    let source = around(source, declared, migrations, &live.catalog, false)?;
    let missing = if database { missing(declared, &live.catalog) } else { Vec::new() };
    let made = match replayed(&source, declared, migrations, major).await {
        Ok(made) => made,
        // Without what they make it is not known what the file needs; what the server refuses all the same is told first.
        Err(failed @ WorkflowError::Replay(_)) => {
            return Err(match desired(&source, declared).await {
                Err(refused @ WorkflowError::Schema(_)) => refused,
                _ => failed,
            });
        }
        Err(other) => return Err(other),
    };
    let wanted = desired_with(&source, declared, &made.catalog).await?;
    let expected = with_names_of(&wanted, &made.renamed, &known_names(declared, migrations));
    let behind = told(&made.renames, plannable(&made.renamed, &expected, major), &made.renamed, &expected);
    let (mut drift, mut unmanaged, mut unmodelled) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    if let Some(status) = &status {
        let applied: Vec<Migration> = status.applied(migrations).cloned().collect();
        let history = history(&source, declared, live.catalog, &applied, major).await?;
        drift = history.drift;
        unmanaged = history.unmanaged;
        let others = history.managed.others.into_keys();
        unmodelled = others.map(|(kind, identity)| ObjectId::Other(kind, identity)).collect();
    }
    let wrong_version = wrong_version(declared, major);
    Ok(Verified { behind, drift, unmanaged, unmodelled, status, desired: wanted, major, missing, wrong_version })
}

/// What migrations make.
struct Replayed {
    /// All of it.
    catalog: Catalog,
    /// The renames that the file declares and no migration has carried out.
    renames: Renames,
    /// What of it is evenkeel's, once these are carried out.
    renamed: Catalog,
}

/// Runs the migrations on an empty scratch database, and then the renames that are still to come, as `keel gen` would.
async fn replayed(
    source: &ShadowSource,
    declared: &Declared,
    migrations: &[Migration],
    major: u32,
) -> Result<Replayed, WorkflowError> {
    let source = before(&place_for(source, migrations).await?, migrations);
    on_scratch(&source, async |connection| {
        let catalog = without(replay_on(connection, migrations).await?, &source);
        let scope = within_history(declared, &catalog);
        let made = restrict(catalog.clone(), &scope).catalog;
        let renames = resolve_renames(&declared.renames, &made, major)
            .map_err(|errors| WorkflowError::Renames(located::renames(&errors, declared)))?;
        if renames.forward.is_empty() {
            return Ok(Replayed { catalog, renames, renamed: made });
        }
        for statement in &renames.forward {
            connection.batch_execute(&statement.sql).await?;
        }
        let renamed = restrict(without(introspect(connection).await?.catalog, &source), &scope).catalog;
        Ok(Replayed { catalog, renames, renamed })
    })
    .await
}
