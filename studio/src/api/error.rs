use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// The body of every answer whose status is 400 or more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ErrorResponse {
    /// What went wrong.
    pub error: ErrorBody,
}

/// What went wrong, for a person and for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// Its kind.
    pub code: ErrorCode,
    /// What went wrong, in one sentence.
    pub message: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// PostgreSQL's code for it, where PostgreSQL said it: `42P01`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sqlstate: Option<String>,
    /// Where in the text that was sent it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The constraint that was violated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<String>,
    /// The column that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The SQL that failed, where the server made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The number of the edit that failed, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<u32>,
}

/// The kinds of errors that the page tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// There is no session any more: `keel studio` has to print a new address.
    Session,
    /// The request comes from somewhere else than this page.
    Refused,
    /// The request cannot be understood.
    Request,
    /// There is no such relation, column, row or path.
    NotFound,
    /// The studio is read-only; `/api/unlock` may change that.
    ReadOnly,
    /// PostgreSQL refused the statement.
    Statement,
    /// The role lacks a privilege.
    Permission,
    /// It was cancelled by the person.
    Cancelled,
    /// It ran longer than it may.
    Timeout,
    /// It waited longer for a lock than it may.
    Locked,
    /// The database cannot be reached, or the connection was lost.
    Connection,
    /// A file of the project is not as it should be.
    Project,
    /// The studio's own fault.
    Internal,
}
