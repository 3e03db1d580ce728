use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::RowsQuery;

/// `POST /api/export`: answers with the file itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ExportRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// Which rows.
    pub query: RowsQuery,
    /// What the file is.
    pub format: ExportFormat,
}

/// The form of an exported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// Comma-separated values with a heading.
    Csv,
    /// An array of objects.
    Json,
    /// INSERT statements.
    Insert,
    /// A table of Markdown.
    Markdown,
}

/// `POST /api/import`: adds rows to a table, all or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ImportRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// The table's schema.
    pub schema: String,
    /// The table's name.
    pub name: String,
    /// What the text is.
    pub format: ImportFormat,
    /// The file's text. Its heading, or the keys of its objects, name the columns.
    pub text: String,
}

/// The form of an imported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// Comma-separated values with a heading. A field that is empty and not quoted is NULL.
    Csv,
    /// An array of objects.
    Json,
}

/// What was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ImportResponse {
    /// How many rows.
    pub rows: u64,
}
