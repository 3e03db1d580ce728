//! What a server or a connection said, in one line, and what to do about it.

use tokio_postgres::error::{Severity, SqlState};

use super::Doing;

/// Whether the server said of a statement that it failed, and lives on. If not, the statement may have happened.
pub(crate) fn is_definite(source: &tokio_postgres::Error) -> bool {
    source.as_db_error().is_some_and(|error| error.parsed_severity() == Some(Severity::Error))
}

/// The server's message with its code, or what happened to the connection.
pub(super) fn words(source: &tokio_postgres::Error) -> String {
    let Some(error) = source.as_db_error() else {
        return if source.is_closed() { "the connection was lost".into() } else { source.to_string() };
    };
    let detail = error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("{}{detail} [{}]", error.message(), error.code().code())
}

pub(super) fn help(doing: Doing, source: &tokio_postgres::Error) -> Option<String> {
    if let Some(help) = source.code().and_then(general_help) {
        return Some(help.into());
    }
    if !is_definite(source) {
        return Some("connect again and run again: what was done is recorded, and the run goes on from there".into());
    }
    if source.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
        return Some(match doing {
            Doing::CreatingLedger => "let the database's owner run the first migration, or GRANT CREATE ON DATABASE to this role".into(),
            _ => "GRANT USAGE ON SCHEMA keel and ALL ON ALL TABLES IN SCHEMA keel to this role, or run as the role that made it".into(),
        });
    }
    source.as_db_error().and_then(|error| error.hint()).map(str::to_owned)
}

/// What to do about errors that can come of any statement and are not its fault.
pub(super) fn general_help(code: &SqlState) -> Option<&'static str> {
    match *code {
        SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW => {
            Some("run again once the server takes connections: the run goes on from what is recorded")
        }
        SqlState::READ_ONLY_SQL_TRANSACTION => Some("connect to the primary server, with a role that may change it"),
        _ => help_with_resources(code),
    }
}

/// What to do where a server lacks what it needs for anything at all: room, memory, connections.
pub fn help_with_resources(code: &SqlState) -> Option<&'static str> {
    match *code {
        SqlState::DISK_FULL => Some("make room on the server's disk, then run again"),
        SqlState::OUT_OF_MEMORY => Some("give the server more memory or less to do, then run again"),
        SqlState::TOO_MANY_CONNECTIONS => Some("wait until connections are free, then run again"),
        _ => None,
    }
}
