//! One database for one test.

use std::thread;
use std::time::Duration;

use evenkeel_connect::{ConnectOptions, Connection};
use tokio::sync::{Mutex, MutexGuard};

use crate::TestServer;

/// The right to use a server that serves one connection at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// How long the dropping of a database waits for a connection: on a server with one connection, a test that panicked may
/// still hold it.
const DROP_WITHIN: Duration = Duration::from_secs(10);

/// An empty database of this test's own, dropped with this value, also when the test panics.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    options: ConnectOptions,
    // On a server with one connection the test has its turn as long as it has the database.
    _turn: Option<MutexGuard<'static, ()>>,
}

impl TestDatabase {
    /// Makes a database from template0, in UTF8, with the server's locale.
    ///
    /// # Panics
    /// Where no server is to be had, or it makes no database.
    pub async fn create() -> Self {
        Self::create_with("").await
    }

    /// The same with more words for CREATE DATABASE: `LC_COLLATE 'C'`.
    ///
    /// # Panics
    /// As [`Self::create`].
    pub async fn create_with(words: &str) -> Self {
        // Starting a server takes a second of blocking.
        let server = match tokio::task::spawn_blocking(TestServer::get).await {
            Ok(server) => server,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        let turn = if server.single_connection() { Some(TURN.lock().await) } else { None };
        let name = format!("keel_test_{}_{:08x}", std::process::id(), fastrand::u32(..));
        let maintenance = connect(server.options()).await;
        let made = maintenance
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' {words}"))
            .await;
        if let Err(error) = made {
            panic!("CREATE DATABASE {name}: {error:?}");
        }
        maintenance.close().await;
        let options = server.options().with_database(&name);
        Self { name, options, _turn: turn }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How to reach it.
    pub fn options(&self) -> &ConnectOptions {
        &self.options
    }

    /// The URL, with the password if there is one: for programs that a test starts.
    pub fn url(&self) -> String {
        self.options.url_with_password()
    }

    /// Whether its server serves one connection at a time.
    pub fn single_connection(&self) -> bool {
        self._turn.is_some()
    }

    /// A session in it.
    ///
    /// # Panics
    /// Where the server gives none.
    pub async fn connect(&self) -> Connection {
        connect(&self.options).await
    }

    /// Runs SQL in a session of its own.
    ///
    /// # Panics
    /// Where the server refuses it.
    pub async fn execute(&self, sql: &str) {
        let connection = self.connect().await;
        if let Err(error) = connection.batch_execute(sql).await {
            panic!("{error:?} in\n{sql}");
        }
        connection.close().await;
    }
}

async fn connect(options: &ConnectOptions) -> Connection {
    match options.connect().await {
        Ok(connection) => connection,
        Err(error) => panic!("{error}"),
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let maintenance = TestServer::get().options().with_answer_timeout(DROP_WITHIN);
        let statement = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        // The test's own runtime may be gone or unwinding: a thread with one of its own. What fails here would hide what
        // the test found, so it is only told.
        let dropped = thread::spawn(move || -> Result<(), String> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(|error| error.to_string())?.block_on(async {
                let connection = maintenance.connect().await.map_err(|error| error.to_string())?;
                connection.batch_execute(&statement).await.map_err(|error| format!("{error:?}"))?;
                connection.close().await;
                Ok(())
            })
        });
        if let Ok(Err(problem)) = dropped.join() {
            use std::io::Write as _;
            let _ = writeln!(std::io::stderr(), "the test database {} was not dropped: {problem}", self.name);
        }
    }
}
