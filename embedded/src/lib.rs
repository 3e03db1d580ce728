//! PostgreSQL inside the process: the one place that knows which embedded server is used.
//!
//! The server is PostgreSQL compiled to WebAssembly and run in this process, so that a machine needs nothing but Rust.
//! It has one backend: while a connection is open, the next one waits for its turn, and a connection that ends in whatever
//! way does no harm to those that wait. It speaks the usual protocol on a port of
//! 127.0.0.1, without a password; any database of it is reached by its name in the URL.

mod error;
mod extension;
mod front;
mod start;

use std::fmt;
use std::path::{Path, PathBuf};

use pglite_oxide::{PgDumpOptions, PgliteServer};
use tempfile::TempDir;

use self::front::Front;

pub use error::EmbeddedError;
pub use extension::{available_extensions, check_extensions};

/// The major version of PostgreSQL that is embedded.
pub const POSTGRES_MAJOR: u32 = 17;

/// The version as `server_version` reports it.
pub const POSTGRES_VERSION: &str = "17.5";

/// A database that every embedded server has.
pub const MAINTENANCE_DATABASE: &str = "postgres";

/// The role that owns everything in an embedded server, a superuser without a password.
pub const USER: &str = "postgres";

/// A running embedded server. It stops when it is dropped.
pub struct EmbeddedServer {
    // Before the server: it serves those who have come while the server still runs.
    front: Front,
    server: PgliteServer,
    directory: PathBuf,
    extensions: Vec<String>,
    // After the server, so that its files are there until it has stopped.
    _temporary: Option<TempDir>,
}

impl EmbeddedServer {
    /// Starts a server with its data in `directory` (made where it is missing), or in a temporary folder that goes with
    /// the server. `extensions` are those that CREATE EXTENSION will find, by their names in PostgreSQL, with what they
    /// depend on; none is created in any database.
    ///
    /// It blocks for a third of a second to some seconds, the longest on a first start: from asynchronous code call it
    /// where blocking is allowed.
    ///
    /// # Errors
    /// Where an extension is not bundled, where another process serves the directory, where files cannot be written.
    pub fn start(directory: Option<&Path>, extensions: &[String]) -> Result<Self, EmbeddedError> {
        let mut names = extensions.to_vec();
        names.sort();
        names.dedup();
        let modules = extension::find(&names)?;
        let temporary = match directory {
            Some(_) => None,
            None => Some(TempDir::with_prefix("keel-embedded-").map_err(EmbeddedError::temporary)?),
        };
        let directory = match (directory, &temporary) {
            (Some(directory), _) => directory.to_path_buf(),
            (None, Some(temporary)) => temporary.path().to_path_buf(),
            // One of the two is always there.
            (None, None) => PathBuf::from("."),
        };
        let (server, address) = start::start(&directory, &modules)?;
        let front = Front::open(address).map_err(|error| EmbeddedError::prepare(&directory, error))?;
        Ok(Self { front, server, directory, extensions: names, _temporary: temporary })
    }

    /// The URL of a database of this server: `postgres://postgres@127.0.0.1:…/postgres?sslmode=disable`.
    pub fn url(&self) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{MAINTENANCE_DATABASE}?sslmode=disable", self.port())
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.front.port()
    }

    /// Where the data is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The extensions that were asked for, sorted.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The schema of a database as the bundled pg_dump writes it, without owners. It takes a connection of its own: close
    /// yours first, or it waits for ever.
    ///
    /// # Errors
    /// Where there is no such database, or pg_dump fails.
    pub fn pg_dump(&self, database: &str) -> Result<String, EmbeddedError> {
        let _turn = self.front.turn();
        let options = PgDumpOptions::new().database(database).username(USER).args(["--schema-only", "--no-owner"]);
        self.dump_apart(options).map_err(|error| EmbeddedError::dump(database, error))
    }

    /// Its sockets ask for a runtime, and it starts one of its own, which no thread that runs one may: so it gets a thread
    /// that knows a runtime and runs none.
    fn dump_apart(&self, options: PgDumpOptions) -> anyhow::Result<String> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let dump = std::thread::scope(|scope| {
            let dump = scope.spawn(|| {
                let _known = runtime.enter();
                self.server.dump_sql(options)
            });
            dump.join()
        });
        // A runtime may not be dropped where another runs.
        runtime.shutdown_background();
        dump.unwrap_or_else(|_| Err(anyhow::anyhow!("it panicked")))
    }

    /// Stops the server and waits until it has. Close every connection first: it waits for the open one, and for those that
    /// wait for their turn.
    ///
    /// # Errors
    /// Where the server ended in an error. What was committed is safe.
    pub fn stop(self) -> Result<(), EmbeddedError> {
        drop(self.front);
        self.server.shutdown().map_err(EmbeddedError::stop)
    }
}

impl fmt::Debug for EmbeddedServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EmbeddedServer")
            .field("port", &self.port())
            .field("directory", &self.directory)
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}
