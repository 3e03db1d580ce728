//! The folder of migrations beside the ledger: what is applied, what is to come, and what does not fit.

mod branches;
mod compare;
mod half_applied;
mod problem;

use serde::Serialize;

pub use branches::{Fork, heads};
pub use half_applied::HalfApplied;
pub use problem::{Commute, Problem};

use crate::folder::Migration;
use crate::ledger::{LastFailure, LedgerRow, RowState};
use crate::version::Version;

/// Folder and ledger compared. It is made without a server by [`Status::compare`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Every migration that the folder or the ledger has, by version.
    pub entries: Vec<Entry>,
    /// What does not fit, by version. Empty where the next run has nothing to complain of.
    pub problems: Vec<Problem>,
}

/// One migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its version.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: EntryState,
    /// What the ledger has on it.
    pub row: Option<LedgerRow>,
    /// Why it failed when it was last run, if it did and is not at its end since.
    pub failure: Option<LastFailure>,
}

/// How far a migration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum EntryState {
    /// It has been run.
    Applied,
    /// It was marked as applied without being run.
    Baseline,
    /// It is to be run.
    Pending,
    /// Some of its segments have been run; the next run goes on.
    HalfApplied {
        /// How many.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// Some of the segments of its way back have been run.
    HalfReverted {
        /// How many.
        done: usize,
        /// Of how many.
        total: usize,
    },
    /// It has been run, but the folder does not have it.
    Missing,
}

impl Entry {
    /// Whether a failure is of what is still to be done.
    fn is_open(&self, failure: &LastFailure) -> bool {
        match (self.state, &self.row) {
            (EntryState::Missing, Some(row)) if row.state == RowState::Reverting => failure.down,
            (EntryState::Missing, Some(row)) => row.state == RowState::Running && !failure.down,
            (EntryState::HalfReverted { .. }, _) => failure.down,
            _ => self.is_pending() && !failure.down,
        }
    }

    /// Whether the next run has something to do for it.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, EntryState::Pending | EntryState::HalfApplied { .. })
    }
}

impl Status {
    /// The same with what is known of failures.
    #[must_use]
    pub(crate) fn with_failures(mut self, failures: Vec<(Version, LastFailure)>) -> Self {
        for (version, failure) in failures {
            let entry = self.entries.iter_mut().find(|entry| entry.version == version);
            if let Some(entry) = entry.filter(|entry| entry.is_open(&failure)) {
                entry.failure = Some(failure);
            }
        }
        self
    }

    /// The migrations that the next run applies or completes, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.is_pending())
    }

    /// Those of the migrations that the database has, but for one that is half applied.
    pub fn applied<'m>(&self, migrations: &'m [Migration]) -> impl Iterator<Item = &'m Migration> {
        let is_applied = |entry: &Entry| entry.row.is_some() && !entry.is_pending();
        migrations.iter().filter(move |migration| self.entry(migration.version).is_some_and(is_applied))
    }

    /// The last migration that the database has, wholly or in part, if any.
    pub fn last_applied(&self) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.row.is_some())
    }

    /// The entry of a version.
    pub fn entry(&self, version: Version) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.version == version)
    }
}
