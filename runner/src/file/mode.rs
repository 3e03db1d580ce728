//! How the statements of a segment run.

/// How the statements of a segment run, and what stands of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// In one transaction.
    #[default]
    Transaction,
    /// In one transaction that is always rolled back: they only look at rows, and fail where these would stop a later
    /// segment. Nothing stands of them, so they are never done: each run that begins or goes on behind them runs them.
    Check,
    /// One statement, outside of any transaction.
    NoTransaction,
}

impl Mode {
    /// Whether the statements run in a transaction.
    pub fn is_transactional(self) -> bool {
        self != Self::NoTransaction
    }
}
