//! A statement of a migration that failed.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use super::server;
use crate::file::{MigrationFile, ObjectName, Probe, Segment, Statement};
use crate::picture::{Source, line_and_column};

/// The most lines of a statement that are shown above and below the place of its error.
const LINES_AROUND: usize = 4;

/// Which statement failed, why, and what stands after it.
#[derive(Debug)]
pub struct StatementFailure {
    /// The file.
    pub path: PathBuf,
    /// The line of the place that the server named, or of the statement's beginning, from 1.
    pub line: usize,
    /// The column of that place in characters, from 1.
    pub column: usize,
    /// The statement. Where the COMMIT failed, the last one of its segment.
    pub statement: String,
    /// The statement's number in its segment, from 1.
    pub statement_number: usize,
    /// Whether it was the COMMIT that failed: a deferred constraint, say.
    pub at_commit: bool,
    /// The segment, from 1.
    pub segment: usize,
    /// How many segments the file has.
    pub segments: usize,
    /// The first and the last segment of which something stands, from 1: of checks nothing does. None where nothing was
    /// changed before.
    pub standing: Option<RangeInclusive<usize>>,
    /// Whether the segment was a transaction and was rolled back.
    pub rolled_back: bool,
    /// The index that it may have left invalid. The next run drops it before it tries again.
    pub leftover: Option<ObjectName>,
    /// How often it was tried.
    pub attempts: u32,
    picture: String,
    source: tokio_postgres::Error,
}

impl StatementFailure {
    /// The failure of a statement of the segment with this number, from 1.
    pub(crate) fn new(
        file: &MigrationFile,
        (number, segment): (usize, &Segment),
        statement: &Statement,
        at_commit: bool,
        source: tokio_postgres::Error,
    ) -> Self {
        let database = source.as_db_error();
        let inside = match database.and_then(DbError::position) {
            Some(ErrorPosition::Original(position)) if !at_commit => byte_of(&statement.text, *position),
            _ => 0,
        };
        let (line, column) = line_and_column(&file.text, statement.start + inside);
        // Nothing but the word at the place is underlined; without a place, the first word of the statement.
        let rest = statement.text.get(inside..).unwrap_or_default();
        let word = rest.find(|end: char| !(end.is_alphanumeric() || end == '_')).unwrap_or(rest.len()).max(1);
        let end = statement.start + statement.text.len();
        let line_start = file.text.get(..statement.start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let line_end = file.text.get(end..).and_then(|text| text.find('\n')).map_or(file.text.len(), |at| end + at);
        let shown = file.text.get(line_start..line_end).unwrap_or_default();
        let source_text = Source { path: &file.path.display().to_string(), text: shown, first_line: statement.line };
        let place = statement.start - line_start + inside;
        let span = place..place + word;
        let name_taken = source.code() == Some(&SqlState::DUPLICATE_TABLE);
        let leftover = match &segment.probe {
            Some(Probe::ValidIndex(index)) if !name_taken => Some(index.clone()),
            _ => None,
        };
        let title = match database {
            Some(error) if at_commit => format!("at COMMIT: {} [{}]", error.message(), error.code().code()),
            Some(error) => format!("{} [{}]", error.message(), error.code().code()),
            None => format!("the statement's end is not known: {}", server::words(&source)),
        };
        Self {
            path: file.path.clone(),
            line,
            column,
            statement: statement.text.clone(),
            statement_number: segment.statements.iter().take_while(|one| one.start < statement.start).count() + 1,
            at_commit,
            segment: number,
            segments: file.segments.len(),
            standing: file.standing_before(number),
            rolled_back: segment.mode.is_transactional(),
            leftover,
            attempts: 1,
            picture: source_text.picture(&title, span, LINES_AROUND),
            source,
        }
    }

    /// What the server or the connection said.
    pub fn server_error(&self) -> &tokio_postgres::Error {
        &self.source
    }

    /// What the server refused and why, with the lines concerned.
    pub fn refusal(&self) -> String {
        let mut text = self.picture.clone();
        if let Some(error) = self.source.as_db_error() {
            let help = self.help();
            for (word, more) in [("detail", error.detail()), ("hint", error.hint()), ("context", error.where_())] {
                // What the help says is not said twice.
                if let Some(more) = more.filter(|more| word != "hint" || !help.starts_with(more)) {
                    text.push_str(&format!("\n{word}: {}", more.replace('\n', "\n  ")));
                }
            }
            if let Some(ErrorPosition::Internal { query, .. }) = error.position() {
                text.push_str(&format!("\nquery: {}", query.trim().replace('\n', "\n  ")));
            }
        }
        text
    }

    /// The same with what stands after it.
    pub fn message(&self) -> String {
        let mut text = self.refusal();
        if self.attempts > 1 {
            text.push_str(&format!("\nnote: it was tried {} times", self.attempts));
        }
        text.push_str(&format!("\nnote: {}", self.aftermath()));
        text
    }

    /// What was rolled back and what stands.
    pub fn aftermath(&self) -> String {
        let earlier = match self.standing.as_ref().map(|standing| (standing.start(), standing.end())) {
            None => String::new(),
            Some((first, last)) if first == last => format!("; segment {first} stands"),
            Some((first, last)) => format!("; segments {first} to {last} stand"),
        };
        if let Some(index) = self.leftover.as_ref().filter(|_| !self.connection_lost()) {
            return format!("the index {index} may have been left invalid; the next run drops it first{earlier}");
        }
        let this = match (self.rolled_back, self.segments) {
            (true, _) if self.connection_lost() && self.at_commit => {
                "whether the transaction was committed, the ledger tells the next run".into()
            }
            (true, 1) => "the whole migration was rolled back".into(),
            (true, segments) if self.standing.is_none() => {
                format!("segment {} of {segments} was rolled back, and nothing has changed", self.segment)
            }
            (true, segments) => format!("segment {} of {segments} was rolled back", self.segment),
            (false, _) if self.connection_lost() => {
                "the statement ran outside of a transaction, and may have happened".into()
            }
            (false, _) => {
                "the statement ran outside of a transaction: what it did before it failed may stand".to_owned()
            }
        };
        format!("{this}{earlier}")
    }

    fn connection_lost(&self) -> bool {
        !server::is_definite(&self.source)
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        let Some(error) = self.source.as_db_error() else {
            return "connect again and run again: the run goes on from what is recorded".into();
        };
        if let Some(help) = server::general_help(error.code()) {
            return help.into();
        }
        let code = error.code();
        // A check that a plan makes before it changes anything says itself what to do about the rows it found.
        if let Some(hint) = error.hint().filter(|_| code.code().starts_with("23")) {
            return format!("{hint}; then run again");
        }
        match *code {
            SqlState::LOCK_NOT_AVAILABLE => {
                "other sessions use what it needs: run again when they are done, or give the segment a longer `-- keel: lock-timeout`"
            }
            SqlState::T_R_DEADLOCK_DETECTED => {
                "another session took the same locks in another order: run again, or give each strong lock a segment of its own"
            }
            SqlState::QUERY_CANCELED => {
                "if it needs longer than statement_timeout, write `-- keel: statement-timeout 0` above its segment; then run again"
            }
            SqlState::ACTIVE_SQL_TRANSACTION => {
                "it cannot run in a transaction: write `-- keel: segment no-transaction` above it, and `-- keel: segment` after it"
            }
            SqlState::UNSAFE_NEW_ENUM_VALUE_USAGE => {
                "a new value of an enum can be used after a commit: write `-- keel: segment` above this statement"
            }
            SqlState::INVALID_PARAMETER_VALUE => {
                "a setting or an option has a value that the server does not take: write another, then run again"
            }
            // A role belongs to a server, so that the file may be right and another server have it.
            SqlState::UNDEFINED_OBJECT if error.message().contains("role ") => {
                "create the role on the server on which this ran (with --shadow, that one), or mend the file; then run again"
            }
            SqlState::INSUFFICIENT_PRIVILEGE => "run as the owner of what it changes, or grant the right to this role; then run again",
            SqlState::NOT_NULL_VIOLATION
                if error.column().is_some_and(|column| adds_column(&self.statement, column)) =>
            {
                "the table has rows, for which the new column needs a value: give it a default, or add it nullable, fill it and make it NOT NULL after that; then run again"
            }
            _ if code.code().starts_with("23") => "rows stand in its way: mend them, then run again",
            _ if code.code().starts_with("22") => {
                "a value does not fit: mend the rows that have it, or the statement where it stands there, then run again"
            }
            _ if self.standing.is_some() => {
                "mend this segment, those before it staying as they are, then run again: it goes on from here"
            }
            _ => "mend the file, then run again",
        }
        .into()
    }
}

/// Whether a statement adds this column: rows cannot be mended in one that is not there yet.
fn adds_column(statement: &str, column: &str) -> bool {
    let mut words = statement.split_whitespace().map(|word| word.trim_matches(['"', ',', '(', ')']));
    while let Some(word) = words.next() {
        if word.eq_ignore_ascii_case("add") {
            let is_noise =
                |word: &&str| ["column", "if", "not", "exists"].iter().any(|noise| word.eq_ignore_ascii_case(noise));
            if words.clone().find(|word| !is_noise(word)).is_some_and(|name| name.eq_ignore_ascii_case(column)) {
                return true;
            }
        }
    }
    false
}

/// The byte at which the character with this number (from 1) begins.
fn byte_of(text: &str, position: u32) -> usize {
    let before = usize::try_from(position).unwrap_or(usize::MAX).saturating_sub(1);
    text.char_indices().nth(before).map_or(text.len(), |(at, _)| at)
}

impl fmt::Display for StatementFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\nhelp: {}", self.message(), self.help())
    }
}
