//! keel check
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

const TIDY: &str = "tables:\n  user: {columns: {id: text}}\n";

#[test]
fn a_project_that_was_just_started_is_well() {
    let project = Project::empty();
    project.keel("init").done();
    assert_snapshot!("check_static", project.keel("check --static"));
}

#[test]
fn what_was_found_good_is_looked_at_again_once_a_file_has_changed() {
    let project = Project::empty();
    project.keel("init").done();
    project.keel("check --static").done();
    for file in ["schema.yaml", "generated/schema.rs", "generated/schema.schema.json"] {
        let text = std::fs::read_to_string(project.path(file)).unwrap();
        project.write(file, &format!("{text}\n\n"));
        assert_eq!(project.keel("check --static").status, Some(2), "{file}");
        project.write(file, &text);
        project.keel("check --static").done();
        std::fs::remove_file(project.path(file)).unwrap();
        assert_ne!(project.keel("check --static").status, Some(0), "{file}");
        project.write(file, &text);
        project.keel("check --static").done();
    }
}

#[test]
fn nothing_need_be_remembered() {
    let project = Project::empty();
    project.keel("init").done();
    // What stands in the way of the folder in which it would be.
    project.write(".keel", "");
    for _ in 0..2 {
        project.keel("check --static").done();
    }
}

#[test]
fn all_that_is_wrong_is_found_in_one_run_in_every_form() {
    let project = Project::with(&[
        ("schema.yaml", "tables:\n    user: { columns: {id: text} }\n"),
        ("migrations/20260101000000_a/up.sql", "SELECT 'unfinished\n"),
        ("migrations/20260102000000_b/down.sql", "SELECT 1;\n"),
    ]);
    for format in ["text", "json", "sarif", "github"] {
        let run = project.keel(&format!("check --static --format {format}"));
        assert_eq!(run.status, Some(2), "{run}");
        assert_snapshot!(format!("check_{format}"), run);
    }
    assert_eq!(
        project.keel("check --static --output json").stdout,
        project.keel("check --static --format json").stdout
    );
}

#[test]
fn a_schema_that_is_not_there_is_an_error() {
    let project = Project::with(&[("other.yaml", TIDY)]);
    assert_eq!(project.keel("check --static").status, Some(1));
}

#[test]
fn github_gets_paths_from_the_root_of_the_checkout() {
    let project = Project::with(&[("db/schema.yaml", "tables:\n    user: { columns: {id: text} }\n")]);
    let root = std::fs::canonicalize(project.path(".")).unwrap();
    let output = project
        .command(&["check", "--static", "--format", "github"])
        .current_dir(root.join("db"))
        .env("GITHUB_WORKSPACE", &root)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("::error file=db/schema.yaml,line=2,"), "{text}");
}

#[test]
fn two_heads_are_found_without_a_database() {
    let project = Project::empty();
    project.keel("init").done();
    for (version, parent) in
        [("20260101000000", "none"), ("20260102000000", "20260101000000"), ("20260103000000", "20260101000000")]
    {
        project.write(&format!("migrations/{version}_a/up.sql"), &format!("-- keel: parent {parent}\nSELECT 1;\n"));
    }
    assert_snapshot!("check_two_heads", project.keel("check --static"));
}

#[tokio::test]
async fn a_migration_that_cannot_be_replayed_is_shown_at_its_place() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[
        ("schema.yaml", TIDY),
        ("migrations/20260101000000_a/up.sql", "CREATE TABLE a (id int);\nALTER TABLE b\n  ADD COLUMN c int;\n"),
    ])
    .variable("DATABASE_URL", &database.url());
    let run = project.keel("check");
    assert_eq!(run.status, Some(2));
    assert_snapshot!("check_not_replayed", run.neutral());
    let document = project.keel("check --output json").json();
    let findings = document["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["code"] == "replay").unwrap();
    assert_eq!(finding["place"]["line"], 2, "{finding:#}");
    assert_snapshot!("gen_not_replayed", project.keel("gen --from migrations").neutral());
}

#[tokio::test]
async fn what_names_mean_in_the_database_they_mean_in_the_replay() {
    let database = TestDatabase::create().await;
    database.execute(&format!("ALTER DATABASE {} SET search_path = app, \"$user\", public", database.name())).await;
    let schema = "schemas: [app]\ntables:\n  app.a: {columns: {id: {type: bigint, primary_key: true}}}\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let up = "CREATE SCHEMA app;\nCREATE TABLE a (id bigint PRIMARY KEY);\n";
    project.write("migrations/20260101000000_first/up.sql", up);
    project.keel("migrate").done();
    project.keel("gen").done();
    project.keel("check").done();
    assert_eq!(project.list("migrations").len(), 1);
}
