//! A database of its own for each test, and what tests of the runner share.

#![allow(dead_code)]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use evenkeel_runner::file::Timeout;
use evenkeel_runner::{Error, Event, Migration, Options, Outcome, Runner, Silent, Status, Version};
use tokio_postgres::{Client, Config, NoTls};

/// A database that is dropped with this value.
pub struct Database {
    maintenance: Config,
    pub name: String,
}

impl Database {
    pub async fn create() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let url = std::env::var("EVENKEEL_TEST_URL")
            .expect("EVENKEEL_TEST_URL must hold the URL of a superuser's maintenance database");
        let maintenance: Config = url.parse().expect("EVENKEEL_TEST_URL is a URL of PostgreSQL");
        let name = format!("keel_runner_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let client = connect(&maintenance).await;
        client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
        // What these tests cut off is connections, not the power.
        client.batch_execute(&format!("ALTER DATABASE {name} SET synchronous_commit = off")).await.unwrap();
        Self { maintenance, name }
    }

    pub fn config(&self) -> Config {
        let mut config = self.maintenance.clone();
        config.dbname(&self.name).application_name("keel test");
        config
    }

    pub async fn connect(&self) -> Client {
        connect(&self.config()).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (maintenance, name) = (self.maintenance.clone(), self.name.clone());
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let client = connect(&maintenance).await;
                client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
            });
        });
        let _panicked = dropped.join();
    }
}

pub async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
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
