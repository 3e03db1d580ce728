//! What a transaction is to be.

use std::time::Duration;

/// How far a transaction is kept apart from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Isolation {
    /// Each statement sees what was committed before it began.
    ReadCommitted,
    /// All statements see what was committed before the first one began.
    RepeatableRead,
    /// The outcome is one that transactions would have had one after the other; some have to be tried again for that.
    Serializable,
}

/// How a transaction is begun, and how often it is tried. Without any of it, it is as the server is set to.
///
/// ```
/// use evenkeel::{Isolation, TransactionOptions};
///
/// let report = TransactionOptions::new().isolation(Isolation::Serializable).read_only().deferrable();
/// let transfer = TransactionOptions::new().isolation(Isolation::Serializable).attempts(5);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransactionOptions {
    isolation: Option<Isolation>,
    read_only: bool,
    deferrable: bool,
    attempts: u32,
}

/// The first and the longest pause between two attempts.
const PAUSE: [Duration; 2] = [Duration::from_millis(10), Duration::from_secs(1)];

impl TransactionOptions {
    /// As the server is set to, tried once.
    pub const fn new() -> Self {
        Self { isolation: None, read_only: false, deferrable: false, attempts: 1 }
    }

    /// How far it is kept apart from others.
    #[must_use]
    pub const fn isolation(self, isolation: Isolation) -> Self {
        Self { isolation: Some(isolation), ..self }
    }

    /// It changes nothing.
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    /// It may wait at its beginning until it can run without being rolled back by others; only for a serialisable one that
    /// is read only.
    #[must_use]
    pub const fn deferrable(self) -> Self {
        Self { deferrable: true, ..self }
    }

    /// How often it is tried where it meets another one (a serialisation failure, a deadlock), the first time included, with
    /// growing pauses between.
    #[must_use]
    pub const fn attempts(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Whether it is worth another try after so many.
    pub(super) fn tries_again_after(self, attempts: u32) -> bool {
        attempts < self.attempts
    }

    /// The pause after so many attempts: about double the one before, and each time another one, so that two that met do
    /// not meet again.
    pub(super) fn pause_after(attempts: u32) -> Duration {
        let [shortest, longest] = PAUSE;
        let doubled = shortest.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1))).min(longest);
        doubled.mul_f64(fastrand::f64() + 0.5)
    }

    /// The statement that begins it.
    pub(super) fn begin(self) -> String {
        let mut sql = String::from("BEGIN");
        sql.push_str(match self.isolation {
            None => "",
            Some(Isolation::ReadCommitted) => " ISOLATION LEVEL READ COMMITTED",
            Some(Isolation::RepeatableRead) => " ISOLATION LEVEL REPEATABLE READ",
            Some(Isolation::Serializable) => " ISOLATION LEVEL SERIALIZABLE",
        });
        if self.read_only {
            sql.push_str(" READ ONLY");
        }
        if self.deferrable {
            sql.push_str(" DEFERRABLE");
        }
        sql
    }
}
