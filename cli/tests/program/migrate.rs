//! keel migrate, on a real server
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{Project, Run};

const FIRST: &str = "migrations/20260101000000_people/up.sql";
const SECOND: &str = "migrations/20260102000000_pets/up.sql";

/// A project with two migrations, whose database is `database`.
fn project(database: &TestDatabase) -> Project {
    Project::with(&[
        (FIRST, "CREATE TABLE person (id bigint PRIMARY KEY);\n"),
        ("migrations/20260101000000_people/down.sql", "DROP TABLE person;\n"),
        (SECOND, "CREATE TABLE pet (id bigint PRIMARY KEY, owner bigint REFERENCES person);\n"),
        ("migrations/20260102000000_pets/down.sql", "DROP TABLE pet;\n"),
    ])
    .variable("DATABASE_URL", &database.url())
}

/// What a run printed, without how long things took and when they happened.
fn neutral(run: &Run) -> String {
    let text = run.to_string();
    let mut neutral = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        if let Some((before, after)) = line.rsplit_once('(')
            && after.ends_with(" ms)")
        {
            line = format!("{before}(… ms)");
        }
        if let Some((before, after)) = line.split_once("  applied ")
            && after.ends_with("UTC")
        {
            line = format!("{before}  applied …");
        }
        neutral.push_str(&line);
        neutral.push('\n');
    }
    neutral
}

/// The same without days and times.
fn without_days(text: &str) -> String {
    let without = |line: &str| match line.strip_suffix(" UTC").map(|rest| rest.rsplitn(3, ' ').last()) {
        Some(Some(before)) => format!("{before} …\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(without).collect()
}

#[tokio::test]
async fn forth_and_back() {
    let database = TestDatabase::create().await;
    let project = project(&database);
    assert_snapshot!("migrate_status_before", neutral(&project.keel("migrate status")));
    assert_snapshot!("migrate_dry_run", neutral(&project.keel("migrate --dry-run")));
    assert_snapshot!("migrate_to", neutral(&project.keel("migrate --to 20260101000000_people")));
    assert_snapshot!("migrate_status_between", neutral(&project.keel("migrate status")));
    assert_snapshot!("migrate", neutral(&project.keel("migrate")));
    assert_snapshot!("migrate_again", neutral(&project.keel("migrate")));
    assert_snapshot!("migrate_down_dry_run", neutral(&project.keel("migrate down --dry-run")));
    assert_snapshot!("migrate_down", neutral(&project.keel("migrate down --allow destructive")));
    let applied = project.keel("migrate --output json").json();
    assert_eq!(applied["applied"][0]["version"], "20260102000000");
    assert_eq!(applied["tables"], 2);
    let status = project.keel("migrate status --output json").json();
    assert_eq!(status["command"], "migrate status");
    assert_eq!(status["migrations"][1]["name"], "pets");
    assert_eq!(status["problems"], json!([]));
}

#[tokio::test]
async fn a_database_that_has_it_all_is_recorded() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE person (id bigint PRIMARY KEY)").await;
    let project = project(&database);
    assert_snapshot!("migrate_baseline", project.keel("migrate baseline 20260101000000"));
    assert_snapshot!("migrate_after_baseline", neutral(&project.keel("migrate")));
}

#[tokio::test]
async fn a_database_that_is_not_what_the_migrations_make_is_not_recorded() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE person (id bigint PRIMARY KEY, more int); CREATE TABLE theirs (id int)").await;
    let project = project(&database);
    // What no migration makes and no file names is nobody's, so it does not count.
    assert_snapshot!("migrate_baseline_of_another_state", project.keel("migrate baseline 20260101000000"));
    let status = project.keel("migrate status --output json").json();
    assert_eq!(status["migrations"][0]["state"]["state"], "pending", "{status:#}");
    let run = project.keel("migrate baseline");
    assert_eq!(run.status, Some(1), "{run}");
    project.keel("migrate baseline 20260101000000 --allow-drift").done();
    let status = project.keel("migrate status --output json").json();
    assert_eq!(status["migrations"][0]["state"]["state"], "baseline", "{status:#}");
}

#[tokio::test]
async fn a_statement_that_fails_is_shown_where_it_stands() {
    let database = TestDatabase::create().await;
    let project = project(&database);
    project.write(SECOND, "CREATE TABLE pet (\n  id bigint PRIMARY KEY,\n  owner bigint REFERENCES persona\n);\n");
    let run = project.keel("migrate");
    assert_eq!(run.status, Some(1));
    assert_snapshot!("migrate_failed", neutral(&run));
    let document = project.keel("migrate --output json").json();
    assert_eq!(document["status"], "error");
    assert_eq!(document["error"]["details"]["sqlstate"], "42P01");
    let run = project.keel("migrate status");
    assert_snapshot!("migrate_status_failed", without_days(&neutral(&run)));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_name() {
    let database = TestDatabase::create().await;
    let project = project(&database);
    project.keel("migrate").done();
    project.write(FIRST, "CREATE TABLE person (id bigint PRIMARY KEY); -- edited\n");
    let run = project.keel("migrate");
    assert_eq!(run.status, Some(1));
    assert_snapshot!("migrate_edited", run);
    assert_snapshot!("migrate_status_edited", neutral(&project.keel("migrate status")));
    assert_eq!(project.keel("migrate --output json").json()["error"]["findings"][0]["code"], "edited");
}

#[tokio::test]
async fn what_was_looked_at_is_what_is_taken_back() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let project = project(&database);
    let third = "migrations/20260103000000_third";
    project.write(&format!("{third}/up.sql"), "CREATE TABLE third ();\n");
    project.write(&format!("{third}/down.sql"), "DROP TABLE third;\n");
    project.keel("migrate").done();
    // The last one loses nothing that the second one holds: the looking is at another file.
    project.write("migrations/20260102000000_pets/down.sql", "SELECT 'nothing is lost';\n");
    let third = "version = '20260103000000'";
    database.execute(&format!("CREATE TABLE kept AS SELECT * FROM keel.migrations WHERE {third}")).await;
    database.execute(&format!("DELETE FROM keel.migrations WHERE {third}")).await;
    let other = database.connect().await;
    other.batch_execute("SELECT pg_advisory_lock(x'6576656e6b65656c'::bigint)").await.unwrap();
    let mut child = project.command(&["migrate", "down"]).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let mut said = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert!(line.contains("waiting for another run"), "{line}");
    other.batch_execute("INSERT INTO keel.migrations SELECT * FROM kept").await.unwrap();
    other.close().await;
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut said, &mut rest).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{rest}");
    assert_snapshot!("migrate_down_other_last", rest);
    let status = project.keel("migrate status --output json").json();
    assert!(status["migrations"].as_array().unwrap().iter().all(|one| one["state"]["state"] == "applied"), "{status}");
}

#[tokio::test]
async fn what_is_not_in_the_folder_is_passed_over_where_that_is_said() {
    let database = TestDatabase::create().await;
    let project = project(&database);
    project.keel("migrate").done();
    std::fs::remove_dir_all(project.path("migrations/20260102000000_pets")).unwrap();
    assert_snapshot!("migrate_down_missing", project.keel("migrate down"));
    project.write("migrations/20260103000000_third/up.sql", "CREATE TABLE third ();\n");
    assert_eq!(project.keel("migrate baseline").status, Some(1));
    database.execute("DROP TABLE pet; CREATE TABLE third ()").await;
    project.keel("migrate baseline --allow-missing").done();
}

#[tokio::test]
async fn what_does_not_come_back_is_told_before_anything_is_taken_back() {
    let database = TestDatabase::create().await;
    let project = project(&database);
    let why = "--   there is no way back: view public.theirs depends on type public.mood: that has to change or go";
    project.write(SECOND, &format!("-- What changes\n{why}\n\n{}", project.read(SECOND)));
    let down = project.read("migrations/20260102000000_pets/down.sql");
    std::fs::remove_file(project.path("migrations/20260102000000_pets/down.sql")).unwrap();
    project.keel("migrate").done();
    assert_snapshot!("migrate_down_no_way_back", project.keel("migrate down"));
    let lost = "--   what the way up dropped does not come back: column public.person.name";
    let down = format!("-- What changes\n{lost}\n\n{down}");
    project.write("migrations/20260102000000_pets/down.sql", &down);
    assert_snapshot!("migrate_down_refused", project.keel("migrate down"));
    let planned = project.keel("migrate down --dry-run --output json").json();
    assert_eq!(planned["not_brought_back"], json!(["column public.person.name"]));
    assert_snapshot!("migrate_down_not_brought_back", neutral(&project.keel("migrate down --allow destructive")));
}

#[tokio::test]
async fn an_older_migration_needs_a_word() {
    let database = TestDatabase::create().await;
    let project = project(&database);
    project.keel("migrate").done();
    project.write("migrations/20260101120000_between/up.sql", "CREATE TABLE between_them ();\n");
    let run = project.keel("migrate");
    assert_eq!(run.status, Some(1));
    assert_snapshot!("migrate_out_of_order", run);
    assert_snapshot!("migrate_allow_out_of_order", neutral(&project.keel("migrate --allow-out-of-order")));
}

#[tokio::test]
async fn a_second_keel_waits_and_says_for_whom() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let project = project(&database);
    project.write(FIRST, "SELECT pg_sleep(3);\n");
    let mut first = project.command(&["migrate"]).spawn().unwrap();
    database.execute("DO $$ BEGIN FOR i IN 1..100 LOOP PERFORM pg_sleep(0.05); EXIT WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory'); END LOOP; END $$").await;
    let second = project.keel("migrate --lock-wait 200ms");
    assert_eq!(second.status, Some(1));
    assert!(second.stderr.contains("keel"), "{second}");
    assert_eq!(project.keel("migrate --lock-wait 1ms --output json").json()["error"]["code"], "locked");
    first.kill().unwrap();
    first.wait().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn an_interruption_is_heard_by_the_server() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let project = project(&database);
    project.write(FIRST, "CREATE TABLE gone ();\nSELECT pg_sleep(60);\n");
    let child = project.command(&["migrate"]).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let sleeping = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ 'pg_sleep' AND state = 'active' AND pid <> pg_backend_pid()";
    let connection = database.connect().await;
    while connection.query_one(sleeping, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let started = std::time::Instant::now();
    std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_snapshot!("migrate_interrupted", String::from_utf8(output.stderr).unwrap());
    while connection.query_one(sleeping, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        assert!(started.elapsed().as_secs() < 10, "the server goes on");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let gone: bool = connection.query_one("SELECT to_regclass('gone') IS NULL", &[]).await.unwrap().get(0);
    assert!(gone);
    connection.close().await;
}

#[test]
fn a_server_that_is_not_there_is_named_with_where_its_address_came_from() {
    let project =
        Project::with(&[(FIRST, "SELECT 1;\n")]).variable("DATABASE_URL", "postgres://me:secret@127.0.0.1:1/app");
    assert_snapshot!("migrate_no_server", project.keel("migrate"));
    assert_snapshot!("migrate_bad_url", project.keel("migrate --database-url postgres://%zz"));
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let empty = Project::empty().variable("DATABASE_URL", "postgres://127.0.0.1:1/app");
    assert_snapshot!("migrate_no_folder", empty.keel("migrate"));
    let broken = Project::with(&[(FIRST, "SELECT 'x\n")]).variable("DATABASE_URL", "postgres://127.0.0.1:1/app");
    assert_snapshot!("migrate_broken_file", broken.keel("migrate"));
    assert_snapshot!("migrate_bad_version", broken.keel("migrate --to 7"));
}

#[tokio::test]
async fn a_look_at_rows_takes_as_long_as_it_takes() {
    let schema = |indexes: &str| {
        format!("tables:\n  a:\n    columns: {{id: {{type: bigint, primary_key: true}}}}\n    indexes: [{indexes}]\n")
    };
    let database = TestDatabase::create().await;
    let limit = "[timeouts]\nstatement_timeout = \"150ms\"\n";
    let project =
        Project::with(&[("schema.yaml", &schema("")), ("keel.toml", limit)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database
        .execute(
            "CREATE FUNCTION slow(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS
             'BEGIN PERFORM pg_sleep(0.2); RETURN $1; END'; INSERT INTO a VALUES (1)",
        )
        .await;
    // The limit is meant for what others wait behind.
    project.write("schema.yaml", &schema("{name: a_slow, columns: [{expression: slow(id)}], unique: true}"));
    project.keel("gen second").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("DO $check$"), "{up}");
    project.keel("migrate").done();
}
