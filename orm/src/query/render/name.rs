//! Names of what takes part in a statement.

use std::fmt;

/// A name, with what tells it from others where it was taken. It is made of texts that stay, so that it can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    text: Words,
    suffix: Suffix,
}

/// What stands behind a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Suffix {
    None,
    /// `_2`
    Apart(u32),
    /// `2`
    Close(u32),
}

/// A text that stays as long as the program runs: the same where it stands at the same place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words(pub(super) &'static str);

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Words {}

impl std::hash::Hash for Words {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write_usize(self.0.as_ptr().addr());
    }
}

impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
        if let Suffix::Apart(number) | Suffix::Close(number) = self.suffix {
            state.write_u32(number);
        }
    }
}

impl Name {
    /// This name.
    pub(in crate::query) const fn own(text: &'static str) -> Self {
        Self { text: Words(text), suffix: Suffix::None }
    }

    /// The name of the column of this number, which has no name of its own.
    pub(in crate::query) const fn of_column(number: u32) -> Self {
        Self { text: Words("c"), suffix: Suffix::Close(number) }
    }

    /// The name, or one with a number behind it that is not taken.
    pub(super) fn free(text: &'static str, is_taken: impl Fn(Self) -> bool) -> Self {
        let mut name = Self::own(text);
        let mut number = 2;
        while is_taken(name) {
            name.suffix = Suffix::Apart(number);
            number += 1;
        }
        name
    }

    /// Whether it reads the same.
    pub(in crate::query) fn is(self, other: Self) -> bool {
        match (self.suffix, other.suffix) {
            (Suffix::None, Suffix::None) => self.text.0 == other.text.0,
            _ => self.to_string() == other.to_string(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text.0)?;
        match self.suffix {
            Suffix::None => Ok(()),
            Suffix::Apart(number) => write!(formatter, "_{number}"),
            Suffix::Close(number) => write!(formatter, "{number}"),
        }
    }
}
