//! Writing migration files.

use std::fmt;

use evenkeel_lexer::{Lexer, TokenKind, escape_carriage_returns};

use super::directive::Directive;
use super::header::{Header, write_comment};
use super::mode::Mode;
use super::probe::Probe;
use super::timeout::Timeout;

/// A migration file to be written. Its `Display` form is the file's text, and is read back as what it was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The opening comment.
    pub header: Header,
    /// The parts of the file; those without a statement are not written.
    pub segments: Vec<DraftSegment>,
}

/// A part of a file to be written: statements that share a transaction, or one outside of any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSegment {
    /// How it runs.
    pub mode: Mode,
    /// How to learn whether it happened; only outside of a transaction.
    pub probe: Option<Probe>,
    /// The longest wait for a lock; none for what the runner's settings say.
    pub lock_timeout: Option<Timeout>,
    /// The longest time for a statement; none for what the runner's settings say.
    pub statement_timeout: Option<Timeout>,
    /// Its statements.
    pub statements: Vec<DraftStatement>,
}

/// A statement to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftStatement {
    /// Words for reviewers, written above it; one line or several.
    pub comment: Option<String>,
    /// The SQL, with or without its semicolon.
    pub sql: String,
}

impl fmt::Display for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.header)?;
        let written = self.segments.iter().filter(|segment| !segment.statements.is_empty());
        for (index, segment) in written.enumerate() {
            // What is above the first `segment` line is a transaction without one.
            segment.write(formatter, index > 0 || segment.mode != Mode::Transaction)?;
        }
        Ok(())
    }
}

impl DraftSegment {
    fn write(&self, formatter: &mut fmt::Formatter<'_>, announced: bool) -> fmt::Result {
        let lines = [
            announced.then_some(Directive::Segment(self.mode)),
            self.probe.clone().map(Directive::Probe),
            self.lock_timeout.map(Directive::LockTimeout),
            self.statement_timeout.map(Directive::StatementTimeout),
        ];
        if lines.iter().any(Option::is_some) {
            writeln!(formatter)?;
        }
        lines.iter().flatten().try_for_each(|line| writeln!(formatter, "{line}"))?;
        for statement in &self.statements {
            writeln!(formatter)?;
            if let Some(comment) = &statement.comment {
                write_comment(formatter, comment)?;
            }
            // What is read from a file has no carriage return before the end of a line.
            let sql = escape_carriage_returns(statement.sql.trim());
            let last = Lexer::new(&sql).last().map(|token| token.kind);
            let end = match last {
                Some(TokenKind::Semicolon) => "",
                Some(TokenKind::LineComment) => "\n;",
                _ => ";",
            };
            writeln!(formatter, "{sql}{end}")?;
        }
        Ok(())
    }
}
