//! What is told of each statement, never the values of its parameters.

use std::time::{Duration, Instant};

use tracing::Level;

use crate::error::Error;

/// The time of one statement, where somebody wants to know it.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    begun: Option<Instant>,
    slow: Option<Duration>,
}

impl Clock {
    pub(super) fn start(slow: Option<Duration>) -> Self {
        let wanted = slow.is_some() || tracing::enabled!(target: "evenkeel::statement", Level::DEBUG);
        Self { begun: wanted.then(Instant::now), slow }
    }

    /// Tells that nobody waits for the end any more.
    pub(super) fn given_up(&self, statement: &str) {
        let Some((elapsed, milliseconds)) = self.elapsed() else {
            return;
        };
        if self.is_slow(elapsed) {
            tracing::warn!(target: "evenkeel::statement", statement, milliseconds, "slow statement, given up before its end");
        } else {
            tracing::debug!(target: "evenkeel::statement", statement, milliseconds, "statement given up before its end");
        }
    }

    fn elapsed(&self) -> Option<(Duration, f64)> {
        let elapsed = self.begun?.elapsed();
        Some((elapsed, elapsed.as_secs_f64() * 1000.0))
    }

    fn is_slow(&self, elapsed: Duration) -> bool {
        self.slow.is_some_and(|slow| elapsed >= slow)
    }

    /// Tells of the end.
    pub(super) fn stop(&self, statement: &str, outcome: Result<u64, &Error>) {
        let Some((elapsed, milliseconds)) = self.elapsed() else {
            return;
        };
        match outcome {
            Ok(rows) if self.is_slow(elapsed) => {
                tracing::warn!(target: "evenkeel::statement", statement, milliseconds, rows, "slow statement");
            }
            Ok(rows) => tracing::debug!(target: "evenkeel::statement", statement, milliseconds, rows, "statement"),
            Err(error) => {
                tracing::debug!(target: "evenkeel::statement", statement, milliseconds, %error, "failed statement");
            }
        }
    }
}

/// A statement that somebody waits for. Where it is dropped before its end, that is told.
pub(super) struct Running<'a> {
    pub(super) clock: Clock,
    pub(super) statement: &'a str,
    is_waited_for: bool,
}

impl<'a> Running<'a> {
    pub(super) fn new(clock: Clock, statement: &'a str) -> Self {
        Self { clock, statement, is_waited_for: true }
    }

    /// It has ended, or something else waits for it from now on.
    pub(super) fn done(mut self) -> Clock {
        self.is_waited_for = false;
        self.clock
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if self.is_waited_for {
            self.clock.given_up(self.statement);
        }
    }
}
