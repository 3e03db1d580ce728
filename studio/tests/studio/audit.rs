//! What the log keeps of what was written.

use std::path::Path;
use std::time::Duration;

use evenkeel_studio::Settings;
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::project::{apply, project};
use crate::support::{TestStudio, column, first_rows, settings};

/// The lines: the act, how it stands, and its statements.
fn lines(file: &Path) -> Vec<(String, String, Vec<String>)> {
    let log = std::fs::read_to_string(file).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    log.lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            let statements = line["statements"].as_array().unwrap().iter().map(text).collect();
            (text(&line["act"]), text(&line["outcome"]), statements)
        })
        .collect()
}

/// Waits for a statement to run.
async fn running(database: &TestDatabase, sql: &str) {
    let active = format!("SELECT pid::text FROM pg_stat_activity WHERE state = 'active' AND query = '{sql}'");
    for _ in 0..500 {
        if !column(database, &active).await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{sql} does not run");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_migrations_names_those_that_it_applies() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &database);
    for (name, text) in [
        ("20260101000000_one", "CREATE TABLE a (id int);\n"),
        ("20260101000001_two", "CREATE TABLE b (id int);\n"),
        ("20260101000002_three", "CREATE TABLE c (id int);\n"),
    ] {
        let folder = project.folders.migrations.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("up.sql"), text).unwrap();
    }
    let audit = folder.path().join("audit.log");
    let studio =
        TestStudio::with(Settings { project: Some(project), audit: Some(audit.clone()), ..settings(&database) }).await;
    for to in ["20260101000000", "20260101000001"] {
        apply(&studio, json!({"request": "a", "to": to})).await;
    }
    let line = |outcome: &str, name: &str| ("migrate".to_owned(), outcome.to_owned(), vec![name.to_owned()]);
    assert_eq!(
        lines(&audit),
        [
            line("begun", "20260101000000_one"),
            line("applied 1", "20260101000000_one"),
            line("begun", "20260101000001_two"),
            line("applied 1", "20260101000001_two"),
        ]
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_and_imports_end_in_the_log_as_they_end() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE ship (name text PRIMARY KEY, twin text UNIQUE DEFERRABLE INITIALLY DEFERRED);
             INSERT INTO ship VALUES ('Ann', 'x')",
        )
        .await;
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("audit.log");
    let studio = TestStudio::with(Settings { audit: Some(audit.clone()), ..settings(&database) }).await;
    let insert = |twin: &str| {
        let changes = json!([
            {"column": "name", "value": {"is": "text", "text": twin}},
            {"column": "twin", "value": {"is": "text", "text": twin}}
        ]);
        json!({"request": "e", "edits": [{"kind": "insert", "schema": "public", "name": "ship", "changes": changes}]})
    };
    let import =
        |text: &str| json!({"request": "i", "schema": "public", "name": "ship", "format": "csv", "text": text});
    studio.call("/api/edits/commit", insert("y")).await;
    studio.error("/api/edits/commit", insert("x")).await;
    studio.call("/api/import", import("name,twin\nCy,z\n")).await;
    studio.error("/api/import", import("name,twin\nDi,z\n")).await;
    assert_eq!(studio.call("/api/rows", first_rows("ship")).await["rows"].as_array().unwrap().len(), 3);
    let failed = "failed: duplicate key value violates unique constraint \"ship_twin_key\"";
    let acts: Vec<(String, String)> = lines(&audit).into_iter().map(|(act, outcome, _)| (act, outcome)).collect();
    let line = |act: &str, outcome: &str| (act.to_owned(), outcome.to_owned());
    assert_eq!(
        acts,
        [
            line("edits", "committing"),
            line("edits", "done"),
            line("edits", "committing"),
            line("edits", failed),
            line("import", "committing"),
            line("import", "done"),
            line("import", "committing"),
            line("import", failed),
        ]
    );
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_cancelled_or_left_alone_says_what_stays() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE ship (name text PRIMARY KEY)").await;
    if !database.several_connections() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("audit.log");
    let studio = TestStudio::with(Settings { audit: Some(audit.clone()), ..settings(&database) }).await;
    let text = "INSERT INTO ship VALUES ('Ann') RETURNING name; SELECT pg_sleep(60); SELECT 1";
    let body = json!({"request": "w", "text": text, "write": true, "rowLimit": 9});
    let begun = studio.begin_call("/api/sql/run", &body).await;
    running(&database, "SELECT pg_sleep(60)").await;
    assert_eq!(studio.call("/api/cancel", json!({"request": "w"})).await["asked"], true);
    let answer = begun.answer().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    let [done, cancelled] = answer["results"].as_array().unwrap().as_slice() else { panic!("{answer}") };
    assert_eq!((&done["tag"], &done["error"]), (&json!("INSERT 0 1"), &Value::Null), "{answer}");
    assert_eq!(cancelled["error"]["code"], "cancelled", "{answer}");
    assert_eq!((&answer["notRun"], &answer["warning"]), (&json!(1), &json!("what the first statement did stays")));
    assert_eq!(column(&database, "SELECT name FROM ship").await, ["Ann"]);
    let outcomes = || -> Vec<String> { lines(&audit).into_iter().map(|(_, outcome, _)| outcome).collect() };
    assert_eq!(outcomes(), ["begun", "cancelled; what the first statement did stays"]);

    // The page goes away in the middle.
    let body = json!({"request": "w", "text": "SELECT pg_sleep(61)", "write": true, "rowLimit": 9});
    let begun = studio.begin_call("/api/sql/run", &body).await;
    running(&database, "SELECT pg_sleep(61)").await;
    drop(begun);
    for _ in 0..500 {
        if outcomes().len() == 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(outcomes().last().unwrap().starts_with("cut off"), "{:?}", outcomes());
    studio.stop().await;
}
