//! Names of what takes part in a statement.

use std::fmt;

use super::piece::KINDS;

/// A name, with what tells it from others where it was taken. It is made of texts that stay, so that it can be copied.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    text: Words,
    suffix: Suffix,
}

/// What stands behind a name.
#[derive(Clone, Copy, Debug)]
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

    /// What tells it from all others, as of a [piece](super::piece::Piece); its three kinds are numbered from this on. For the
    /// length there are 28 bits, and a name has 63 bytes.
    #[inline]
    pub(super) fn key(self, kind: u64) -> [u64; 2] {
        let (kind, number) = match self.suffix {
            Suffix::None => (kind, 0),
            Suffix::Apart(number) => (kind + 1, u64::from(number)),
            Suffix::Close(number) => (kind + 2, u64::from(number)),
        };
        let length = self.text.0.len() as u64;
        [length << (u32::BITS + KINDS) | number << KINDS | kind, self.text.0.as_ptr().addr() as u64]
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
