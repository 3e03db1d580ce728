//! The way forth.

use std::time::Instant;

use super::work::{Way, Work};
use super::{Done, Outcome, Runner};
use crate::error::Error;
use crate::folder::Migration;
use crate::progress::Event;
use crate::version::Version;

impl Runner<'_> {
    /// Applies what is pending, up to a version, or all of it. A migration that an earlier run left half done is
    /// completed first.
    ///
    /// # Errors
    /// The lock cannot be had; folder and ledger do not fit, and nothing was done; or a statement failed, and the error
    /// says what stands.
    pub async fn apply(&mut self, migrations: &[Migration], to: Option<Version>) -> Result<Outcome, Error> {
        let applied_by = self.begin().await?;
        let result = self.all(migrations, to, &applied_by).await;
        self.end(result).await
    }

    async fn all(&mut self, migrations: &[Migration], to: Option<Version>, by: &str) -> Result<Outcome, Error> {
        let status = self.status(migrations).await?;
        let (selected, allowed) = self.select(migrations, &status, to)?;
        let mut done = Vec::new();
        for migration in selected {
            let row = status.entry(migration.version).and_then(|entry| entry.row.as_ref());
            done.push(self.one(Work::new(migration, Way::Forth, &migration.up, row, by)).await?);
        }
        Ok(Outcome { done, allowed, superseded: Vec::new() })
    }

    /// One migration's file, with reports of its beginning and end.
    pub(super) async fn one(&mut self, work: Work<'_>) -> Result<Done, Error> {
        let begun = Instant::now();
        let (migration, down) = (work.migration, work.way == Way::Back);
        let (version, name) = (migration.version, migration.name.as_str());
        let (segments, done) = (work.file.segments.len(), work.done);
        self.progress.report(Event::MigrationStarted { version, name, down, segments, done });
        let by = work.applied_by;
        if let Err(error) = self.work(work).await {
            self.keep_failure(version, down, &error, by).await;
            return Err(error);
        }
        self.forget_failure(version).await;
        let elapsed = begun.elapsed();
        self.progress.report(Event::MigrationDone { version, name, down, elapsed });
        Ok(Done::new(migration, elapsed))
    }
}
