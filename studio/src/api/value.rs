use serde::{Deserialize, Serialize};
#[cfg(test)]
use ts_rs::TS;

/// One value of one row: PostgreSQL's own text for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Cell {
    /// The text; null is SQL's NULL. Only its beginning where `cut` says so.
    pub text: Option<String>,
    /// Where the text is cut: how many bytes the whole one has, or about has. `/api/value` gives the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cut: Option<u64>,
}
