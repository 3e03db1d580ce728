//! Where a page begins, as the page of the browser keeps it without looking into it.

use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// A place between rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cursor {
    /// By the values of the order of the row beside it.
    #[serde(rename = "v")]
    Values(Vec<Option<String>>),
    /// By how many rows come before it, where rows cannot be told apart.
    #[serde(rename = "o")]
    Offset(u64),
}

impl Cursor {
    /// As it is sent.
    pub fn write(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// Reads one that was sent.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, Failure> {
        serde_json::from_str(text).map_err(|_| Failure::request("this is no place between rows"))
    }
}
