//! Reading and writing the ledger.

use std::str::FromStr;
use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{Client, Row};

use super::failure::{self, LastFailure};
use super::row::{Attempt, LedgerRow, RowState};
use crate::checksum::Checksum;
use crate::error::{Doing, Error};
use crate::file::MigrationFile;
use crate::folder::Migration;
use crate::version::Version;

/// The form of the tables below. A program that knows only older ones keeps its hands off. What such a program may pass over,
/// as `keel.failures`, comes without a new number: an application that goes back a version must find its ledger.
const FORMAT: i32 = 1;

/// The version of this program, for the ledger.
pub(super) const TOOL: &str = env!("CARGO_PKG_VERSION");

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

/// What a ledger consists of.
struct Tables {
    /// Whether it has the table of failures. Older programs made none.
    failures: bool,
    /// Whether this role may read that.
    may_read_failures: bool,
}

/// The ledger of the database, where it has one of a form that this program knows.
///
/// # Errors
/// A newer program made it, or the table is not a ledger at all.
async fn find(client: &Client) -> Result<Option<Tables>, Error> {
    let reading = |source| Error::server(Doing::ReadingLedger, source);
    let sql = "SELECT to_regclass('keel.ledger') IS NOT NULL, to_regclass('keel.migrations') IS NOT NULL, \
                   to_regclass('keel.failures') IS NOT NULL, \
                   coalesce(has_table_privilege(to_regclass('keel.failures')::oid, 'SELECT'), false)";
    let row = client.query_typed_one(sql, &[]).await.map_err(reading)?;
    let is = |index: usize| row.try_get::<_, bool>(index).map_err(reading);
    match (is(0)?, is(1)?) {
        (false, false) => return Ok(None),
        (true, true) => {}
        _ => return Err(Error::damaged_ledger("only one of keel.ledger and keel.migrations is there")),
    }
    let tables = Tables { failures: is(2)?, may_read_failures: is(3)? };
    let row = client.query_typed_opt("SELECT format, tool_version FROM keel.ledger", &[]).await.map_err(reading)?;
    let row = row.ok_or_else(|| Error::damaged_ledger("keel.ledger has no row"))?;
    match (row.try_get::<_, i32>(0), row.try_get(1)) {
        (Ok(format), Ok(tool)) if format > FORMAT => Err(Error::newer_ledger(format, tool)),
        (Ok(_), Ok(_)) => Ok(Some(tables)),
        _ => Err(Error::damaged_ledger("keel.ledger has columns of other types")),
    }
}

/// Makes the ledger where there is none, and gives an older program's what it lacks. Tells whether it keeps failures: it
/// serves without that too, where this role may not add it.
pub(crate) async fn create(client: &Client) -> Result<bool, Error> {
    let found = find(client).await?;
    if found.as_ref().is_some_and(|tables| tables.failures) {
        return Ok(true);
    }
    let sql = match found {
        Some(_) => failure::CREATE.to_owned(),
        None => format!(
            "{CREATE} {} INSERT INTO keel.ledger (format, tool_version) VALUES ({FORMAT}, '{TOOL}')",
            failure::CREATE
        ),
    };
    let made = client.batch_execute(&format!("BEGIN; {sql}; COMMIT")).await;
    if made.is_err() {
        let _gone = client.batch_execute("ROLLBACK").await;
    }
    match made {
        Err(error) if found.is_some() && error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Ok(false),
        made => made.map(|()| true).map_err(|source| Error::server(Doing::CreatingLedger, source)),
    }
}

/// What a ledger holds.
#[derive(Default)]
pub(crate) struct Contents {
    /// Its rows, by version.
    pub rows: Vec<LedgerRow>,
    /// What failed when it was last run.
    pub failures: Vec<(Version, LastFailure)>,
}

/// All that the ledger holds; nothing where there is none.
pub(crate) async fn read(client: &Client) -> Result<Contents, Error> {
    let Some(tables) = find(client).await? else { return Ok(Contents::default()) };
    let rows = read_rows(client).await?;
    let failures = if tables.may_read_failures { failure::read(client).await? } else { Vec::new() };
    Ok(Contents { rows, failures })
}

async fn read_rows(client: &Client) -> Result<Vec<LedgerRow>, Error> {
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
    let version: &str = row.try_get(0).map_err(|_| "a row has a version that is none".to_owned())?;
    let cells = Cells { row, version };
    let attempt = match cells.get::<Option<i32>>(8, "segment")? {
        None => None,
        Some(segment) => Some(Attempt {
            segment: usize::try_from(segment).map_err(|_| cells.wrong("segment"))?,
            failed: cells.get(9, "attempt")?,
            probe: cells.get(10, "probe")?,
        }),
    };
    Ok(LedgerRow {
        version: version.parse().map_err(|_| cells.wrong("version"))?,
        name: cells.get(1, "name")?,
        checksum: cells.read(2, "checksum")?,
        parents: cells.read_if_any(3, "parent")?,
        state: RowState::from_word(cells.get(4, "state")?).ok_or_else(|| cells.wrong("state"))?,
        segments_done: cells.count(5)?,
        segments_total: cells.count(6)?,
        done_checksum: cells.read(7, "checksum")?,
        attempt,
        baseline: cells.get(11, "mark of a baseline")?,
        started_at: cells.read_if_any(12, "time")?,
        finished_at: cells.read_if_any(13, "time")?,
        execution_milliseconds: u64::try_from(cells.get::<i64>(14, "duration")?)
            .map_err(|_| cells.wrong("duration"))?,
        applied_by: cells.get(15, "name of who applied it")?,
        tool_version: cells.get(16, "version of the tool")?,
    })
}

/// The cells of a row, which another program may have filled, or made of other types.
struct Cells<'a> {
    row: &'a Row,
    version: &'a str,
}

impl<'a> Cells<'a> {
    fn wrong(&self, what: &str) -> String {
        format!("the row of {} has a {what} that is none", self.version)
    }

    fn get<T: FromSql<'a>>(&self, index: usize, what: &str) -> Result<T, String> {
        self.row.try_get(index).map_err(|_| self.wrong(what))
    }

    fn read<T: FromStr>(&self, index: usize, what: &str) -> Result<T, String> {
        self.get::<&str>(index, what)?.parse().map_err(|_| self.wrong(what))
    }

    fn read_if_any<T: FromStr>(&self, index: usize, what: &str) -> Result<Option<T>, String> {
        let text = self.get::<Option<&str>>(index, what)?;
        text.map(|text| text.parse().map_err(|_| self.wrong(what))).transpose()
    }

    fn count(&self, index: usize) -> Result<usize, String> {
        let what = "number of segments";
        usize::try_from(self.get::<i32>(index, what)?).map_err(|_| self.wrong(what))
    }
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

pub(super) async fn write(
    client: &Client,
    sql: &str,
    parameters: &[(&(dyn ToSql + Sync), Type)],
) -> Result<u64, Error> {
    client.execute_typed(sql, parameters).await.map_err(|source| Error::server(Doing::WritingLedger, source))
}

pub(super) fn small(count: usize) -> i32 {
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
