//! What the setters of nullable columns take, and what the fields of a patch are read from.

use serde::{Deserialize, Deserializer};

use super::values::Values;
use crate::table::Table;
use crate::value::Value;

/// What can be given to a nullable column whose values are `T` in Rust: a value, or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to a nullable column of `{T}`",
    label = "expected `{T}` or `Option<{T}>`"
)]
pub trait Given<T> {
    /// The value; `None` is NULL.
    fn given(self) -> Option<T>;

    /// Sets the value of a column to it.
    #[doc(hidden)]
    fn give<V: Value<Rust = T>, R: Table>(self, values: &mut Values<R>, index: usize)
    where
        Self: Sized,
    {
        values.set::<V>(index, self.given());
    }
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

    /// Without a copy, where the text is what travels.
    fn give<V: Value<Rust = String>, R: Table>(self, values: &mut Values<R>, index: usize) {
        if V::IS_TEXT {
            values.set_text::<V>(index, self);
        } else {
            values.set::<V>(index, Some(self.to_owned()));
        }
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
