//! One statement of a file, and what its first words say about it.

/// A statement as it is sent to the server, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its text, from its first word to before its semicolon.
    pub text: String,
    /// The byte of the file's text at which it begins.
    pub start: usize,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Whether it looks at every row, however short its lock: it should not run under a timeout meant for quick DDL.
    pub(crate) scans: bool,
}

/// The leading words of a statement, in lower case.
#[derive(Debug, Default)]
pub(super) struct Words {
    first: Vec<String>,
    last: String,
    pairs: Vec<(String, String)>,
}

/// How many words of a statement are kept as its first.
const KEPT: usize = 6;

impl Words {
    /// Adds a word that follows another, or follows something that is no word.
    pub fn push(&mut self, word: &str, after_word: bool) {
        let word = word.to_ascii_lowercase();
        if self.first.len() < KEPT {
            self.first.push(word.clone());
        }
        if after_word && matches!(self.last.as_str(), "from" | "to" | "validate") {
            self.pairs.push((std::mem::take(&mut self.last), word.clone()));
        }
        self.last = word;
    }

    fn begins(&self, words: &[&str]) -> bool {
        self.first.len() >= words.len() && self.first.iter().zip(words).all(|(have, want)| have == want)
    }

    fn has_pair(&self, first: &str, second: &str) -> bool {
        self.pairs.iter().any(|(one, other)| one == first && other == second)
    }

    /// Whether the last word is this one.
    pub fn last_is(&self, word: &str) -> bool {
        self.last == word
    }

    /// Whether this is a routine, whose body may be statements between BEGIN ATOMIC and END.
    pub fn creates_routine(&self) -> bool {
        ["function", "procedure"]
            .iter()
            .any(|kind| self.begins(&["create", kind]) || self.begins(&["create", "or", "replace", kind]))
    }

    /// Whether the statement scans tables: its time grows with their rows.
    pub fn scans(&self) -> bool {
        let building = [
            &["create", "index"][..],
            &["create", "unique", "index"],
            &["reindex"],
            &["vacuum"],
            &["analyze"],
            &["cluster"],
            &["refresh", "materialized"],
        ];
        building.iter().any(|words| self.begins(words))
            || self.begins(&["alter", "table"]) && self.has_pair("validate", "constraint")
    }

    /// Why the statement has no place in a migration, if so, and what to do instead.
    pub fn refused(&self) -> Option<Refusal> {
        let back_to_savepoint = ["rollback", "abort"].iter().any(|word| {
            self.begins(&[word, "to"])
                || self.begins(&[word, "work", "to"])
                || self.begins(&[word, "transaction", "to"])
        });
        let transaction = [
            &["begin"][..],
            &["start", "transaction"],
            &["commit"],
            &["end"],
            &["abort"],
            &["rollback"],
            &["prepare", "transaction"],
        ];
        if !back_to_savepoint && transaction.iter().any(|words| self.begins(words)) {
            return Some(Refusal::Transaction);
        }
        if self.begins(&["copy"]) && self.has_pair("from", "stdin") {
            return Some(Refusal::CopyFrom);
        }
        if self.begins(&["copy"]) && self.has_pair("to", "stdout") {
            return Some(Refusal::CopyTo);
        }
        self.begins(&["discard", "all"]).then_some(Refusal::Discard)
    }
}

/// Why a statement has no place in a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Transaction,
    CopyFrom,
    CopyTo,
    Discard,
}

impl Refusal {
    pub fn message(self) -> &'static str {
        match self {
            Self::Transaction => "a migration cannot begin or end transactions itself",
            Self::CopyFrom => "a migration cannot copy rows from its own text",
            Self::CopyTo => "a migration cannot copy rows out: nothing would take them",
            Self::Discard => "DISCARD ALL would give away the lock that keeps other runs out",
        }
    }

    pub fn help(self) -> &'static str {
        match self {
            Self::Transaction => {
                "leave it out: each segment is a transaction; `-- keel: segment` on a line of its own begins the next one"
            }
            Self::CopyFrom => "write INSERT statements",
            Self::CopyTo => "leave it out",
            Self::Discard => "leave it out: every migration starts with a clean session",
        }
    }
}
