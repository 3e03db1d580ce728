//! Migrations that count as applied though they were not run.

use std::time::Duration;

use super::{Done, Outcome, Runner};
use crate::error::{Doing, Error};
use crate::folder::Migration;
use crate::ledger::{self, RowState};
use crate::lock;
use crate::status::{Entry, EntryState, Problem, Status};
use crate::version::Version;

impl Runner<'_> {
    /// Marks migrations as applied without running them, up to a version, or all: for a database that has what they make.
    ///
    /// # Errors
    /// The version is not in the folder, or folder and ledger do not fit.
    pub async fn baseline(&mut self, migrations: &[Migration], to: Option<Version>) -> Result<Outcome, Error> {
        let applied_by = self.begin().await?;
        let result = self.mark_all(migrations, to, &applied_by).await;
        self.end(result).await
    }

    /// The same for migrations that stand for older ones, which were applied and whose folders were removed: these leave
    /// the ledger. One may have the version of the last one for which it stands, under another name. What the folder lacks
    /// and is younger than all that is marked is of another branch, as ever.
    ///
    /// # Errors
    /// As [`Runner::baseline`].
    pub async fn baseline_squashed(&mut self, migrations: &[Migration], to: Option<Version>) -> Result<Outcome, Error> {
        let applied_by = self.begin().await?;
        let result = self.mark_squashed(migrations, to, &applied_by).await;
        self.end(result).await
    }

    async fn mark_all(&mut self, migrations: &[Migration], to: Option<Version>, by: &str) -> Result<Outcome, Error> {
        let status = self.status(migrations).await?;
        let (selected, allowed) = self.select(migrations, &status, to)?;
        refuse_half_applied(&selected, &status)?;
        self.mark(&selected, &[], by).await?;
        Ok(Outcome { done: done(&selected), allowed, superseded: Vec::new() })
    }

    async fn mark_squashed(
        &mut self,
        migrations: &[Migration],
        to: Option<Version>,
        by: &str,
    ) -> Result<Outcome, Error> {
        if let Some(to) = to {
            super::known(migrations, to)?;
        }
        let status = self.status(migrations).await?;
        let wanted = |migration: &&Migration| to.is_none_or(|to| migration.version <= to);
        let is_new = |migration: &&Migration| {
            status.entry(migration.version).is_some_and(|entry| entry.is_pending() || is_replaced(entry, migration))
        };
        let selected: Vec<_> = migrations.iter().filter(wanted).filter(is_new).collect();
        refuse_half_applied(&selected, &status)?;
        let last = selected.last().map(|migration| migration.version);
        let is_gone =
            |entry: &&Entry| is_removed(entry, last) || selected.iter().any(|migration| is_replaced(entry, migration));
        let gone: Vec<&Entry> = status.entries.iter().filter(is_gone).collect();
        let (allowed, refused): (Vec<_>, Vec<_>) = status
            .problems
            .iter()
            .filter(|problem| !gone.iter().any(|entry| problem.version() == Some(entry.version)))
            .cloned()
            // What stands for older ones may be older than those that came after them.
            .partition(|problem| match problem {
                Problem::Missing { .. } => self.options.allow_missing,
                Problem::Edited { .. } | Problem::Unresolved { .. } | Problem::HalfReverted { .. } => false,
                _ => true,
            });
        if !refused.is_empty() {
            return Err(Error::refused(refused));
        }
        let versions: Vec<Version> = gone.iter().map(|entry| entry.version).collect();
        self.mark(&selected, &versions, by).await?;
        let named = |entry: &&Entry| Some(Done::unrun(entry.version, &entry.row.as_ref()?.name));
        let superseded = gone.iter().filter_map(named).collect();
        Ok(Outcome { done: done(&selected), allowed, superseded })
    }

    /// Writes it all down, or nothing.
    async fn mark(&mut self, selected: &[&Migration], gone: &[Version], by: &str) -> Result<(), Error> {
        let own = |source| Error::server(Doing::Transaction, source);
        self.client.batch_execute("BEGIN").await.map_err(own)?;
        let marked = async {
            lock::verify(self.client).await?;
            if !gone.is_empty() {
                ledger::supersede(self.client, gone, by).await?;
            }
            for migration in selected {
                ledger::mark_baseline(self.client, migration, by).await?;
            }
            self.client.batch_execute("COMMIT").await.map_err(own)
        };
        if let Err(error) = marked.await {
            // Where the connection is gone the server has done so already.
            let _gone = self.client.batch_execute("ROLLBACK").await;
            return Err(error);
        }
        for migration in selected {
            self.forget_failure(migration.version).await;
        }
        Ok(())
    }
}

/// Whether the folder lacks a migration for which what is marked can stand: one that is older than the last of that, and was
/// applied to its end.
fn is_removed(entry: &Entry, last: Option<Version>) -> bool {
    entry.state == EntryState::Missing
        && entry.row.as_ref().is_some_and(|row| row.state == RowState::Applied)
        && last.is_some_and(|last| entry.version < last)
}

/// Whether a migration has the version of another one that was applied to its end: the last one for which it stands, so that
/// those that follow that follow it.
fn is_replaced(entry: &Entry, migration: &Migration) -> bool {
    entry.version == migration.version
        && entry.row.as_ref().is_some_and(|row| {
            row.state == RowState::Applied && row.name != migration.name && row.checksum != migration.up.checksum
        })
}

fn refuse_half_applied(selected: &[&Migration], status: &Status) -> Result<(), Error> {
    let half_applied = |migration: &&Migration| status.entry(migration.version).and_then(Entry::half_applied);
    match selected.iter().find_map(half_applied) {
        Some(half) => Err(Error::half_applied(half)),
        None => Ok(()),
    }
}

fn done(selected: &[&Migration]) -> Vec<Done> {
    selected.iter().map(|migration| Done::new(migration, Duration::ZERO)).collect()
}
