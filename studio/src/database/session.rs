//! A session for one call.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::runtime::Handle;
use tokio::sync::OwnedSemaphorePermit;

use super::running::{self, Entry};
use super::{Database, failure};
use crate::api::ErrorCode;
use crate::failure::Failure;
use crate::wire::{Limits, Output, ServerMessage, Status, Wire, WireError};

/// How long a statement may take to end once the server was asked to end it.
const GRACE: Duration = Duration::from_secs(5);

/// The SQLSTATE of what was cancelled.
const QUERY_CANCELED: &str = "57014";

/// What is settled for each session: how values are written, and that nobody waits for locks or holds them for long.
macro_rules! settings {
    ($set:literal) => {
        concat!(
            $set,
            " lock_timeout = '3s'; ",
            $set,
            " idle_in_transaction_session_timeout = '60s'; ",
            $set,
            " datestyle = 'ISO'; ",
            $set,
            " intervalstyle = 'postgres'; ",
            $set,
            " bytea_output = 'hex'; ",
            $set,
            " extra_float_digits = 1; ",
            $set,
            " standard_conforming_strings = on; ",
            $set,
            " array_nulls = on; ",
        )
    };
}

/// What a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A transaction that can only read, whose snapshot is taken, so that it cannot be made to write any more; it is rolled
    /// back at the end.
    Read,
    /// A transaction that writes; it is rolled back at the end unless it was committed.
    Write,
    /// No transaction: each statement takes effect at once.
    Bare,
}

impl Mode {
    fn sql(self) -> &'static str {
        match self {
            Self::Read => {
                concat!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; ", settings!("SET LOCAL"), "SELECT 1")
            }
            Self::Write => {
                concat!("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ", settings!("SET LOCAL"), "SELECT 1")
            }
            Self::Bare => concat!(settings!("SET"), "SELECT 1"),
        }
    }

    pub(super) async fn begin(self, wire: &mut Wire) -> Result<(), WireError> {
        wire.execute(self.sql()).await?;
        let wanted = if self == Self::Bare { Status::Idle } else { Status::Transaction };
        wire.take_notices();
        if wire.status() == wanted { Ok(()) } else { Err(WireError::Lost("the transaction did not begin".to_owned())) }
    }
}

/// A session for one call. Dropped before its end, it ends what it runs and goes.
#[derive(Debug)]
pub struct Session {
    database: Arc<Database>,
    /// Nothing at its end.
    wire: Option<Wire>,
    permit: Option<OwnedSemaphorePermit>,
    entry: Entry,
}

impl Session {
    pub(super) fn new(database: Arc<Database>, wire: Wire, permit: OwnedSemaphorePermit, entry: Entry) -> Self {
        Self { database, wire: Some(wire), permit: Some(permit), entry }
    }

    /// Runs one statement under the watchdog.
    ///
    /// # Errors
    /// Where the server refuses it, it takes too long, or a person cancels it.
    pub async fn query(&mut self, sql: &str, parameters: &[Option<&str>], limits: &Limits) -> Result<Output, Failure> {
        self.watched(sql, async |wire| wire.query(sql, parameters, limits).await).await
    }

    /// Makes one statement ready to be run a few rows at a time, under the watchdog.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn open(&mut self, sql: &str, parameters: &[Option<&str>]) -> Result<Output, Failure> {
        self.watched(sql, async |wire| wire.open(sql, parameters).await).await
    }

    /// Runs what was made ready for this many rows more, each time under the watchdog; `sql` is its text.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn fetch(&mut self, sql: &str, rows: u32, cell: usize) -> Result<Output, Failure> {
        self.watched(sql, async |wire| wire.fetch(rows, cell).await).await
    }

    /// Runs a query of the studio's own that gives one row.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn row(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Option<Vec<Option<String>>>, Failure> {
        self.watched(sql, async |wire| wire.row(sql, parameters).await).await
    }

    /// Runs a query of the studio's own that gives one JSON document; NULL and no row are none.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn json<T: DeserializeOwned>(
        &mut self,
        sql: &str,
        parameters: &[Option<&str>],
    ) -> Result<Option<T>, Failure> {
        let row = self.row(sql, parameters).await?;
        let Some(text) = row.and_then(|row| row.into_iter().next().flatten()) else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|error| Failure::internal(format!("the catalog: {error}")))
    }

    /// Runs SQL of the studio's own.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn execute(&mut self, sql: &'static str) -> Result<(), Failure> {
        self.watched(sql, async |wire| wire.execute(sql).await).await
    }

    /// What the server said since the last call.
    pub fn take_notices(&mut self) -> Vec<ServerMessage> {
        self.wire.as_mut().map(Wire::take_notices).unwrap_or_default()
    }

    /// Whether a transaction is open.
    pub fn in_transaction(&self) -> bool {
        self.wire.as_ref().is_some_and(|wire| wire.status() != Status::Idle)
    }

    async fn watched<T>(
        &mut self,
        sql: &str,
        work: impl AsyncFnOnce(&mut Wire) -> Result<T, WireError>,
    ) -> Result<T, Failure> {
        if self.entry.is_cancelled() {
            return Err(running::cancelled());
        }
        let Some(wire) = &mut self.wire else { return Err(Failure::internal("the session has ended")) };
        let token = wire.cancel_token().clone();
        let limit = self.database.limit();
        let mut late = false;
        let result = {
            let mut work = pin!(work(wire));
            // Without a limit it goes on until it ends or a person cancels it.
            match tokio::time::timeout(limit.unwrap_or(Duration::MAX), &mut work).await {
                Ok(result) => Some(result),
                Err(_) => {
                    late = true;
                    if !self.database.single_connection() {
                        // Where the request is lost, the session goes with what it runs.
                        let _ = tokio::time::timeout(GRACE, token.cancel()).await;
                        tokio::time::timeout(GRACE, work).await.ok()
                    } else {
                        None
                    }
                }
            }
        };
        match result {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => {
                let mut failure = failure::of(error, sql, self.database.options());
                // What was cancelled was cancelled by somebody: a person here, the watchdog, or another on the server.
                if failure.body.sqlstate.as_deref() == Some(QUERY_CANCELED) {
                    if self.entry.is_cancelled() {
                        failure.body.code = ErrorCode::Cancelled;
                    } else if late {
                        failure = too_long(limit);
                    }
                }
                Err(failure)
            }
            None => {
                self.wire = None;
                let failure = too_long(limit);
                Err(match self.database.single_connection() {
                    true => {
                        failure.with_hint("the embedded server cannot cancel it: it goes on, and others wait for it")
                    }
                    false => failure.with_hint("the server did not end it when it was asked to"),
                })
            }
        }
    }

    /// Makes what was done last.
    ///
    /// # Errors
    /// Where the server refuses: a constraint that is checked at the end.
    pub async fn commit(&mut self) -> Result<(), Failure> {
        self.execute("COMMIT").await
    }

    /// Ends the session: what was not committed is rolled back, and nothing of it is left for the next call.
    pub async fn end(mut self) {
        let Some(mut wire) = self.wire.take() else { return };
        let clean = async {
            if wire.status() != Status::Idle {
                wire.execute("ROLLBACK").await?;
            }
            if !self.database.single_connection() {
                wire.execute("DISCARD ALL").await?;
            }
            Ok::<_, WireError>(())
        };
        let clean = tokio::time::timeout(GRACE, clean).await;
        if self.database.single_connection() {
            let _ = tokio::time::timeout(GRACE, wire.close()).await;
        } else if matches!(clean, Ok(Ok(()))) && !self.entry.is_cancelled() {
            self.database.keep(wire);
        }
        // A request to cancel that is still on its way must not meet what the next call runs: such a session is not kept.
        drop(self.permit.take());
    }

    /// Ends the session and gives what came of it.
    ///
    /// # Errors
    /// The same.
    pub async fn end_with<T>(self, result: Result<T, Failure>) -> Result<T, Failure> {
        self.end().await;
        result
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(wire) = self.wire.take() else { return };
        // The page has gone away in the middle of something.
        if wire.status() == Status::Busy
            && !self.database.single_connection()
            && let Ok(runtime) = Handle::try_current()
        {
            let token = wire.cancel_token().clone();
            let permit = self.permit.take();
            runtime.spawn(async move {
                let _ = tokio::time::timeout(GRACE, token.cancel()).await;
                drop((wire, permit));
            });
        }
    }
}

fn too_long(limit: Option<Duration>) -> Failure {
    let seconds = limit.unwrap_or_default().as_secs_f64();
    Failure::new(ErrorCode::Timeout, format!("it ran longer than {seconds} seconds and was ended")).with_hint(
        "`keel studio --statement-timeout`, or statement_timeout in [studio] of keel.toml, gives statements more time",
    )
}
