//! `keel migrate baseline`: whether a database is what migrations make, before they are recorded there.

use evenkeel_model::Declared;
use evenkeel_runner::Migration;

use super::drift::history;
use super::outside::around;
use super::{WorkflowError, Workspace};

/// Compares the database with what those migrations make that are to be recorded and those that its ledger has, within the
/// scope of the declaration.
///
/// # Errors
/// [`WorkflowError::NotMade`] where they differ, and where a state cannot be had.
pub async fn refuse_baseline_of_another_state(
    workspace: &Workspace,
    declared: &Declared,
    migrations: &[Migration],
    is_to_be_recorded: impl Fn(&Migration) -> bool,
) -> Result<(), WorkflowError> {
    let status = workspace.status(migrations, evenkeel_runner::Options::default()).await?;
    let is_applied = |migration: &Migration| status.entry(migration.version).is_some_and(|entry| entry.row.is_some());
    let recorded = migrations.iter().filter(|migration| is_to_be_recorded(migration) || is_applied(migration));
    let migrations = &recorded.cloned().collect::<Vec<_>>();
    let live = workspace.live().await?;
    let major = live.server.major();
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;
    let source = around(source, declared, migrations, &live.catalog, false)?;
    let history = history(&source, declared, live.catalog, migrations, major).await?;
    if history.drift.is_empty() {
        return Ok(());
    }
    Err(WorkflowError::NotMade(history.drift.into_iter().map(|remark| remark.words).collect()))
}
