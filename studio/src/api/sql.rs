use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{Cell, ErrorBody, ExportFormat, ValueKind};

/// `POST /api/sql/split`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SplitRequest {
    /// The editor's text.
    pub text: String,
}

/// Where each statement stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SplitResponse {
    /// The statements, in order.
    pub statements: Vec<SqlStatement>,
}

/// A statement of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SqlStatement {
    /// Where its first word begins.
    pub start: u32,
    /// Where it ends, before its semicolon.
    pub end: u32,
    /// Its text.
    pub text: String,
    /// What is wrong with it, as far as that can be seen without a server: a quote that is never closed.
    pub problem: Option<String>,
}

/// `POST /api/sql/run`: runs the statements of a text one by one, up to the first error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RunRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// One statement or several.
    pub text: String,
    /// False: each statement in a read-only transaction that is rolled back. True: each takes effect at once, in one session.
    pub write: bool,
    /// How many rows of each result at most; not more than 10000.
    pub row_limit: u32,
}

/// What came of each statement that was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RunResponse {
    /// In order; the last one may be an error.
    pub results: Vec<StatementResult>,
    /// How many statements were not run because of that.
    pub not_run: u32,
    /// What stays where a text that writes ended early, and what happened to a transaction that it left open.
    pub warning: Option<String>,
}

/// What came of a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct StatementResult {
    /// Where it stands in the text.
    pub statement: SqlStatement,
    /// The columns of its result; null where it has none.
    pub columns: Option<Vec<ResultColumn>>,
    /// The rows of its result.
    pub rows: Vec<Vec<Cell>>,
    /// Why there are more rows than these.
    pub truncated: Option<Truncation>,
    /// What PostgreSQL says was done: `INSERT 0 1`.
    pub tag: Option<String>,
    /// What PostgreSQL said meanwhile.
    pub notices: Vec<Notice>,
    /// Why it failed. Its `position` is an offset into the whole text.
    pub error: Option<ErrorBody>,
    /// How long it took.
    pub milliseconds: f64,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ResultColumn {
    /// Its name; not always unique.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What its values are like.
    pub kind: ValueKind,
}

/// Why a result is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Truncation {
    /// There are more rows than were asked for.
    Rows,
    /// The rows have more bytes than the page can hold.
    Bytes,
}

/// What PostgreSQL said beside the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Notice {
    /// `NOTICE`, `WARNING` …
    pub severity: String,
    /// What it said.
    pub message: String,
    /// More about it.
    pub detail: Option<String>,
    /// What to do.
    pub hint: Option<String>,
}

/// `POST /api/sql/export`: runs one statement again, read-only, and answers with all rows of its result as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SqlExportRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// One statement.
    pub text: String,
    /// What the file is.
    pub format: ExportFormat,
}

/// `POST /api/sql/value`: runs one statement again, read-only, and answers with one value of its result as a file of text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SqlValueRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// One statement.
    pub text: String,
    /// The number of the row, from 0.
    pub row: u32,
    /// The number of the column, from 0.
    pub column: u32,
    /// How many bytes the value had: another value is not taken for it.
    pub bytes: u64,
    /// How it began.
    pub beginning: String,
}

/// `POST /api/sql/rows`: runs one statement again, read-only, for the rows after those that the page has. Nothing is kept open
/// on the server between the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SqlRowsRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// One statement.
    pub text: String,
    /// How many rows the page has, at least one.
    pub after: u32,
    /// The last of them as the page has it: rows that come after another are not taken for what comes next.
    pub last: Vec<Cell>,
    /// How many rows at most; not more than 10000.
    pub limit: u32,
}

/// The rows that come next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct SqlRowsResponse {
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Why there are more than these.
    pub truncated: Option<Truncation>,
}

/// `POST /api/sql/explain`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ExplainRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// One statement.
    pub text: String,
    /// Whether it is run to see what really happens; in a read-only transaction that is rolled back.
    pub analyze: bool,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ExplainResponse {
    /// PostgreSQL's own JSON, as text: its numbers may be larger than JavaScript's.
    pub plan: String,
    /// How long it took.
    pub milliseconds: f64,
}
