//! That a test has a database, so that a second one which it asks for by itself is told instead of waiting for the first.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};

use tokio::task;

/// Who has a database of its own.
static CLAIMS: Mutex<Vec<Who>> = Mutex::new(Vec::new());

/// A test: its thread, on which its own future runs whatever the runtime, or a task that it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Task(task::Id),
    Thread(ThreadId),
}

impl Who {
    fn asks() -> Self {
        task::try_id().map_or_else(|| Self::Thread(thread::current().id()), Self::Task)
    }
}

/// One test's claim to a database and to those that it has beside that. It ends with this value.
#[derive(Debug)]
pub(crate) struct Claim(Who);

impl Claim {
    /// The claim of the test that asks.
    ///
    /// # Panics
    /// Where it has one already.
    pub(crate) fn stake() -> Self {
        let who = Who::asks();
        let mut claims = CLAIMS.lock().unwrap_or_else(PoisonError::into_inner);
        let has_one = claims.contains(&who);
        if !has_one {
            claims.push(who);
        }
        drop(claims);
        assert!(
            !has_one,
            "this test has a database already: a second one is `database.another()`. On a server that serves one connection \
             at a time a second `TestDatabase::create()` would wait for the first for ever"
        );
        Self(who)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        CLAIMS.lock().unwrap_or_else(PoisonError::into_inner).retain(|who| *who != self.0);
    }
}
