//! Columns of tables.

use serde::{Deserialize, Serialize};

use super::SequenceOptions;
use crate::QualifiedName;

/// A column of a table: its name is its key there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The type as SQL text: `character varying(20)`, `public.mood[]`.
    pub data_type: String,
    /// The collation, where it is not that of the type.
    pub collation: Option<QualifiedName>,
    /// Whether NULL is refused. True for the columns of a primary key as well.
    pub not_null: bool,
    /// From version 18 on, the constraint behind `not_null`, where it differs from what the server makes by itself.
    pub not_null_constraint: Option<NotNullConstraint>,
    /// Where the value comes from when none is given.
    pub value: Option<ColumnValue>,
    /// How large values are stored, where it is not the type's own way.
    pub storage: Option<Storage>,
    /// How large values are compressed, where it is said.
    pub compression: Option<Compression>,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

/// A NOT NULL constraint that a person named, restricted or commented on (PostgreSQL 18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotNullConstraint {
    /// Its name.
    pub name: String,
    /// Whether it is not handed on to children.
    pub no_inherit: bool,
    /// Whether the rows that were there before have been checked.
    pub validated: bool,
    /// The text of COMMENT ON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Where a column's value comes from when none is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnValue {
    /// `DEFAULT expression`, as SQL text.
    Default(String),
    /// `GENERATED … AS IDENTITY`.
    Identity(Identity),
    /// `GENERATED ALWAYS AS (expression)`.
    Generated {
        /// The expression as SQL text.
        expression: String,
        /// Whether it is computed when written or when read.
        kind: GeneratedKind,
    },
}

/// `GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY` with the sequence behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// ALWAYS: a value given by the user is refused.
    pub always: bool,
    /// The sequence's name; it lives in the table's schema.
    pub sequence: String,
    /// What the sequence counts.
    pub options: SequenceOptions,
}

/// When a generated column is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GeneratedKind {
    /// When the row is written.
    Stored,
    /// When the row is read (PostgreSQL 18).
    Virtual,
}

/// `SET STORAGE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Storage {
    /// In the row, uncompressed.
    Plain,
    /// Out of the row, uncompressed.
    External,
    /// In the row as long as it fits, compressed.
    Main,
    /// Out of the row, compressed.
    Extended,
}

impl Storage {
    /// The keyword in SQL.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::External => "EXTERNAL",
            Self::Main => "MAIN",
            Self::Extended => "EXTENDED",
        }
    }
}

/// `SET COMPRESSION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    /// PostgreSQL's own method.
    Pglz,
    /// LZ4.
    Lz4,
}

impl Compression {
    /// The keyword in SQL.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::Pglz => "pglz",
            Self::Lz4 => "lz4",
        }
    }
}
