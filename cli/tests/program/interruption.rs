//! Ctrl-C at any moment
#![cfg(unix)]
use std::process::Stdio;
use std::time::Duration;

use evenkeel_test_support::TestDatabase;

use crate::support::Project;

const SCHEMA: &str = "tables:\n  a: {columns: {id: {type: bigint, primary_key: true}}}\n";

/// Runs a command, presses Ctrl-C after so long, and gives the process, how it ended and what it said.
fn interrupted(project: &Project, words: &[&str], after: Duration) -> (u32, Option<i32>, String) {
    let child = project.command(words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let process = child.id();
    std::thread::sleep(after);
    std::process::Command::new("kill").args(["-INT", &process.to_string()]).stderr(Stdio::null()).status().unwrap();
    let output = child.wait_with_output().unwrap();
    (process, output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn while_a_migration_is_planned_and_proved() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA), ("migrations/.gitkeep", "")])
        .variable("DATABASE_URL", &database.url());
    let connection = database.connect().await;
    if database.single_connection() {
        evenkeel_test_support::left_out("a server of one connection does not say which databases it has meanwhile");
        return;
    }
    let mut cut = 0;
    // Later each time by a part of what went before, until it is done: a machine may be as slow as it likes.
    let mut after = Duration::from_millis(40);
    loop {
        let (process, status, words) = interrupted(&project, &["gen"], after);
        let left = format!("SELECT count(*) FROM pg_database WHERE datname ~ '^keel_shadow_[0-9]+_{process}_'");
        let left: i64 = connection.query_one(&left, &[]).await.unwrap().get(0);
        assert_eq!(left, 0, "a scratch database stays, interrupted after {after:?}: {words}");
        // Before there is anything to interrupt the system ends the process; after the end there is nothing left.
        match status {
            Some(130) => {
                assert!(words.contains("error: interrupted\nhelp: nothing was written\n"), "{words}");
                assert_eq!(project.list("migrations"), [".gitkeep"]);
                cut += 1;
            }
            Some(0) => {
                assert_eq!(project.list("migrations").len(), 2);
                break;
            }
            None => {}
            other => panic!("{other:?}: {words}"),
        }
        after = after * 5 / 4;
    }
    assert!(cut > 0, "no run was interrupted");
    connection.close().await;
}

#[tokio::test]
async fn while_migrations_are_applied() {
    let database = TestDatabase::create().await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    for number in 1..=8 {
        project.write(
            &format!("migrations/2026010100000{number}_step/up.sql"),
            &format!("CREATE TABLE step_{number} ();\nSELECT pg_sleep(0.05);\n-- keel: segment\nCREATE INDEX ON step_{number} ((1));\n"),
        );
    }
    let mut runs = 0;
    loop {
        runs += 1;
        assert!(runs < 60, "the runs do not get on");
        // Later each time: a server that is slow to start would else never get to a statement.
        let (_, status, words) = interrupted(&project, &["migrate"], Duration::from_millis(100 + 50 * runs));
        match status {
            Some(130) => assert!(words.contains("goes on from what is recorded"), "{words}"),
            Some(0) => break,
            None => {}
            other => panic!("{other:?}: {words}"),
        }
    }
    let document = project.keel("migrate --output json").json();
    assert_eq!(document["tables"], 8);
    assert_eq!(document["applied"], serde_json::json!([]));
    let connection = database.connect().await;
    let indexes: i64 =
        connection.query_one("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public'", &[]).await.unwrap().get(0);
    assert_eq!(indexes, 8);
    connection.close().await;
}
