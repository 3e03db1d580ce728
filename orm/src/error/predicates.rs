//! Which kind of error it is.

use std::io;

use evenkeel_connect::ConnectError;
use tokio_postgres::error::{DbError, SqlState};

use super::{Error, Kind, postgres};
use crate::key::Key;

impl Error {
    /// The text of the statement that failed, or whose result could not be read, without the values of its parameters.
    pub fn statement(&self) -> Option<&str> {
        match self.kind() {
            Kind::Postgres { statement, .. } => statement.as_deref(),
            Kind::Deadline { statement, .. } => Some(statement),
            Kind::TransactionFailed(failure) => failure.statement.as_deref(),
            Kind::Unreadable(unreadable) => unreadable.statement(),
            _ => None,
        }
    }

    /// The five characters by which the server tells kinds of errors apart, where it was the server that refused.
    pub fn sqlstate(&self) -> Option<&str> {
        self.code().map(SqlState::code)
    }

    /// The server's refusal in its own words. They may hold values of parameters and rows.
    pub fn server_error(&self) -> Option<&DbError> {
        match self.kind() {
            Kind::Postgres { source, .. } => source.as_db_error(),
            Kind::Connect(source) => source.as_db_error(),
            Kind::TransactionFailed(failure) => failure.refusal.as_deref(),
            _ => None,
        }
    }

    /// Why no session could be opened, where that is what failed.
    pub fn connect_error(&self) -> Option<&ConnectError> {
        if let Kind::Connect(source) = self.kind() { Some(source) } else { None }
    }

    /// Why migrations could not be applied, where that is what failed.
    pub fn migration_error(&self) -> Option<&evenkeel_runner::Error> {
        if let Kind::Migration(source) = self.kind() { Some(source) } else { None }
    }

    /// The constraint or unique index that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.server_error()?.constraint()
    }

    /// The table that the server names, without its schema.
    pub fn table(&self) -> Option<&str> {
        self.server_error()?.table()
    }

    /// The column that the server names.
    pub fn column(&self) -> Option<&str> {
        self.server_error()?.column()
    }

    /// Whether this very key was violated.
    pub fn violates(&self, key: impl Into<Key>) -> bool {
        let key = key.into();
        self.code().is_some_and(|code| code.code().starts_with("23"))
            && self.constraint() == Some(key.name)
            && self.table() == Some(key.table)
            && self.server_error().and_then(DbError::schema) == Some(key.schema)
    }

    /// Whether a row with such a key is there already.
    pub fn is_unique_violation(&self) -> bool {
        self.is(&SqlState::UNIQUE_VIOLATION)
    }

    /// Whether a row that is referred to is not there, or one that is referred to would go.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.is(&SqlState::FOREIGN_KEY_VIOLATION)
    }

    /// Whether a value does not satisfy a check.
    pub fn is_check_violation(&self) -> bool {
        self.is(&SqlState::CHECK_VIOLATION)
    }

    /// Whether a column that is NOT NULL was given no value.
    pub fn is_not_null_violation(&self) -> bool {
        self.is(&SqlState::NOT_NULL_VIOLATION)
    }

    /// Whether a row overlaps with another that excludes it.
    pub fn is_exclusion_violation(&self) -> bool {
        self.is(&SqlState::EXCLUSION_VIOLATION)
    }

    /// Whether the transaction met another one and was rolled back, and may succeed when tried again from its beginning.
    pub fn is_serialization_failure(&self) -> bool {
        self.is(&SqlState::T_R_SERIALIZATION_FAILURE)
    }

    /// Whether the transaction and another one waited for each other, and this one was rolled back.
    pub fn is_deadlock(&self) -> bool {
        self.is(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    /// Whether the same may succeed a moment later, and nothing of it was done: a transaction that met another one, a server
    /// that is starting up or has no connection to spare, a pool that was exhausted.
    pub fn is_retryable(&self) -> bool {
        self.is_serialization_failure()
            || self.is_deadlock()
            || (self.is_pool_exhausted() && !self.is_waiting_for_itself())
            || self.connect_error().is_some_and(|error| {
                error.is_not_ready() || error.is_refused() || error.is_timeout() || error.is_too_many_connections()
            })
    }

    /// Whether a row was asked for and there was none.
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind(), Kind::NotFound { .. })
    }

    /// Whether one row was asked for and there were several.
    pub fn is_too_many_rows(&self) -> bool {
        matches!(self.kind(), Kind::TooManyRows { .. })
    }

    /// Whether a cursor is none of the pages that were asked for: a text that was cut off or made up, or one of another query.
    pub fn is_invalid_cursor(&self) -> bool {
        matches!(self.kind(), Kind::Cursor(_))
    }

    /// Whether the session ended under the statement: the server was stopped, or somebody ended the session. Whether a
    /// statement outside of a transaction, or a COMMIT, was carried out is not known then.
    pub fn is_connection_lost(&self) -> bool {
        match self.kind() {
            Kind::Postgres { source, .. } => is_lost(source),
            Kind::Connect(source) => source.is_lost(),
            Kind::OutOfStep => true,
            _ => false,
        }
    }

    /// Whether a statement, or the opening of a session, took longer than it may, or waited too long for a lock.
    pub fn is_deadline(&self) -> bool {
        matches!(self.kind(), Kind::Deadline { .. })
            || self.is(&SqlState::QUERY_CANCELED)
            || self.is(&SqlState::LOCK_NOT_AVAILABLE)
            || self.connect_error().is_some_and(ConnectError::is_timeout)
    }

    /// Whether all connections of the pool were taken for too long.
    pub fn is_pool_exhausted(&self) -> bool {
        matches!(self.kind(), Kind::PoolExhausted { .. } | Kind::WaitsForItself)
    }

    /// Whether waiting for the pool would never end.
    fn is_waiting_for_itself(&self) -> bool {
        matches!(self.kind(), Kind::WaitsForItself)
    }

    /// Whether the pool was closed.
    pub fn is_pool_closed(&self) -> bool {
        matches!(self.kind(), Kind::PoolClosed)
    }

    /// Whether the statement came after the transaction's end.
    pub fn is_transaction_ended(&self) -> bool {
        matches!(self.kind(), Kind::TransactionEnded)
    }

    /// Whether a transaction was to be committed, or a savepoint to be kept, in which a statement had failed, and was rolled
    /// back. Where somebody was told of that statement's error, the other predicates tell of it too.
    pub fn is_transaction_failed(&self) -> bool {
        matches!(self.kind(), Kind::TransactionFailed(_))
    }

    /// Whether a column, table or type that the application was built for is not there, or has another type.
    pub fn is_wrong_schema_version(&self) -> bool {
        self.code().is_some_and(postgres::is_wrong_schema_version)
    }

    /// Whether a value of a result is none of its type in Rust: an infinite time, an enum's value of a newer version, a NULL
    /// where none was expected. [`source`](std::error::Error::source) says why, perhaps with the value.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.kind(), Kind::Unreadable(_))
    }

    /// Whether what was asked for does not work in this setting, such as LISTEN behind a pooler.
    pub fn is_unsupported(&self) -> bool {
        matches!(self.kind(), Kind::Unsupported(_))
    }

    /// Whether the server refused it since something before it in the transaction had failed.
    pub(crate) fn is_in_failed_transaction(&self) -> bool {
        self.is(&SqlState::IN_FAILED_SQL_TRANSACTION)
    }

    pub(crate) fn code(&self) -> Option<&SqlState> {
        self.server_error().map(DbError::code)
    }

    fn is(&self, code: &SqlState) -> bool {
        self.code() == Some(code)
    }
}

/// Whether the session is gone.
fn is_lost(source: &tokio_postgres::Error) -> bool {
    match source.as_db_error() {
        Some(refusal) => {
            let code = refusal.code();
            [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code)
                || code.code().starts_with("08")
        }
        None => {
            let cause = std::error::Error::source(source);
            source.is_closed() || cause.is_some_and(|cause| cause.is::<io::Error>())
        }
    }
}
