//! Long jobs of the project end when nobody wants them any more, on the server too.

use std::time::{Duration, Instant};

use evenkeel_connect::Connection;
use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::project::{SCHEMA, apply, project};
use crate::support::{TestStudio, settings};

/// How soon it has to be over. What runs would take minutes.
const SOON: Duration = Duration::from_secs(20);

/// Sleeps on scratch databases alone; a comment by which it is found.
fn nap(name: &str) -> String {
    format!("SELECT /* {name} */ CASE WHEN current_database() LIKE 'keel_shadow%' THEN pg_sleep(300) END;\n")
}

/// Waits until a query gives a row; its first column.
async fn until(connection: &Connection, what: &str, sql: &str) -> String {
    let start = Instant::now();
    loop {
        if let Some(row) = connection.query_opt(sql, &[]).await.unwrap() {
            return row.get(0);
        }
        assert!(start.elapsed() < SOON, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The scratch database in which a nap is taken.
async fn napping(connection: &Connection, name: &str) -> String {
    let sql = format!(
        "SELECT datname::text FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() \
         AND query LIKE 'SELECT /* {name} */ CASE%' AND datname LIKE 'keel_shadow%'"
    );
    until(connection, "the job did not begin", &sql).await
}

async fn until_gone(connection: &Connection, scratch: &str) {
    let sql = format!("SELECT 'gone'::text WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{scratch}')");
    until(connection, "the scratch database stays", &sql).await;
    let sql =
        format!("SELECT 'gone'::text WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '{scratch}')");
    until(connection, "something still runs there", &sql).await;
}

/// A studio on a project with an applied migration that takes its time on scratch databases, and the calls that run it there.
async fn sleepy(
    database: &TestDatabase,
    folder: &std::path::Path,
    name: &str,
) -> (TestStudio, Vec<(&'static str, Value)>) {
    let project = project(folder, database);
    std::fs::write(&project.schema_file, SCHEMA).unwrap();
    let migration = project.folders.migrations.join("20260101000000_sleepy");
    std::fs::create_dir_all(&migration).unwrap();
    std::fs::write(migration.join("up.sql"), format!("CREATE TABLE ship (id int);\n{}", nap(name))).unwrap();
    let studio = TestStudio::with(Settings { project: Some(project.clone()), ..settings(database) }).await;
    apply(&studio, json!({"request": "apply"})).await;
    let calls = vec![
        ("/api/drift", json!({"request": "job"})),
        ("/api/drift/generate", json!({"request": "job", "allowDestructive": true})),
        ("/api/migrations", json!({"request": "job", "observe": true})),
    ];
    // Pending later: see `prepare`.
    std::fs::create_dir_all(folder.join("later")).unwrap();
    std::fs::write(folder.join("later/up.sql"), "CREATE TABLE port (id int);\n").unwrap();
    (studio, calls)
}

/// What is pending can be looked at, and no migration is generated before it is applied.
fn prepare(folder: &std::path::Path, path: &str) {
    if path == "/api/migrations" {
        std::fs::rename(folder.join("later"), folder.join("migrations/20260101000001_pending")).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_ends_when_the_page_goes_away() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (studio, calls) = sleepy(&database, folder.path(), "goes away").await;
    let witness = database.connect().await;
    for (path, body) in calls {
        prepare(folder.path(), path);
        let begun = studio.begin_call(path, &body).await;
        let scratch = napping(&witness, "goes away").await;
        drop(begun);
        until_gone(&witness, &scratch).await;
    }
    assert!(!folder.path().join("generated").exists(), "nothing is written");
    assert_eq!(studio.call("/api/migrations", json!({})).await["pending"], 1, "others are answered");
    witness.close().await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_ends_when_it_is_cancelled() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (studio, calls) = sleepy(&database, folder.path(), "is cancelled").await;
    let witness = database.connect().await;
    for (path, body) in calls {
        prepare(folder.path(), path);
        let begun = studio.begin_call(path, &body).await;
        let scratch = napping(&witness, "is cancelled").await;
        assert_eq!(studio.call("/api/cancel", json!({"request": "job"})).await["asked"], true);
        let answer = begun.answer().await;
        assert_eq!((answer.status, &answer.json()["error"]["code"]), (422, &json!("cancelled")), "{path}");
        // It is answered when all is gone, and not before.
        let left = format!("SELECT datname::text FROM pg_database WHERE datname = '{scratch}'");
        assert!(witness.query(&left, &[]).await.unwrap().is_empty(), "{path}");
        assert_eq!(studio.call("/api/cancel", json!({"request": "job"})).await["asked"], false);
    }
    witness.close().await;
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_ends_with_the_studio() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (studio, calls) = sleepy(&database, folder.path(), "ends with it").await;
    let witness = database.connect().await;
    let (path, body) = &calls[0];
    let begun = studio.begin_call(path, body).await;
    let scratch = napping(&witness, "ends with it").await;
    studio.stop().await;
    let left = format!("SELECT datname::text FROM pg_database WHERE datname = '{scratch}'");
    assert!(witness.query(&left, &[]).await.unwrap().is_empty(), "it is gone before the studio is");
    drop(begun);
    witness.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_job_asks_of_the_database_itself_is_cancelled() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &database);
    std::fs::write(&project.schema_file, SCHEMA).unwrap();
    let studio = TestStudio::with(Settings { project: Some(project), ..settings(&database) }).await;
    let witness = database.connect().await;
    // Whoever reads the comments waits, which nobody needs to plan a query. What a transaction sees of other sessions does
    // not change, so it is another's.
    let holder = database.connect().await;
    holder.batch_execute("BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let waits =
        "SELECT 'waits'::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for (path, body) in
        [("/api/drift", json!({"request": "job"})), ("/api/drift/generate", json!({"allowDestructive": false}))]
    {
        let begun = studio.begin_call(path, &body).await;
        until(&witness, "the job does not wait", waits).await;
        drop(begun);
        let gone = format!("SELECT 'gone'::text WHERE NOT EXISTS ({waits})");
        until(&witness, "the job still waits", &gone).await;
    }
    holder.batch_execute("ROLLBACK").await.unwrap();
    holder.close().await;
    witness.close().await;
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "different");
    studio.stop().await;
}
