//! A session whose protocol somebody else speaks.
//!
//! [`tokio_postgres`] asks for every value in binary form and reads results to their end. Whoever wants PostgreSQL's own
//! text, or a result that stops where enough was seen, speaks the protocol himself: here is a stream on which a session
//! stands and nothing runs. Encryption and passwords are the work of [`tokio_postgres`] all the same.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_postgres::config;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::connection::is_about_encryption;
use crate::options::Place;
use crate::{ConnectError, ConnectOptions, tls};

/// A stream to a server, encrypted or not.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A session that stands and in which nothing runs: the server has said ReadyForQuery and waits.
pub struct RawConnection {
    /// What comes from the server and goes to it.
    pub stream: Box<dyn Stream>,
    /// The server's version as it names it.
    pub server_version: String,
    /// What can ask the server to cancel what the session runs.
    pub cancel: RawCancelToken,
}

/// The right to ask a server to cancel the running statement of one session.
#[derive(Clone)]
pub struct RawCancelToken {
    token: tokio_postgres::CancelToken,
    place: Place,
    tls: MakeRustlsConnect,
    options: ConnectOptions,
}

impl ConnectOptions {
    /// Opens a session and hands over its stream. Hosts and ways are tried as [`Self::connect`] does.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub async fn connect_raw(&self) -> Result<RawConnection, ConnectError> {
        let tls = tls::connector(self)?;
        let mut config = self.config.clone();
        if let Some(password) = self.password() {
            config.password(password);
        }
        let mut failure = None;
        for place in self.places() {
            for mode in self.attempts() {
                config.ssl_mode(mode);
                match tokio::time::timeout(self.answer_timeout, self.attempt_raw(&place, &config, &tls)).await {
                    Ok(Ok(connection)) => return Ok(connection),
                    Ok(Err(Attempt::Unreachable)) => break,
                    Ok(Err(Attempt::Refused(error))) => {
                        let final_failure = !is_about_encryption(&error);
                        failure.get_or_insert(error);
                        if final_failure {
                            break;
                        }
                    }
                    Err(_) => return Err(ConnectError::timeout(self)),
                }
            }
        }
        match failure {
            Some(error) => Err(ConnectError::connect(self, error)),
            // Nobody could be reached: the usual way says why.
            None => match self.connect().await {
                Err(error) => Err(error),
                Ok(connection) => {
                    connection.close().await;
                    Err(ConnectError::unsteady(self))
                }
            },
        }
    }

    async fn attempt_raw(
        &self,
        place: &Place,
        config: &config::Config,
        tls: &MakeRustlsConnect,
    ) -> Result<RawConnection, Attempt> {
        let plain = Lent::new(reach(place).await.map_err(|_| Attempt::Unreachable)?);
        let encrypted = Slot::default();
        let connector = Lender { connector: connector(tls, place), slot: encrypted.clone() };
        let (client, connection) = config.connect_raw(plain.clone(), connector).await.map_err(Attempt::Refused)?;
        let server_version = connection.parameter("server_version").unwrap_or_default().to_owned();
        let token = client.cancel_token();
        // What tokio-postgres holds are shares of the stream; nothing of it has run, so nothing is said at its end.
        drop((client, connection));
        let stream = match encrypted.take() {
            Some(stream) => Some(stream),
            None => plain.slot.take(),
        };
        let stream = stream.ok_or(Attempt::Unreachable)?;
        let cancel = RawCancelToken { token, place: place.clone(), tls: tls.clone(), options: self.clone() };
        Ok(RawConnection { stream, server_version, cancel })
    }
}

/// Why an attempt gave no session.
enum Attempt {
    Unreachable,
    Refused(tokio_postgres::Error),
}

impl RawCancelToken {
    /// Asks the server to cancel what the session is running. The server does not say whether it did; the statement then
    /// ends with SQLSTATE 57014.
    ///
    /// # Errors
    /// Where the server cannot be reached.
    pub async fn cancel(&self) -> Result<(), ConnectError> {
        let Ok(stream) = reach(&self.place).await else { return Err(ConnectError::unsteady(&self.options)) };
        let connector = Lender { connector: connector(&self.tls, &self.place), slot: Slot::default() };
        let asked = self.token.cancel_query_raw(Lent::new(stream), connector).await;
        asked.map_err(|error| ConnectError::cancel(&self.options, error))
    }
}

impl fmt::Debug for RawConnection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawConnection").field("server_version", &self.server_version).finish_non_exhaustive()
    }
}

impl fmt::Debug for RawCancelToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawCancelToken").field("options", &self.options).finish_non_exhaustive()
    }
}

async fn reach(place: &Place) -> io::Result<Box<dyn Stream>> {
    match place {
        Place::Tcp { host, port } => {
            let stream = TcpStream::connect((host.as_str(), *port)).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream))
        }
        #[cfg(unix)]
        Place::Socket { folder, port } => {
            Ok(Box::new(tokio::net::UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?))
        }
        #[cfg(not(unix))]
        Place::Socket { .. } => Err(io::ErrorKind::Unsupported.into()),
    }
}

fn connector(tls: &MakeRustlsConnect, place: &Place) -> RustlsConnector {
    let name = match place {
        Place::Tcp { host, .. } => host.as_str(),
        Place::Socket { .. } => "localhost",
    };
    let Ok(made) = MakeTlsConnect::<Lent>::make_tls_connect(&mut tls.clone(), name);
    made
}

type RustlsConnector = <MakeRustlsConnect as MakeTlsConnect<Lent>>::TlsConnect;

/// Where a stream is that can be taken away from who uses it.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Option<Box<dyn Stream>>>>);

impl Slot {
    fn lock(&self) -> MutexGuard<'_, Option<Box<dyn Stream>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Box<dyn Stream>> {
        self.lock().take()
    }
}

/// A stream that is used while a session is made, and taken away then.
#[derive(Clone)]
struct Lent {
    slot: Slot,
    /// What the password is bound to, asked for once.
    binding: Arc<Mutex<Option<ChannelBinding>>>,
}

impl Lent {
    fn new(stream: Box<dyn Stream>) -> Self {
        let slot = Slot::default();
        *slot.lock() = Some(stream);
        Self { slot, binding: Arc::default() }
    }

    fn with<T>(&self, work: impl FnOnce(Pin<&mut Box<dyn Stream>>) -> Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match &mut *self.slot.lock() {
            Some(stream) => work(Pin::new(stream)),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl AsyncRead for Lent {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_read(context, buffer))
    }
}

impl AsyncWrite for Lent {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.with(|stream| stream.poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream| stream.poll_shutdown(context))
    }
}

impl TlsStream for Lent {
    fn channel_binding(&self) -> ChannelBinding {
        let mut binding = self.binding.lock().unwrap_or_else(PoisonError::into_inner);
        binding.take().unwrap_or_else(ChannelBinding::none)
    }
}

/// Encrypts a stream and lends the result.
struct Lender {
    connector: RustlsConnector,
    slot: Slot,
}

impl TlsConnect<Lent> for Lender {
    type Stream = Lent;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Lent>> + Send>>;

    fn connect(self, stream: Lent) -> Self::Future {
        Box::pin(async move {
            let encrypted = self.connector.connect(stream).await?;
            let binding = Arc::new(Mutex::new(Some(encrypted.channel_binding())));
            *self.slot.lock() = Some(Box::new(encrypted));
            Ok(Lent { slot: self.slot, binding })
        })
    }
}
