//! The ledger: the table `keel.migrations`, in which the database keeps what was applied to it.

mod failure;
mod row;
mod store;
mod superseded;

pub use failure::LastFailure;
pub(crate) use failure::{forget_failure, keep_failure};
pub use row::{Attempt, LedgerRow, RowState};
pub(crate) use store::{Mark, create, forget, mark_baseline, mark_down, mark_up, read, settle};
pub(crate) use superseded::supersede;
