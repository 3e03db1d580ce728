//! Who is served, and who waits: one after the other, in the order in which they came.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The queue of a server that serves one at a time.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// How many have come and are not gone.
    present: usize,
    /// The number of the next one that asks for a turn.
    next: u64,
    /// The number of the one whose turn it is.
    serving: u64,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody comes, and is there until the place is dropped.
    pub(crate) fn enter(self: &Arc<Self>) -> Place {
        self.state().present += 1;
        Place(Arc::clone(self))
    }

    /// Waits until all who asked before have had their turn.
    pub(crate) fn turn(self: &Arc<Self>) -> Turn {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        while state.serving != number {
            state = self.wait(state);
        }
        Turn(Arc::clone(self))
    }

    /// Waits until nobody is there.
    pub(crate) fn wait_until_empty(&self) {
        let mut state = self.state();
        while state.present > 0 {
            state = self.wait(state);
        }
    }
}

/// Somebody who is there, whether served or not.
#[derive(Debug)]
pub(crate) struct Place(Arc<Queue>);

impl Place {
    /// See [`Queue::turn`].
    pub(crate) fn turn(&self) -> Turn {
        self.0.turn()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.state().present -= 1;
        self.0.changed.notify_all();
    }
}

/// The right to be served, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn(Arc<Queue>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().serving += 1;
        self.0.changed.notify_all();
    }
}
