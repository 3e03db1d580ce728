//! Which pools of one session have theirs in the transaction that the present task is inside of.

tokio::task_local! {
    /// The pools.
    pub(super) static WITHIN: Vec<usize>;
}

/// Whether asking this pool for a session would wait for ever.
pub(super) fn holds_the_only_session(pool: usize) -> bool {
    WITHIN.try_with(|pools| pools.contains(&pool)).unwrap_or(false)
}

/// Those that are known, and this one.
pub(super) fn and(pool: usize) -> Vec<usize> {
    let mut pools = WITHIN.try_with(Clone::clone).unwrap_or_default();
    pools.push(pool);
    pools
}
