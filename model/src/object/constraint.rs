//! Constraints of tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::IndexElement;
use crate::QualifiedName;

/// A constraint of a table: its name is its key there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// What it demands.
    pub kind: ConstraintKind,
    /// When it is checked.
    pub deferrability: Deferrability,
    /// Whether the rows that were there before have been checked; `NOT VALID` makes this false.
    pub validated: bool,
    /// Whether it is enforced at all; `NOT ENFORCED` (PostgreSQL 18) makes this false.
    pub enforced: bool,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

impl Constraint {
    /// A constraint of this kind that is validated, enforced and not deferrable, without a comment.
    pub fn new(kind: ConstraintKind) -> Self {
        Self { kind, deferrability: Deferrability::default(), validated: true, enforced: true, comment: None }
    }
}

/// When a constraint is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrability {
    /// After each statement, always.
    #[default]
    NotDeferrable,
    /// After each statement unless the transaction says otherwise.
    InitiallyImmediate,
    /// At the end of the transaction unless it says otherwise.
    InitiallyDeferred,
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique {
        /// The columns.
        key: Key,
        /// Whether two NULLs count as equal (PostgreSQL 15).
        nulls_not_distinct: bool,
    },
    /// `CHECK`.
    Check {
        /// The condition as SQL text, without the parentheses that CHECK itself wants.
        expression: String,
        /// Whether it is not handed on to children.
        no_inherit: bool,
    },
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKey),
    /// `EXCLUDE`.
    Exclusion {
        /// The index's access method.
        method: String,
        /// What is compared, and with which operator.
        elements: Vec<ExclusionElement>,
        /// Columns that ride along in the index.
        include: Vec<String>,
        /// The rows concerned, as SQL text.
        predicate: Option<String>,
        /// Storage parameters of the index.
        options: BTreeMap<String, String>,
    },
}

impl ConstraintKind {
    /// Whether there is an index behind it, which has its name among the relations of the schema.
    pub fn has_index(&self) -> bool {
        matches!(self, Self::PrimaryKey(_) | Self::Unique { .. } | Self::Exclusion { .. })
    }
}

/// The columns of a primary key or unique constraint, and the index behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The columns in order.
    pub columns: Vec<String>,
    /// Columns that ride along in the index.
    pub include: Vec<String>,
    /// Storage parameters of the index.
    pub options: BTreeMap<String, String>,
    /// Whether the last column is WITHOUT OVERLAPS (PostgreSQL 18).
    pub without_overlaps: bool,
}

/// One part of an exclusion constraint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionElement {
    /// What is compared.
    pub element: IndexElement,
    /// The operator as it stands in SQL: `&&`, or `OPERATOR(extensions.=)` where it is not in pg_catalog.
    pub operator: String,
}

/// `FOREIGN KEY (columns) REFERENCES table (columns)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The referencing columns in order.
    pub columns: Vec<String>,
    /// The referenced table.
    pub references: QualifiedName,
    /// The referenced columns in the same order.
    pub referenced_columns: Vec<String>,
    /// What happens when the referenced key changes.
    pub on_update: ForeignKeyAction,
    /// What happens when the referenced row goes.
    pub on_delete: ForeignKeyAction,
    /// The columns that ON DELETE SET NULL or SET DEFAULT sets, where not all of them (PostgreSQL 15).
    pub on_delete_columns: Vec<String>,
    /// MATCH FULL: all columns are NULL or none is.
    pub match_full: bool,
    /// Whether the last column is a PERIOD (PostgreSQL 18).
    pub period: bool,
}

/// What a foreign key does to the rows that refer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForeignKeyAction {
    /// An error, checked at the end.
    #[default]
    NoAction,
    /// An error at once.
    Restrict,
    /// The same happens to them.
    Cascade,
    /// Their columns become NULL.
    SetNull,
    /// Their columns take their defaults.
    SetDefault,
}

impl ForeignKeyAction {
    /// The words in SQL.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}
