//! Indexes that no constraint owns.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::QualifiedName;

/// `CREATE INDEX`. It lives in its table's schema, and its name is its key in the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// The access method: `btree`, `gin`, ….
    pub method: String,
    /// Whether two rows may not be equal in it.
    pub unique: bool,
    /// Whether two NULLs count as equal (PostgreSQL 15).
    pub nulls_not_distinct: bool,
    /// The key parts in order.
    pub elements: Vec<IndexElement>,
    /// Columns that ride along.
    pub include: Vec<String>,
    /// The rows it holds, as SQL text without outer WHERE.
    pub predicate: Option<String>,
    /// Storage parameters.
    pub options: BTreeMap<String, String>,
    /// Whether the server may use it; false for what a failed CREATE INDEX CONCURRENTLY leaves. A declaration always
    /// says true.
    pub valid: bool,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

/// One key part of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexElement {
    /// What is indexed.
    pub key: IndexKey,
    /// The collation, where it is not that of the column or expression.
    pub collation: Option<QualifiedName>,
    /// The operator class, where it is not the default one of the type or has parameters.
    pub operator_class: Option<OperatorClass>,
    /// `DESC`.
    pub descending: bool,
    /// `NULLS FIRST`, said or implied: true by default exactly where `descending` is.
    pub nulls_first: bool,
}

impl IndexElement {
    /// An ascending element with everything else left to the server.
    pub fn new(key: IndexKey) -> Self {
        Self { key, collation: None, operator_class: None, descending: false, nulls_first: false }
    }
}

/// What a key part of an index holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndexKey {
    /// A column by name.
    Column(String),
    /// An expression as SQL text, without outer parentheses of its own in a declaration and as the server prints it
    /// otherwise; whoever writes it as SQL puts parentheses around it.
    Expression(String),
}

/// An operator class with its parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorClass {
    /// The class; in a declaration the schema may be empty, and the server finds it on the search path.
    pub name: QualifiedName,
    /// Its parameters.
    pub options: BTreeMap<String, String>,
}
