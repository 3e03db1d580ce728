//! Values of types that have no Rust type of their own.

use std::fmt;

/// A value in the text form that PostgreSQL writes and reads for it: what stands for `interval`, `tsvector`,
/// geometric types and all others that have no Rust type of their own. A column's `rust:` names a better one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TextForm(String);

impl TextForm {
    /// The value that PostgreSQL reads from this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for TextForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}
