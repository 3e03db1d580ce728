//! A migration of which some segments are done and the next one is not.

use std::fmt;
use std::path::PathBuf;

use crate::folder::Migration;
use crate::ledger::LastFailure;
use crate::version::Version;

use super::{Entry, EntryState, Status};

/// A migration that stopped half way: the transactions before stand, the next one was rolled back or cut off. `Display` says
/// what, [`HalfApplied::help`] what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfApplied {
    /// The migration.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// How many of its segments are done.
    pub done: usize,
    /// How many it has.
    pub total: usize,
    /// The file, and the line of it at which the next run goes on, from 1, where the folder has it.
    pub place: Option<(PathBuf, usize)>,
    /// Why it stopped, where that is known.
    pub failure: Option<Box<LastFailure>>,
}

impl Entry {
    /// That it is half applied, if it is.
    pub fn half_applied(&self) -> Option<HalfApplied> {
        let EntryState::HalfApplied { done, total } = self.state else { return None };
        let (name, failure) = (self.name.clone(), self.failure.clone().map(Box::new));
        Some(HalfApplied { version: self.version, name, done, total, place: None, failure })
    }
}

impl Status {
    /// The migration that is half applied, if one is: what the database holds is then what no migration makes.
    pub fn half_applied(&self, migrations: &[Migration]) -> Option<HalfApplied> {
        let half = self.entries.iter().find_map(Entry::half_applied)?;
        let up = migrations.iter().find(|migration| migration.version == half.version).map(|migration| &migration.up);
        let place = up.and_then(|up| Some((up.path.clone(), up.segments.get(half.done)?.statements.first()?.line)));
        Some(HalfApplied { place, ..half })
    }
}

impl HalfApplied {
    /// What to do about it.
    pub fn help(&self) -> String {
        format!(
            "`migrate` goes on with segment {}, and says why where it fails: mend the rows that stand in its way, or the file \
             from that segment on, then run `migrate` again; `migrate resolve` gives the migration up",
            self.done + 1
        )
    }
}

impl std::error::Error for HalfApplied {}

impl fmt::Display for HalfApplied {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, name, done, total, .. } = self;
        write!(formatter, "{version}_{name} is half applied: {done} of its {total} segments are done and stand")?;
        match self.failure.as_deref() {
            Some(LastFailure { segment, message, sqlstate, .. }) => {
                write!(formatter, "; segment {segment} failed: {message} [{sqlstate}]")
            }
            None => Ok(()),
        }
    }
}
