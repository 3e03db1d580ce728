//! Sessions whose protocol is driven by those who wait for answers, without a task of their own.
//!
//! With a task, each statement is handed over to it and its answer back, and the runtime is asked twice to run somebody else.
//! Where whoever waits reads and writes for himself, neither is needed. Any number may wait at a time: one of them drives, and
//! wakes the others when something has come.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::AsyncMessage;

use crate::connection::{Shared, lock};

/// So often in a row somebody goes on who finds something to do, until others get their turn.
const MOST_ROUNDS: usize = 32;

/// What reads and writes the messages of a session, whatever the way to the server.
pub(crate) trait Protocol: Send {
    /// What the server says unasked; meanwhile requests are written, and answers handed out.
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<AsyncMessage, tokio_postgres::Error>>>;
}

impl<S, T> Protocol for tokio_postgres::Connection<S, T>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
    T: AsyncRead + AsyncWrite + Unpin + Send,
{
    fn poll_message(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<AsyncMessage, tokio_postgres::Error>>> {
        tokio_postgres::Connection::poll_message(self, context)
    }
}

/// A session's protocol, and who waits for it.
pub(crate) struct Hub {
    /// Nothing where the session has ended, or somebody else drives it.
    protocol: Mutex<Option<Box<dyn Protocol>>>,
    state: Arc<State>,
    /// What the protocol wakes: the socket is ready, or there is a request.
    on_protocol: Waker,
    /// What answers wake.
    on_answer: Waker,
    shared: Arc<Mutex<Shared>>,
}

/// Who waits, and what has moved while somebody drives, who looks for himself.
#[derive(Default)]
struct State {
    waiting: Mutex<Waiting>,
    protocol_moved: AtomicBool,
    answer_moved: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    is_driven: bool,
    wakers: Vec<(u64, Waker)>,
    next: u64,
}

impl Waiting {
    /// Takes those who wait, but for one.
    fn others(&mut self, place: Option<u64>) -> Vec<Waker> {
        if self.wakers.iter().all(|(number, _)| Some(*number) == place) {
            return Vec::new();
        }
        let (mine, others) = std::mem::take(&mut self.wakers).into_iter().partition(|(one, _)| Some(*one) == place);
        self.wakers = mine;
        others.into_iter().map(|(_, waker): (u64, Waker)| waker).collect()
    }

    /// Leaves a waker in one's place, and gives the one that was there.
    fn wait(&mut self, place: &mut Option<u64>, waker: &Waker) -> Option<Waker> {
        let number = *place.get_or_insert_with(|| {
            self.next += 1;
            self.next
        });
        match self.wakers.iter_mut().find(|(other, _)| *other == number) {
            Some((_, before)) if before.will_wake(waker) => None,
            Some((_, before)) => Some(std::mem::replace(before, waker.clone())),
            None => {
                self.wakers.push((number, waker.clone()));
                None
            }
        }
    }

    fn leave(&mut self, place: Option<u64>) -> Option<Waker> {
        let index = self.wakers.iter().position(|(number, _)| Some(*number) == place)?;
        Some(self.wakers.swap_remove(index).1)
    }
}

impl State {
    /// Tells who drives, by this, or else wakes all who wait.
    fn moved(&self, told: &AtomicBool) {
        let mut waiting = lock(&self.waiting);
        if waiting.is_driven {
            told.store(true, Ordering::Release);
            return;
        }
        let wakers = std::mem::take(&mut waiting.wakers);
        drop(waiting);
        // Nothing is locked here, since whoever is woken may be dropped by that.
        wakers.into_iter().for_each(|(_, waker)| waker.wake());
    }
}

/// What the protocol wakes.
struct OnProtocol(Arc<State>);

/// What answers wake.
struct OnAnswer(Arc<State>);

impl Wake for OnProtocol {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.moved(&self.0.protocol_moved);
    }
}

impl Wake for OnAnswer {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.moved(&self.0.answer_moved);
    }
}

/// A turn of driving, which ends whatever happens in it.
struct Turn<'a>(&'a State);

impl<'a> Turn<'a> {
    fn begin(state: &'a State) -> Self {
        lock(&state.waiting).is_driven = true;
        state.answer_moved.store(false, Ordering::Release);
        Self(state)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.0.waiting).is_driven = false;
    }
}

impl Hub {
    pub(crate) fn new(protocol: Box<dyn Protocol>, shared: Arc<Mutex<Shared>>) -> Self {
        let state = Arc::new(State::default());
        let on_protocol = Waker::from(Arc::new(OnProtocol(Arc::clone(&state))));
        let on_answer = Waker::from(Arc::new(OnAnswer(Arc::clone(&state))));
        Self { protocol: Mutex::new(Some(protocol)), state, on_protocol, on_answer, shared }
    }

    pub(crate) fn shared(&self) -> &Arc<Mutex<Shared>> {
        &self.shared
    }

    /// The protocol, for one who drives it from now on.
    pub(crate) fn take(&self) -> Option<Box<dyn Protocol>> {
        lock(&self.protocol).take()
    }

    /// Takes in what the server sent while nobody waited.
    pub(crate) fn look(&self) {
        // Otherwise somebody looks already.
        if let Ok(mut protocol) = self.protocol.try_lock() {
            let turn = Turn::begin(&self.state);
            self.advance(&mut protocol);
            let others = lock(&self.state.waiting).others(None);
            drop(turn);
            drop(protocol);
            others.into_iter().for_each(Waker::wake);
        }
    }

    fn advance(&self, protocol: &mut Option<Box<dyn Protocol>>) {
        let mut context = Context::from_waker(&self.on_protocol);
        while let Some(driven) = protocol {
            let Poll::Ready(message) = driven.poll_message(&mut context) else { return };
            if !lock(&self.shared).take(message) {
                // Those whose answers do not come any more are told by that.
                *protocol = None;
            }
        }
    }

    /// Polls something that waits for an answer, and drives until it has come or nothing moves.
    fn poll<T>(
        &self,
        place: &mut Option<u64>,
        context: &mut Context<'_>,
        mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let State { waiting, protocol_moved, answer_moved } = &*self.state;
        let mut mine = Context::from_waker(&self.on_answer);
        let mut protocol = lock(&self.protocol);
        let turn = Turn::begin(&self.state);
        // Whether an answer may have come that others wait for.
        let (mut is_stirred, mut rounds) = (false, 0);
        let (result, others, before) = loop {
            is_stirred |= answer_moved.swap(false, Ordering::AcqRel);
            if let Poll::Ready(value) = poll(&mut mine) {
                let mut waiting = lock(waiting);
                let before = waiting.leave(place.take());
                break (Poll::Ready(value), waiting.others(None), before);
            }
            // What it asks for is sent below.
            protocol_moved.store(false, Ordering::Release);
            self.advance(&mut protocol);
            rounds += 1;
            let mut waiting = lock(waiting);
            let has_moved = answer_moved.load(Ordering::Acquire) || protocol_moved.load(Ordering::Acquire);
            if has_moved && rounds < MOST_ROUNDS {
                continue;
            }
            // From here on whatever moves wakes those who wait.
            waiting.is_driven = false;
            let before = waiting.wait(place, context.waker());
            if has_moved {
                context.waker().wake_by_ref();
            }
            break (Poll::Pending, if is_stirred || has_moved { waiting.others(*place) } else { Vec::new() }, before);
        };
        drop(turn);
        drop(protocol);
        drop(before);
        others.into_iter().for_each(Waker::wake);
        result
    }
}

/// Somebody who waits for answers of a session, and drives it meanwhile where no task does.
pub struct Waiter {
    hub: Option<Arc<Hub>>,
    place: Option<u64>,
}

impl Waiter {
    pub(crate) fn new(hub: Option<&Arc<Hub>>) -> Self {
        Self { hub: hub.map(Arc::clone), place: None }
    }

    /// Polls what waits for an answer of the session, and of nothing that waits so itself.
    pub fn poll<T>(&mut self, context: &mut Context<'_>, mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>) -> Poll<T> {
        match &self.hub {
            Some(hub) => hub.poll(&mut self.place, context, poll),
            None => poll(context),
        }
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        if let (Some(hub), Some(place)) = (&self.hub, self.place) {
            let before = lock(&hub.state.waiting).leave(Some(place));
            drop(before);
        }
    }
}

impl fmt::Debug for Waiter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Waiter").finish_non_exhaustive()
    }
}
