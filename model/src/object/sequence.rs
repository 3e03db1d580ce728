//! Sequences.

use serde::{Deserialize, Serialize};

use crate::QualifiedName;

/// `CREATE SEQUENCE`. The sequence behind an identity column is no object of its own: see
/// [`Identity`](crate::object::Identity).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sequence {
    /// What it counts and how.
    #[serde(flatten)]
    pub options: SequenceOptions,
    /// The table and column with which it is dropped.
    pub owned_by: Option<(QualifiedName, String)>,
    /// Whether it is UNLOGGED.
    pub unlogged: bool,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

/// What a sequence counts, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SequenceOptions {
    /// `smallint`, `integer` or `bigint`.
    pub data_type: String,
    /// The first value.
    pub start: i64,
    /// The step, never zero.
    pub increment: i64,
    /// The smallest value.
    pub min_value: i64,
    /// The greatest value.
    pub max_value: i64,
    /// How many values a session takes at once.
    pub cache: i64,
    /// Whether it starts again at its other end.
    pub cycle: bool,
}

impl SequenceOptions {
    /// What PostgreSQL gives a sequence of this type and step of which nothing else is said.
    ///
    /// `data_type` is `smallint`, `integer` or `bigint`; any other counts as `bigint`, the server's own default.
    pub fn defaults(data_type: &str, increment: i64) -> Self {
        let greatest = match data_type {
            "smallint" => i64::from(i16::MAX),
            "integer" => i64::from(i32::MAX),
            _ => i64::MAX,
        };
        let (min_value, max_value) = if increment < 0 { (-greatest - 1, -1) } else { (1, greatest) };
        Self {
            data_type: data_type.to_owned(),
            start: if increment < 0 { max_value } else { min_value },
            increment,
            min_value,
            max_value,
            cache: 1,
            cycle: false,
        }
    }
}
