//! The way back, one step at a time.

use super::work::{Way, Work};
use super::{Outcome, Runner};
use crate::error::Error;
use crate::folder::Migration;
use crate::ledger::RowState;
use crate::status::{Problem, Status};
use crate::version::Version;

impl Runner<'_> {
    /// Takes the last applied migration back by its `down.sql`, or completes what an earlier run began of that. Where
    /// `expected` names the one that was looked at, no other is taken back.
    ///
    /// # Errors
    /// There is no such migration or no such file; another one is the last by now; the migration was edited, or the
    /// folder lacks it; or a statement failed, and the error says what stands.
    pub async fn down(&mut self, migrations: &[Migration], expected: Option<Version>) -> Result<Outcome, Error> {
        let applied_by = self.begin().await?;
        let result = self.one_back(migrations, expected, &applied_by).await;
        self.end(result).await
    }

    /// The ledger is read under the lock, so what is the last there stays it.
    async fn one_back(
        &mut self,
        migrations: &[Migration],
        expected: Option<Version>,
        by: &str,
    ) -> Result<Outcome, Error> {
        let status = self.status(migrations).await?;
        if let Some(expected) = expected {
            let last = status.last_applied();
            if last.is_none_or(|last| last.version != expected) {
                return Err(Error::other_last(expected, last.map(|last| (last.version, last.name.clone()))));
            }
        }
        let migration = last(migrations, &status)?;
        let file = migration.way_back().ok_or_else(|| no_way_back(migration))?;
        let entry = status.entry(migration.version);
        let row = entry.and_then(|entry| entry.row.as_ref()).filter(|row| row.state == RowState::Reverting);
        let done = vec![self.one(Work::new(migration, Way::Back, file, row, by)).await?];
        Ok(Outcome { done, ..Outcome::default() })
    }

    /// What [`Runner::down`] would run now. Changes nothing, and takes no lock.
    ///
    /// # Errors
    /// Those for which [`Runner::down`] would refuse to begin.
    pub async fn plan_down<'m>(&mut self, migrations: &'m [Migration]) -> Result<&'m Migration, Error> {
        let status = self.status(migrations).await?;
        let migration = last(migrations, &status)?;
        match migration.way_back() {
            Some(_) => Ok(migration),
            None => Err(no_way_back(migration)),
        }
    }
}

fn no_way_back(migration: &Migration) -> Error {
    let reason = migration.up.header.no_way_back();
    Error::no_way_back(migration.version, &migration.name, migration.down.is_some(), reason)
}

/// The migration to take back.
fn last<'m>(migrations: &'m [Migration], status: &Status) -> Result<&'m Migration, Error> {
    let entry = status.last_applied().ok_or_else(Error::nothing_to_revert)?;
    let (version, name) = (entry.version, entry.name.as_str());
    let of_it = |problem: &&Problem| {
        problem.version() == Some(version)
            && matches!(problem, Problem::Edited { .. } | Problem::Missing { .. } | Problem::Unresolved { .. })
    };
    let problems: Vec<_> = status.problems.iter().filter(of_it).cloned().collect();
    if !problems.is_empty() {
        return Err(Error::refused(problems));
    }
    let row = entry.row.as_ref().ok_or_else(Error::nothing_to_revert)?;
    if let Some(half) = entry.half_applied() {
        return Err(Error::half_applied(half));
    }
    if row.baseline {
        return Err(Error::baseline(version, name));
    }
    let migration = migrations.iter().find(|migration| migration.version == version);
    let migration = migration.ok_or_else(Error::nothing_to_revert)?;
    if row.state == RowState::Reverting {
        let down = migration.way_back().ok_or_else(|| no_way_back(migration))?;
        if down.checksum_of_first(row.segments_done) != row.done_checksum {
            let (recorded, found) = (row.done_checksum, down.checksum_of_first(row.segments_done));
            let (name, recorded_name) = (name.to_owned(), name.to_owned());
            return Err(Error::refused(vec![Problem::Edited { version, name, recorded_name, recorded, found }]));
        }
    }
    Ok(migration)
}
