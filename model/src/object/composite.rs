//! Composite types.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::QualifiedName;

/// `CREATE TYPE … AS (…)`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositeType {
    /// The fields by name, in their order.
    pub fields: IndexMap<String, CompositeField>,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}

/// A field of a composite type. It is always nullable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompositeField {
    /// The type as SQL text.
    pub data_type: String,
    /// The collation, where it is not that of the type.
    pub collation: Option<QualifiedName>,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}
