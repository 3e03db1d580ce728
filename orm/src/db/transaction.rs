//! Transactions.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::RwLock;

use super::backend::Backend;
use super::hold::Hold;
use super::pool::Lease;
use super::run::Holder;
use crate::error::{Error, Kind};

/// A transaction. Statements run on it as they do on a [`Db`](crate::Db); [`Transaction::commit`] makes them last. Where it
/// is dropped instead, however that comes about, it is rolled back, and its session is not used again before that.
///
/// It borrows nothing, so that it can be moved to where it is needed. After its end statements on it are refused.
pub struct Transaction {
    shared: Arc<Shared>,
}

/// What the handles of one transaction, or of one session, have in common.
pub(super) struct Shared {
    lease: RwLock<Lease>,
    is_transaction: bool,
    state: Mutex<State>,
    /// Whether the server rolled it back because it met another one.
    met_another: AtomicBool,
    next_savepoint: AtomicU64,
}

#[derive(Default)]
struct State {
    /// Why the server refuses all but a rollback, in the words of the error that made it so.
    failure: Option<String>,
    /// The savepoint whose work was dropped half way, and has to be rolled back before anything else.
    abandoned: Option<u64>,
}

impl Shared {
    pub(super) fn new(lease: Lease, is_transaction: bool) -> Self {
        Self {
            lease: RwLock::new(lease),
            is_transaction,
            state: Mutex::default(),
            met_another: AtomicBool::new(false),
            next_savepoint: AtomicU64::new(1),
        }
    }

    pub(super) fn is_transaction(&self) -> bool {
        self.is_transaction
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A statement failed, and with it the transaction.
    pub(super) fn note(&self, error: &Error) {
        if error.is_serialization_failure() || error.is_deadlock() {
            self.met_another.store(true, Ordering::Relaxed);
        }
        if error.server_error().is_some() || error.is_deadline() {
            self.state().failure.get_or_insert_with(|| error.to_string());
        }
    }

    pub(super) fn note_abandoned_copy(&self) {
        self.state().failure.get_or_insert_with(|| "a COPY was given up before its end".to_owned());
    }

    /// The session for one statement, if there is nothing to wait for.
    pub(super) fn hold_at_once(&self) -> Option<Hold<'_>> {
        let guard = self.lease.try_read().ok()?;
        let is_whole = self.state().abandoned.is_none();
        is_whole.then_some(Hold::Of { guard, shared: self })
    }

    /// The session for one statement, with nothing in it of work that was dropped half way.
    pub(super) async fn hold(&self) -> Result<Hold<'_>, Error> {
        let hold = Hold::Of { guard: self.lease.read().await, shared: self };
        let abandoned = self.state().abandoned.take();
        if let Some(number) = abandoned {
            // Until it is done, it is still to be done.
            let again = Again { shared: self, number, done: false };
            roll_back_to(hold.backend()?, number).await?;
            again.done();
        }
        Ok(hold)
    }
}

/// Marks a savepoint as one that has to be rolled back, unless its work comes to an end.
struct Again<'a> {
    shared: &'a Shared,
    number: u64,
    done: bool,
}

impl Again<'_> {
    fn done(mut self) {
        self.done = true;
        self.shared.state().failure = None;
    }

    fn stands(mut self) {
        self.done = true;
    }
}

impl Drop for Again<'_> {
    fn drop(&mut self) {
        if !self.done {
            let mut state = self.shared.state();
            // The outermost one takes the inner ones along.
            state.abandoned = Some(state.abandoned.map_or(self.number, |other| other.min(self.number)));
        }
    }
}

async fn roll_back_to(backend: &Backend, number: u64) -> Result<(), Error> {
    backend.batch(&format!("ROLLBACK TO SAVEPOINT keel_{number}; RELEASE SAVEPOINT keel_{number}")).await
}

impl Transaction {
    /// Begins one on this session.
    pub(super) async fn begin(lease: Lease, begin: &str) -> Result<Self, Error> {
        let Some(backend) = lease.backend() else {
            return Err(Error::new(Kind::PoolClosed));
        };
        backend.set_in_transaction(true);
        if let Err(error) = backend.batch(begin).await {
            if error.server_error().is_some() {
                backend.set_in_transaction(false);
            }
            return Err(error);
        }
        Ok(Self { shared: Arc::new(Shared::new(lease, true)) })
    }

    /// Another handle of the same transaction, for what is given one.
    pub(super) fn handle(&self) -> Self {
        Self { shared: Arc::clone(&self.shared) }
    }

    /// Whether the server rolled it back because it met another one.
    pub(super) fn met_another(&self) -> bool {
        self.shared.met_another.load(Ordering::Relaxed)
    }

    /// Makes what was done last.
    ///
    /// # Errors
    /// A statement of it had failed, so that the server rolls it back; a constraint that is checked at the end is violated;
    /// it met another one; the connection was lost, and whether it was committed is not known. It was ended before.
    pub async fn commit(self) -> Result<(), Error> {
        self.end_by("COMMIT").await
    }

    /// Undoes what was done. Dropping it does the same without waiting for it.
    ///
    /// # Errors
    /// The connection was lost, which undoes it too. It was ended before.
    pub async fn rollback(self) -> Result<(), Error> {
        self.end_by("ROLLBACK").await
    }

    async fn end_by(self, how: &str) -> Result<(), Error> {
        // What was dropped half way is rolled back first.
        drop(self.shared.hold().await?);
        let mut lease = self.shared.lease.write().await;
        let backend = lease.backend().ok_or_else(|| Error::new(Kind::TransactionEnded))?;
        // The server answers the COMMIT of a failed transaction with a ROLLBACK, and calls it no error.
        let failure = if how == "COMMIT" { self.shared.state().failure.take() } else { None };
        let result = backend.batch(if failure.is_some() { "ROLLBACK" } else { how }).await;
        if let Err(error) = &result {
            self.shared.note(error);
        }
        // After an error of the server it has ended too; without an answer it may not have, and the session is cleaned.
        if result.is_ok() || result.as_ref().is_err_and(|error| error.server_error().is_some()) {
            backend.set_in_transaction(false);
        }
        lease.give_back();
        match failure {
            Some(cause) => Err(Error::new(Kind::TransactionFailed { cause })),
            None => result,
        }
    }

    /// Does something that can be undone by itself: where the closure returns an error, or is dropped half way, what it did
    /// is rolled back, and the transaction goes on.
    ///
    /// # Errors
    /// Those of the closure, and of the server.
    #[expect(clippy::manual_async_fn, reason = "so it is known to be Send, whatever the closure borrows")]
    pub fn savepoint<T, E, F, W>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        F: FnOnce(Self) -> W + Send,
        W: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<Error> + Send,
    {
        async move {
            let number = self.shared.next_savepoint.fetch_add(1, Ordering::Relaxed);
            let hold = self.shared.hold().await?;
            hold.note(hold.backend()?.batch(&format!("SAVEPOINT keel_{number}")).await)?;
            drop(hold);
            let again = Again { shared: &self.shared, number, done: false };
            let result = work(self.handle()).await;
            let hold = self.shared.hold().await?;
            let result = match result {
                Ok(value) => match hold.backend()?.batch(&format!("RELEASE SAVEPOINT keel_{number}")).await {
                    Ok(()) => {
                        again.stands();
                        return Ok(value);
                    }
                    Err(error) => Err(E::from(error)),
                },
                Err(error) => Err(error),
            };
            roll_back_to(hold.backend()?, number).await?;
            again.done();
            result
        }
    }
}

impl Holder for Transaction {
    fn hold_at_once(&self) -> Option<Hold<'_>> {
        self.shared.hold_at_once()
    }

    async fn hold(&self) -> Result<Hold<'_>, Error> {
        // In a box, since it is a part of the future of each statement, and nearly none has to wait.
        Box::pin(self.shared.hold()).await
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Transaction").finish_non_exhaustive()
    }
}
