//! What a pool is told at its making.

use std::time::Duration;

use crate::error::Error;

/// The settings of a pool.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The most sessions at a time.
    pub(crate) max_connections: usize,
    /// How long a session may be idle until it is closed.
    pub(crate) idle_timeout: Duration,
    /// How long the opening of a session may take.
    pub(crate) connect_timeout: Duration,
    /// How long to wait for a session when all are in use.
    pub(crate) acquire_timeout: Duration,
    /// How long a statement may take; zero is no limit.
    pub(crate) statement_timeout: Option<Duration>,
    /// A session that was idle for longer is asked for a sign of life before it is used.
    pub(crate) check_after: Duration,
    /// Whether each transaction may be another session's: nothing can be prepared or set then.
    pub(crate) transaction_pooler: bool,
    /// How many prepared statements a session keeps.
    pub(crate) prepared_statements: std::num::NonZeroUsize,
    /// Whether transactions are not to write.
    pub(crate) read_only: bool,
    /// Statements that take longer are told as warnings.
    pub(crate) slow_statement: Option<Duration>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_connections: 10,
            idle_timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(10),
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: None,
            check_after: Duration::from_secs(5),
            transaction_pooler: false,
            prepared_statements: std::num::NonZeroUsize::MIN.saturating_add(255),
            read_only: false,
            slow_statement: None,
        }
    }
}

impl Settings {
    /// The statements that give a new session its settings, if any are to be given.
    pub(crate) fn at_start(&self) -> Option<String> {
        // Behind a pooler a setting would stay with a session that others use too.
        if self.transaction_pooler {
            return None;
        }
        let limit = self.statement_timeout.map(|limit| format!("SET statement_timeout = {}", milliseconds(limit)));
        let read_only = self.read_only.then(|| "SET default_transaction_read_only = on".to_owned());
        let settings: Vec<_> = limit.into_iter().chain(read_only).collect();
        (!settings.is_empty()).then(|| settings.join("; "))
    }

    /// Whether the server refuses to write on a session as it is.
    pub(crate) fn reads_by_default(&self) -> bool {
        self.read_only && !self.transaction_pooler
    }

    /// How long this side waits for a statement, where the server is not told.
    pub(crate) fn own_deadline(&self) -> Option<Duration> {
        self.statement_timeout.filter(|limit| self.transaction_pooler && !limit.is_zero())
    }

    /// Refuses what needs a session of one's own where there is none.
    pub(crate) fn needs_session(&self, what: &str) -> Result<(), Error> {
        if self.transaction_pooler {
            return Err(Error::unsupported(format!(
                "{what} needs a session of its own, which a pooler that pools transactions does not give; use a `Db` that is connected to the server itself"
            )));
        }
        Ok(())
    }
}

/// The time as the server takes it: a part of a millisecond is a whole one, since none is no limit, and more than it can count
/// is the most.
fn milliseconds(limit: Duration) -> u128 {
    limit.as_micros().div_ceil(1000).max(u128::from(!limit.is_zero())).min(0x7fff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_stays_one_however_it_is_counted() {
        assert_eq!(milliseconds(Duration::ZERO), 0);
        assert_eq!(milliseconds(Duration::from_nanos(1)), 1);
        assert_eq!(milliseconds(Duration::from_micros(1500)), 2);
        assert_eq!(milliseconds(Duration::MAX), 2_147_483_647);
    }
}
