//! Running a file by itself, watched, and what becomes of a session that loses its lock.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::expect_used, missing_docs)]

mod support;

use evenkeel_runner::{Error, MigrationFile, Observer, Step, Unobserved, execute};
use support::*;
use tokio_postgres::Client;

/// Notes the strong locks that are held before each commit, and after which statements it was called.
#[derive(Default)]
struct Watch {
    seen: Vec<String>,
    fail_at: Option<usize>,
}

impl Observer for Watch {
    async fn after_statement(&mut self, client: &Client, step: Step<'_>) -> Result<(), Error> {
        let one: i32 = client.query_typed_one("select 1", &[]).await.map_err(Error::observer)?.get(0);
        self.seen.push(format!("{one}: {}.{} {}", step.segment_number, step.statement_number, step.statement.text));
        if self.fail_at == Some(step.segment_number) {
            return Err(Error::observer("enough seen"));
        }
        Ok(())
    }

    async fn before_commit(&mut self, client: &Client, step: Step<'_>) -> Result<(), Error> {
        let sql = "select string_agg(relation::regclass || ' ' || mode, ', ' order by relation) from pg_locks \
                   where mode = 'AccessExclusiveLock' and pid = pg_backend_pid() and relation::regclass::text = 'a'";
        let locks = client.query_typed_one(sql, &[]).await.map_err(Error::observer)?;
        self.seen.push(format!(
            "commit {}: {}",
            step.segment_number,
            locks.get::<_, Option<&str>>(0).unwrap_or("none")
        ));
        Ok(())
    }
}

const FILE: &str = "create table a ();\nalter table a add b int;\n-- keel: segment no-transaction\n\
                    create index concurrently on a (b);\n-- keel: segment\ncomment on table a is 'x';\n";

#[tokio::test]
async fn each_statement_and_commit_is_seen() {
    let database = Database::create().await;
    let client = database.connect().await;
    let file = MigrationFile::parse("up.sql", FILE).unwrap();
    let mut watch = Watch::default();
    execute(&client, &file, &mut watch).await.unwrap();
    insta::assert_snapshot!(watch.seen.join("\n"), @"
    1: 1.1 create table a ()
    1: 1.2 alter table a add b int
    commit 1: a AccessExclusiveLock
    1: 2.1 create index concurrently on a (b)
    1: 3.1 comment on table a is 'x'
    commit 3: none
    ");
    assert_eq!(scalar(&client, "select to_regnamespace('keel')").await, "", "without a ledger");
    let error = execute(&client, &file, &mut Unobserved).await.unwrap_err();
    assert_eq!(error.failure().unwrap().segment, 1);
}

#[tokio::test]
async fn a_watcher_ends_the_run() {
    let database = Database::create().await;
    let client = database.connect().await;
    let file = MigrationFile::parse("up.sql", FILE).unwrap();
    let mut watch = Watch { fail_at: Some(1), ..Watch::default() };
    let error = execute(&client, &file, &mut watch).await.unwrap_err();
    assert_eq!(error.to_string(), "enough seen");
    assert_eq!(scalar(&client, "select to_regclass('a')").await, "", "rolled back");
}

#[tokio::test]
async fn a_lock_that_was_given_away_is_missed() {
    let database = Database::create().await;
    let client = &mut database.connect().await;
    let all = migrations(&[("20260101000000_a", "create table a ();\nselect pg_advisory_unlock_all();\n", "")]);
    let error = apply(client, &all).await.unwrap_err();
    insta::assert_snapshot!(error.to_string());
    assert_eq!(scalar(client, "select to_regclass('a')").await, "", "rolled back");
}

#[tokio::test]
async fn an_error_swallowed_by_a_watcher_is_no_commit() {
    struct Careless;
    impl Observer for Careless {
        async fn before_commit(&mut self, client: &Client, _step: Step<'_>) -> Result<(), Error> {
            client.batch_execute("select * from nowhere").await.ok();
            Ok(())
        }
    }
    let database = Database::create().await;
    let client = database.connect().await;
    let file = MigrationFile::parse("up.sql", "create table a ();").unwrap();
    execute(&client, &file, &mut Careless).await.unwrap_err();
    assert_eq!(scalar(&client, "select to_regclass('a')").await, "");
}
