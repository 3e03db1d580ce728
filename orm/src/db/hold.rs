//! The right to a session for the time of one statement.

use std::fmt;

use tokio::sync::RwLockReadGuard;

use super::backend::Backend;
use super::pool::Lease;
use super::transaction::Shared;
use crate::error::{Error, Kind};
use crate::executor::BoxFuture;

/// A session for as long as a statement needs it.
pub(super) enum Hold<'a> {
    /// Taken from the pool for this statement alone.
    Own(Lease),
    /// The same, where the statement is not to write and the session would let it.
    Reading(Lease),
    /// That of a session that the application keeps: nobody takes it away while it is borrowed.
    Kept(&'a Lease),
    /// That of a transaction, of which there may be several handles.
    Of { guard: RwLockReadGuard<'a, Lease>, shared: &'a Shared },
}

impl Hold<'_> {
    /// The session.
    pub(super) fn backend(&self) -> Result<&Backend, Error> {
        let backend = match self {
            Self::Own(lease) | Self::Reading(lease) => lease.backend(),
            Self::Kept(lease) => lease.backend(),
            Self::Of { guard, .. } => guard.backend(),
        };
        backend.ok_or_else(|| Error::new(Kind::TransactionEnded))
    }

    /// Takes note of how the statement ended, and passes that on.
    pub(super) fn note<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        if let (Self::Of { shared, .. }, Err(error)) = (self, &result) {
            shared.note(error);
        }
        result
    }

    /// A COPY was given up, which fails a transaction.
    pub(super) fn note_abandoned(&self) {
        if let Self::Of { shared, .. } = self {
            shared.note_abandoned_copy();
        }
    }

    /// Whether the statement has to be kept from writing.
    pub(super) fn only_reads(&self) -> bool {
        matches!(self, Self::Reading(_))
    }

    /// Whether the session is in a transaction that is not this statement's alone.
    pub(super) fn in_transaction(&self) -> bool {
        matches!(self, Self::Of { .. })
    }
}

/// A session for one statement.
#[doc(hidden)]
pub struct Held<'a>(pub(super) Hold<'a>);

impl fmt::Debug for Held<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Held").finish_non_exhaustive()
    }
}

/// How a session for one statement is to be had.
#[doc(hidden)]
pub enum Lent<'a> {
    /// Here it is.
    Now(Held<'a>),
    /// It has to be waited for.
    Later(BoxFuture<'a, Result<Held<'a>, Error>>),
    /// Not at all: the statement is given away instead.
    Never,
}

impl fmt::Debug for Lent<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Now(_) => "Now",
            Self::Later(_) => "Later",
            Self::Never => "Never",
        })
    }
}
