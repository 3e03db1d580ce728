//! A person's word on what became of a segment.

use super::work::{Way, Work};
use super::{Runner, known};
use crate::error::Error;
use crate::folder::Migration;
use crate::ledger::{self, RowState};
use crate::lock;
use crate::status::Problem;
use crate::version::Version;

/// What a person says of a half-done migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The segment happened, or was done by hand: the next run goes on after it.
    Done,
    /// It did not happen: the next run runs it.
    NotDone,
    /// The migration is given up, and what it did was undone by hand. On the way forth it counts as never applied; on the
    /// way back as still applied.
    Abort,
}

impl Runner<'_> {
    /// Writes down what a person says of a segment (from 1) of a half-done migration: of the one that follows those that
    /// are recorded as done.
    ///
    /// # Errors
    /// The migration is not half done, or another segment is in question; or those that are done were edited since.
    pub async fn resolve(
        &mut self,
        migrations: &[Migration],
        version: Version,
        segment: usize,
        resolution: Resolution,
    ) -> Result<(), Error> {
        let applied_by = self.begin().await?;
        let result = self.write_down(migrations, version, segment, resolution, &applied_by).await;
        if result.is_ok() {
            self.forget_failure(version).await;
        }
        self.end(result).await
    }

    async fn write_down(
        &mut self,
        migrations: &[Migration],
        version: Version,
        segment: usize,
        resolution: Resolution,
        by: &str,
    ) -> Result<(), Error> {
        let migration = known(migrations, version)?;
        let status = self.status(migrations).await?;
        let row = status.entry(version).and_then(|entry| entry.row.as_ref());
        let row = row.filter(|row| row.state != RowState::Applied).ok_or_else(|| Error::not_half_done(version))?;
        let open = row.attempt.as_ref().map_or(row.segments_done + 1, |attempt| attempt.segment);
        if segment != open {
            return Err(Error::other_segment(version, segment, open));
        }
        let back = row.state == RowState::Reverting;
        lock::verify(self.client).await?;
        if resolution == Resolution::Abort {
            return if back {
                ledger::settle(self.client, migration).await
            } else {
                ledger::forget(self.client, version).await
            };
        }
        let edited =
            |problem: &&Problem| problem.version() == Some(version) && matches!(problem, Problem::Edited { .. });
        let problems: Vec<_> = status.problems.iter().filter(edited).cloned().collect();
        if !problems.is_empty() {
            return Err(Error::refused(problems));
        }
        let (way, file) = if back { (Way::Back, migration.down.as_ref()) } else { (Way::Forth, Some(&migration.up)) };
        let file = file.ok_or_else(|| Error::no_way_back(version, &migration.name, false, None))?;
        let done = if resolution == Resolution::Done { open } else { row.segments_done };
        Work::new(migration, way, file, Some(row), by).mark(self.client, done, None).await
    }
}
