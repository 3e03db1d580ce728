use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::ErrorBody;

/// `POST /api/migrations`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
pub struct MigrationsRequest {
    /// Whether what is pending is run on a scratch database, to see what it locks and rewrites. That takes seconds.
    #[serde(default)]
    pub observe: Option<bool>,
    /// A name that the page makes up, for `/api/cancel`.
    #[serde(default)]
    pub request: Option<String>,
}

/// What was applied and what is pending.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct MigrationsResponse {
    /// All of them, in order.
    pub migrations: Vec<MigrationFile>,
    /// What has to be mended before anything can be applied.
    pub problems: Vec<MigrationProblem>,
    /// How many are pending.
    pub pending: u32,
    /// Whether applying asks for the database's name.
    pub name_needed: bool,
    /// Why what is pending was not run on a scratch database though that was asked for; null where it was.
    pub not_observed: Option<String>,
}

/// A migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct MigrationFile {
    /// Its version: `20260817093000`.
    pub version: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub state: MigrationState,
    /// How many of its segments are done, where it is half done.
    pub segments_done: Option<u32>,
    /// How many segments it has; null where its file is gone.
    pub segments: Option<u32>,
    /// When it was applied, in UTC.
    pub applied_at: Option<String>,
    /// How long that took.
    pub milliseconds: Option<u64>,
    /// The comment that opens it.
    pub words: Vec<String>,
    /// The text of `up.sql`.
    pub up: Option<String>,
    /// The text of `down.sql`; null where there is no way back.
    pub down: Option<String>,
    /// Its statements.
    pub statements: Vec<StatementCard>,
}

/// What became of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum MigrationState {
    /// It was applied.
    Applied,
    /// The database had it when the ledger began.
    Baseline,
    /// It is not applied yet.
    Pending,
    /// Some of its segments are done.
    HalfApplied,
    /// Some of its segments are taken back.
    HalfReverted,
    /// It was applied, and its folder is gone.
    Missing,
}

/// A statement of a migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct StatementCard {
    /// Its text.
    pub sql: String,
    /// The line of `up.sql` on which it begins, from 1.
    pub line: u32,
    /// The number of its segment, from 0: statements of one segment share a transaction.
    pub segment: u32,
    /// Whether it runs in a transaction.
    pub transactional: bool,
    /// Whether it was run on a scratch database: what it locks and rewrites is known then.
    pub observed: bool,
    /// Whether it cannot be observed, since it runs outside of a transaction, and its locks are those that PostgreSQL's manual
    /// gives for such a statement.
    pub declared: bool,
    /// The locks that it takes on tables that are there already.
    pub locks: Vec<LockStrength>,
    /// Whether it writes such a table anew; null where that is not known.
    pub rewrites: Option<bool>,
    /// About how many rows those tables have.
    pub rows: Option<u64>,
    /// What a reviewer should know.
    pub hazards: Vec<StatementHazard>,
    /// What may stand in `up.sql` instead of the statement and is safer, with lines for keel where segments begin; null
    /// where there is no such text.
    pub safer: Option<String>,
}

/// A lock on an object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct LockStrength {
    /// The object.
    pub object: String,
    /// The lock's name: `ACCESS EXCLUSIVE`.
    pub mode: String,
    /// What waits meanwhile: `reads and writes`, `writes`, `schema changes`.
    pub blocks: String,
}

/// A hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct StatementHazard {
    /// A stable short name: that of a rule, or `destructive` or `note` for the comment that stands on the statement.
    pub code: String,
    /// What may happen.
    pub message: String,
    /// What to do instead, in words.
    pub safer: Option<String>,
}

/// Something that is wrong with the migrations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct MigrationProblem {
    /// A stable short name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// `POST /api/migrations/apply`: answers with a line of JSON for each event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
pub struct ApplyRequest {
    /// A name that the page makes up, for `/api/cancel`.
    #[cfg_attr(test, ts(optional = false))]
    pub request: String,
    /// The database's name as the person typed it; not asked for where the database is local.
    #[serde(default)]
    pub database: Option<String>,
    /// The last one to apply; all where it is left out.
    #[serde(default)]
    pub to: Option<String>,
}

/// A line of the answer to `/api/migrations/apply`, and to `/api/migrations/applying`, which tells the same of the apply that
/// runs or ran last, whichever page asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ApplyEvent {
    /// The first line: it has begun.
    Begun {
        /// The name that the page gave it, for `/api/cancel`.
        request: String,
        /// How long ago that was.
        milliseconds: u64,
        /// Whether it is over already, so that all that follows is past.
        over: bool,
    },
    /// Another `keel` is migrating.
    Waiting {
        /// Who.
        holder: String,
    },
    /// A migration begins.
    Migration {
        /// Its version.
        version: String,
        /// Its name.
        name: String,
    },
    /// A statement begins.
    Statement {
        /// The migration's version.
        version: String,
        /// The number of the statement in its file, from 0.
        statement: u32,
    },
    /// A statement waited for a lock and steps back to try again.
    Retry {
        /// How often it was tried.
        attempt: u32,
        /// Why.
        message: String,
    },
    /// A migration is done.
    Applied {
        /// Its version.
        version: String,
        /// How long it took.
        milliseconds: u64,
    },
    /// All is done.
    Done {
        /// How many were applied.
        applied: u32,
    },
    /// It stopped. What was applied before stays.
    Failed {
        /// Why.
        error: ErrorBody,
    },
}
