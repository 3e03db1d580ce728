//! Tables.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{Column, Constraint, ConstraintKind, ForeignKey, Index};

/// An ordinary table. Partitioned tables, partitions, inheritance children and typed tables are no ordinary tables:
/// they are [`OtherObject`](super::OtherObject)s for now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The columns by name, in their order. The order is no difference: ADD COLUMN can only append.
    pub columns: IndexMap<String, Column>,
    /// The constraints by name, but for NOT NULL.
    pub constraints: BTreeMap<String, Constraint>,
    /// The indexes by name, but for those that constraints own.
    pub indexes: BTreeMap<String, Index>,
    /// Whether it is UNLOGGED.
    pub unlogged: bool,
    /// Storage parameters, those of its TOAST table with the prefix `toast.`.
    pub options: BTreeMap<String, String>,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

impl Table {
    /// The name and columns of the primary key.
    pub fn primary_key(&self) -> Option<(&str, &[String])> {
        self.constraints.iter().find_map(|(name, constraint)| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => Some((name.as_str(), key.columns.as_slice())),
            _ => None,
        })
    }

    /// The foreign keys by name.
    pub fn foreign_keys(&self) -> impl Iterator<Item = (&String, &ForeignKey)> {
        self.constraints.iter().filter_map(|(name, constraint)| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => Some((name, key)),
            _ => None,
        })
    }
}
