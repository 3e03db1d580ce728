//! Sessions on the database: a few at a time on a server of one's own kind, one that is opened and closed for each call on
//! a server that serves one connection at a time.

mod failure;
mod reading;
mod running;
mod session;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use evenkeel_connect::ConnectOptions;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

pub use self::reading::Reading;
use self::running::Running;
pub use self::running::{Entry, cancelled};
pub use self::session::{Mode, Session};
use crate::api::ErrorCode;
use crate::failure::Failure;
use crate::wire::{Wire, WireError};

/// How many sessions there are at most.
const SESSIONS: usize = 4;

/// How long a statement may run, where nothing else is asked for.
pub const STATEMENT_LIMIT: Duration = Duration::from_secs(30);

/// How long a server may take to begin a transaction: a connection that is silent for longer is none any more.
const SILENCE: Duration = Duration::from_secs(5);

/// A database and the sessions on it.
#[derive(Debug)]
pub struct Database {
    options: ConnectOptions,
    single_connection: bool,
    limit: Option<Duration>,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Wire>>,
    running: Running,
    /// Whether the studio stops; each turn holds a receiver for as long as it goes on.
    stopping: watch::Sender<bool>,
}

/// Why a connection is of no use.
enum Unbegun {
    /// The server says nothing.
    Silent,
    /// It says no, or has hung up.
    Refused(WireError),
}

/// The turn of a call that opens its sessions itself.
#[derive(Debug)]
pub struct Turn {
    /// By which it is cancelled.
    pub entry: Entry,
    stopping: watch::Receiver<bool>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turn {
    /// Ends when a person cancels the call, or the studio stops.
    pub async fn is_over(&self) {
        let mut stopping = self.stopping.clone();
        tokio::select! {
            () = self.entry.cancelled() => {}
            // Without a sender there is no studio any more.
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

impl Database {
    /// A database. Nothing connects to it yet.
    pub fn new(options: ConnectOptions, single_connection: bool, limit: Option<Duration>) -> Arc<Self> {
        let sessions = if single_connection { 1 } else { SESSIONS };
        Arc::new(Self {
            options,
            single_connection,
            limit,
            permits: Arc::new(Semaphore::new(sessions)),
            idle: Mutex::default(),
            running: Running::default(),
            stopping: watch::Sender::new(false),
        })
    }

    /// How it is reached.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// Whether its server serves one connection at a time; it cannot cancel either.
    pub fn single_connection(&self) -> bool {
        self.single_connection
    }

    /// How long a statement may run; nothing is without end.
    pub fn limit(&self) -> Option<Duration> {
        self.limit
    }

    /// A session for one call, whose name is what the page cancels it by.
    ///
    /// # Errors
    /// Where the database cannot be reached, or the call is cancelled before there is a session.
    pub async fn session(self: &Arc<Self>, request: Option<&str>, mode: Mode) -> Result<Session, Failure> {
        let entry = self.running.enter(request);
        let opening = async {
            let permit = Arc::clone(&self.permits).acquire_owned().await;
            let permit = permit.map_err(|_| Failure::internal("the studio is stopping"))?;
            let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            if let Some(mut wire) = kept {
                match self.begin(mode, &mut wire).await {
                    Ok(()) => return Ok::<_, Failure>((wire, permit)),
                    // What keeps one silent, a machine that slept, has met the others too.
                    Err(Unbegun::Silent) => drop(self.take_idle()),
                    Err(Unbegun::Refused(_)) => {}
                }
            }
            // There was none, or it is gone.
            let mut wire = Wire::new(self.options.connect_raw().await?);
            match self.begin(mode, &mut wire).await {
                Ok(()) => Ok((wire, permit)),
                Err(Unbegun::Refused(error)) => Err(self.failure(error, "")),
                Err(Unbegun::Silent) => Err(self.silent()),
            }
        };
        let (wire, permit) = tokio::select! {
            opened = opening => opened?,
            () = entry.cancelled() => return Err(running::cancelled()),
        };
        entry.may_cancel(wire.cancel_token());
        Ok(Session::new(Arc::clone(self), wire, permit, entry))
    }

    /// A call that opens its sessions itself: on a server that serves one at a time it has its turn as long as it has this.
    ///
    /// # Errors
    /// Where it is cancelled before its turn.
    pub async fn turn(&self, request: Option<&str>) -> Result<Turn, Failure> {
        let entry = self.running.enter(request);
        let permit = if self.single_connection {
            let acquired = Arc::clone(&self.permits).acquire_owned();
            let permit = tokio::select! {
                permit = acquired => permit,
                () = entry.cancelled() => return Err(running::cancelled()),
            };
            Some(permit.map_err(|_| Failure::internal("the studio is stopping"))?)
        } else {
            None
        };
        Ok(Turn { entry, stopping: self.stopping.subscribe(), _permit: permit })
    }

    /// Asks the server to end what a call has running.
    pub async fn cancel(&self, request: &str) -> Result<bool, Failure> {
        self.running.cancel(request, !self.single_connection).await
    }

    /// Ends the jobs that can be ended, waits for all of them, and closes all sessions.
    pub async fn close(&self) {
        self.permits.close();
        self.stopping.send_replace(true);
        self.stopping.closed().await;
        for wire in self.take_idle() {
            wire.close().await;
        }
    }

    /// Begins on a connection. A server that serves one at a time is in this process, and may have to end something first.
    async fn begin(&self, mode: Mode, wire: &mut Wire) -> Result<(), Unbegun> {
        if self.single_connection {
            return mode.begin(wire).await.map_err(Unbegun::Refused);
        }
        match tokio::time::timeout(SILENCE, mode.begin(wire)).await {
            Ok(begun) => begun.map_err(Unbegun::Refused),
            Err(_) => Err(Unbegun::Silent),
        }
    }

    fn silent(&self) -> Failure {
        let message = format!("the server at {} does not answer", self.options.host_description());
        Failure::new(ErrorCode::Connection, message).with_hint("look after the server and the network, then try again")
    }

    fn take_idle(&self) -> Vec<Wire> {
        std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn failure(&self, error: WireError, sql: &str) -> Failure {
        failure::of(error, sql, &self.options)
    }

    fn keep(&self, wire: Wire) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(wire);
    }
}
