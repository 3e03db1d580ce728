//! Why the last run of a migration failed: the table `keel.failures`, beside the one of what was applied.
//!
//! It is a table of its own, since most of what fails is rolled back as a whole and leaves no row in `keel.migrations`;
//! and programs that do not know it go on working with the ledger, so its coming is no new form of that. What such a
//! program applies afterwards leaves the row behind: it counts only for what is not applied.

use jiff::Timestamp;
use serde::Serialize;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row};

use super::row::as_text;
use super::store::{TOOL, small, write};
use crate::error::{Doing, Error, StatementFailure};
use crate::version::Version;

/// A statement of a migration that failed in the last run that came to it. Of the server's error it has the code and the
/// message: the detail holds values of rows, and the statement may hold what is not everybody's to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LastFailure {
    /// Whether it was of the way back.
    pub down: bool,
    /// The segment, from 1.
    pub segment: usize,
    /// The statement's number in the segment, from 1; the last one where the COMMIT failed.
    pub statement: usize,
    /// The line of the file, from 1, as it was then.
    pub line: usize,
    /// The five characters by which the server tells kinds of errors apart.
    pub sqlstate: String,
    /// What the server said.
    pub message: String,
    /// When.
    #[serde(serialize_with = "as_text")]
    pub failed_at: Option<Timestamp>,
    /// Who ran it: role, application and machine.
    pub run_by: String,
    /// The version of the program that ran it.
    pub tool_version: String,
}

pub(super) const CREATE: &str = "
CREATE TABLE keel.failures (
    version text PRIMARY KEY CHECK (version ~ '^[0-9]{14}$'),
    down boolean NOT NULL,
    segment integer NOT NULL,
    statement integer NOT NULL,
    line integer NOT NULL,
    sqlstate text NOT NULL,
    message text NOT NULL,
    failed_at timestamptz NOT NULL,
    run_by text NOT NULL,
    tool_version text NOT NULL
);
COMMENT ON TABLE keel.failures IS 'Why migrations that are not applied failed when they were last run';
";

/// Writes down why a migration failed.
pub(crate) async fn keep_failure(
    client: &Client,
    version: Version,
    down: bool,
    failure: &StatementFailure,
    run_by: &str,
) -> Result<(), Error> {
    let Some(said) = failure.server_error().as_db_error() else { return Ok(()) };
    let sql = "INSERT INTO keel.failures \
                   (version, down, segment, statement, line, sqlstate, message, failed_at, run_by, tool_version) \
               VALUES ($1, $2, $3, $4, $5, $6, left($7, 4000), clock_timestamp(), $8, $9) \
               ON CONFLICT (version) DO UPDATE SET down = excluded.down, segment = excluded.segment, \
                   statement = excluded.statement, line = excluded.line, sqlstate = excluded.sqlstate, \
                   message = excluded.message, failed_at = excluded.failed_at, run_by = excluded.run_by, \
                   tool_version = excluded.tool_version";
    write(
        client,
        sql,
        &[
            (&version.to_string(), Type::TEXT),
            (&down, Type::BOOL),
            (&small(failure.segment), Type::INT4),
            (&small(failure.statement_number), Type::INT4),
            (&small(failure.line), Type::INT4),
            (&said.code().code(), Type::TEXT),
            (&said.message(), Type::TEXT),
            (&run_by, Type::TEXT),
            (&TOOL, Type::TEXT),
        ],
    )
    .await?;
    Ok(())
}

/// Forgets that a migration failed.
pub(crate) async fn forget_failure(client: &Client, version: Version) -> Result<(), Error> {
    write(client, "DELETE FROM keel.failures WHERE version = $1", &[(&version.to_string(), Type::TEXT)]).await?;
    Ok(())
}

/// All that is known, by version.
pub(super) async fn read(client: &Client) -> Result<Vec<(Version, LastFailure)>, Error> {
    let sql = r#"SELECT version, down, segment, statement, line, sqlstate, message,
                        to_char(failed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), run_by, tool_version
                 FROM keel.failures"#;
    let rows = client.query_typed(sql, &[]).await.map_err(|source| Error::server(Doing::ReadingLedger, source))?;
    rows.iter()
        .map(|row| {
            from_row(row).ok_or_else(|| Error::damaged_ledger("keel.failures has a row that keel does not write"))
        })
        .collect()
}

fn from_row(row: &Row) -> Option<(Version, LastFailure)> {
    let count = |index: usize| row.try_get::<_, i32>(index).ok().and_then(|count| usize::try_from(count).ok());
    let text = |index: usize| row.try_get::<_, String>(index).ok();
    let failure = LastFailure {
        down: row.try_get(1).ok()?,
        segment: count(2)?,
        statement: count(3)?,
        line: count(4)?,
        sqlstate: text(5)?,
        message: text(6)?,
        failed_at: text(7).and_then(|time| time.parse().ok()),
        run_by: text(8)?,
        tool_version: text(9)?,
    };
    Some((text(0)?.parse().ok()?, failure))
}
