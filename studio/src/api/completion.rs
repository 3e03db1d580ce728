use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

use super::RelationKind;

/// `POST /api/completion`: what the editor can complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "camelCase")]
pub struct CompletionResponse {
    /// The schemas.
    pub schemas: Vec<String>,
    /// The schemas whose names need not be said, in order.
    pub search_path: Vec<String>,
    /// The relations.
    pub relations: Vec<CompletionRelation>,
    /// The functions.
    pub functions: Vec<CompletionFunction>,
    /// The names of types.
    pub types: Vec<String>,
    /// The server's keywords.
    pub keywords: Vec<String>,
}

/// A relation with its columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CompletionRelation {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Its columns.
    pub columns: Vec<CompletionColumn>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CompletionColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct CompletionFunction {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its arguments as PostgreSQL writes them.
    pub arguments: String,
    /// What it returns.
    pub returns: String,
}
