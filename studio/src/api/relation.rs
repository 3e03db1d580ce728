use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::RelationKind;

/// `POST /api/relation`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct RelationRequest {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
}

/// A relation with all that the grid and the inspector need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct RelationResponse {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Its comment.
    pub comment: Option<String>,
    /// How many rows it has about.
    pub estimated_rows: Option<u64>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The columns of the primary key, in its order; none where there is none.
    pub primary_key: Vec<String>,
    /// Other unique keys, indexes without a constraint among them.
    pub uniques: Vec<UniqueKey>,
    /// Its indexes.
    pub indexes: Vec<IndexSummary>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKey>,
    /// The foreign keys of others that refer to it.
    pub referenced_by: Vec<ReferencedBy>,
    /// The query of a view.
    pub definition: Option<String>,
    /// Whether rows can be edited: there is a primary key, it is a table, the role may, the studio is writable.
    pub editable: bool,
    /// Why they cannot, in a sentence.
    pub not_editable: Option<String>,
    /// Whether the role may add rows.
    pub can_insert: bool,
    /// Whether the role may delete rows.
    pub can_delete: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type as PostgreSQL writes it: `character varying(20)`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What its values are like, for how they are shown and edited.
    pub kind: ValueKind,
    /// Whether it takes NULL.
    pub nullable: bool,
    /// The expression of its default.
    pub default: Option<String>,
    /// The expression that it is generated from: it cannot be set.
    pub generated: Option<String>,
    /// Whether the server numbers it.
    pub identity: Option<Identity>,
    /// Its comment.
    pub comment: Option<String>,
    /// The values of its enum, in order.
    pub labels: Option<Vec<String>>,
    /// Whether rows can be ordered by it.
    pub orderable: bool,
    /// Whether some index leads with it, so that ordering by it is quick.
    pub indexed: bool,
    /// Whether the role may read it.
    pub readable: bool,
    /// Whether the role may change it.
    pub updatable: bool,
}

/// What values are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Numbers of any size.
    Number,
    /// True or false; the text is `t` or `f`.
    Boolean,
    /// Text.
    Text,
    /// One of a few words.
    Enum,
    /// `json` or `jsonb`.
    Json,
    /// `bytea`; the text is `\x…`.
    Bytes,
    /// Dates and times.
    Time,
    /// `uuid`.
    Uuid,
    /// An array.
    Array,
    /// Anything else.
    Other,
}

/// How the server numbers a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// It cannot be set.
    Always,
    /// It can be set.
    ByDefault,
}

/// A unique key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct UniqueKey {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct IndexSummary {
    /// Its name.
    pub name: String,
    /// Its definition as PostgreSQL writes it.
    pub definition: String,
    /// Whether it is unique.
    pub unique: bool,
    /// Whether it is valid.
    pub valid: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ForeignKey {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The schema of the table that it refers to.
    pub to_schema: String,
    /// The table that it refers to.
    pub to_table: String,
    /// The columns there.
    pub to_columns: Vec<String>,
    /// What deleting a row there does here: `cascade`, `no action` …
    pub on_delete: String,
    /// What changing the key there does here.
    pub on_update: String,
}

/// A foreign key of another table that refers to this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct ReferencedBy {
    /// Its name.
    pub name: String,
    /// The schema of its table.
    pub schema: String,
    /// Its table.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The columns here.
    pub to_columns: Vec<String>,
}
