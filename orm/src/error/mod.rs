//! What can go wrong, as one type.

mod failure;
mod postgres;
mod predicates;
mod unreadable;

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use evenkeel_connect::ConnectError;

pub(crate) use self::failure::Failure;
pub(crate) use self::unreadable::Foreign;
use self::unreadable::Unreadable;
use crate::sql::{Origin, Sql};

/// What went wrong. The predicates tell what kind of error it is; `Display` says it in words, with what to do where that is
/// known.
///
/// Neither `Display` nor `Debug` shows values of parameters or rows, which the server repeats in some of its messages and
/// details: who asks [`Error::server_error`] for the server's own words gets them with the values in them.
pub struct Error(Box<Kind>);

#[derive(Debug)]
pub(crate) enum Kind {
    /// No session could be opened.
    Connect(ConnectError),
    /// The server, or the way to it, failed a statement.
    Postgres { source: tokio_postgres::Error, statement: Option<String>, origin: Option<Origin>, loss: Option<String> },
    /// All sessions of the pool were taken for too long.
    PoolExhausted { waited: Duration, connections: usize },
    /// The one session of the pool belongs to the transaction that waits for it.
    WaitsForItself,
    /// The pool was closed.
    PoolClosed,
    /// A statement took longer than the application lets it.
    Deadline { limit: Duration, statement: String },
    /// A COPY was refused on the session, which cannot be used behind that.
    OutOfStep,
    /// The transaction has been committed or rolled back already.
    TransactionEnded,
    /// The transaction, or a savepoint, was rolled back at its end, since a statement in it had failed.
    TransactionFailed(Failure),
    /// Migrations were refused, or failed.
    Migration(evenkeel_runner::Error),
    /// A row was asked for, and there was none.
    NotFound { what: &'static str },
    /// One row was asked for, and there were more.
    TooManyRows { what: &'static str },
    /// A cursor is none of the pages that are asked for.
    Cursor(&'static str),
    /// What is asked for does not work in this setting; with what to do.
    Unsupported(String),
    /// A value of a result could not be read.
    Unreadable(Unreadable),
    /// What the application gave or got does not fit: a value, a setting.
    Invalid { message: String, source: Option<Box<dyn StdError + Send + Sync>> },
}

impl Error {
    pub(crate) fn new(kind: Kind) -> Self {
        Self(Box::new(kind))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }

    /// The server, or the way to it, refused a statement.
    pub(crate) fn postgres(source: tokio_postgres::Error, statement: Option<&str>) -> Self {
        Self::new(Kind::Postgres { source, statement: statement.map(str::to_owned), origin: None, loss: None })
    }

    /// The same with what the statement is about.
    pub(crate) fn of(source: tokio_postgres::Error, sql: &Sql) -> Self {
        let statement = Some(sql.text().to_owned());
        Self::new(Kind::Postgres { source, statement, origin: sql.origin(), loss: None })
    }

    /// The same with why the connection was lost.
    pub(crate) fn with_loss(mut self, reason: Option<String>) -> Self {
        if let Kind::Postgres { loss, .. } = &mut *self.0 {
            *loss = reason;
        }
        self
    }

    /// A row of this table or query was asked for, and there was none.
    pub(crate) fn not_found(what: &'static str) -> Self {
        Self::new(Kind::NotFound { what })
    }

    /// One row of this table or query was asked for, and there were more.
    pub(crate) fn too_many_rows(what: &'static str) -> Self {
        Self::new(Kind::TooManyRows { what })
    }

    /// What is asked for does not work in this setting.
    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::new(Kind::Unsupported(message.into()))
    }

    /// A value or a setting does not fit. The message must not hold values of parameters.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid { message: message.into(), source: None })
    }

    /// A column of a result could not be read.
    #[cold]
    pub(crate) fn decode(column: &str, source: Box<dyn StdError + Send + Sync>) -> Self {
        Self::new(Kind::Unreadable(Unreadable::new(column, source)))
    }

    /// The same with the statement whose result it is. Other errors stay as they are.
    #[cold]
    pub(crate) fn in_result_of(mut self, sql: &Sql) -> Self {
        if let Kind::Unreadable(unreadable) = &mut *self.0 {
            unreadable.tell(sql);
        }
        self
    }

    /// The same with its cause.
    pub(crate) fn invalid_by(message: impl Into<String>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(Kind::Invalid { message: message.into(), source: Some(source.into()) })
    }
}

impl From<ConnectError> for Error {
    fn from(source: ConnectError) -> Self {
        Self::new(Kind::Connect(source))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Connect(source) => source.fmt(formatter),
            Kind::Migration(source) => source.fmt(formatter),
            Kind::Postgres { source, origin, loss, .. } => postgres::write(formatter, source, *origin, loss.as_deref()),
            Kind::PoolExhausted { waited, connections } => write!(
                formatter,
                "no connection became free within {} s: all {connections} of the pool are in use; end transactions sooner, or allow more (max_connections)",
                waited.as_secs_f32()
            ),
            Kind::WaitsForItself => formatter.write_str(
                "the pool's only connection belongs to the transaction inside of which another one is asked for, which would wait for ever: run the statement on the transaction",
            ),
            Kind::PoolClosed => formatter.write_str("the pool of connections was closed"),
            Kind::Deadline { limit, .. } => write!(
                formatter,
                "the statement took longer than {} s (statement_timeout), and was cancelled",
                limit.as_secs_f32()
            ),
            Kind::OutOfStep => formatter.write_str("the connection is closed, since the server refused a COPY on it before"),
            Kind::TransactionEnded => {
                formatter.write_str("the transaction was committed or rolled back before this statement came")
            }
            Kind::TransactionFailed(Failure { words, .. }) => {
                write!(formatter, "the transaction was rolled back, since a statement in it had failed: {words}")
            }
            Kind::NotFound { what } => write!(formatter, "no row of {what} was found"),
            Kind::TooManyRows { what } => write!(formatter, "several rows of {what} were found where one was asked for"),
            Kind::Cursor(message) => formatter.write_str(message),
            Kind::Unreadable(unreadable) => unreadable.fmt(formatter),
            Kind::Unsupported(message) | Kind::Invalid { message, .. } => formatter.write_str(message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Error");
        shown.field("message", &self.to_string());
        if let Some(statement) = self.statement() {
            shown.field("statement", &statement);
        }
        shown.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self.kind() {
            // The whole of it is said already.
            Kind::Connect(source) => source.source(),
            Kind::Migration(source) => source.source(),
            // What the server says in full may hold values; it is said without them already.
            Kind::Postgres { source, .. } if source.as_db_error().is_some() => None,
            Kind::Postgres { source, .. } => source.source(),
            Kind::Unreadable(unreadable) => Some(unreadable.source()),
            Kind::Invalid { source, .. } => source.as_deref().map(|source| source as _),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
