//! One database for one test.

use std::io::Write as _;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use evenkeel_connect::{ConnectOptions, Connection};
use tokio::sync::{Mutex, MutexGuard};

use crate::TestServer;
use crate::claim::Claim;

/// The right to use a server that serves one connection at a time.
static TURN: Mutex<()> = Mutex::const_new(());

/// How long the dropping of a database may wait for a connection.
const DROP_WITHIN: Duration = Duration::from_secs(30);

/// How long a test waits for its database to be dropped on a server with one connection. A test that panicked, or closed
/// nothing, holds that connection until its runtime ends, which is after this wait: the database then goes behind its back,
/// before the next test has its turn.
const GRACE: Duration = Duration::from_secs(1);

/// An empty database of this test's own, dropped with this value, also when the test panics.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    options: ConnectOptions,
    // On a server with one connection the test has its turn as long as it has the database.
    turn: Option<Arc<MutexGuard<'static, ()>>>,
    // It ends with the last of the test's databases.
    claim: Arc<Claim>,
}

impl TestDatabase {
    /// Makes a database from template0, in UTF8, with the server's locale.
    ///
    /// # Panics
    /// Where no server is to be had, it makes no database, or the test has one already: see [`Self::another`].
    pub async fn create() -> Self {
        Self::create_with("").await
    }

    /// The same with more words for CREATE DATABASE: `LC_COLLATE 'C'`.
    ///
    /// # Panics
    /// As [`Self::create`].
    pub async fn create_with(words: &str) -> Self {
        let claim = Arc::new(Claim::stake());
        // Starting a server takes a second of blocking.
        let server = match tokio::task::spawn_blocking(TestServer::get).await {
            Ok(server) => server,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        let turn = if server.single_connection() { Some(Arc::new(TURN.lock().await)) } else { None };
        Self::make(turn, claim, words).await
    }

    /// Another database for the same test. A second [`Self::create`] would wait for the first for ever where the server
    /// serves one connection at a time, so it panics on every server.
    ///
    /// # Panics
    /// Where the server makes no database.
    pub async fn another(&self) -> Self {
        Self::make(self.turn.clone(), Arc::clone(&self.claim), "").await
    }

    async fn make(turn: Option<Arc<MutexGuard<'static, ()>>>, claim: Arc<Claim>, words: &str) -> Self {
        let server = TestServer::get();
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
        Self { name, options, turn, claim }
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

    /// Whether its server serves several connections at a time. Where it does not, that the test is left out is said
    /// aloud: call it in a test that needs several, and return.
    pub fn several_connections(&self) -> bool {
        TestServer::get().several_connections()
    }

    /// Whether its server serves one connection at a time.
    pub fn single_connection(&self) -> bool {
        self.turn.is_some()
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
        let name = self.name.clone();
        // The turn ends when the database is gone.
        let turn = self.turn.take();
        let grace = if turn.is_some() { GRACE } else { DROP_WITHIN };
        let (done, dropped) = mpsc::channel();
        // The test's own runtime may be gone or unwinding: a thread with one of its own.
        thread::spawn(move || {
            if let Err(problem) = drop_database(&maintenance, &name) {
                // A failure here would hide what the test found, so it is only told.
                let line = format!("the test database {name} was not dropped: {problem}\n");
                let _ = std::io::stderr().write_all(line.as_bytes());
            }
            drop(turn);
            // Nobody hears it where the grace is over.
            let _ = done.send(());
        });
        let _ = dropped.recv_timeout(grace);
    }
}

fn drop_database(maintenance: &ConnectOptions, name: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(async {
        let connection = maintenance.connect().await.map_err(|error| error.to_string())?;
        let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        connection.batch_execute(&statement).await.map_err(|error| format!("{error:?}"))?;
        connection.close().await;
        Ok(())
    })
}
