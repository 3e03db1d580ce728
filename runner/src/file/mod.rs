//! Migration files: a header, and SQL cut into segments and statements.

mod directive;
mod draft;
mod fault;
mod header;
mod mode;
mod name;
mod open;
mod parse;
mod probe;
mod split;
mod statement;
mod timeout;

use std::ops::RangeInclusive;
use std::path::PathBuf;

pub use draft::{Draft, DraftSegment, DraftStatement};
pub use fault::{Fault, Faults, Place};
pub use header::{Header, NO_WAY_BACK, NOT_BROUGHT_BACK, Parents};
pub use mode::Mode;
pub use name::ObjectName;
pub use probe::Probe;
pub use split::{Piece, split};
pub use statement::Statement;
pub use timeout::{Timeout, TimeoutError};

use crate::checksum::Checksum;

/// A file of SQL that was read and understood as far as running it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationFile {
    /// Where it was read from; for messages.
    pub path: PathBuf,
    /// Its text without a byte order mark, after CRLF became LF: what is run, and what the checksum is of.
    pub text: String,
    /// The SHA-256 sum of the text.
    pub checksum: Checksum,
    /// What its opening comment says.
    pub header: Header,
    /// Its parts, in order. None where the file holds no statement.
    pub segments: Vec<Segment>,
}

/// Statements that share a transaction, or one statement outside of any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// How it runs.
    pub mode: Mode,
    /// Its statements, in order; never none.
    pub statements: Vec<Statement>,
    /// How to learn whether it happened, after a crash; only outside of a transaction.
    pub probe: Option<Probe>,
    /// The longest wait for a lock, where the file says.
    pub lock_timeout: Option<Timeout>,
    /// The longest time for a statement, where the file says.
    pub statement_timeout: Option<Timeout>,
}

impl MigrationFile {
    /// Reads the text of a migration file.
    ///
    /// # Errors
    /// All that is wrong with it, each with its place: a line for keel that is none, a quote that is never closed,
    /// statements that a migration cannot hold.
    pub fn parse(path: impl Into<PathBuf>, text: &str) -> Result<Self, Faults> {
        let path = path.into();
        // What editors put in and take away unasked is no change of the file.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        let checksum = Checksum::of(&text);
        let (header, segments) = parse::parse(&path, &text)?;
        Ok(Self { path, text, checksum, header, segments })
    }

    /// Whether there is no statement in it.
    pub fn is_empty(&self) -> bool {
        self.segments.iter().all(|segment| segment.statements.is_empty())
    }

    /// The lines of the comment that stands on a statement, without their dashes; none where something is between the two.
    pub fn comment_on(&self, statement: &Statement) -> Vec<&str> {
        let before = self.text.get(..statement.start).unwrap_or_default();
        let mut lines: Vec<&str> = Vec::new();
        for line in before.strip_suffix('\n').unwrap_or(before).rsplit('\n') {
            match line.trim().strip_prefix("--").map(str::trim) {
                Some(words) if !words.starts_with(directive::PREFIX) => lines.push(words),
                _ => break,
            }
        }
        lines.reverse();
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// The first and the last of the segments, from 1, of which something stands where those before `number` have been run:
    /// all but checks.
    pub(crate) fn standing_before(&self, number: usize) -> Option<RangeInclusive<usize>> {
        let mut standing = (1..number).zip(&self.segments).filter(|(_, segment)| segment.mode != Mode::Check);
        let (first, _) = standing.next()?;
        let last = standing.next_back().map_or(first, |(last, _)| last);
        Some(first..=last)
    }

    /// How many of the segments before `number` are done where those have been run: checks count with what follows them.
    pub(crate) fn done_before(&self, number: usize) -> usize {
        self.standing_before(number).map_or(0, |standing| *standing.end())
    }

    /// The sum of the statements of the first segments: what has been run when so many are done.
    pub(crate) fn checksum_of_first(&self, segments: usize) -> Checksum {
        let mut done = String::new();
        for segment in self.segments.iter().take(segments) {
            done.push_str(if segment.mode.is_transactional() { "transaction\n" } else { "no transaction\n" });
            for statement in &segment.statements {
                done.push_str(&statement.text);
                done.push_str(";\n");
            }
        }
        Checksum::of(done)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_on_a_statement_is_what_stands_right_above_it() {
        let on_last = |text: &str| {
            let file = MigrationFile::parse("up.sql", text).unwrap();
            let statement = &file.segments.last().unwrap().statements[0];
            file.comment_on(statement).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(on_last("SELECT 1;\n\n-- DESTRUCTIVE: rows are lost\n-- keel: segment\nSELECT 2;\n").is_empty());
        let both = ["DESTRUCTIVE: rows are lost", "old programs fail"];
        assert_eq!(on_last("-- heading\n\n-- DESTRUCTIVE: rows are lost\n--\n-- old programs fail\nSELECT 1;\n"), both);
        assert!(on_last("-- heading\n\nSELECT 1;\n").is_empty());
        assert!(on_last("SELECT 1;\n").is_empty());
    }
}
