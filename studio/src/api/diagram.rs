use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::RelationKind;

/// `POST /api/diagram`: the tables and how they hang together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DiagramResponse {
    /// The tables and views; no partitions.
    pub tables: Vec<DiagramTable>,
    /// The foreign keys between them.
    pub foreign_keys: Vec<DiagramForeignKey>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct DiagramTable {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Its group in the schema file.
    pub group: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<DiagramColumn>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DiagramColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Whether it takes NULL.
    pub nullable: bool,
    /// Whether it is in the primary key.
    pub primary_key: bool,
    /// Whether it is in a foreign key.
    pub foreign_key: bool,
    /// Whether it is unique by itself.
    pub unique: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct DiagramForeignKey {
    /// Its name.
    pub name: String,
    /// The schema of its table.
    pub schema: String,
    /// Its table.
    pub table: String,
    /// Its columns.
    pub columns: Vec<String>,
    /// The schema of the table that it refers to.
    pub to_schema: String,
    /// The table that it refers to.
    pub to_table: String,
    /// The columns there.
    pub to_columns: Vec<String>,
    /// Whether a row here may do without one there.
    pub optional: bool,
    /// Whether at most one row here refers to each there.
    pub unique: bool,
}
