//! Transactions.

use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::RwLock;

use super::backend::Backend;
use super::hold::Hold;
use super::pool::Lease;
use super::run::Holder;
use crate::error::{Error, Failure, Kind};

/// How long a rollback waits for a statement that nobody waits for any more, before that is cancelled.
const GIVEN_UP_ENDS_WITHIN: Duration = Duration::from_millis(100);

/// A transaction. Statements run on it as they do on a [`Db`](crate::Db); [`Transaction::commit`] makes them last. Where it
/// is dropped instead, however that comes about, it is rolled back, and its session is not used again before that.
///
/// It borrows nothing, so that it can be moved to where it is needed. After its end statements on it are refused.
///
/// A statement that is given up (by a timeout of the application, by `select!`) runs on at the server, and the next one waits
/// for it: what it does is part of the transaction, and where it fails, the transaction has failed. What may be given up with
/// all that it did belongs into a [`savepoint`](Transaction::savepoint). A rollback cancels it.
pub struct Transaction {
    shared: Arc<Shared>,
    /// The number of the savepoint that this is a handle of; 0 for the transaction as a whole.
    level: u64,
}

/// What the handles of one transaction have in common.
pub(super) struct Shared {
    lease: RwLock<Lease>,
    state: Mutex<State>,
    /// The level at which statements run now, or [`NONE`] where something has to be undone before: what the state says, for
    /// those who only ask that.
    ready: AtomicU64,
    /// Whether the server rolled it back because it met another one.
    met_another: AtomicBool,
    next_savepoint: AtomicU64,
}

#[derive(Default)]
struct State {
    /// Why the server refuses all but a rollback, as far as somebody saw it, and at which level.
    failure: Option<(u64, Failure)>,
    /// The savepoint whose work was dropped half way, and has to be rolled back before anything else.
    abandoned: Option<u64>,
    /// The savepoints that have not ended, the innermost last. Numbers grow.
    open: Vec<u64>,
}

impl State {
    /// The level at which statements run now.
    fn level(&self) -> u64 {
        self.open.last().copied().unwrap_or_default()
    }

    /// Refuses what comes at another level than the one at which statements run now: it would be undone with a savepoint that
    /// it does not belong to.
    fn check(&self, level: u64) -> Result<(), Error> {
        if self.level() == level {
            return Ok(());
        }
        Err(Error::unsupported(if level == 0 || self.open.contains(&level) {
            "a savepoint of the transaction has not ended, and this would be undone with it: run it on what the savepoint's closure is given, or after the savepoint's end"
        } else {
            "the savepoint that this belongs to has ended: run it on the transaction itself"
        }))
    }

    fn fail(&mut self, failure: impl FnOnce() -> Failure) {
        let level = self.level();
        self.failure.get_or_insert_with(|| (level, failure()));
    }
}

/// No level.
const NONE: u64 = u64::MAX;

/// The state while it is read or changed.
struct Changing<'a> {
    state: MutexGuard<'a, State>,
    ready: &'a AtomicU64,
}

impl Deref for Changing<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Changing<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        // Before the lock is given up.
        let ready = if self.state.abandoned.is_none() { self.state.level() } else { NONE };
        self.ready.store(ready, Ordering::Release);
    }
}

impl Shared {
    fn new(lease: Lease) -> Self {
        Self {
            lease: RwLock::new(lease),
            state: Mutex::default(),
            ready: AtomicU64::new(0),
            met_another: AtomicBool::new(false),
            next_savepoint: AtomicU64::new(1),
        }
    }

    fn state(&self) -> Changing<'_> {
        Changing { state: self.state.lock().unwrap_or_else(PoisonError::into_inner), ready: &self.ready }
    }

    /// A statement failed, and with it the transaction.
    pub(super) fn note(&self, error: &Error) {
        if error.is_serialization_failure() || error.is_deadlock() {
            self.met_another.store(true, Ordering::Relaxed);
        }
        if error.server_error().is_some() || error.is_deadline() {
            self.state().fail(|| Failure::of(error));
        }
    }

    pub(super) fn note_abandoned_copy(&self) {
        self.state().fail(|| Failure::because("a COPY was given up before its end"));
    }

    /// What a transaction that the server gave up has to say: why, as far as somebody saw it.
    fn told(&self, error: Error) -> Error {
        if !error.is_in_failed_transaction() {
            self.note(&error);
            return error;
        }
        let seen = self.state().failure.take();
        Error::new(Kind::TransactionFailed(seen.map_or_else(
            || {
                Failure::because(
                    "one that nobody waited for any more, since it was given up or its rows were not read to the end",
                )
            },
            |(_, failure)| failure,
        )))
    }

    /// The session for one statement of this level, if there is nothing to wait for.
    pub(super) fn hold_at_once(&self, level: u64) -> Option<Hold<'_>> {
        let guard = self.lease.try_read().ok()?;
        let is_ready = self.ready.load(Ordering::Acquire) == level;
        is_ready.then_some(Hold::Of { guard, shared: self })
    }

    /// The session for one statement of this level, with nothing in it of work that was dropped half way.
    pub(super) async fn hold(&self, level: u64) -> Result<Hold<'_>, Error> {
        let hold = Hold::Of { guard: self.lease.read().await, shared: self };
        let abandoned = {
            let mut state = self.state();
            state.check(level)?;
            state.abandoned.take()
        };
        if let Some(number) = abandoned {
            // Until it is done, it is still to be done.
            let again = Again { shared: self, number, is_there: true };
            roll_back_to(hold.backend()?, number).await?;
            again.undone();
        }
        Ok(hold)
    }

    /// Opens a savepoint, to which statements belong from now on. None may be on the way, which could arrive before it or
    /// after it.
    fn open(&self, level: u64) -> Result<Again<'_>, Error> {
        let Ok(_alone) = self.lease.try_write() else {
            if let Ok(guard) = self.lease.try_read() {
                Hold::Of { guard, shared: self }.backend()?.free()?;
            }
            return Err(Error::unsupported(
                "statements of the transaction have not ended, and would be undone with the savepoint or not, as chance has it: await them before",
            ));
        };
        let mut state = self.state();
        state.check(level)?;
        let number = self.next_savepoint.fetch_add(1, Ordering::Relaxed);
        state.open.push(number);
        drop(state);
        Ok(Again { shared: self, number, is_there: false })
    }
}

/// A savepoint that is open. Where its work does not come to an end, it has to be rolled back.
struct Again<'a> {
    shared: &'a Shared,
    number: u64,
    /// Whether the server has it.
    is_there: bool,
}

impl Again<'_> {
    /// It was rolled back, and what failed in it is no more.
    fn undone(mut self) {
        self.is_there = false;
        let mut state = self.shared.state();
        if state.failure.as_ref().is_some_and(|(level, _)| *level >= self.number) {
            state.failure = None;
        }
    }

    /// It was released.
    fn stands(mut self) {
        self.is_there = false;
    }
}

impl Drop for Again<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.open.retain(|number| *number < self.number);
        if self.is_there {
            // The outermost one takes the inner ones along.
            state.abandoned = Some(state.abandoned.map_or(self.number, |other| other.min(self.number)));
        }
    }
}

async fn roll_back_to(backend: &Backend, number: u64) -> Result<(), Error> {
    backend.batch(&format!("ROLLBACK TO SAVEPOINT keel_{number}; RELEASE SAVEPOINT keel_{number}")).await
}

/// Rolls the transaction of a session back, and gives the session back.
async fn undo(lease: &mut Lease) -> Result<(), Error> {
    let backend = lease.backend().ok_or_else(|| Error::new(Kind::TransactionEnded))?;
    let rolled_back = if backend.is_behind() {
        tokio::time::timeout(GIVEN_UP_ENDS_WITHIN, backend.roll_back()).await.ok()
    } else {
        Some(backend.roll_back().await)
    };
    let cleaning = lease.give_back();
    match (rolled_back, cleaning) {
        (Some(result), _) => result,
        // With the session's end the transaction is rolled back too.
        (None, cleaning) => {
            if let Some(cleaning) = cleaning {
                let _ = cleaning.await;
            }
            Ok(())
        }
    }
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
        Ok(Self { shared: Arc::new(Shared::new(lease)), level: 0 })
    }

    /// Another handle of the same transaction, for what is given one.
    pub(super) fn handle(&self) -> Self {
        self.at(self.level)
    }

    fn at(&self, level: u64) -> Self {
        Self { shared: Arc::clone(&self.shared), level }
    }

    /// Whether the server rolled it back because it met another one.
    pub(super) fn met_another(&self) -> bool {
        self.shared.met_another.load(Ordering::Relaxed)
    }

    /// Makes what was done last.
    ///
    /// # Errors
    /// A statement of it had failed, whether somebody saw it or not, so that the server rolls it back
    /// ([`Error::is_transaction_failed`]); a constraint that is checked at the end is violated; it met another one; the
    /// connection was lost, and whether it was committed is not known. It was ended before, or a savepoint of it was not.
    pub async fn commit(self) -> Result<(), Error> {
        // What was dropped half way is rolled back first.
        drop(self.shared.hold(self.level).await?);
        let mut lease = self.shared.lease.write().await;
        let backend = lease.backend().ok_or_else(|| Error::new(Kind::TransactionEnded))?;
        let failure = self.shared.state().failure.take();
        let result = match failure {
            Some((_, failure)) => {
                // What could not be rolled back now is when the session is cleaned or ended.
                let _ = undo(&mut lease).await;
                Err(Error::new(Kind::TransactionFailed(failure)))
            }
            None => backend.commit().await.map_err(|error| self.shared.told(error)),
        };
        drop(lease.give_back());
        result
    }

    /// Undoes what was done. Dropping it does the same without waiting for it.
    ///
    /// A statement that was given up and runs on is cancelled, and the session is ended with it, so that the request to cancel
    /// meets no other statement.
    ///
    /// # Errors
    /// The connection was lost, which undoes it too. It was ended before.
    pub async fn rollback(self) -> Result<(), Error> {
        let mut lease = self.shared.lease.write().await;
        undo(&mut lease).await
    }

    /// Does something that can be undone by itself: where the closure returns an error, or is dropped half way, what it did
    /// is rolled back, and the transaction goes on. What belongs to it runs on what the closure is given: until its end, all
    /// that is run on the transaction itself is refused, another savepoint too.
    ///
    /// # Errors
    /// Those of the closure, and of the server; a statement in it had failed, whether somebody saw it or not
    /// ([`Error::is_transaction_failed`]).
    #[expect(clippy::manual_async_fn, reason = "so it is known to be Send, whatever the closure borrows")]
    pub fn savepoint<T, E, F, W>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        F: FnOnce(Self) -> W + Send,
        W: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<Error> + Send,
    {
        async move {
            // What was dropped half way is rolled back first.
            drop(self.shared.hold(self.level).await?);
            let mut again = self.shared.open(self.level)?;
            let number = again.number;
            let hold = self.shared.hold(number).await?;
            hold.note(hold.backend()?.batch(&format!("SAVEPOINT keel_{number}")).await)?;
            drop(hold);
            again.is_there = true;
            let result = work(self.at(number)).await;
            // Where one inside of it goes on elsewhere, it does not end well.
            let whole = self.shared.hold(number).await.map(drop);
            let hold = Hold::Of { guard: self.shared.lease.read().await, shared: &self.shared };
            let result = match (result, whole) {
                (Ok(value), Ok(())) => match hold.backend()?.batch(&format!("RELEASE SAVEPOINT keel_{number}")).await {
                    Ok(()) => {
                        again.stands();
                        return Ok(value);
                    }
                    Err(error) => Err(E::from(self.shared.told(error))),
                },
                (Ok(_), Err(error)) => Err(E::from(error)),
                (Err(error), _) => Err(error),
            };
            roll_back_to(hold.backend()?, number).await?;
            again.undone();
            result
        }
    }
}

impl Holder for Transaction {
    fn hold_at_once(&self) -> Option<Hold<'_>> {
        self.shared.hold_at_once(self.level)
    }

    async fn hold(&self) -> Result<Hold<'_>, Error> {
        // In a box, since it is a part of the future of each statement, and nearly none has to wait.
        Box::pin(self.shared.hold(self.level)).await
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Transaction").finish_non_exhaustive()
    }
}
