//! Reading and writing the ledger.

use std::time::Duration;

use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::row::{Attempt, LedgerRow, RowState};
use crate::checksum::Checksum;
use crate::error::{Doing, Error};
use crate::file::MigrationFile;
use crate::folder::Migration;
use crate::version::Version;

/// The form of the tables below. A program that knows only older ones keeps its hands off.
const FORMAT: i32 = 1;

/// The version of this program, for the ledger.
const TOOL: &str = env!("CARGO_PKG_VERSION");

const CREATE: &str = "
CREATE SCHEMA IF NOT EXISTS keel;
COMMENT ON SCHEMA keel IS 'What keel knows of this database: the migrations that were applied to it';
CREATE TABLE keel.ledger (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    format integer NOT NULL,
    tool_version text NOT NULL
);
COMMENT ON TABLE keel.ledger IS 'The form of the tables of this schema';
CREATE TABLE keel.migrations (
    version text PRIMARY KEY CHECK (version ~ '^[0-9]{14}$'),
    name text NOT NULL,
    checksum text NOT NULL,
    parent text,
    state text NOT NULL CHECK (state IN ('running', 'applied', 'reverting')),
    segments_done integer NOT NULL,
    segments_total integer NOT NULL,
    done_checksum text NOT NULL,
    attempt_segment integer,
    attempt_failed boolean NOT NULL DEFAULT false,
    attempt_probe text,
    baseline boolean NOT NULL DEFAULT false,
    started_at timestamptz,
    finished_at timestamptz,
    execution_milliseconds bigint NOT NULL DEFAULT 0,
    applied_by text NOT NULL,
    tool_version text NOT NULL
);
COMMENT ON TABLE keel.migrations IS 'The migrations that were applied to this database, and how far each one is';
";

/// Whether the database has a ledger of a form that this program knows.
///
/// # Errors
/// A newer program made it, or the table is not a ledger at all.
async fn exists(client: &Client) -> Result<bool, Error> {
    let reading = |source| Error::server(Doing::ReadingLedger, source);
    let sql = "SELECT to_regclass('keel.ledger') IS NOT NULL, to_regclass('keel.migrations') IS NOT NULL";
    let row = client.query_typed_one(sql, &[]).await.map_err(reading)?;
    match (row.get(0), row.get(1)) {
        (false, false) => return Ok(false),
        (true, true) => {}
        _ => return Err(Error::damaged_ledger("only one of keel.ledger and keel.migrations is there")),
    }
    let row = client.query_typed_opt("SELECT format, tool_version FROM keel.ledger", &[]).await.map_err(reading)?;
    let row = row.ok_or_else(|| Error::damaged_ledger("keel.ledger has no row"))?;
    let format: i32 = row.get(0);
    if format > FORMAT { Err(Error::newer_ledger(format, row.get(1))) } else { Ok(true) }
}

/// Makes the ledger where there is none.
pub(crate) async fn create(client: &Client) -> Result<(), Error> {
    if exists(client).await? {
        return Ok(());
    }
    let sql =
        format!("BEGIN; {CREATE} INSERT INTO keel.ledger (format, tool_version) VALUES ({FORMAT}, '{TOOL}'); COMMIT");
    let made = client.batch_execute(&sql).await;
    if made.is_err() {
        let _gone = client.batch_execute("ROLLBACK").await;
    }
    made.map_err(|source| Error::server(Doing::CreatingLedger, source))
}

/// All rows, by version; none where there is no ledger.
pub(crate) async fn read(client: &Client) -> Result<Vec<LedgerRow>, Error> {
    if !exists(client).await? {
        return Ok(Vec::new());
    }
    let sql = r#"SELECT version, name, checksum, parent, state, segments_done, segments_total, done_checksum,
                        attempt_segment, attempt_failed, attempt_probe, baseline,
                        to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                        execution_milliseconds, applied_by, tool_version
                 FROM keel.migrations ORDER BY version COLLATE "C""#;
    let rows = client.query_typed(sql, &[]).await.map_err(|source| Error::server(Doing::ReadingLedger, source))?;
    rows.iter().map(|row| from_row(row).map_err(Error::damaged_ledger)).collect()
}

/// A row, or what is wrong with it.
fn from_row(row: &Row) -> Result<LedgerRow, String> {
    let version: &str = row.get(0);
    let wrong = |what: &str| format!("the row of {version} has a {what} that is none");
    let count = |index: usize, what: &str| usize::try_from(row.get::<_, i32>(index)).map_err(|_| wrong(what));
    let sum = |index: usize| row.get::<_, &str>(index).parse().map_err(|_| wrong("checksum"));
    let time = |index: usize| {
        row.get::<_, Option<&str>>(index).map(|text| text.parse().map_err(|_| wrong("time"))).transpose()
    };
    let parents = row.get::<_, Option<&str>>(3).map(|text| text.parse().map_err(|_| wrong("parent"))).transpose()?;
    let attempt = match row.get::<_, Option<i32>>(8) {
        None => None,
        Some(segment) => Some(Attempt {
            segment: usize::try_from(segment).map_err(|_| wrong("segment"))?,
            failed: row.get(9),
            probe: row.get(10),
        }),
    };
    Ok(LedgerRow {
        version: version.parse().map_err(|_| wrong("version"))?,
        name: row.get(1),
        checksum: sum(2)?,
        parents,
        state: RowState::from_word(row.get(4)).ok_or_else(|| wrong("state"))?,
        segments_done: count(5, "number of segments")?,
        segments_total: count(6, "number of segments")?,
        done_checksum: sum(7)?,
        attempt,
        baseline: row.get(11),
        started_at: time(12)?,
        finished_at: time(13)?,
        execution_milliseconds: u64::try_from(row.get::<_, i64>(14)).map_err(|_| wrong("duration"))?,
        applied_by: row.get(15),
        tool_version: row.get(16),
    })
}

/// How far a file is, as it is written down.
pub(crate) struct Mark<'a> {
    pub migration: &'a Migration,
    /// The file that is being run: the way forth or the way back.
    pub file: &'a MigrationFile,
    /// How many of its segments are done.
    pub done: usize,
    /// A segment outside of a transaction that is begun or has failed.
    pub attempt: Option<Attempt>,
    /// Who runs it.
    pub applied_by: &'a str,
    /// How long it has been at work since the last mark.
    pub elapsed: Duration,
}

impl Mark<'_> {
    fn finished(&self) -> bool {
        self.done >= self.file.segments.len()
    }
}

async fn write(client: &Client, sql: &str, parameters: &[(&(dyn ToSql + Sync), Type)]) -> Result<u64, Error> {
    client.execute_typed(sql, parameters).await.map_err(|source| Error::server(Doing::WritingLedger, source))
}

fn small(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// Writes down how far the way forth of a migration is.
pub(crate) async fn mark_up(client: &Client, mark: &Mark<'_>) -> Result<(), Error> {
    let state = if mark.finished() { RowState::Applied } else { RowState::Running };
    let milliseconds = i64::try_from(mark.elapsed.as_millis()).unwrap_or(i64::MAX);
    let sql = "INSERT INTO keel.migrations AS m (version, name, checksum, parent, state, segments_done, segments_total, \
                   done_checksum, attempt_segment, attempt_failed, attempt_probe, started_at, finished_at, \
                   execution_milliseconds, applied_by, tool_version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, \
                   clock_timestamp() - $12 * interval '1 millisecond', \
                   CASE WHEN $5 = 'applied' THEN clock_timestamp() END, $12, $13, $14) \
               ON CONFLICT (version) DO UPDATE SET checksum = excluded.checksum, parent = excluded.parent, \
                   state = excluded.state, segments_done = excluded.segments_done, \
                   segments_total = excluded.segments_total, done_checksum = excluded.done_checksum, \
                   attempt_segment = excluded.attempt_segment, attempt_failed = excluded.attempt_failed, \
                   attempt_probe = excluded.attempt_probe, finished_at = excluded.finished_at, \
                   execution_milliseconds = m.execution_milliseconds + excluded.execution_milliseconds, \
                   applied_by = excluded.applied_by, tool_version = excluded.tool_version";
    let migration = mark.migration;
    let (version, checksum) = (migration.version.to_string(), mark.file.checksum.to_string());
    let parent = mark.file.header.parents.as_ref().map(ToString::to_string);
    let done_checksum = mark.file.checksum_of_first(mark.done).to_string();
    let attempt = mark.attempt.as_ref();
    write(
        client,
        sql,
        &[
            (&version, Type::TEXT),
            (&migration.name, Type::TEXT),
            (&checksum, Type::TEXT),
            (&parent, Type::TEXT),
            (&state.word(), Type::TEXT),
            (&small(mark.done), Type::INT4),
            (&small(mark.file.segments.len()), Type::INT4),
            (&done_checksum, Type::TEXT),
            (&attempt.map(|attempt| small(attempt.segment)), Type::INT4),
            (&attempt.is_some_and(|attempt| attempt.failed), Type::BOOL),
            (&attempt.and_then(|attempt| attempt.probe.as_deref()), Type::TEXT),
            (&milliseconds, Type::INT8),
            (&mark.applied_by, Type::TEXT),
            (&TOOL, Type::TEXT),
        ],
    )
    .await?;
    Ok(())
}

/// Writes down how far the way back of a migration is; its row goes with the last segment.
pub(crate) async fn mark_down(client: &Client, mark: &Mark<'_>) -> Result<(), Error> {
    if mark.finished() {
        return forget(client, mark.migration.version).await;
    }
    let sql = "UPDATE keel.migrations SET state = 'reverting', segments_done = $2, segments_total = $3, \
                   done_checksum = $4, attempt_segment = $5, attempt_failed = $6, attempt_probe = $7 WHERE version = $1";
    let attempt = mark.attempt.as_ref();
    write(
        client,
        sql,
        &[
            (&mark.migration.version.to_string(), Type::TEXT),
            (&small(mark.done), Type::INT4),
            (&small(mark.file.segments.len()), Type::INT4),
            (&mark.file.checksum_of_first(mark.done).to_string(), Type::TEXT),
            (&attempt.map(|attempt| small(attempt.segment)), Type::INT4),
            (&attempt.is_some_and(|attempt| attempt.failed), Type::BOOL),
            (&attempt.and_then(|attempt| attempt.probe.as_deref()), Type::TEXT),
        ],
    )
    .await?;
    Ok(())
}

/// Takes a migration out of the ledger.
pub(crate) async fn forget(client: &Client, version: Version) -> Result<(), Error> {
    write(client, "DELETE FROM keel.migrations WHERE version = $1", &[(&version.to_string(), Type::TEXT)]).await?;
    Ok(())
}

/// Marks a migration as it was before its way back began: applied, all segments of its way forth done.
pub(crate) async fn settle(client: &Client, migration: &Migration) -> Result<(), Error> {
    let total = migration.up.segments.len();
    let sql = "UPDATE keel.migrations SET state = 'applied', segments_done = $2, segments_total = $2, \
                   done_checksum = $3, attempt_segment = NULL, attempt_failed = false, attempt_probe = NULL \
               WHERE version = $1";
    let sum: Checksum = migration.up.checksum_of_first(total);
    write(
        client,
        sql,
        &[(&migration.version.to_string(), Type::TEXT), (&small(total), Type::INT4), (&sum.to_string(), Type::TEXT)],
    )
    .await?;
    Ok(())
}

/// Marks a migration as applied without its having been run.
pub(crate) async fn mark_baseline(client: &Client, migration: &Migration, applied_by: &str) -> Result<(), Error> {
    let total = migration.up.segments.len();
    let sql = "INSERT INTO keel.migrations (version, name, checksum, parent, state, segments_done, segments_total, \
                   done_checksum, baseline, finished_at, applied_by, tool_version) \
               VALUES ($1, $2, $3, $4, 'applied', $5, $5, $6, true, clock_timestamp(), $7, $8)";
    write(
        client,
        sql,
        &[
            (&migration.version.to_string(), Type::TEXT),
            (&migration.name, Type::TEXT),
            (&migration.up.checksum.to_string(), Type::TEXT),
            (&migration.up.header.parents.as_ref().map(ToString::to_string), Type::TEXT),
            (&small(total), Type::INT4),
            (&migration.up.checksum_of_first(total).to_string(), Type::TEXT),
            (&applied_by, Type::TEXT),
            (&TOOL, Type::TEXT),
        ],
    )
    .await?;
    Ok(())
}
