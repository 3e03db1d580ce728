//! The connection of an application to its database.

mod backend;
mod builder;
#[cfg(feature = "embedded")]
mod embedded;
mod hold;
mod listen;
mod lock;
mod log;
mod options;
mod pool;
mod reader;
mod run;
mod session;
mod settings;
mod statements;
mod transaction;
mod within;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use evenkeel_connect::{ConnectOptions, Connection};

pub use builder::DbBuilder;
pub use hold::Lent;
pub use listen::{Heard, Listener};
pub use lock::{AdvisoryLock, LockKey};
pub use options::{Isolation, TransactionOptions};
pub use reader::Reader;
pub use run::{CopyIn, CopyOut};
pub use session::Session;
pub use transaction::Transaction;

use self::hold::Hold;
use self::pool::{Lease, Sessions};
use self::run::Holder;
use self::settings::Settings;
use self::within::WITHIN;
use crate::error::{Error, Kind};

/// A database, and a pool of sessions on it. Clones share the pool.
///
/// A statement that runs on it takes a session for its own time, and commits by itself.
///
/// ```no_run
/// # async fn example() -> Result<(), evenkeel::Error> {
/// let db = evenkeel::Db::connect("postgres://ada@localhost/app").await?;
/// let id = db
///     .transaction(async |tx| {
///         // … statements on &tx, which are rolled back where this returns an error
///         Ok(7)
///     })
///     .await?;
/// db.close().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    sessions: Sessions,
    replicas: Vec<Sessions>,
    /// The replica whose turn it is.
    turn: AtomicUsize,
    /// The server that was started for this pool alone; after the sessions, which end before it does.
    #[cfg(feature = "embedded")]
    server: Option<embedded::Server>,
}

impl Db {
    /// Connects to the database of this URL, with a pool of up to 10 sessions. TLS is as the URL says (`sslmode`,
    /// `sslrootcert`). For more to say see [`Db::builder`].
    ///
    /// # Errors
    /// The URL cannot be read, or no session can be opened.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        Self::builder(url).connect().await
    }

    /// Connects as the environment says, first of all `DATABASE_URL`: see [`DbBuilder::from_env`].
    ///
    /// # Errors
    /// The environment lacks something, or no session can be opened.
    pub async fn from_env() -> Result<Self, Error> {
        DbBuilder::from_env()?.connect().await
    }

    /// A pool to be, on the database of this URL.
    pub fn builder(url: impl Into<String>) -> DbBuilder {
        DbBuilder::new(url)
    }

    fn open(options: ConnectOptions, replicas: Vec<ConnectOptions>, settings: Settings) -> Result<Self, Error> {
        Self::open_with(
            options,
            replicas,
            settings,
            #[cfg(feature = "embedded")]
            None,
        )
    }

    fn open_with(
        options: ConnectOptions,
        replicas: Vec<ConnectOptions>,
        settings: Settings,
        #[cfg(feature = "embedded")] server: Option<embedded::Server>,
    ) -> Result<Self, Error> {
        let reading = Arc::new(Settings { read_only: true, ..settings.clone() });
        let sessions = Sessions::new(options, Arc::new(settings))?;
        let replicas = replicas
            .into_iter()
            .map(|options| Sessions::new(options, Arc::clone(&reading)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            inner: Arc::new(Inner {
                sessions,
                replicas,
                turn: AtomicUsize::new(0),
                #[cfg(feature = "embedded")]
                server,
            }),
        })
    }

    /// How the database is reached; its text has no password.
    pub fn options(&self) -> &ConnectOptions {
        self.inner.sessions.options()
    }

    fn settings(&self) -> &Settings {
        self.inner.sessions.settings()
    }

    /// How many sessions the pool has now, and how many of them are in use.
    pub fn connections(&self) -> (usize, usize) {
        self.inner.sessions.count()
    }

    /// Asks the server for a sign of life.
    ///
    /// # Errors
    /// There is none.
    pub async fn ping(&self) -> Result<(), Error> {
        let lease = self.lease().await?;
        match lease.backend() {
            Some(backend) => backend.batch("").await,
            None => Err(Error::new(Kind::PoolClosed)),
        }
    }

    /// Ends the pool: no more sessions are handed out, and those in use are waited for. It ends for all clones.
    pub async fn close(&self) {
        for sessions in self.inner.replicas.iter().chain([&self.inner.sessions]) {
            sessions.close().await;
        }
        #[cfg(feature = "embedded")]
        if let Some(server) = &self.inner.server {
            server.stop().await;
        }
    }

    /// A session of the pool.
    async fn lease(&self) -> Result<Lease, Error> {
        if self.settings().max_connections == 1 && within::holds_the_only_session(self.id()) {
            return Err(Error::new(Kind::WaitsForItself));
        }
        self.inner.sessions.lease().await
    }

    /// A connection for what needs all of it, in a place of the pool, which is to be kept until the connection is closed.
    pub(crate) async fn take_connection(&self, what: &str) -> Result<(Connection, Box<dyn Send>), Error> {
        self.settings().needs_session(what)?;
        self.lease().await?.into_connection().ok_or_else(|| Error::new(Kind::PoolClosed))
    }

    /// Whether the server has one connection and no more.
    fn is_single(&self) -> bool {
        #[cfg(feature = "embedded")]
        return self.inner.server.is_some();
        #[cfg(not(feature = "embedded"))]
        false
    }

    /// What tells this pool from others.
    fn id(&self) -> usize {
        Arc::as_ptr(&self.inner).addr()
    }

    /// Begins a transaction. It is rolled back where it is dropped before [`Transaction::commit`].
    ///
    /// # Errors
    /// No session is to be had, or the server refused.
    pub async fn begin(&self) -> Result<Transaction, Error> {
        self.begin_with(TransactionOptions::new()).await
    }

    /// The same with an isolation of its own. The number of attempts says nothing here.
    ///
    /// # Errors
    /// No session is to be had, or the server refused.
    pub async fn begin_with(&self, options: TransactionOptions) -> Result<Transaction, Error> {
        Transaction::begin(self.lease().await?, &options.begin()).await
    }

    /// Does something in a transaction, which is committed where the closure returns a value, and rolled back where it
    /// returns an error, panics, or is dropped half way. The closure's future has to be one that can be sent between threads,
    /// so that all of it can run in `tokio::spawn`.
    ///
    /// For another type of error, or an isolation of its own, see [`Db::transaction_with`].
    ///
    /// # Errors
    /// Those of the closure, and of the beginning and the end of the transaction.
    #[expect(clippy::manual_async_fn, reason = "so it is known to be Send, whatever the closure borrows")]
    pub fn transaction<T, F, W>(&self, work: F) -> impl Future<Output = Result<T, Error>> + Send
    where
        F: FnOnce(Transaction) -> W + Send,
        W: Future<Output = Result<T, Error>> + Send,
        T: Send,
    {
        async move {
            let transaction = self.begin().await?;
            let value = self.within(work(transaction.handle())).await;
            finish(transaction, value).await
        }
    }

    /// The same as the options say: where the transaction meets another one, and they allow several attempts, the closure is
    /// called again. So it should do nothing besides that cannot be done twice.
    ///
    /// ```no_run
    /// # async fn example(db: evenkeel::Db) -> Result<(), evenkeel::Error> {
    /// use evenkeel::{Error, Isolation, TransactionOptions};
    ///
    /// let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(5);
    /// db.transaction_with(options, async |tx| -> Result<(), Error> {
    ///     // …
    ///     Ok(())
    /// })
    /// .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of the closure, and of the beginning and the end of the transaction.
    #[expect(clippy::manual_async_fn, reason = "so it is known to be Send, whatever the closure borrows")]
    pub fn transaction_with<T, E, F, W>(
        &self,
        options: TransactionOptions,
        work: F,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        F: Fn(Transaction) -> W + Send + Sync,
        W: Future<Output = Result<T, E>> + Send,
        T: Send,
        E: From<Error> + Send,
    {
        async move {
            let mut attempts = 0;
            loop {
                attempts += 1;
                let transaction = self.begin_with(options).await?;
                let handle = transaction.handle();
                let value = self.within(work(transaction.handle())).await;
                let result = finish(transaction, value).await;
                if result.is_ok() || !handle.met_another() || !options.tries_again_after(attempts) {
                    return result;
                }
                tokio::time::sleep(TransactionOptions::pause_after(attempts)).await;
            }
        }
    }

    /// Runs what has the only session of the pool, if it has only one, so that asking for another is found out.
    async fn within<T>(&self, work: impl Future<Output = T> + Send) -> T {
        if self.settings().max_connections == 1 { WITHIN.scope(within::and(self.id()), work).await } else { work.await }
    }
}

/// Commits or rolls back, unless the closure did so itself.
async fn finish<T, E: From<Error>>(transaction: Transaction, value: Result<T, E>) -> Result<T, E> {
    let end = match &value {
        Ok(_) => transaction.commit().await,
        Err(_) => {
            // What could not be rolled back now is when the session is cleaned or ended.
            let _ = transaction.rollback().await;
            Ok(())
        }
    };
    match end {
        Err(error) if !error.is_transaction_ended() => Err(error.into()),
        _ => value,
    }
}

impl Holder for Db {
    async fn hold(&self) -> Result<Hold<'_>, Error> {
        self.lease().await.map(Hold::Own)
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, used) = self.connections();
        formatter
            .debug_struct("Db")
            .field("options", self.options())
            .field("connections", &size)
            .field("in_use", &used)
            .finish_non_exhaustive()
    }
}
