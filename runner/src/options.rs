//! Settings of a run.

use std::time::Duration;

use crate::file::Timeout;

/// How long to wait, how often to try, and what to let pass.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long to wait for another run to end.
    pub wait_for_lock: Duration,
    /// How often to tell that it is still waiting.
    pub report_waiting: Duration,
    /// `lock_timeout` for segments with a transaction: a statement that waits for a strong lock makes everyone behind it
    /// wait too, so it should give up soon and try again.
    pub lock_timeout: Timeout,
    /// `statement_timeout` for segments with a transaction; none for what the role or database has. Statements that scan
    /// tables (index builds, VALIDATE CONSTRAINT) and those outside of a transaction have none in any case, unless the
    /// file says so.
    pub statement_timeout: Option<Timeout>,
    /// How often to try a segment whose locks cannot be had, the first time included.
    pub attempts: u32,
    /// The pause before the second try; it doubles with each one, up to [`Options::longest_pause`].
    pub first_pause: Duration,
    /// The longest pause between two tries.
    pub longest_pause: Duration,
    /// Apply pending migrations that are older than the last applied one.
    pub allow_out_of_order: bool,
    /// Apply pending migrations though the ledger has some that the folder lacks.
    pub allow_missing: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wait_for_lock: Duration::from_secs(60),
            report_waiting: Duration::from_secs(5),
            lock_timeout: Timeout::new(Duration::from_secs(5)),
            statement_timeout: None,
            attempts: 6,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(15),
            allow_out_of_order: false,
            allow_missing: false,
        }
    }
}

impl Options {
    /// The pause before a try, by its number from 2.
    pub(crate) fn pause(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(2));
        self.first_pause.saturating_mul(doubled).min(self.longest_pause)
    }
}
