//! Enum types.

use serde::{Deserialize, Serialize};

/// `CREATE TYPE … AS ENUM`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnumType {
    /// The labels in their sort order.
    pub labels: Vec<String>,
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}
