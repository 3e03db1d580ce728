use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::{ErrorBody, Row};

/// `POST /api/edits/preview` and `POST /api/edits/commit`: all of it in one transaction, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct EditsRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// The changes.
    pub edits: Vec<Edit>,
}

/// A change of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Edit {
    /// Other values.
    Update {
        /// The table's schema.
        schema: String,
        /// The table's name.
        name: String,
        /// The row's primary key as it was read.
        key: Vec<String>,
        /// The row's version as it was read.
        version: String,
        /// What changes.
        changes: Vec<Assignment>,
    },
    /// A new row.
    Insert {
        /// The table's schema.
        schema: String,
        /// The table's name.
        name: String,
        /// The columns that are given; others have their default.
        changes: Vec<Assignment>,
    },
    /// No row any more.
    Delete {
        /// The table's schema.
        schema: String,
        /// The table's name.
        name: String,
        /// The row's primary key as it was read.
        key: Vec<String>,
        /// The row's version as it was read.
        version: String,
    },
}

/// A column's new value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Assignment {
    /// The column.
    pub column: String,
    /// Its value.
    pub value: NewValue,
}

/// What a column gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum NewValue {
    /// A value, as text that its type reads.
    Text {
        /// The text.
        text: String,
    },
    /// NULL.
    Null,
    /// The column's default.
    Default,
}

/// What would be run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PreviewResponse {
    /// All of it, with BEGIN and COMMIT.
    pub sql: String,
    /// A statement for each edit.
    pub statements: Vec<PreviewedStatement>,
}

/// The statement of one edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct PreviewedStatement {
    /// The statement with its values in it. They are sent as parameters.
    pub sql: String,
    /// What is wrong with the edit, before anything is run.
    pub problem: Option<ErrorBody>,
}

/// What came of a commit. A statement that fails is an error with the edit's number; nothing is saved then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum CommitResponse {
    /// All of it is saved.
    Committed {
        /// The row of each edit as it is now, with every column in order; null for deletions.
        rows: Vec<Option<Row>>,
        /// The columns of those rows, for each edit.
        columns: Vec<Vec<String>>,
    },
    /// Nothing is saved: others have changed these rows.
    Conflicts {
        /// The rows.
        conflicts: Vec<Conflict>,
    },
}

/// A row that another has changed since it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Conflict {
    /// The number of the edit, from 0.
    pub edit: u32,
    /// The columns of `theirs`.
    pub columns: Vec<String>,
    /// The row as it is now; null where it is gone. Yours and the original are the page's.
    pub theirs: Option<Row>,
}
