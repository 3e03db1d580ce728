//! The sessions that are shared.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::{
    Manager, Metrics, Object, Pool, PoolConfig, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType,
    Timeouts, WeakPool,
};
use evenkeel_connect::{ConnectOptions, Connection};
use tokio::task::JoinHandle;

use super::backend::Backend;
use super::settings::Settings;
use crate::error::{Error, Kind};

/// Opens sessions.
pub(super) struct Opener {
    pub(super) options: ConnectOptions,
    pub(super) settings: Arc<Settings>,
}

/// The place of a session in the pool; empty while somebody has the session.
pub(super) struct Place {
    loan: Option<Box<Loan>>,
    idle_since: Instant,
}

/// A session, with its place in the pool while somebody has it: all in one box, which is quickly handed on.
struct Loan {
    backend: Backend,
    place: Option<Object<Opener>>,
}

impl Manager for Opener {
    type Type = Place;
    type Error = Error;

    async fn create(&self) -> Result<Place, Error> {
        // In a box, since it is a part of the future that asks for a session, which nearly always finds one.
        let open = Box::pin(async { Backend::new(self.options.connect().await?, Arc::clone(&self.settings)).await });
        let backend = tokio::time::timeout(self.settings.connect_timeout, open).await.unwrap_or_else(|_| {
            let limit = self.settings.connect_timeout;
            Err(Error::new(Kind::Deadline { limit, statement: format!("connecting to {}", self.options) }))
        })?;
        Ok(Place { loan: Some(Box::new(Loan { backend, place: None })), idle_since: Instant::now() })
    }

    async fn recycle(&self, place: &mut Place, _metrics: &Metrics) -> RecycleResult<Error> {
        let backend = place.loan.as_deref().map(|loan| &loan.backend);
        let Some(backend) = backend.filter(|backend| !backend.is_lost()) else {
            return Err(RecycleError::message("the session has ended"));
        };
        if place.idle_since.elapsed() > self.settings.check_after {
            let check = tokio::time::timeout(self.settings.connect_timeout, backend.connection().check_connection());
            if !matches!(Box::pin(check).await, Ok(Ok(()))) {
                return Err(RecycleError::message("the session gives no sign of life"));
            }
        }
        Ok(())
    }
}

/// A session that somebody has for the time being. It goes back to the pool when this is dropped, cleaned if need be.
pub(super) struct Lease(Option<Box<Loan>>);

impl Lease {
    /// The session, unless it was given back before.
    pub(super) fn backend(&self) -> Option<&Backend> {
        self.0.as_deref().map(|loan| &loan.backend)
    }

    /// Gives it back now, and says what is still to be waited for until it is clean or has ended.
    pub(super) fn give_back(&mut self) -> Option<JoinHandle<()>> {
        let mut loan = self.0.take()?;
        let place = loan.place.take()?;
        if loan.backend.is_lost() {
            discard(place);
            return None;
        }
        if loan.backend.is_clean() {
            put(place, loan);
            return None;
        }
        // Without a runtime nothing can be said to the server but good-bye.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            discard(place);
            return None;
        };
        Some(runtime.spawn(async move {
            match loan.backend.cleaned().await {
                Some(backend) => put(place, Box::new(Loan { backend, place: None })),
                None => discard(place),
            }
        }))
    }

    /// The connection, for one who closes it, and its place in the pool, which stays taken as long.
    pub(super) fn into_connection(mut self) -> Option<(Connection, Box<dyn Send>)> {
        let Loan { backend, place } = *self.0.take()?;
        Some((backend.into_connection(), Box::new(place)))
    }
}

fn put(mut place: Object<Opener>, loan: Box<Loan>) {
    place.loan = Some(loan);
    place.idle_since = Instant::now();
}

/// Makes room for another session.
fn discard(place: Object<Opener>) {
    drop(Object::take(place));
}

impl Drop for Lease {
    fn drop(&mut self) {
        // Nobody waits for it here.
        drop(self.give_back());
    }
}

/// The sessions on one server.
#[derive(Clone)]
pub(super) struct Sessions {
    pool: Pool<Opener>,
}

impl Sessions {
    pub(super) fn new(options: ConnectOptions, settings: Arc<Settings>) -> Result<Self, Error> {
        let config = PoolConfig {
            max_size: settings.max_connections,
            timeouts: Timeouts { wait: Some(settings.acquire_timeout), create: None, recycle: None },
            // The last used first, so that those that are not needed grow old.
            queue_mode: QueueMode::Lifo,
        };
        let idle = settings.idle_timeout;
        let pool = Pool::builder(Opener { options, settings })
            .config(config)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|source| Error::invalid_by("the pool cannot be made", source))?;
        let runtime = tokio::runtime::Handle::try_current()
            .map_err(|source| Error::invalid_by("a pool is made inside of a tokio runtime", source))?;
        runtime.spawn(close_idle(pool.weak(), idle));
        Ok(Self { pool })
    }

    pub(super) fn options(&self) -> &ConnectOptions {
        &self.pool.manager().options
    }

    pub(super) fn settings(&self) -> &Arc<Settings> {
        &self.pool.manager().settings
    }

    /// How many sessions there are, and how many of them are in use.
    pub(super) fn count(&self) -> (usize, usize) {
        let status = self.pool.status();
        (status.size, status.size.saturating_sub(status.available))
    }

    pub(super) async fn lease(&self) -> Result<Lease, Error> {
        // Without a timer where none is needed, which is nearly always. Whoever waits already is not overtaken.
        let at_once = Timeouts { wait: Some(Duration::ZERO), ..self.pool.timeouts() };
        let place = match self.pool.timeout_get(&at_once).await {
            Err(PoolError::Timeout(TimeoutType::Wait)) => Box::pin(self.pool.get()).await,
            place => place,
        };
        match place {
            Ok(mut place) => match place.loan.take() {
                Some(mut loan) => {
                    loan.place = Some(place);
                    Ok(Lease(Some(loan)))
                }
                // Those without a session are not handed out.
                None => Err(Error::new(Kind::PoolClosed)),
            },
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Timeout(TimeoutType::Wait)) => {
                let settings = self.settings();
                let (waited, connections) = (settings.acquire_timeout, settings.max_connections);
                Err(Error::new(Kind::PoolExhausted { waited, connections }))
            }
            Err(_) => Err(Error::new(Kind::PoolClosed)),
        }
    }

    /// Hands out no more sessions, closes the idle ones, and waits until those in use have come back and are closed too.
    pub(super) async fn close(&self) {
        let idle = self.pool.retain(|_, _| false).removed;
        self.pool.close();
        for loan in idle.into_iter().filter_map(|place| place.loan) {
            loan.backend.into_connection().close().await;
        }
        while self.pool.status().size > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Closes sessions that have been idle for too long, as long as there is a pool.
async fn close_idle(pool: WeakPool<Opener>, limit: Duration) {
    let pause = (limit / 4).clamp(Duration::from_millis(50), Duration::from_secs(5));
    loop {
        tokio::time::sleep(pause).await;
        let Some(pool) = pool.upgrade().filter(|pool| !pool.is_closed()) else {
            return;
        };
        drop(pool.retain(|place, _| place.idle_since.elapsed() < limit));
    }
}
