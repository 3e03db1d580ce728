//! What a statement was seen to do where it was run.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;

use crate::plan::LockMode;

/// What a statement did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The strongest lock on each table that was there before all of the migrations, where it took one of its own. Of
    /// statements outside of a transaction nothing is seen: their locks are gone when they end.
    pub locks: BTreeMap<QualifiedName, LockMode>,
    /// Those of these tables that it wrote anew.
    pub rewrites: Vec<QualifiedName>,
    /// Whether it ran in a transaction.
    pub transactional: bool,
}
