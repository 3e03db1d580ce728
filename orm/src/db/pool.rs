//! The sessions that are shared.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use evenkeel_connect::{ConnectOptions, Connection};
use tokio::sync::Semaphore;

use super::backend::Backend;
use super::settings::Settings;
use crate::error::{Error, Kind};

/// The sessions on one server.
#[derive(Clone)]
pub(super) struct Sessions {
    pool: Arc<Pool>,
}

struct Pool {
    options: ConnectOptions,
    settings: Arc<Settings>,
    /// A permit for each session that may be taken. Whoever waits for one is not overtaken.
    free: Semaphore,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Those that nobody has. The one used last comes last and is taken first, so that those that are not needed grow old.
    idle: Vec<Idle>,
    /// How many sessions there are, with those that are being opened.
    size: usize,
}

struct Idle {
    backend: Box<Backend>,
    since: Instant,
}

impl Pool {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn open(&self) -> Result<Backend, Error> {
        let limit = self.settings.connect_timeout;
        let open = async { Backend::new(self.options.connect().await?, Arc::clone(&self.settings)).await };
        tokio::time::timeout(limit, open).await.unwrap_or_else(|_| {
            Err(Error::new(Kind::Deadline { limit, statement: format!("connecting to {}", self.options) }))
        })
    }

    /// Whether a session can be handed out as it is. Nothing where it has to be asked.
    fn is_fresh(&self, idle: &Idle) -> Option<bool> {
        if idle.backend.is_lost() {
            return Some(false);
        }
        (idle.since.elapsed() <= self.settings.check_after).then_some(true)
    }

    async fn is_alive(&self, idle: &Idle) -> bool {
        if let Some(is_fresh) = self.is_fresh(idle) {
            return is_fresh;
        }
        let check = tokio::time::timeout(self.settings.connect_timeout, idle.backend.connection().check_connection());
        matches!(check.await, Ok(Ok(())))
    }
}

/// The right to a session, and the session that there is for it.
struct Place {
    pool: Arc<Pool>,
    has_session: bool,
}

impl Place {
    /// Puts the session back for others.
    fn put(mut self, backend: Box<Backend>) {
        let mut state = self.pool.state();
        if !self.pool.free.is_closed() {
            state.idle.push(Idle { backend, since: Instant::now() });
            drop(state);
            self.has_session = false;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.has_session {
            self.pool.state().size -= 1;
        }
        self.pool.free.add_permits(1);
    }
}

/// A session that somebody has for the time being. It goes back to the pool when this is dropped, cleaned if need be.
pub(super) struct Lease(Option<(Box<Backend>, Place)>);

impl Lease {
    /// The session, unless it was given back before.
    pub(super) fn backend(&self) -> Option<&Backend> {
        self.0.as_ref().map(|(backend, _)| &**backend)
    }

    /// Gives it back now.
    pub(super) fn give_back(&mut self) {
        let Some((backend, place)) = self.0.take() else {
            return;
        };
        if backend.is_lost() {
            return;
        }
        if backend.is_clean() {
            return place.put(backend);
        }
        // Without a runtime nothing can be said to the server but good-bye.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        runtime.spawn(async move {
            if let Some(backend) = backend.cleaned().await {
                place.put(backend);
            }
        });
    }

    /// The connection, for one who closes it, and its place in the pool, which stays taken as long.
    pub(super) fn into_connection(mut self) -> Option<(Connection, Box<dyn Send>)> {
        let (backend, place) = self.0.take()?;
        Some((backend.into_connection(), Box::new(place)))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.give_back();
    }
}

impl Sessions {
    pub(super) fn new(options: ConnectOptions, settings: Arc<Settings>) -> Result<Self, Error> {
        let runtime = tokio::runtime::Handle::try_current()
            .map_err(|source| Error::invalid_by("a pool is made inside of a tokio runtime", source))?;
        let idle = settings.idle_timeout;
        let free = Semaphore::new(settings.max_connections.min(Semaphore::MAX_PERMITS));
        let pool = Arc::new(Pool { options, settings, free, state: Mutex::default() });
        runtime.spawn(close_idle(Arc::downgrade(&pool), idle));
        Ok(Self { pool })
    }

    pub(super) fn options(&self) -> &ConnectOptions {
        &self.pool.options
    }

    pub(super) fn settings(&self) -> &Arc<Settings> {
        &self.pool.settings
    }

    /// How many sessions there are, and how many of them are in use.
    pub(super) fn count(&self) -> (usize, usize) {
        let state = self.pool.state();
        (state.size, state.size.saturating_sub(state.idle.len()))
    }

    /// A session that was used a moment ago, if there is one, which is nearly always.
    pub(super) fn lease_at_once(&self) -> Option<Lease> {
        self.pool.free.try_acquire().ok()?.forget();
        let mut place = Place { pool: Arc::clone(&self.pool), has_session: false };
        let idle = self.pool.state().idle.pop_if(|idle| self.pool.is_fresh(idle) == Some(true))?;
        place.has_session = true;
        Some(Lease(Some((idle.backend, place))))
    }

    pub(super) async fn lease(&self) -> Result<Lease, Error> {
        match self.lease_at_once() {
            Some(lease) => Ok(lease),
            None => Box::pin(self.lease_later()).await,
        }
    }

    async fn lease_later(&self) -> Result<Lease, Error> {
        let settings = self.settings();
        match tokio::time::timeout(settings.acquire_timeout, self.pool.free.acquire()).await {
            Ok(Ok(permit)) => permit.forget(),
            Ok(Err(_)) => return Err(Error::new(Kind::PoolClosed)),
            Err(_) => {
                let (waited, connections) = (settings.acquire_timeout, settings.max_connections);
                return Err(Error::new(Kind::PoolExhausted { waited, connections }));
            }
        }
        let mut place = Place { pool: Arc::clone(&self.pool), has_session: false };
        loop {
            let idle = self.pool.state().idle.pop();
            let Some(idle) = idle else { break };
            place.has_session = true;
            if self.pool.is_alive(&idle).await {
                return Ok(Lease(Some((idle.backend, place))));
            }
            place.has_session = false;
            self.pool.state().size -= 1;
        }
        self.pool.state().size += 1;
        place.has_session = true;
        let backend = Box::new(self.pool.open().await?);
        Ok(Lease(Some((backend, place))))
    }

    /// Hands out no more sessions, closes the idle ones, and waits until those in use have come back and are closed too.
    pub(super) async fn close(&self) {
        self.pool.free.close();
        let idle = {
            let mut state = self.pool.state();
            state.size -= state.idle.len();
            std::mem::take(&mut state.idle)
        };
        for each in idle {
            each.backend.into_connection().close().await;
        }
        while self.pool.state().size > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Closes sessions that have been idle for too long, as long as there is a pool.
async fn close_idle(pool: Weak<Pool>, limit: Duration) {
    let pause = (limit / 4).clamp(Duration::from_millis(50), Duration::from_secs(5));
    loop {
        tokio::time::sleep(pause).await;
        let Some(pool) = pool.upgrade().filter(|pool| !pool.free.is_closed()) else {
            return;
        };
        let mut state = pool.state();
        let old: Vec<Idle> = state.idle.extract_if(.., |idle| idle.since.elapsed() >= limit).collect();
        state.size -= old.len();
        drop(state);
    }
}
