//! Migrations that the application brings along.

use std::process::Command;

use evenkeel::migrate::{Event, Options};
use evenkeel::{Db, Executor, MigrationFiles, Migrations};
use evenkeel_test_support::TestDatabase;

use crate::log::Kept;
use crate::support::{number, sql};

static MIGRATIONS: Migrations = evenkeel::migrations!("tests/migrations");

const BOTH: [&str; 2] = ["20261101000000_ship", "20261102000000_crew"];

#[tokio::test(flavor = "multi_thread")]
async fn several_that_start_at_once_apply_each_migration_once() {
    let database = TestDatabase::create().await;
    let starts = (0..4).map(|_| {
        let url = database.url();
        tokio::spawn(async move {
            let db = Db::builder(url).max_connections(1).connect().await.unwrap();
            let done = MIGRATIONS.run(&db).await.unwrap().done;
            assert_eq!(db.execute(&sql("SELECT FROM crew")).await.unwrap(), 0);
            done.len()
        })
    });
    let mut done = 0;
    for start in starts.collect::<Vec<_>>() {
        done += start.await.unwrap();
    }
    assert_eq!(done, 2);
    // The ledger is the one that `keel migrate` writes and reads.
    let db = Db::connect(&database.url()).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM keel.migrations").await, 2);
    assert!(MIGRATIONS.pending(&db).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_pending_is_told_and_how_it_goes() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.url()).await.unwrap();
    assert_eq!(MIGRATIONS.files().iter().map(|file| file.name).collect::<Vec<_>>(), BOTH);
    assert_eq!(MIGRATIONS.pending(&db).await.unwrap(), BOTH);
    let mut names = Vec::new();
    let mut progress = |event: Event<'_>| {
        if let Event::MigrationDone { name, .. } = event {
            names.push(name.to_owned());
        }
    };
    MIGRATIONS.run_with(&db, Options::default(), &mut progress).await.unwrap();
    assert_eq!(names, ["ship", "crew"]);
}

#[tokio::test]
async fn an_edited_migration_is_refused() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.url()).await.unwrap();
    MIGRATIONS.run(&db).await.unwrap();
    static EDITED: Migrations = Migrations::new(
        "",
        &[
            MigrationFiles { name: BOTH[0], up: "CREATE TABLE boat ()", down: None },
            MigrationFiles { name: BOTH[1], up: "SELECT 1", down: None },
            MigrationFiles { name: "20261103000000_more", up: "SELECT 1", down: None },
        ],
    );
    let error = EDITED.run(&db).await.unwrap_err();
    assert!(error.migration_error().unwrap().is_checksum_mismatch(), "{error}");
    let error = EDITED.pending(&db).await.unwrap_err();
    assert!(error.migration_error().unwrap().is_checksum_mismatch(), "{error}");
    // The connection that it took is no loss.
    assert_eq!(number(&db, "SELECT 1::bigint").await, 1);
}

#[tokio::test]
async fn a_migration_that_the_program_does_not_have_is_warned_of() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.url()).await.unwrap();
    MIGRATIONS.run(&db).await.unwrap();
    let older = Migrations::new("", &MIGRATIONS.files()[..1]);
    let (kept, guard) = Kept::listening();
    let outcome = older.run(&db).await.unwrap();
    drop(guard);
    assert_eq!((outcome.done.len(), outcome.allowed.len()), (0, 1));
    let text = kept.text();
    let warns = |line: &str| line.contains("WARN") && line.contains("20261102000000_crew is applied");
    assert!(text.lines().any(warns), "{text}");
    assert!(older.pending(&db).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_migration_that_fails_says_where() {
    let database = TestDatabase::create().await;
    let db = Db::connect(&database.url()).await.unwrap();
    static WRONG: Migrations =
        Migrations::new("", &[MigrationFiles { name: BOTH[0], up: "CREATE TABLE ship (id nonsense);", down: None }]);
    let error = WRONG.run(&db).await.unwrap_err();
    assert!(error.to_string().contains("type \"nonsense\" does not exist"), "{error}");
    static UNREADABLE: Migrations =
        Migrations::new("", &[MigrationFiles { name: "20261101000000_ship", up: "SELECT 'never closed", down: None }]);
    let error = UNREADABLE.check().unwrap_err();
    assert!(error.to_string().contains("20261101000000_ship/up.sql"), "{error}");
}

/// The packages that one of ours is built from.
fn packages(of: &str, edges: &str) -> Vec<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--package", of, "--edges", edges, "--prefix", "none", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn an_application_builds_no_planner_and_the_macros_no_database() {
    let application = packages("evenkeel", "normal,no-proc-macro");
    assert!(application.iter().any(|package| package == "evenkeel-runner"));
    for heavy in ["clap", "sqlparser", "squawk-syntax", "evenkeel-engine", "evenkeel-model", "pglite-oxide", "syn"] {
        assert!(!application.iter().any(|package| package == heavy), "an application builds {heavy}");
    }
    let macros = packages("evenkeel-macros", "normal");
    assert!(macros.iter().any(|package| package == "evenkeel-codegen"));
    for heavy in ["tokio", "tokio-postgres", "evenkeel-connect", "evenkeel-runner"] {
        assert!(!macros.iter().any(|package| package == heavy), "the macros build {heavy}");
    }
}
