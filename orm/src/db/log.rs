//! What is told of each statement, never the values of its parameters.

use std::time::{Duration, Instant};

use tracing::Level;

use crate::error::Error;

/// The time of one statement, where somebody wants to know it.
pub(super) struct Clock {
    begun: Option<Instant>,
    slow: Option<Duration>,
}

impl Clock {
    pub(super) fn start(slow: Option<Duration>) -> Self {
        let wanted = slow.is_some() || tracing::enabled!(target: "evenkeel::statement", Level::DEBUG);
        Self { begun: wanted.then(Instant::now), slow }
    }

    /// Tells of the end.
    pub(super) fn stop(&self, statement: &str, outcome: Result<u64, &Error>) {
        let Some(elapsed) = self.begun.map(|begun| begun.elapsed()) else {
            return;
        };
        let milliseconds = elapsed.as_secs_f64() * 1000.0;
        match outcome {
            Ok(rows) if self.slow.is_some_and(|slow| elapsed >= slow) => {
                tracing::warn!(target: "evenkeel::statement", statement, milliseconds, rows, "slow statement");
            }
            Ok(rows) => tracing::debug!(target: "evenkeel::statement", statement, milliseconds, rows, "statement"),
            Err(error) => {
                tracing::debug!(target: "evenkeel::statement", statement, milliseconds, %error, "failed statement");
            }
        }
    }
}
