//! The calls that are on their way, by the names that the page gave them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use evenkeel_connect::{CancelToken, ConnectError, RawCancelToken};
use tokio::sync::Notify;

use crate::api::ErrorCode;
use crate::failure::Failure;

/// How long a server may take to hear that something is wanted no more.
const PATIENCE: Duration = Duration::from_secs(5);

/// All of them.
#[derive(Clone, Debug, Default)]
pub struct Running {
    calls: Arc<Mutex<BTreeMap<String, Arc<Call>>>>,
}

#[derive(Debug, Default)]
struct Call {
    is_cancelled: AtomicBool,
    waking: Notify,
    token: Mutex<Option<Token>>,
}

/// What can cancel a session of either kind.
#[derive(Clone, Debug)]
enum Token {
    Raw(RawCancelToken),
    Session(CancelToken),
}

impl Token {
    async fn cancel(&self) -> Result<(), ConnectError> {
        match self {
            Self::Raw(token) => token.cancel().await,
            Self::Session(token) => token.cancel().await,
        }
    }
}

/// A call that is on its way, for as long as this lives.
#[derive(Debug)]
pub struct Entry {
    running: Running,
    name: Option<String>,
    call: Arc<Call>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    /// A call begins.
    pub fn enter(&self, name: Option<&str>) -> Entry {
        let call = Arc::<Call>::default();
        let name = name.filter(|name| !name.is_empty()).map(str::to_owned);
        if let Some(name) = &name {
            lock(&self.calls).insert(name.clone(), Arc::clone(&call));
        }
        Entry { running: self.clone(), name, call }
    }

    /// Ends a call: at once where it waits for a session, else by asking the server. Whether there was one.
    pub async fn cancel(&self, name: &str, server_can: bool) -> Result<bool, Failure> {
        let call = lock(&self.calls).get(name).map(Arc::clone);
        let Some(call) = call else { return Ok(false) };
        let token = lock(&call.token).clone();
        if token.is_some() && !server_can {
            return Ok(false);
        }
        call.is_cancelled.store(true, Ordering::SeqCst);
        call.waking.notify_waiters();
        match token {
            Some(token) => match tokio::time::timeout(PATIENCE, token.cancel()).await {
                Ok(asked) => asked.map(|()| true).map_err(Failure::from),
                Err(_) => Err(Failure::new(ErrorCode::Connection, "the server does not take the request to cancel")),
            },
            None => Ok(true),
        }
    }
}

impl Entry {
    /// There is a session now.
    pub fn may_cancel(&self, token: &RawCancelToken) {
        *lock(&self.call.token) = Some(Token::Raw(token.clone()));
    }

    /// There is a session of the usual kind now.
    pub fn may_cancel_session(&self, token: CancelToken) {
        *lock(&self.call.token) = Some(Token::Session(token));
    }

    /// Whether a person has cancelled it.
    pub fn is_cancelled(&self) -> bool {
        self.call.is_cancelled.load(Ordering::SeqCst)
    }

    /// Ends when a person cancels it.
    pub async fn cancelled(&self) {
        loop {
            let waking = self.call.waking.notified();
            if self.is_cancelled() {
                return;
            }
            waking.await;
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let Some(name) = &self.name else { return };
        let mut calls = lock(&self.running.calls);
        // Another may have taken the name meanwhile.
        if calls.get(name).is_some_and(|call| Arc::ptr_eq(call, &self.call)) {
            calls.remove(name);
        }
    }
}

/// A person has cancelled it.
pub fn cancelled() -> Failure {
    Failure::new(ErrorCode::Cancelled, "cancelled")
}
