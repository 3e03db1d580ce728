//! A database inside of the process, for the tests of an application.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use evenkeel_connect::ConnectOptions;
use evenkeel_embedded::{EmbeddedError, EmbeddedServer};

use super::Db;
use super::settings::Settings;
use crate::error::Error;

/// Longer than any test.
const NEVER: Duration = Duration::from_secs(24 * 60 * 60);

/// The server of one [`Db`]. It waits for its connection to end before it stops, so it is stopped where waiting harms nobody.
pub(super) struct Server(Mutex<Option<EmbeddedServer>>);

impl Server {
    async fn start(extensions: Vec<String>) -> Result<(Self, ConnectOptions), Error> {
        let start = tokio::task::spawn_blocking(move || EmbeddedServer::start(None, &extensions));
        let server = start.await.map_err(|source| Error::invalid_by("the embedded server did not start", source))?;
        let server = server.map_err(refused)?;
        let options = ConnectOptions::parse(&server.url())?;
        Ok((Self(Mutex::new(Some(server))), options))
    }

    fn take(&self) -> Option<EmbeddedServer> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Stops it and waits until it has, and until its folder is gone.
    pub(super) async fn stop(&self) {
        if let Some(server) = self.take() {
            // What it held goes with it, whatever it says at its end.
            let _ = tokio::task::spawn_blocking(move || drop(server)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(server) = self.take() {
            std::thread::spawn(move || drop(server));
        }
    }
}

fn refused(error: EmbeddedError) -> Error {
    Error::invalid_by(error.to_string(), error)
}

impl Db {
    /// An empty PostgreSQL inside of this process, with data of its own in a temporary folder: for the tests of an application,
    /// on machines that have no server. Each call starts another one. [`Db::close`] stops it and removes the folder; where the
    /// last clone is dropped instead, that happens in the background.
    ///
    /// It has one connection. What is asked for beside a transaction waits for its end; asked for inside of
    /// [`Db::transaction`], and not on the transaction, it is an error ([`Error::is_pool_exhausted`]).
    ///
    /// ```no_run
    /// static MIGRATIONS: evenkeel::Migrations = evenkeel::migrations!("migrations");
    ///
    /// # async fn example() -> Result<(), evenkeel::Error> {
    /// let db = evenkeel::Db::embedded().await?;
    /// MIGRATIONS.run(&db).await?;
    /// // … what is tested
    /// db.close().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The server could not start, say because no temporary folder can be written.
    pub async fn embedded() -> Result<Self, Error> {
        Self::embedded_with_extensions(&[]).await
    }

    /// The same with extensions at hand, such as `citext` or `vector`. `CREATE EXTENSION` finds them then; none is created.
    ///
    /// # Errors
    /// As [`Db::embedded`], and where the embedded server has no such extension: the message names those that it has.
    pub async fn embedded_with_extensions(extensions: &[&str]) -> Result<Self, Error> {
        let (server, options) = Server::start(extensions.iter().map(|name| (*name).to_owned()).collect()).await?;
        let settings = Settings { max_connections: 1, idle_timeout: NEVER, check_after: NEVER, ..Settings::default() };
        let db = Self::open_with(options, Vec::new(), settings, Some(server))?;
        db.ping().await?;
        Ok(db)
    }
}
