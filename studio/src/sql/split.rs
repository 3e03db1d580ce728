//! A text cut into its statements, with places as the page counts them.

use evenkeel_runner::file;

use crate::api::{SplitResponse, SqlStatement};

/// A text whose places are asked for in order.
pub struct Text<'a> {
    text: &'a str,
    /// A place in bytes and the same in UTF-16 code units.
    counted: (usize, u32),
}

impl<'a> Text<'a> {
    /// A text.
    pub fn new(text: &'a str) -> Self {
        Self { text, counted: (0, 0) }
    }

    /// A place in bytes, as UTF-16 code units.
    fn units(&mut self, byte: usize) -> u32 {
        let (from, units) = if byte < self.counted.0 { (0, 0) } else { self.counted };
        let between: usize = self.text.get(from..byte).unwrap_or_default().chars().map(char::len_utf16).sum();
        self.counted = (byte, units.saturating_add(u32::try_from(between).unwrap_or(u32::MAX)));
        self.counted.1
    }

    /// The statements.
    pub fn statements(&mut self) -> Vec<SqlStatement> {
        let pieces = file::split(self.text);
        pieces
            .into_iter()
            .map(|piece| SqlStatement {
                start: self.units(piece.span.start),
                end: self.units(piece.span.end),
                text: self.text.get(piece.span).unwrap_or_default().to_owned(),
                problem: piece.problem.map(str::to_owned),
            })
            .collect()
    }
}

/// Answers the page.
pub fn split(text: &str) -> SplitResponse {
    SplitResponse { statements: Text::new(text).statements() }
}
