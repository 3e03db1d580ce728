//! An apply goes on without the page that asked for it, and every page can see how far it is.

use std::path::Path;
use std::time::{Duration, Instant};

use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::project::{apply, project};
use crate::support::{TestStudio, settings};

fn migration(folder: &Path, name: &str, text: &str) {
    let folder = folder.join("migrations").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("up.sql"), text).unwrap();
}

async fn studio(database: &TestDatabase, folder: &Path) -> TestStudio {
    TestStudio::with(Settings { project: Some(project(folder, database)), ..settings(database) }).await
}

/// What is told of the apply that runs, or ran last, up to its end.
async fn followed(studio: &TestStudio) -> Vec<Value> {
    let answer = studio.answer("/api/migrations/applying", &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event"].as_str().unwrap()).collect()
}

/// Asks until an apply runs: what it has told, and what it tells then.
async fn begun(studio: &TestStudio) -> Vec<Value> {
    let start = Instant::now();
    loop {
        let events = followed(studio).await;
        if !events.is_empty() {
            return events;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it does not begin");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_apply_outlives_its_page_and_is_seen_by_others() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    migration(folder.path(), "20260101000000_one", "CREATE TABLE a (id int);\n");
    migration(folder.path(), "20260101000001_two", "SELECT pg_sleep(2);\nCREATE TABLE b (id int);\n");
    let studio = studio(&database, folder.path()).await;
    assert_eq!(followed(&studio).await, Vec::<Value>::new(), "nothing was applied yet");

    let page = studio.begin_call("/api/migrations/apply", &json!({"request": "first"})).await;
    let start = Instant::now();
    let events = begun(&studio).await;
    drop(page);
    assert!(start.elapsed() > Duration::from_secs(1), "it is told as it goes on: {events:?}");
    assert_eq!((&events[0]["request"], &events[0]["over"]), (&json!("first"), &json!(false)));
    let told = ["begun", "migration", "statement", "applied", "migration", "statement", "statement", "applied", "done"];
    assert_eq!(names(&events), told);
    assert_eq!(studio.call("/api/migrations", json!({})).await["pending"], 0);

    // Whoever asks later hears the same, and that it is past.
    let again = followed(&studio).await;
    assert_eq!(again[1..], events[1..]);
    assert_eq!(again[0]["over"], true);
    assert!(again[0]["milliseconds"].as_u64() > events[0]["milliseconds"].as_u64(), "{again:?}");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_apply_runs_at_a_time_and_any_page_cancels_it() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    migration(folder.path(), "20260101000000_nap", "CREATE TABLE a (id int);\nSELECT pg_sleep(300);\n");
    let studio = studio(&database, folder.path()).await;
    let page = studio.begin_call("/api/migrations/apply", &json!({"request": "nap"})).await;
    let witness = database.connect().await;
    let asleep = "SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(300)%' \
                  AND datname = current_database()";
    let start = Instant::now();
    while witness.query(asleep, &[]).await.unwrap().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(20), "it does not begin");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (status, error) = studio.error("/api/migrations/apply", json!({"request": "second"})).await;
    assert_eq!((status, error["code"].as_str()), (422, Some("project")), "{error}");
    assert!(error["message"].as_str().unwrap().contains("already"), "{error}");
    assert_eq!(studio.call("/api/cancel", json!({"request": "nap"})).await["asked"], true);
    let events = followed(&studio).await;
    assert_eq!(events[0]["request"], "nap", "the second one did not take its place");
    assert_eq!(events.last().unwrap()["error"]["code"], "cancelled", "{events:?}");
    drop(page);

    // What failed is over: another may begin.
    migration(folder.path(), "20260101000000_nap", "CREATE TABLE a (id int);\n");
    let events = apply(&studio, json!({"request": "third"})).await;
    assert_eq!((&events[0]["request"], names(&events).last()), (&json!("third"), Some(&"done")), "{events:?}");
    witness.close().await;
    studio.stop().await;
}
