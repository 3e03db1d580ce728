//! One session of a pool and what runs on it.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use evenkeel_connect::Connection;
use futures_util::TryStreamExt;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{CopyInSink, Row, RowStream, SimpleQueryMessage, Statement};

use super::log::{Clock, Running};
use super::settings::Settings;
use super::statements::Statements;
use crate::error::{Error, Kind};
use crate::executor::Answer;
use crate::sql::{Parameter, Sql};

/// Takes a session back to what it was after connecting, but for its prepared statements, which are still known to be there.
const CLEAN: &str = "ROLLBACK; CLOSE ALL; RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; UNLISTEN *; \
                     SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES";

/// How long the cleaning up behind somebody who went away may take, until the session is given up.
const CLEANED_WITHIN: Duration = Duration::from_secs(5);

/// The pause between two requests to cancel the same statement.
const CANCELLED_AGAIN: Duration = Duration::from_millis(100);

/// A session of a pool.
///
/// What it does rarely (preparing, deadlines, a second try) is in boxes of its own, so that the future of the usual statement
/// stays small. The driver's own is in one too: it is so large that it would be moved about, and allocated slowly, with all
/// that waits for it.
pub(super) struct Backend {
    connection: Connection,
    statements: Statements,
    settings: Arc<Settings>,
    /// How many statements were sent whose end nobody has seen. One that nobody waits for any more stays counted.
    unfinished: AtomicUsize,
    in_transaction: AtomicBool,
    /// Whether it may have settings, locks or temporary tables that the next one must not find.
    touched: AtomicBool,
    /// Whether somebody reads or writes rows one after the other, and has not come to the end.
    is_streaming: AtomicBool,
    /// Whether the server said good-bye, though the connection may not be closed yet.
    lost: AtomicBool,
    /// Whether answers would be taken for those of other statements.
    out_of_step: AtomicBool,
}

impl Backend {
    /// Gives a new session its settings.
    pub(super) async fn new(connection: Connection, settings: Arc<Settings>) -> Result<Self, Error> {
        if let Some(sql) = settings.at_start() {
            connection.batch_execute(&sql).await.map_err(|source| Error::postgres(source, Some(&sql)))?;
        }
        Ok(Self {
            connection,
            statements: Statements::new(settings.prepared_statements),
            settings,
            unfinished: AtomicUsize::new(0),
            in_transaction: AtomicBool::new(false),
            touched: AtomicBool::new(false),
            is_streaming: AtomicBool::new(false),
            lost: AtomicBool::new(false),
            out_of_step: AtomicBool::new(false),
        })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn into_connection(self) -> Connection {
        self.connection
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn set_in_transaction(&self, value: bool) {
        self.in_transaction.store(value, Ordering::Relaxed);
        if !value {
            // All that was sent before the transaction's end has ended with it.
            self.unfinished.store(0, Ordering::Relaxed);
        }
    }

    /// Says that the next one must not find it as it is.
    pub(super) fn touch(&self) {
        self.touched.store(true, Ordering::Relaxed);
    }

    /// Says that it is as the next one may find it.
    pub(super) fn untouch(&self) {
        self.touched.store(false, Ordering::Relaxed);
    }

    /// A statement is sent. What is returned is for [`Backend::ended`] when it has ended. Where it would wait for rows that
    /// whoever waits for it does not take meanwhile, it is refused.
    pub(super) fn running<'a>(&self, statement: &'a str) -> Result<Running<'a>, Error> {
        self.free()?;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        Ok(Running::new(Clock::start(self.settings.slow_statement), statement))
    }

    /// Refuses what would wait for rows that somebody reads or writes one after the other, or get the answer of another.
    pub(super) fn free(&self) -> Result<(), Error> {
        if self.out_of_step.load(Ordering::Relaxed) {
            return Err(Error::new(Kind::OutOfStep));
        }
        if self.is_streaming.load(Ordering::Relaxed) {
            return Err(Error::unsupported(
                "the session is in the middle of a stream or of a COPY, behind which this statement would wait for ever: read the stream to its end, collect it, or drop it before",
            ));
        }
        Ok(())
    }

    /// Says whether somebody reads or writes rows one after the other.
    pub(super) fn set_streaming(&self, value: bool) {
        self.is_streaming.store(value, Ordering::Relaxed);
    }

    /// The statement has ended.
    pub(super) fn ended(&self, running: Running<'_>, outcome: Result<u64, &Error>) {
        let statement = running.statement;
        self.end(&running.done(), statement, outcome);
    }

    /// The same for one that was read or written piece by piece.
    pub(super) fn end(&self, clock: &Clock, statement: &str, outcome: Result<u64, &Error>) {
        let past_deadline = outcome.is_err_and(|error| matches!(error.kind(), Kind::Deadline { .. }));
        if !past_deadline {
            self.unfinished.fetch_sub(1, Ordering::Relaxed);
        }
        if outcome.is_err_and(Error::is_connection_lost) {
            self.lost.store(true, Ordering::Relaxed);
        }
        clock.stop(statement, outcome);
    }

    /// Runs a statement and collects its rows.
    pub(super) async fn rows(&self, sql: &Sql) -> Result<Vec<Row>, Error> {
        let running = self.running(sql.text())?;
        let result = match self.settings.own_deadline() {
            None => self.collect(sql).await,
            Some(limit) => Box::pin(within(limit, sql.text(), self.collect(sql))).await,
        };
        self.ended(running, result.as_ref().map(|rows| rows.len() as u64));
        result
    }

    /// The same with how many rows it touched.
    pub(super) async fn answer(&self, sql: &Sql) -> Result<Answer, Error> {
        let running = self.running(sql.text())?;
        let result = match self.settings.own_deadline() {
            None => self.collect_all(sql).await,
            Some(limit) => Box::pin(within(limit, sql.text(), self.collect_all(sql))).await,
        };
        self.ended(running, result.as_ref().map(|answer| answer.touched));
        result
    }

    /// Runs a statement and counts the rows that it touched.
    pub(super) async fn execute(&self, sql: &Sql) -> Result<u64, Error> {
        let running = self.running(sql.text())?;
        let result = match self.settings.own_deadline() {
            None => self.count(sql).await,
            Some(limit) => Box::pin(within(limit, sql.text(), self.count(sql))).await,
        };
        self.ended(running, result.as_ref().map(|rows| *rows));
        result
    }

    /// Runs statements that have no parameters.
    pub(super) async fn batch(&self, statements: &str) -> Result<(), Error> {
        let running = self.running(statements)?;
        let run =
            async { self.connection.batch_execute(statements).await.map_err(|error| self.of_text(error, statements)) };
        let result = match self.settings.own_deadline() {
            None => run.await,
            Some(limit) => Box::pin(within(limit, statements, run)).await,
        };
        self.ended(running, result.as_ref().map(|()| 0));
        result
    }

    /// Begins a `COPY … FROM STDIN`.
    ///
    /// Where the server refuses it, the driver ends a COPY that has not begun, which the server answers once more: whatever came
    /// next on the session would take that for its own answer.
    pub(super) async fn copy_in(&self, statement: &str) -> Result<CopyInSink<Bytes>, tokio_postgres::Error> {
        let prepared = self.connection.prepare(statement).await?;
        let begun = self.connection.copy_in(&prepared).await;
        begun.inspect_err(|_| self.out_of_step.store(true, Ordering::Relaxed))
    }

    /// Rolls the transaction back.
    pub(super) async fn roll_back(&self) -> Result<(), Error> {
        let result = self.batch("ROLLBACK").await;
        // Without an answer it may not have ended, and the session is cleaned.
        if result.as_ref().err().is_none_or(|error| error.server_error().is_some()) {
            self.set_in_transaction(false);
        }
        result
    }

    /// Commits the transaction, or rolls it back where it has failed.
    ///
    /// The server answers the COMMIT of a failed transaction with a ROLLBACK, and calls it no error. So another statement goes
    /// before it in the same message, which a failed transaction refuses, and with it the COMMIT.
    pub(super) async fn commit(&self) -> Result<(), Error> {
        let running = self.running("COMMIT")?;
        let mut stood = false;
        let run = async {
            let mut answers = pin!(self.connection.simple_query_raw("SELECT; COMMIT").await?);
            while let Some(answer) = answers.try_next().await? {
                stood |= matches!(answer, SimpleQueryMessage::CommandComplete(_));
            }
            Ok(())
        };
        let run = async { run.await.map_err(|error| self.of_text(error, "COMMIT")) };
        let result = match self.settings.own_deadline() {
            None => run.await,
            Some(limit) => Box::pin(within(limit, "COMMIT", run)).await,
        };
        self.ended(running, result.as_ref().map(|()| 0));
        match &result {
            // Without an answer it may not have ended, and the session is cleaned.
            Err(error) if error.server_error().is_none() => {}
            // It was not reached.
            Err(_) if !stood => {
                let _ = self.roll_back().await;
            }
            _ => self.set_in_transaction(false),
        }
        result
    }

    async fn collect(&self, sql: &Sql) -> Result<Vec<Row>, Error> {
        self.rest(self.open(sql).await?, sql).await
    }

    /// All rows of what was sent.
    async fn rest(&self, stream: RowStream, sql: &Sql) -> Result<Vec<Row>, Error> {
        let mut stream = pin!(stream);
        let mut rows = Vec::new();
        while let Some(row) = stream.try_next().await.map_err(|error| self.of(error, sql))? {
            rows.push(row);
        }
        Ok(rows)
    }

    /// The rows of a statement that was known and failed with this error, where it was for being known.
    pub(super) async fn rows_again(&self, sql: &Sql, error: tokio_postgres::Error) -> Result<Vec<Row>, Error> {
        self.rest(self.open_again(sql, error).await?, sql).await
    }

    async fn collect_all(&self, sql: &Sql) -> Result<Answer, Error> {
        let mut stream = pin!(self.open(sql).await?);
        let mut rows = Vec::new();
        while let Some(row) = stream.try_next().await.map_err(|error| self.of(error, sql))? {
            rows.push(row);
        }
        Ok(Answer { rows, touched: stream.rows_affected().unwrap_or(0) })
    }

    async fn count(&self, sql: &Sql) -> Result<u64, Error> {
        let Some(statement) = self.known(sql) else {
            return Box::pin(self.count_after(self.send(sql), sql)).await;
        };
        match Box::pin(self.execute_known(&statement, sql)).await {
            Ok(rows) => Ok(rows),
            Err(error) => Box::pin(self.count_again(sql, error)).await,
        }
    }

    /// The count of a statement that was known and failed with this error, where it was for being known.
    pub(super) async fn count_again(&self, sql: &Sql, error: tokio_postgres::Error) -> Result<u64, Error> {
        self.forget_if_stale(sql, error)?;
        self.count_after(self.send(sql), sql).await
    }

    async fn count_after(
        &self,
        sent: impl Future<Output = Result<RowStream, tokio_postgres::Error>> + Send,
        sql: &Sql,
    ) -> Result<u64, Error> {
        let mut stream = pin!(sent.await.map_err(|error| self.of(error, sql))?);
        while stream.try_next().await.map_err(|error| self.of(error, sql))?.is_some() {}
        Ok(stream.rows_affected().unwrap_or(0))
    }

    /// Sends a statement and waits until the server has begun to answer.
    pub(super) async fn open(&self, sql: &Sql) -> Result<RowStream, Error> {
        let Some(statement) = self.known(sql) else {
            return Box::pin(self.send(sql)).await.map_err(|error| self.of(error, sql));
        };
        match Box::pin(self.send_known(&statement, sql)).await {
            Ok(rows) => Ok(rows),
            Err(error) => Box::pin(self.open_again(sql, error)).await,
        }
    }

    /// The same where the statement was known and failed with this error, where it was for being known.
    async fn open_again(&self, sql: &Sql, error: tokio_postgres::Error) -> Result<RowStream, Error> {
        self.forget_if_stale(sql, error)?;
        self.send(sql).await.map_err(|error| self.of(error, sql))
    }

    /// Sends a statement that is known.
    pub(super) fn send_known<'a>(
        &'a self,
        statement: &'a Statement,
        sql: &'a Sql,
    ) -> impl Future<Output = Result<RowStream, tokio_postgres::Error>> + Send + 'a {
        self.connection.query_raw(statement, values(sql))
    }

    /// The same for its count alone.
    pub(super) fn execute_known<'a>(
        &'a self,
        statement: &'a Statement,
        sql: &'a Sql,
    ) -> impl Future<Output = Result<u64, tokio_postgres::Error>> + Send + 'a {
        self.connection.execute_raw(statement, values(sql))
    }

    /// Forgets these statements where one of them cannot be used any more, and says whether that was why they failed.
    pub(super) fn forget_stale(&self, statements: &[Sql], error: &Error) -> bool {
        let was_stale = matches!(error.kind(), Kind::Postgres { source, .. } if is_stale(source));
        if was_stale {
            statements.iter().for_each(|sql| self.statements.forget(sql));
        }
        was_stale
    }

    /// Forgets a statement that cannot be used any more, where that is why it failed. In a transaction that has failed by it,
    /// there is no second try.
    fn forget_if_stale(&self, sql: &Sql, error: tokio_postgres::Error) -> Result<(), Error> {
        if !is_stale(&error) {
            return Err(self.of(error, sql));
        }
        self.statements.forget(sql);
        if self.in_transaction.load(Ordering::Relaxed) { Err(self.of(error, sql)) } else { Ok(()) }
    }

    async fn send(&self, sql: &Sql) -> Result<RowStream, tokio_postgres::Error> {
        if self.settings.transaction_pooler {
            let parameters: Vec<(&(dyn ToSql + Sync), Type)> =
                sql.parameters().iter().map(|one| (one.value(), one.data_type().clone())).collect();
            return self.connection.query_typed_raw(sql.text(), parameters).await;
        }
        let statement = self.prepared(sql).await?;
        self.connection.query_raw(&statement, values(sql)).await
    }

    /// The statement, if it was prepared before.
    pub(super) fn known(&self, sql: &Sql) -> Option<Statement> {
        if self.settings.transaction_pooler { None } else { self.statements.get(sql) }
    }

    /// The statement, prepared now if it was not before.
    pub(super) async fn prepared(&self, sql: &Sql) -> Result<Statement, tokio_postgres::Error> {
        if let Some(statement) = self.known(sql) {
            return Ok(statement);
        }
        let types: Vec<_> = sql.parameters().iter().map(|one| one.data_type().clone()).collect();
        let statement = self.connection.prepare_typed(sql.text(), &types).await?;
        self.statements.put(sql, statement.clone());
        Ok(statement)
    }

    /// The failure of a statement, with why the session is gone if it is.
    pub(super) fn of(&self, source: tokio_postgres::Error, sql: &Sql) -> Error {
        let loss = self.loss(&source);
        Error::of(source, sql).with_loss(loss)
    }

    /// The same for a statement that is only a text.
    pub(super) fn of_text(&self, source: tokio_postgres::Error, statement: &str) -> Error {
        let loss = self.loss(&source);
        Error::postgres(source, Some(statement)).with_loss(loss)
    }

    fn loss(&self, source: &tokio_postgres::Error) -> Option<String> {
        if source.is_closed() { self.connection.loss() } else { None }
    }

    /// Whether the session has ended.
    pub(super) fn is_lost(&self) -> bool {
        self.connection.is_closed() || self.lost.load(Ordering::Relaxed) || self.out_of_step.load(Ordering::Relaxed)
    }

    /// Whether a statement that nobody waits for any more may be running.
    pub(super) fn is_behind(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed) > 0
    }

    /// Whether it can go back to the pool just as it is.
    pub(super) fn is_clean(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed) == 0
            && !self.in_transaction.load(Ordering::Relaxed)
            && !self.touched.load(Ordering::Relaxed)
    }

    /// Makes it what the next one may find, or ends it, and says which: a session whose statement nobody waits for any more
    /// is ended, since a request to cancel may reach it any time later.
    pub(super) async fn cleaned(self) -> Option<Self> {
        if self.unfinished.load(Ordering::Relaxed) == 0 {
            let sql = match (self.touched.load(Ordering::Relaxed), self.settings.at_start()) {
                (false, _) => "ROLLBACK".to_owned(),
                (true, Some(settings)) => format!("{CLEAN}; {settings}"),
                (true, None) => CLEAN.to_owned(),
            };
            let cleaning = tokio::time::timeout(CLEANED_WITHIN, self.connection.batch_execute(&sql)).await;
            if matches!(cleaning, Ok(Ok(()))) {
                self.set_in_transaction(false);
                self.untouch();
                return Some(self);
            }
        }
        let token = self.connection.cancel_token();
        let end = async {
            let mut closed = pin!(self.connection.close());
            loop {
                // One that overtakes the statement cancels nothing, so it is asked again and again. Where it cannot be
                // cancelled, the statement ends in its own time.
                let _ = token.cancel().await;
                if tokio::time::timeout(CANCELLED_AGAIN, &mut closed).await.is_ok() {
                    return;
                }
            }
        };
        let _ = tokio::time::timeout(CLEANED_WITHIN, end).await;
        None
    }
}

/// What a statement gives, unless it takes longer than this.
async fn within<T>(
    limit: Duration,
    statement: &str,
    run: impl Future<Output = Result<T, Error>> + Send,
) -> Result<T, Error> {
    let passed = |_| Err(Error::new(Kind::Deadline { limit, statement: statement.to_owned() }));
    tokio::time::timeout(limit, run).await.unwrap_or_else(passed)
}

/// The values of the parameters.
fn values(sql: &Sql) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
    sql.parameters().iter().map(Parameter::value)
}

/// Whether the prepared statement is the reason: a migration changed the types of its columns or put another type in the place
/// of one of its parameters', or somebody deallocated it.
fn is_stale(error: &tokio_postgres::Error) -> bool {
    let Some(refusal) = error.as_db_error() else { return false };
    let type_is_gone = || {
        // A message of the server to itself, which it has in English alone.
        *refusal.code() == SqlState::INTERNAL_ERROR && refusal.message().starts_with("cache lookup failed for type")
    };
    *refusal.code() == SqlState::INVALID_SQL_STATEMENT_NAME
        || refusal.routine() == Some("RevalidateCachedQuery")
        || type_is_gone()
}
