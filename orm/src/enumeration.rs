//! Enums whose values the database holds as text.

/// An enum that [`schema!`](crate::schema) made of an enum type or of a column's `values:`.
pub trait Enumeration: Copy + Send + Sync + 'static {
    /// The enum's name in Rust.
    const NAME: &'static str;
    /// The enum type in SQL, with its schema; empty where it is one of the application, which the database holds as text.
    const SQL_TYPE: &'static str = "";
    /// Every variant with the text that the database holds for it, in the order of the declaration.
    const ALL: &'static [(Self, &'static str)];

    /// The text that the database holds for it.
    fn text(&self) -> &'static str;
}

/// The variant for a text of the database.
///
/// # Errors
/// [`UnknownValue`] where no variant has that text, as when a newer version of the application wrote it.
pub fn parse<E: Enumeration>(text: &str) -> Result<E, UnknownValue> {
    E::ALL
        .iter()
        .find(|(_, value)| *value == text)
        .map(|(variant, _)| *variant)
        .ok_or_else(|| UnknownValue { enumeration: E::NAME, value: text.to_owned() })
}

/// A text that is no value of an enum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is no value of {enumeration}")]
pub struct UnknownValue {
    enumeration: &'static str,
    value: String,
}

impl UnknownValue {
    /// The enum's name in Rust.
    pub fn enumeration(&self) -> &'static str {
        self.enumeration
    }

    /// The text.
    pub fn value(&self) -> &str {
        &self.value
    }
}
