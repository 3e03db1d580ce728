//! A row of the ledger.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::checksum::Checksum;
use crate::file::Parents;
use crate::version::Version;

/// What the database knows of a migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerRow {
    /// Its version.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// The checksum of its way forth when it was run.
    pub checksum: Checksum,
    /// The migrations that it said it follows.
    #[serde(rename = "parent", serialize_with = "as_text")]
    pub parents: Option<Parents>,
    /// How far it is.
    pub state: RowState,
    /// How many segments of the file that is being run are done: of the way back while that is under way, else of the
    /// way forth.
    pub segments_done: usize,
    /// How many segments that file has.
    pub segments_total: usize,
    /// The sum of the statements of the segments that are done, so that those to come may still be edited.
    pub(crate) done_checksum: Checksum,
    /// The segment outside of a transaction that was begun and is not recorded as done.
    pub attempt: Option<Attempt>,
    /// Whether it was marked as applied without being run.
    pub baseline: bool,
    /// When the first segment began.
    #[serde(serialize_with = "as_text")]
    pub started_at: Option<Timestamp>,
    /// When the last segment ended.
    #[serde(serialize_with = "as_text")]
    pub finished_at: Option<Timestamp>,
    /// Who applied it: role, application and machine.
    pub applied_by: String,
    /// The version of the program that applied it.
    pub tool_version: String,
    /// How long its segments took together, in milliseconds.
    pub execution_milliseconds: u64,
}

/// How far a migration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// Some of its segments are done.
    Running,
    /// All are.
    Applied,
    /// Its way back is under way.
    Reverting,
}

/// A statement outside of a transaction that was begun, and of which the ledger knows no good end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attempt {
    /// The segment, from 1.
    pub segment: usize,
    /// Whether the server said that it failed; if not, nobody knows.
    pub failed: bool,
    /// The probe that the file had for it.
    pub probe: Option<String>,
}

/// Serialises what has a text form, as that.
pub(super) fn as_text<T: fmt::Display, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

impl RowState {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Applied => "applied",
            Self::Reverting => "reverting",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Running, Self::Applied, Self::Reverting].into_iter().find(|state| state.word() == word)
    }
}
