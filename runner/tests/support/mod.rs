//! A database of its own for each test, and what tests of the runner share.

#![allow(dead_code)]

use std::time::Duration;

use evenkeel_connect::{ConnectOptions, Connection};
use evenkeel_runner::file::Timeout;
use evenkeel_runner::{Error, Event, Migration, Options, Outcome, Runner, Silent, Status, Version};
use evenkeel_test_support::TestDatabase;
use tokio_postgres::Client;

/// A database that is dropped with this value, and whose sessions call themselves `keel test`.
pub struct Database {
    database: TestDatabase,
    pub options: ConnectOptions,
}

impl Database {
    pub async fn create() -> Self {
        let database = TestDatabase::create().await;
        // What these tests cut off is connections, not the power.
        database.execute(&format!("ALTER DATABASE {} SET synchronous_commit = off", database.name())).await;
        let options = database.options().with_application_name("keel test");
        Self { database, options }
    }

    /// A database on a server that serves several connections at once. Where there is no such server, that is said
    /// aloud.
    pub async fn with_several_connections() -> Option<Self> {
        let database = Self::create().await;
        database.database.several_connections().then_some(database)
    }

    pub fn name(&self) -> &str {
        self.database.name()
    }

    pub async fn connect(&self) -> Connection {
        connect(&self.options).await
    }
}

pub async fn connect(options: &ConnectOptions) -> Connection {
    options.connect().await.unwrap()
}

/// Migrations from folder names, ways forth and ways back (none where empty).
pub fn migrations(all: &[(&str, &str, &str)]) -> Vec<Migration> {
    let parse = |(folder, up, down): &(&str, &str, &str)| {
        let down = (!down.is_empty()).then_some(*down);
        Migration::parse(format!("migrations/{folder}"), up, down).unwrap_or_else(|faults| panic!("{faults}"))
    };
    all.iter().map(parse).collect()
}

/// Settings that do not wait for long.
pub fn options() -> Options {
    Options {
        wait_for_lock: Duration::from_secs(20),
        report_waiting: Duration::from_millis(300),
        lock_timeout: Timeout::new(Duration::from_millis(200)),
        attempts: 3,
        first_pause: Duration::from_millis(20),
        ..Options::default()
    }
}

pub async fn apply(client: &mut Client, migrations: &[Migration]) -> Result<Outcome, Error> {
    Runner::new(client, options(), &mut Silent).apply(migrations, None).await
}

pub async fn status(client: &mut Client, migrations: &[Migration]) -> Status {
    Runner::new(client, options(), &mut Silent).status(migrations).await.unwrap()
}

pub fn version(text: &str) -> Version {
    text.parse().unwrap()
}

pub fn versions(outcome: &Outcome) -> Vec<String> {
    outcome.done.iter().map(|done| done.version.to_string()).collect()
}

/// The events of a run, in short, without what differs from run to run.
#[derive(Default)]
pub struct Log(pub Vec<String>);

impl evenkeel_runner::Progress for Log {
    fn report(&mut self, event: Event<'_>) {
        self.0.push(match event {
            Event::WaitingForLock { holder, .. } => {
                format!("waiting for {}", holder.and_then(|holder| holder.application.as_deref()).unwrap_or("nobody"))
            }
            Event::MigrationStarted { name, down, segments, done, .. } => {
                format!("{} {name}: {done} of {segments}", if down { "down" } else { "up" })
            }
            Event::StatementStarted { segment, number, of, statement, .. } => {
                format!("  {segment}.{number}/{of} line {}: {}", statement.line, statement.text)
            }
            Event::Retry { segment, attempt, of, reason, .. } => {
                format!("  segment {segment} again ({attempt} of {of}): {reason}")
            }
            Event::FoundDone { segment, .. } => format!("  segment {segment} was done"),
            Event::InvalidIndexDropped { index } => format!("  dropped {index}"),
            Event::SegmentDone { segment, of, .. } => format!("  segment {segment}/{of} done"),
            Event::MigrationDone { name, .. } => format!("done {name}"),
            _ => "something else".into(),
        });
    }
}

impl Log {
    pub fn text(&self) -> String {
        self.0.join("\n")
    }
}

pub async fn scalar(client: &Client, sql: &str) -> String {
    let rows = client.simple_query(sql).await.unwrap();
    let cell = rows.iter().find_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    cell.unwrap_or_default()
}
