//! Running the segments of one file, each recorded as it is done.

use std::time::Instant;

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::Runner;
use crate::error::{Error, is_definite};
use crate::execute::{self, Observer, Step, Timeouts};
use crate::file::{MigrationFile, Mode, Probe, Segment};
use crate::folder::Migration;
use crate::ledger::{self, Attempt, LedgerRow, Mark};
use crate::progress::{Event, Progress};
use crate::{lock, probe, session};

/// Which of a migration's files is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Forth,
    Back,
}

/// The work on one file.
pub(super) struct Work<'a> {
    pub migration: &'a Migration,
    pub file: &'a MigrationFile,
    pub way: Way,
    /// How many of its segments are done.
    pub done: usize,
    /// A segment outside of a transaction that an earlier run began.
    pub attempt: Option<Attempt>,
    pub applied_by: &'a str,
    /// When the segment at hand began.
    pub since: Instant,
}

impl<'a> Work<'a> {
    /// The work that is left after what the ledger has on it.
    pub fn new(
        migration: &'a Migration,
        way: Way,
        file: &'a MigrationFile,
        row: Option<&LedgerRow>,
        by: &'a str,
    ) -> Self {
        let done = row.map_or(0, |row| row.segments_done);
        let attempt = row.and_then(|row| row.attempt.clone());
        Self { migration, file, way, done, attempt, applied_by: by, since: Instant::now() }
    }

    /// Writes down that so many segments are done, and what is at hand.
    pub(super) async fn mark(&self, client: &Client, done: usize, attempt: Option<Attempt>) -> Result<(), Error> {
        let elapsed = self.since.elapsed();
        let (migration, file, applied_by) = (self.migration, self.file, self.applied_by);
        let mark = Mark { migration, file, done, attempt, applied_by, elapsed };
        match self.way {
            Way::Forth => ledger::mark_up(client, &mark).await,
            Way::Back => ledger::mark_down(client, &mark).await,
        }
    }
}

/// Reports statements, and writes the ledger in the transaction of the segment.
struct Recorder<'w, 'a> {
    work: &'w Work<'a>,
    progress: &'w mut dyn Progress,
}

impl Observer for Recorder<'_, '_> {
    fn before_statement(&mut self, step: Step<'_>) {
        self.progress.report(Event::StatementStarted {
            version: self.work.migration.version,
            segment: step.segment_number,
            number: step.statement_number,
            of: step.segment.statements.len(),
            statement: step.statement,
        });
    }

    async fn before_commit(&mut self, client: &Client, step: Step<'_>) -> Result<(), Error> {
        session::own_role(client).await?;
        lock::verify(client).await?;
        if step.segment.mode == Mode::Check {
            return Ok(());
        }
        let marked = self.work.mark(client, step.segment_number, None).await;
        let is_gone = |error: &Error| {
            matches!(error.sqlstate(), Some(&SqlState::UNDEFINED_TABLE | &SqlState::INVALID_SCHEMA_NAME))
        };
        marked.map_err(|error| match is_gone(&error) {
            true => Error::ledger_gone(&step.file.path, step.segment_number),
            false => error,
        })
    }
}

impl Runner<'_> {
    /// Runs what is left of a file.
    pub(super) async fn work(&mut self, mut work: Work<'_>) -> Result<(), Error> {
        if work.file.segments.is_empty() {
            lock::verify(self.client).await?;
            return work.mark(self.client, 0, None).await;
        }
        let of = work.file.segments.len();
        for (index, segment) in work.file.segments.iter().enumerate().skip(work.done) {
            let number = index + 1;
            work.since = Instant::now();
            if segment.mode.is_transactional() {
                self.with_retries(&work, number, segment).await?;
            } else {
                self.alone(&mut work, number, segment).await?;
            }
            let version = work.migration.version;
            self.progress.report(Event::SegmentDone { version, segment: number, of });
        }
        if work.file.segments.last().is_some_and(|segment| segment.mode == Mode::Check) {
            lock::verify(self.client).await?;
            work.mark(self.client, of, None).await?;
        }
        Ok(())
    }

    /// Runs a segment until it gets its locks, or has been tried often enough.
    async fn with_retries(&mut self, work: &Work<'_>, number: usize, segment: &Segment) -> Result<(), Error> {
        let timeouts = Timeouts { lock: self.options.lock_timeout, statement: self.options.statement_timeout };
        let mut attempt = 1;
        loop {
            session::clean(self.client).await?;
            let mut recorder = Recorder { work, progress: &mut *self.progress };
            let result = execute::segment(self.client, work.file, number, Some(timeouts), &mut recorder).await;
            let Err(error) = result else { return Ok(()) };
            let again = error.failure().is_some() && (error.is_lock_timeout() || error.is_deadlock());
            if !again || !may_repeat(segment) || attempt >= self.options.attempts {
                return Err(error.after_attempts(attempt));
            }
            if let Some(Probe::ValidIndex(index)) = &segment.probe {
                self.drop_if_invalid(index).await?;
            }
            attempt += 1;
            let delay = self.options.pause(attempt);
            let reason = error.server_error().and_then(|source| source.as_db_error()).map_or("", |one| one.message());
            let of = self.options.attempts;
            self.progress.report(Event::Retry {
                version: work.migration.version,
                segment: number,
                attempt,
                of,
                delay,
                reason,
            });
            tokio::time::sleep(delay).await;
        }
    }

    /// Runs the one statement of a segment outside of a transaction, recorded before and after.
    async fn alone(&mut self, work: &mut Work<'_>, number: usize, segment: &Segment) -> Result<(), Error> {
        session::clean(self.client).await?;
        lock::verify(self.client).await?;
        let earlier = work.attempt.take().filter(|attempt| attempt.segment == number);
        let happened = match &segment.probe {
            Some(probe) => probe::has_happened(self.client, probe).await?,
            None => false,
        };
        if happened && earlier.as_ref().is_some_and(|attempt| !attempt.failed) {
            let version = work.migration.version;
            self.progress.report(Event::FoundDone { version, segment: number });
            return work.mark(self.client, number, None).await;
        }
        // By the probe that the file had then: it may have been edited since.
        let before = earlier.and_then(|attempt| attempt.probe).and_then(|probe| Probe::from_text(&probe));
        if let Some(Probe::ValidIndex(index)) = before {
            self.drop_if_invalid(&index).await?;
        }
        let attempt = |failed| Attempt { segment: number, failed, probe: segment.probe.as_ref().map(Probe::to_string) };
        // What holds before the statement was ever sent says nothing about the statement. It is sent all the same, for
        // the server to say what is wrong with it, but a cut-off run must not take it for done.
        if !happened {
            work.mark(self.client, work.file.done_before(number), Some(attempt(false))).await?;
        }
        let result = self.with_retries(work, number, segment).await;
        if let Err(error) = &result {
            if error.server_error().is_some_and(is_definite) {
                // A build that failed leaves an invalid index; one that found the name taken does not.
                let leftover = segment.probe.is_some() && error.sqlstate() != Some(&SqlState::DUPLICATE_TABLE);
                // What failed first is what is told: without this mark the next run finds the attempt open, and asks.
                let _unmarked = self.mark_failed(work, number, leftover.then(|| attempt(true))).await;
            }
            return result;
        }
        session::clean(self.client).await?;
        work.mark(self.client, number, None).await
    }

    /// Writes down that a segment outside of a transaction failed.
    async fn mark_failed(&mut self, work: &Work<'_>, number: usize, leftover: Option<Attempt>) -> Result<(), Error> {
        session::clean(self.client).await?;
        let done = work.file.done_before(number);
        if done > 0 || leftover.is_some() {
            work.mark(self.client, done, leftover).await
        } else {
            self.unmark(work).await
        }
    }

    /// Takes back the mark of a file of which nothing happened.
    async fn unmark(&mut self, work: &Work<'_>) -> Result<(), Error> {
        match work.way {
            Way::Forth => ledger::forget(self.client, work.migration.version).await,
            Way::Back => ledger::settle(self.client, work.migration).await,
        }
    }

    async fn drop_if_invalid(&mut self, index: &crate::file::ObjectName) -> Result<(), Error> {
        session::clean(self.client).await?;
        if probe::index_is_valid(self.client, index).await? == Some(false) {
            probe::drop_invalid_index(self.client, index).await?;
            self.progress.report(Event::InvalidIndexDropped { index });
        }
        Ok(())
    }
}

/// Whether a segment that failed for a lock may be run once more.
fn may_repeat(segment: &Segment) -> bool {
    segment.mode.is_transactional() || segment.probe.is_some()
}
