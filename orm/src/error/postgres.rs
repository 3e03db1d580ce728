//! What the server says, without the values that it repeats.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use tokio_postgres::error::{DbError, SqlState};

use crate::sql::Origin;

/// Writes what is wrong, and what to do where the cause is known.
pub(super) fn write(
    formatter: &mut fmt::Formatter<'_>,
    source: &tokio_postgres::Error,
    origin: Option<Origin>,
    loss: Option<&str>,
) -> fmt::Result {
    let Some(refusal) = source.as_db_error() else {
        return write_failure(formatter, source, loss);
    };
    write!(formatter, "{} ({})", without_values(refusal), refusal.code().code())?;
    if is_wrong_schema_version(refusal.code()) {
        match origin {
            Some(Origin { rust, schema, table }) => write!(
                formatter,
                ": the struct {rust} stands for the table {schema}.{table} of another version of the schema than the database has"
            )?,
            None => formatter.write_str(": the database may have another version of the schema")?,
        }
        formatter.write_str(
            "; apply the pending migrations (`keel migrate`, or `migrations!` at the application's start), or build the application from the schema file that the database was migrated to",
        )?;
    }
    if *refusal.code() == SqlState::READ_ONLY_SQL_TRANSACTION {
        formatter.write_str(
            "; a replica, `Db::reader` and a transaction that is `read_only` only read: write on the `Db` itself",
        )?;
    }
    if *refusal.code() == SqlState::INVALID_SQL_STATEMENT_NAME || *refusal.code() == SqlState::DUPLICATE_PSTATEMENT {
        formatter.write_str(
            "; behind a pooler that pools transactions, such as PgBouncer, build the pool with `transaction_pooler(true)`",
        )?;
    }
    Ok(())
}

/// Whether the error is of a column, table, schema, type or function that is not there.
pub(super) fn is_wrong_schema_version(code: &SqlState) -> bool {
    [
        SqlState::UNDEFINED_COLUMN,
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_OBJECT,
        SqlState::INVALID_SCHEMA_NAME,
        SqlState::DATATYPE_MISMATCH,
    ]
    .contains(code)
}

/// The connection's failure, or a value that cannot be written or read.
fn write_failure(
    formatter: &mut fmt::Formatter<'_>,
    source: &tokio_postgres::Error,
    loss: Option<&str>,
) -> fmt::Result {
    if let Some(reason) = loss {
        return formatter.write_str(reason);
    }
    write!(formatter, "{source}")?;
    let mut cause = source.source();
    while let Some(error) = cause {
        write!(formatter, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}

/// The server's message. Those about data (class 22) repeat the values that they refuse, between quotes or behind a colon. So
/// do those about the syntax of a value, a tsquery's say: they have the code of a statement's syntax and, unlike these, no
/// place in the statement.
fn without_values(refusal: &DbError) -> Cow<'_, str> {
    let message = refusal.message();
    // What is wrong with the statement is found without a place in one step only, which knows no values.
    let has_place = refusal.position().is_some() || refusal.file() == Some("rewriteHandler.c");
    let is_about_a_value =
        refusal.code().code().starts_with("22") || (*refusal.code() == SqlState::SYNTAX_ERROR && !has_place);
    if !is_about_a_value {
        return Cow::Borrowed(message);
    }
    masked(message)
}

/// The text with what stands between quotes replaced by dots.
pub(super) fn masked(message: &str) -> Cow<'_, str> {
    match (message.find('"'), message.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            let before = message.get(..=first).unwrap_or_default();
            let after = message.get(last..).unwrap_or_default();
            Cow::Owned(format!("{before}…{after}"))
        }
        _ => Cow::Borrowed(message),
    }
}
