//! What a run tells while it goes on.

use std::time::Duration;

use crate::file::{ObjectName, Statement};
use crate::lock::Holder;
use crate::version::Version;

/// Something that happened. Segments and statements count from 1.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another run has the lock. Told at once, and again from time to time.
    WaitingForLock {
        /// Who has it, as far as the server shows that to this role.
        holder: Option<&'a Holder>,
        /// How long this run has been waiting.
        waited: Duration,
    },
    /// A migration begins, or goes on after the segments that an earlier run did.
    MigrationStarted {
        /// Its version.
        version: Version,
        /// Its name.
        name: &'a str,
        /// Whether this is its way back.
        down: bool,
        /// How many segments it has.
        segments: usize,
        /// How many of them an earlier run did.
        done: usize,
    },
    /// A statement is about to be sent.
    StatementStarted {
        /// The migration.
        version: Version,
        /// Its segment.
        segment: usize,
        /// The statement's number in the segment.
        number: usize,
        /// The number of statements in the segment.
        of: usize,
        /// The statement.
        statement: &'a Statement,
    },
    /// A segment was rolled back because a lock could not be had, and will be tried again.
    Retry {
        /// The migration.
        version: Version,
        /// Its segment.
        segment: usize,
        /// The number of the try that follows, from 2.
        attempt: u32,
        /// The number of tries in all.
        of: u32,
        /// How long it waits before that.
        delay: Duration,
        /// What the server said.
        reason: &'a str,
    },
    /// The catalog showed that an earlier run did a segment before it was cut off.
    FoundDone {
        /// The migration.
        version: Version,
        /// Its segment.
        segment: usize,
    },
    /// The invalid index that a failed build left was dropped.
    InvalidIndexDropped {
        /// The index.
        index: &'a ObjectName,
    },
    /// A segment is done and recorded.
    SegmentDone {
        /// The migration.
        version: Version,
        /// Its segment.
        segment: usize,
        /// How many segments it has.
        of: usize,
    },
    /// A migration is done and recorded.
    MigrationDone {
        /// Its version.
        version: Version,
        /// Its name.
        name: &'a str,
        /// Whether this was its way back.
        down: bool,
        /// How long this run worked on it.
        elapsed: Duration,
    },
}

/// Whoever wants to know how a run goes. A closure that takes an [`Event`] is one.
pub trait Progress: Send {
    /// Takes note. Called between statements, so it should not take long.
    fn report(&mut self, event: Event<'_>);
}

impl<F: FnMut(Event<'_>) + Send> Progress for F {
    fn report(&mut self, event: Event<'_>) {
        self(event);
    }
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&mut self, _event: Event<'_>) {}
}
