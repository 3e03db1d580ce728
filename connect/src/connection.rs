//! A session and the task that drives it.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_postgres::error::{DbError, SqlState};
use tokio_postgres::{AsyncMessage, Client, Config, Notification, config};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::options::Place;
use crate::{ConnectError, ConnectOptions, SslMode, tls};

/// How many notices are kept until somebody asks for them; older ones go first.
const NOTICES_KEPT: usize = 1000;

/// How many notifications are kept until somebody takes them; newer ones are dropped then.
const NOTIFICATIONS_KEPT: usize = 10_000;

/// A session on a server: a [`Client`] (which it dereferences to) with the task that drives its protocol.
///
/// Dropping it ends the session some time later; [`Self::close`] waits for the end.
pub struct Connection {
    client: Client,
    driver: JoinHandle<()>,
    shared: Arc<Mutex<Shared>>,
    options: ConnectOptions,
    tls: MakeRustlsConnect,
    server_version: String,
}

#[derive(Debug, Default)]
struct Shared {
    notices: VecDeque<DbError>,
    failure: Option<tokio_postgres::Error>,
    notifications: Option<mpsc::Sender<Notification>>,
    missed: bool,
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ConnectOptions {
    /// Opens a session. The hosts are tried in turn; within `sslmode=allow` and `prefer` the second-best way is tried where
    /// the best one is refused.
    ///
    /// # Errors
    /// Where no host can be reached, or the server refuses: the predicates of [`ConnectError`] say which.
    pub async fn connect(&self) -> Result<Connection, ConnectError> {
        let tls = tls::connector(self)?;
        let mut config = self.config.clone();
        if let Some(password) = self.password() {
            config.password(password);
        }
        // The first failure is the one to tell: it is about the way that was wanted.
        let mut failure = None;
        for mode in self.attempts() {
            config.ssl_mode(mode);
            match tokio::time::timeout(self.answer_timeout, self.attempt(&config, &tls)).await {
                Ok(Ok(connection)) => return Ok(connection),
                Ok(Err(error)) => {
                    let final_failure = !is_about_encryption(&error);
                    failure.get_or_insert(error);
                    if final_failure {
                        break;
                    }
                }
                Err(_) => return Err(ConnectError::timeout(self)),
            }
        }
        Err(match failure {
            Some(error) => ConnectError::connect(self, error),
            None => ConnectError::timeout(self),
        })
    }

    /// Whether somebody accepts connections at one of the hosts. No session is asked for.
    pub async fn is_listening(&self) -> bool {
        for place in self.places() {
            let accepted = match &place {
                Place::Tcp { host, port } => tokio::net::TcpStream::connect((host.as_str(), *port)).await.is_ok(),
                #[cfg(unix)]
                Place::Socket { folder, port } => {
                    tokio::net::UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await.is_ok()
                }
                #[cfg(not(unix))]
                Place::Socket { .. } => false,
            };
            if accepted {
                return true;
            }
        }
        false
    }

    /// The ways to try, best first.
    pub(crate) fn attempts(&self) -> Vec<config::SslMode> {
        use config::SslMode as Way;
        // Sockets are never encrypted, whatever is asked.
        if self.places().iter().all(|place| matches!(place, Place::Socket { .. })) {
            return vec![Way::Disable];
        }
        match self.ssl_mode {
            SslMode::Disable => vec![Way::Disable],
            SslMode::Allow => vec![Way::Disable, Way::Require],
            SslMode::Prefer => vec![Way::Prefer, Way::Disable],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => vec![Way::Require],
        }
    }

    async fn attempt(&self, config: &Config, tls: &MakeRustlsConnect) -> Result<Connection, tokio_postgres::Error> {
        let (client, connection) = config.connect(tls.clone()).await?;
        let server_version = connection.parameter("server_version").unwrap_or_default().to_owned();
        let shared = Arc::new(Mutex::new(Shared::default()));
        let driver = tokio::spawn(drive(connection, Arc::clone(&shared)));
        Ok(Connection { client, driver, shared, options: self.clone(), tls: tls.clone(), server_version })
    }
}

/// Whether another kind of encryption may fare better: the handshake failed, or pg_hba.conf has no line for this kind.
pub(crate) fn is_about_encryption(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION) || error.to_string().contains("TLS handshake")
}

async fn drive<S, T>(mut connection: tokio_postgres::Connection<S, T>, shared: Arc<Mutex<Shared>>)
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => {
                let mut shared = lock(&shared);
                if shared.notices.len() == NOTICES_KEPT {
                    shared.notices.pop_front();
                }
                shared.notices.push_back(notice);
            }
            Some(Ok(AsyncMessage::Notification(notification))) => {
                let mut shared = lock(&shared);
                let full = |sender: &mpsc::Sender<_>| sender.try_send(notification).is_err();
                shared.missed |= shared.notifications.as_ref().is_some_and(full);
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                let mut shared = lock(&shared);
                shared.failure = Some(error);
                shared.notifications = None;
                return;
            }
            None => {
                lock(&shared).notifications = None;
                return;
            }
        }
    }
}

/// What the channels that a session listens on say.
#[derive(Debug)]
pub struct Notifications {
    receiver: mpsc::Receiver<Notification>,
    shared: Arc<Mutex<Shared>>,
}

impl Notifications {
    /// The next one, waiting for it; `None` when the session has ended.
    pub async fn next(&mut self) -> Option<Notification> {
        self.receiver.recv().await
    }

    /// Whether some were dropped since the last call because too many were waiting to be taken.
    pub fn take_missed(&mut self) -> bool {
        std::mem::take(&mut lock(&self.shared).missed)
    }
}

impl Connection {
    /// How it was reached.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// The server's version as it names it: `17.5`, `15.18 (Debian 15.18-0+deb12u1)`, `18beta1`.
    pub fn server_version(&self) -> &str {
        &self.server_version
    }

    /// The server's major version: 17. 0 where the server names none.
    pub fn server_major(&self) -> u32 {
        let digits = self.server_version.split(|letter: char| !letter.is_ascii_digit()).next();
        digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
    }

    /// The server's notices and warnings since the last call, oldest first; of very many only the last thousand.
    pub fn take_notices(&self) -> Vec<DbError> {
        lock(&self.shared).notices.drain(..).collect()
    }

    /// The notifications that come from now on, on channels that LISTEN names; without this they are dropped. A second call
    /// takes them from the first.
    pub fn notifications(&self) -> Notifications {
        let (sender, receiver) = mpsc::channel(NOTIFICATIONS_KEPT);
        let mut shared = lock(&self.shared);
        // With a session that has ended already the sender goes at once, and the receiver knows.
        shared.notifications = (!self.client.is_closed()).then_some(sender);
        Notifications { receiver, shared: Arc::clone(&self.shared) }
    }

    /// Why the session ended, in words, if it did not end by itself.
    pub fn loss(&self) -> Option<String> {
        let shared = lock(&self.shared);
        shared.failure.as_ref().map(|error| ConnectError::loss_message(&self.options, error))
    }

    /// What can ask the server to cancel this session's running statement, from anywhere.
    pub fn cancel_token(&self) -> CancelToken {
        CancelToken { token: self.client.cancel_token(), tls: self.tls.clone(), options: self.options.clone() }
    }

    /// Why the session ended, if it did not end by itself: call it where a query failed with "connection closed", which
    /// keeps the reason (the server was shut down, the session was terminated) to itself.
    pub async fn take_loss(&mut self) -> Option<ConnectError> {
        if self.client.is_closed() {
            // The driver ends at once when the stream has ended.
            let _ = (&mut self.driver).await;
        }
        let failure = lock(&self.shared).failure.take();
        failure.map(|error| ConnectError::lost(&self.options, error))
    }

    /// Ends the session and waits until the connection is closed. A server that serves one connection at a time takes the
    /// next one then.
    pub async fn close(self) {
        let Self { client, driver, .. } = self;
        drop(client);
        // It was never cancelled, and a panic in it has nothing to say to us.
        let _ = driver.await;
    }
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("options", &self.options)
            .field("server_version", &self.server_version)
            .finish_non_exhaustive()
    }
}

/// The right to ask a server to cancel the running statement of one session.
#[derive(Clone)]
pub struct CancelToken {
    token: tokio_postgres::CancelToken,
    tls: MakeRustlsConnect,
    options: ConnectOptions,
}

impl CancelToken {
    /// Asks the server to cancel what the session is running. The server does not say whether it did; the statement then
    /// ends with SQLSTATE 57014.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub async fn cancel(&self) -> Result<(), ConnectError> {
        self.token.cancel_query(self.tls.clone()).await.map_err(|error| ConnectError::cancel(&self.options, error))
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CancelToken").field("options", &self.options).finish_non_exhaustive()
    }
}
