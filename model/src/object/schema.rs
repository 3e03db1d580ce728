//! Schemas.

use serde::{Deserialize, Serialize};

/// A schema: its name is its key in the catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schema {
    /// The text of COMMENT ON.
    pub comment: Option<String>,
}
