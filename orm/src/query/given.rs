//! What the setters of nullable columns take, and what the fields of a patch are read from.

use serde::{Deserialize, Deserializer};

/// What can be given to a nullable column whose values are `T` in Rust: a value, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to a nullable column of `{T}`",
    label = "expected `{T}` or `Option<{T}>`"
)]
pub trait Given<T> {
    /// The value; `None` is NULL.
    fn given(self) -> Option<T>;
}

impl<T> Given<T> for T {
    fn given(self) -> Option<T> {
        Some(self)
    }
}

impl<T> Given<T> for Option<T> {
    fn given(self) -> Self {
        self
    }
}

impl Given<String> for &str {
    fn given(self) -> Option<String> {
        Some(self.to_owned())
    }
}

/// Reads a field of a patch that is there: what it holds may be `null`, which is NULL where the column takes it.
///
/// # Errors
/// It holds something else.
#[doc(hidden)]
pub fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
