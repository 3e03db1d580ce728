//! Running a file's segments, without lock and ledger.

use std::future::{Future, ready};

use tokio_postgres::Client;

use crate::error::{Doing, Error, StatementFailure};
use crate::file::{MigrationFile, Mode, Segment, Statement, Timeout};
use crate::session;

/// Whoever looks on while a file runs: to read locks before a commit, say. What it asks the server, it asks in the
/// transaction of the segment; an error of its own ends the run, and the transaction is rolled back.
pub trait Observer: Send {
    /// A statement is about to be sent.
    fn before_statement(&mut self, _step: Step<'_>) {}

    /// A statement has succeeded.
    ///
    /// # Errors
    /// Whatever shall end the run; [`Error::observer`] makes one of any error.
    fn after_statement(&mut self, _client: &Client, _step: Step<'_>) -> impl Future<Output = Result<(), Error>> + Send {
        ready(Ok(()))
    }

    /// All statements of a segment have succeeded, and its transaction is about to be committed.
    ///
    /// # Errors
    /// Whatever shall end the run.
    fn before_commit(&mut self, _client: &Client, _step: Step<'_>) -> impl Future<Output = Result<(), Error>> + Send {
        ready(Ok(()))
    }
}

/// Nobody looks on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}

/// Where a run is.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The file.
    pub file: &'a MigrationFile,
    /// The segment.
    pub segment: &'a Segment,
    /// The segment's number, from 1.
    pub segment_number: usize,
    /// The statement; before a commit the last one.
    pub statement: &'a Statement,
    /// The statement's number in the segment, from 1.
    pub statement_number: usize,
}

/// The timeouts of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub lock: Timeout,
    pub statement: Option<Timeout>,
}

/// Runs all segments of a file, one after the other, each in a session without leftovers. Neither lock nor ledger is
/// used, and statements may take as long as they take: this is for databases of one's own.
///
/// # Errors
/// The statement that failed, or what the observer returned. The segments before it stand.
pub async fn execute(client: &Client, file: &MigrationFile, observer: &mut impl Observer) -> Result<(), Error> {
    for number in 1..=file.segments.len() {
        session::clean(client).await?;
        segment(client, file, number, None, observer).await?;
    }
    session::give_back(client).await
}

/// Runs one segment, by its number from 1, in a clean session.
pub(crate) async fn segment(
    client: &Client,
    file: &MigrationFile,
    number: usize,
    timeouts: Option<Timeouts>,
    observer: &mut impl Observer,
) -> Result<(), Error> {
    let Some(segment) = number.checked_sub(1).and_then(|index| file.segments.get(index)) else { return Ok(()) };
    let mut run = Run { client, file, segment, number, timeouts };
    if segment.mode.is_transactional() { run.transaction(observer).await } else { run.alone(observer).await }
}

struct Run<'a> {
    client: &'a Client,
    file: &'a MigrationFile,
    segment: &'a Segment,
    number: usize,
    timeouts: Option<Timeouts>,
}

impl<'a> Run<'a> {
    async fn transaction(&mut self, observer: &mut impl Observer) -> Result<(), Error> {
        let result = self.until_commit(observer).await;
        if result.is_err() {
            // Where the connection is gone the server has done so already.
            let _gone = self.client.batch_execute("ROLLBACK").await;
        }
        result
    }

    async fn until_commit(&mut self, observer: &mut impl Observer) -> Result<(), Error> {
        self.own("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
        self.limit("SET LOCAL").await?;
        let mut last = None;
        for (index, statement) in self.segment.statements.iter().enumerate() {
            let step = self.step(index, statement);
            self.statement(step, observer).await?;
            last = Some(step);
        }
        if let Some(step) = last {
            observer.before_commit(self.client, step).await?;
            // A COMMIT of a failed transaction is a ROLLBACK without an error; so see that it has not failed.
            self.own("SELECT").await?;
            if self.segment.mode == Mode::Check {
                return self.own("ROLLBACK").await;
            }
            let committed = self.client.batch_execute("COMMIT").await;
            committed.map_err(|source| self.failure(step.statement, true, source))?;
        }
        Ok(())
    }

    async fn alone(&mut self, observer: &mut impl Observer) -> Result<(), Error> {
        self.limit("SET").await?;
        for (index, statement) in self.segment.statements.iter().enumerate() {
            self.statement(self.step(index, statement), observer).await?;
        }
        Ok(())
    }

    fn step(&self, index: usize, statement: &'a Statement) -> Step<'a> {
        Step {
            file: self.file,
            segment: self.segment,
            segment_number: self.number,
            statement,
            statement_number: index + 1,
        }
    }

    /// Sets the segment's timeouts. A statement outside of a transaction has none but what the file says: it takes no
    /// lock that others wait behind, and it may take long.
    async fn limit(&self, set: &str) -> Result<(), Error> {
        let Some(timeouts) = self.timeouts else {
            return self.own(&format!("{set} statement_timeout = 0")).await;
        };
        let alone = (!self.segment.mode.is_transactional()).then_some(Timeout::OFF);
        let lock = self.segment.lock_timeout.or(alone).unwrap_or(timeouts.lock);
        let mut sql = format!("{set} lock_timeout = '{lock}'");
        if let Some(statement) = self.segment.statement_timeout.or(alone).or(timeouts.statement) {
            sql.push_str(&format!("; {set} statement_timeout = '{statement}'"));
        }
        self.own(&sql).await
    }

    async fn statement(&self, step: Step<'a>, observer: &mut impl Observer) -> Result<(), Error> {
        let statement = step.statement;
        observer.before_statement(step);
        // A scan takes as long as there are rows, whatever limit is meant for quick changes of the catalog.
        let unlimited = self.timeouts.is_some()
            && self.segment.mode.is_transactional()
            && statement.scans
            && self.segment.statement_timeout.is_none();
        let before = if unlimited { Some(self.lift_limit().await?) } else { None };
        let done = self.client.batch_execute(&statement.text).await;
        done.map_err(|source| self.failure(statement, false, source))?;
        if let Some(before) = before {
            self.own(&format!("SET LOCAL statement_timeout = '{before}'")).await?;
        }
        observer.after_statement(self.client, step).await
    }

    /// Turns the limit on a statement's time off, and tells what it was.
    async fn lift_limit(&self) -> Result<String, Error> {
        let failed = |source| Error::server(Doing::Transaction, source);
        let row =
            self.client.query_typed_one("SELECT current_setting('statement_timeout')", &[]).await.map_err(failed)?;
        self.own("SET LOCAL statement_timeout = 0").await?;
        row.try_get(0).map_err(failed)
    }

    async fn own(&self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).await.map_err(|source| Error::server(Doing::Transaction, source))
    }

    fn failure(&self, statement: &Statement, at_commit: bool, source: tokio_postgres::Error) -> Error {
        let segment = (self.number, self.segment);
        Error::statement(StatementFailure::new(self.file, segment, statement, at_commit, source))
    }
}
