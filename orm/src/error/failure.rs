//! What failed a transaction.

use tokio_postgres::error::DbError;

use super::Error;

/// Why a transaction failed, kept from an error that was handed to whoever waited for the statement.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The error in words, without values.
    pub(super) words: String,
    pub(super) refusal: Option<Box<DbError>>,
    pub(super) statement: Option<String>,
}

impl Failure {
    /// This error of a statement.
    pub(crate) fn of(error: &Error) -> Self {
        Self {
            words: error.to_string(),
            refusal: error.server_error().cloned().map(Box::new),
            statement: error.statement().map(str::to_owned),
        }
    }

    /// What no error of a statement tells.
    pub(crate) fn because(words: &str) -> Self {
        Self { words: words.to_owned(), refusal: None, statement: None }
    }
}
