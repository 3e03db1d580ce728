//! What is told through `tracing`.

use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use evenkeel::{Executor, Parameter, Sql};
use futures_util::StreamExt;
use tokio_postgres::types::Type;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{accounts_with, sql};

/// Keeps what is written.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Vec<u8>>>);

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

impl Kept {
    /// What this thread tells until the guard is dropped.
    pub(crate) fn listening() -> (Self, DefaultGuard) {
        let kept = Self::default();
        let subscriber =
            tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false).with_writer(kept.clone());
        let guard = tracing::subscriber::set_default(subscriber.finish());
        (kept, guard)
    }

    /// All that was told.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn a_statement_that_is_given_up_is_told_too() {
    let (_database, db) = accounts_with(|db| db.slow_statement(Duration::from_millis(50))).await;
    let (kept, guard) = Kept::listening();
    let slow = sql("SELECT pg_sleep(0.2)");
    assert!(tokio::time::timeout(Duration::from_millis(100), db.rows(&slow)).await.is_err());
    let mut rows = db.stream(sql("SELECT generate_series(1, 100000)")).await.unwrap();
    rows.next().await.unwrap().unwrap();
    drop(rows);
    let few = db.stream(sql("SELECT generate_series(1, 3)")).await.unwrap();
    assert_eq!(few.count().await, 3);
    drop(guard);
    let text = kept.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("evenkeel::statement")).collect();
    let given_up = |part: &str| lines.iter().filter(|line| line.contains(part)).any(|line| line.contains("given up"));
    assert!(
        lines.iter().any(|line| line.contains("WARN") && line.contains("given up") && line.contains("pg_sleep")),
        "{text}"
    );
    assert!(given_up("generate_series(1, 100000)"), "{text}");
    assert!(!given_up("generate_series(1, 3)"), "{text}");
}

#[tokio::test]
async fn statements_are_told_with_time_and_rows_and_without_values() {
    let (_database, db) = accounts_with(|db| db.slow_statement(Duration::from_millis(50))).await;
    let (kept, guard) = Kept::listening();
    let owner_parameter = Parameter::new("hunter2".to_owned(), Type::TEXT);
    let owner = Sql::new("SELECT id FROM account WHERE owner <> $1".into(), vec![owner_parameter.clone()]);
    db.rows(&owner).await.unwrap();
    db.rows(&sql("SELECT pg_sleep(0.1)")).await.unwrap();
    db.notify("jobs", "hunter2").await.unwrap();
    db.rows(&sql("SELECT nonsense")).await.unwrap_err();
    drop(guard);
    let text = kept.text();
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
    assert!(!text.contains("hunter2"), "{text}");
    // The driver's own log prints parameters in this way.
    assert_eq!(format!("{:?}", owner_parameter.value()), "…");
}
