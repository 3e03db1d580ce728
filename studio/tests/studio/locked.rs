//! While writing is not unlocked nothing is made on the database's server, whatever the page asks for.

use std::path::Path;

use evenkeel_connect::ConnectOptions;
use evenkeel_studio::{Project, Settings};
use evenkeel_test_support::{TestDatabase, native_server_with};
use serde_json::{Value, json};

use crate::project::{SCHEMA, apply, project};
use crate::support::{TestStudio, column, settings};

/// Whether the pending migration ran on the server, in whatever database: a role is there for all of them.
async fn is_made(database: &TestDatabase, role: &str) -> bool {
    !column(database, &format!("SELECT rolname::text FROM pg_roles WHERE rolname = '{role}'")).await.is_empty()
}

fn files(project: &Project, role: &str) {
    std::fs::write(&project.schema_file, SCHEMA).unwrap();
    let folder = project.folders.migrations.join("20260101000000_role");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("up.sql"), format!("CREATE ROLE {role};\nCREATE TABLE port (id int);\n")).unwrap();
}

async fn locked(database: &TestDatabase, project: Project) -> TestStudio {
    TestStudio::with(Settings { project: Some(project), protected: true, ..settings(database) }).await
}

async fn seen(studio: &TestStudio) -> Value {
    studio.call("/api/migrations", json!({"observe": true})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_studio_makes_nothing_on_the_server() {
    let database = TestDatabase::create().await;
    let role = format!("{}_made", database.name());
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &database);
    files(&project, &role);
    // Its own server by another name is its own server.
    let mut by_another_name = project.clone();
    by_another_name.workspace.shadow = Some(database.options().with_application_name("another"));
    let mut projects = vec![project.clone()];
    // Who serves one connection at a time serves as no shadow.
    if database.several_connections() {
        projects.push(by_another_name);
    }
    for project in projects {
        let studio = locked(&database, project).await;
        let drift = studio.call("/api/drift", json!({})).await;
        assert_eq!((&drift["state"], &drift["pending"]), (&json!("unknown"), &json!(1)), "{drift}");
        let problem = &drift["problems"][0];
        assert_eq!(problem["code"], "read_only", "{drift}");
        assert!(problem["message"].as_str().unwrap().contains("read-only"), "{drift}");
        let help = problem["help"].as_str().unwrap();
        assert!(help.contains("unlock") && help.contains("shadow"), "{drift}");
        let listed = seen(&studio).await;
        assert!(listed["notObserved"].as_str().unwrap().contains("read-only"), "{listed}");
        let card = &listed["migrations"][0]["statements"][0];
        assert_eq!((&card["observed"], &card["locks"]), (&json!(false), &json!([])), "{listed}");
        let (status, error) = studio.error("/api/drift/generate", json!({"allowDestructive": false})).await;
        assert_eq!((status, error["code"].as_str()), (403, Some("read_only")), "{error}");
        assert!(!is_made(&database, &role).await);
        studio.stop().await;
    }

    // What needs no scratch database is told all the same.
    std::fs::remove_dir_all(&project.folders.migrations).unwrap();
    database.execute("CREATE TABLE ship (id int PRIMARY KEY, name text NOT NULL)").await;
    let studio = locked(&database, project.clone()).await;
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "same");
    database.execute("ALTER TABLE ship ADD tons int").await;
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "unknown");
    // Unlocked it is compared as ever.
    studio.call("/api/unlock", json!({"database": database.name()})).await;
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "different");
    studio.call("/api/lock", json!({})).await;
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "unknown");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_studio_uses_a_shadow_that_is_another_server() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let role = format!("{}_made", database.name());
    let folder = tempfile::tempdir().unwrap();
    let mut project = project(folder.path(), &database);
    files(&project, &role);
    let Some(server) = native_server_with(&[]) else { return };
    project.workspace.shadow = Some(ConnectOptions::parse(&server.url("postgres")).unwrap());
    let studio = locked(&database, project.clone()).await;
    let drift = studio.call("/api/drift", json!({})).await;
    assert_eq!(drift["state"], "different", "{drift}");
    let listed = seen(&studio).await;
    assert_eq!(listed["notObserved"], Value::Null, "{listed}");
    assert_eq!(listed["migrations"][0]["statements"][0]["observed"], true, "{listed}");
    assert!(!is_made(&database, &role).await);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_outside_of_a_transaction_has_its_lock_declared() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &database);
    let migration = |name: &str, text: &str| write(&project.folders.migrations, name, text);
    migration("20260101000000_first", "CREATE TABLE ship (id int, name text);\nCREATE INDEX by_name ON ship (name);\n");
    let studio = TestStudio::with(Settings { project: Some(project.clone()), ..settings(&database) }).await;
    apply(&studio, json!({"request": "a"})).await;
    database.execute("INSERT INTO ship SELECT n, 'n' FROM generate_series(1, 500) n; ANALYZE ship").await;
    let alone = [
        "CREATE INDEX CONCURRENTLY by_id ON ship (id);",
        "DROP INDEX CONCURRENTLY by_name;",
        "REINDEX TABLE CONCURRENTLY ship;",
        "VACUUM (FULL, ANALYZE) ship;",
        "CREATE TABLE port (id int);",
        "VACUUM port;",
        "VACUUM;",
    ];
    let text: Vec<String> = alone
        .iter()
        .map(|sql| match sql.starts_with("CREATE TABLE") {
            true => format!("-- keel: segment\n{sql}\n"),
            false => format!("-- keel: segment no-transaction\n-- keel: probe repeatable\n{sql}\n"),
        })
        .collect();
    migration("20260101000001_alone", &text.concat());
    let listed = seen(&studio).await;
    let cards: Vec<(bool, bool, String, Value, Value)> = listed["migrations"][1]["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| {
            let locks = card["locks"].as_array().unwrap().iter();
            let locks: Vec<String> = locks
                .map(|lock| format!("{} on {}", lock["mode"].as_str().unwrap(), lock["object"].as_str().unwrap()))
                .collect();
            let is = |name: &str| card[name].as_bool().unwrap();
            (is("observed"), is("declared"), locks.join(", "), card["rewrites"].clone(), card["rows"].clone())
        })
        .collect();
    let weak = || (false, true, "SHARE UPDATE EXCLUSIVE on public.ship".to_owned(), json!(false), json!(500));
    assert_eq!(
        cards,
        [
            weak(),
            weak(),
            weak(),
            (false, true, "ACCESS EXCLUSIVE on public.ship".to_owned(), json!(true), json!(500)),
            (true, false, String::new(), json!(false), Value::Null),
            // Nobody uses it yet.
            (false, true, String::new(), json!(false), Value::Null),
            // That every table is locked is not said of any.
            (false, false, String::new(), Value::Null, Value::Null),
        ],
        "{listed}"
    );
    studio.stop().await;
}

fn write(migrations: &Path, name: &str, text: &str) {
    let folder = migrations.join(name);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("up.sql"), text).unwrap();
}
