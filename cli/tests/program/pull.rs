//! keel pull, on a real server
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

const SQL: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, mood mood DEFAULT 'ok');
    CREATE TABLE pet (id bigint PRIMARY KEY, owner bigint NOT NULL REFERENCES person ON DELETE CASCADE);
    CREATE INDEX ON pet (owner);
    CREATE VIEW owners AS SELECT name FROM person;
    CREATE SCHEMA keel;
    CREATE TABLE keel.migrations ();
";

#[tokio::test]
async fn a_database_becomes_a_file_that_is_laid_out_and_valid() {
    let database = TestDatabase::create().await;
    database.execute(SQL).await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    // The file says which version it is for, and servers differ.
    let text = project.keel("pull").to_string();
    let major = text.lines().find_map(|line| line.strip_prefix("postgres: ")).unwrap().to_owned();
    assert_snapshot!("pull", text.replace(&format!("postgres: {major}"), "postgres: …"));

    assert_snapshot!("pull_to_file", project.keel("pull -o schema.yaml"));
    project.keel("fmt --check").done();
    let check = project.keel("check --static --output json").json();
    assert_eq!(check["checks"][0], serde_json::json!({"name": "schema", "status": "ok"}));
    let document = project.keel("pull --output json").json();
    assert_eq!(document["schema"], project.read("schema.yaml"));
    assert_eq!(document["tables"], 2);
    assert_eq!(document["left_out"].as_array().unwrap().len(), 1);
    assert_eq!(document["warnings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_is_not_replaced_unasked() {
    let database = TestDatabase::create().await;
    let file = "rust: {times: time}\ntables: {}\n";
    let project = Project::with(&[("schema.yaml", file)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("pull_refused", project.keel("pull -o schema.yaml"));
    assert_eq!(project.read("schema.yaml"), file);
    project.keel("pull -o schema.yaml --force").done();
    assert_ne!(project.read("schema.yaml"), file);
    // No database knows what the Rust of the tables is like, and it is not theirs alone.
    assert!(project.read("schema.yaml").contains("\nrust: {times: time}\n"), "{}", project.read("schema.yaml"));
}
