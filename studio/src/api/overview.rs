use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// `POST /api/overview`: the database as the bar and the side bar show it. `/api/unlock` and `/api/lock` answer with it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct OverviewResponse {
    /// The database's name.
    pub database: String,
    /// What tells it from other databases, the same each time that the studio is opened on it: the page keeps what it
    /// keeps of a database by this name.
    pub identity: String,
    /// The role.
    pub role: String,
    /// Where the server is, in words: `db.example.org:5432`.
    pub host: String,
    /// The server's version in full.
    pub server_version: String,
    /// The environment's name in `keel.toml`.
    pub environment: Option<String>,
    /// Whether it is to be treated as production: a banner stays in sight.
    pub production: bool,
    /// Whether writing is allowed now.
    pub writable: bool,
    /// Why it is not, where it is not.
    pub read_only: Option<ReadOnlyReason>,
    /// Whether a typed database name unlocks writing.
    pub unlockable: bool,
    /// Whether the server serves one connection at a time, so that requests queue.
    pub single_connection: bool,
    /// Whether a running statement can be cancelled.
    pub cancellable: bool,
    /// How long a statement may run, in milliseconds; null where it may run without end.
    pub statement_limit: Option<u32>,
    /// Whether there is a schema file, so that drift and migrations can be shown.
    pub project: bool,
    /// The schemas, in order, empty ones too.
    pub schemas: Vec<String>,
    /// Everything with rows in it, by schema and name.
    pub relations: Vec<RelationSummary>,
}

/// Why the studio does not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ReadOnlyReason {
    /// The host is not this machine, or the environment is production, and nobody has typed the database's name.
    Guarded,
    /// The server is a standby.
    Standby,
    /// The server or the role starts every transaction read-only.
    DefaultReadOnly,
    /// The role may neither change a row of any table nor make one.
    Role,
}

/// A relation in the side bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RelationSummary {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// How many rows it has about; null where nobody counted yet, and for views.
    pub estimated_rows: Option<u64>,
    /// How many bytes it takes with its indexes.
    pub bytes: Option<u64>,
    /// Its comment.
    pub comment: Option<String>,
    /// Its group in the schema file.
    pub group: Option<String>,
    /// Whether the role may read it.
    pub readable: bool,
}

/// What a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// A table.
    Table,
    /// A table that holds its rows in partitions.
    PartitionedTable,
    /// A part of another table.
    Partition,
    /// A view.
    View,
    /// A view that holds its rows.
    MaterializedView,
    /// A table of another server.
    ForeignTable,
}
