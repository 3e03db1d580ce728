use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::Cell;

/// Which rows of which relation, in which order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
pub struct RowsQuery {
    /// The relation's schema.
    pub schema: String,
    /// The relation's name.
    pub name: String,
    /// Conditions that all hold.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = false))]
    pub filters: Vec<Filter>,
    /// A text that some column's text contains.
    #[serde(default)]
    pub search: Option<String>,
    /// The order; the primary key comes last by itself.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = false))]
    pub order: Vec<Order>,
    /// The columns that are wanted; all where it is left out. The primary key is always in `Row::key`.
    #[serde(default)]
    pub columns: Option<Vec<String>>,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
pub struct Filter {
    /// The column.
    pub column: String,
    /// How it is compared.
    pub operator: FilterOperator,
    /// What with: a value of the column's type, but for the operators on text. Not for `is_null` and `is_not_null`.
    #[serde(default)]
    pub value: Option<String>,
    /// What with, for `in`.
    #[serde(default)]
    pub values: Option<Vec<String>>,
}

/// How a column is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum FilterOperator {
    /// `=`
    Equals,
    /// `<>`, NULL too
    NotEquals,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// One of `values`.
    In,
    /// The text contains it, whatever the case.
    Contains,
    /// The text does not contain it, NULL too.
    NotContains,
    /// The text begins with it, whatever the case.
    StartsWith,
    /// The text ends with it, whatever the case.
    EndsWith,
    /// The text matches the pattern of `LIKE`.
    Like,
    /// The text matches the regular expression.
    Matches,
    /// It is NULL.
    IsNull,
    /// It is not NULL.
    IsNotNull,
}

/// A part of the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS), ts(optional_fields))]
pub struct Order {
    /// The column.
    pub column: String,
    /// Whether the largest comes first.
    #[serde(default)]
    #[cfg_attr(test, ts(optional = false))]
    pub descending: bool,
    /// Where NULL comes; as PostgreSQL has it where it is left out (last, or first where descending).
    #[serde(default)]
    pub nulls: Option<Nulls>,
}

/// Where NULL comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// Before everything else.
    First,
    /// After everything else.
    Last,
}

/// Which page. Cursors come with rows and mean nothing with another order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(tag = "at", rename_all = "snake_case")]
pub enum Page {
    /// The first.
    First,
    /// The last.
    Last,
    /// What comes after a row.
    After {
        /// `RowsResponse::after`.
        cursor: String,
    },
    /// What comes before a row; the rows are in the order asked for all the same.
    Before {
        /// `RowsResponse::before`.
        cursor: String,
    },
    /// From a value of the first column of the order on (of the primary key where there is no order).
    From {
        /// The value; a text that is a value of the column's type.
        value: String,
    },
    /// About here: 0 is the first row, 1 the last.
    Near {
        /// From 0 to 1.
        fraction: f64,
    },
}

/// `POST /api/rows`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct RowsRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// Which rows.
    pub query: RowsQuery,
    /// Which page of them.
    pub page: Page,
    /// How many rows at most; not more than 1000.
    pub limit: u32,
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RowsResponse {
    /// The columns of the cells, in order.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The cursor for the page before this one; null where there is none.
    pub before: Option<String>,
    /// The cursor for the page after this one; null where there is none.
    pub after: Option<String>,
    /// The number of the first row, from 0; null where it is not known.
    pub position: Option<u64>,
    /// Whether `position` is a guess.
    pub position_estimated: bool,
    /// About how many rows there are; null where nobody knows (there are filters, or it is a view).
    pub estimated_rows: Option<u64>,
    /// The SQL that a person would write for it.
    pub sql: String,
    /// How long the server took.
    pub milliseconds: f64,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Row {
    /// The values of the primary key, whole, in its order; null where there is none.
    pub key: Option<Vec<String>>,
    /// What changes when the row changes; null where rows cannot be edited.
    pub version: Option<String>,
    /// The values.
    pub cells: Vec<Cell>,
}

/// `POST /api/count`: the exact number of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CountRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// Which rows.
    pub query: RowsQuery,
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CountResponse {
    /// The exact number.
    pub count: u64,
}

/// `POST /api/value`: a value that was cut, whole or a piece of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ValueRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// The relation's schema.
    pub schema: String,
    /// The relation's name.
    pub name: String,
    /// The row's primary key.
    pub key: Vec<String>,
    /// The column.
    pub column: String,
    /// The first character that is wanted, from 0.
    pub offset: u32,
    /// How many characters at most; not more than 4194304.
    pub length: u32,
}

/// `POST /api/value/file`: answers with all of a value, as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ValueFileRequest {
    /// A name that the page makes up, for `/api/cancel`.
    pub request: String,
    /// The relation's schema.
    pub schema: String,
    /// The relation's name.
    pub name: String,
    /// The row's primary key.
    pub key: Vec<String>,
    /// The column.
    pub column: String,
}

/// A piece of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ValueResponse {
    /// The piece; null is SQL's NULL.
    pub text: Option<String>,
    /// How many characters PostgreSQL's text of the whole value has.
    pub characters: u64,
    /// The row's version.
    pub version: Option<String>,
}
