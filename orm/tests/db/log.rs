//! What is told through `tracing`.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use evenkeel::{Executor, Parameter, Sql};
use tokio_postgres::types::Type;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{accounts_with, sql};

/// Keeps what is written.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn statements_are_told_with_time_and_rows_and_without_values() {
    let (_database, db) = accounts_with(|db| db.slow_statement(Duration::from_millis(50))).await;
    let kept = Kept::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false).with_writer(kept.clone());
    let guard = tracing::subscriber::set_default(subscriber.finish());
    let owner = Sql::new(
        "SELECT id FROM account WHERE owner <> $1".into(),
        vec![Parameter::new("hunter2".to_owned(), Type::TEXT)],
    );
    db.rows(&owner).await.unwrap();
    db.rows(&sql("SELECT pg_sleep(0.1)")).await.unwrap();
    db.notify("jobs", "hunter2").await.unwrap();
    db.rows(&sql("SELECT nonsense")).await.unwrap_err();
    drop(guard);
    let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    let line = |part: &str| {
        text.lines()
            .find(|line| line.contains("evenkeel::statement") && line.contains(part))
            .unwrap_or_else(|| panic!("{text}"))
    };
    let owner = line("SELECT id FROM account WHERE owner <> $1");
    assert!(owner.contains("DEBUG") && owner.contains("rows=2") && owner.contains("milliseconds="), "{owner}");
    let slow = line("pg_sleep");
    assert!(slow.contains("WARN") && slow.contains("slow statement"), "{slow}");
    assert!(line("nonsense").contains("42703"));
    // Neither by evenkeel nor by the driver, which prints parameters.
    assert!(text.contains("tokio_postgres") && !text.contains("hunter2"), "{text}");
}
