//! keel init

use crate::support::Project;
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

#[test]
fn a_project_is_started() {
    let project = Project::empty();
    assert_snapshot!("init", project.keel("init"));
    assert_eq!(project.read("keel.toml"), include_str!("../../src/settings/template.toml"));
    assert!(project.read(".github/workflows/keel.yml").contains(concat!("v", env!("CARGO_PKG_VERSION"))));
    assert!(!project.read(".github/workflows/keel.yml").contains("{version}"));
    // What it wrote is in the layout that it asks for.
    project.keel("fmt --check").done();
}

#[test]
fn nothing_is_overwritten() {
    let project = Project::with(&[("schema.yaml", "mine"), (".gitignore", "/target"), ("migrations/README", "mine")]);
    assert_snapshot!("init_again", project.keel("init"));
    assert_eq!(project.read("schema.yaml"), "mine");
    assert_eq!(project.read(".gitignore"), "/target\n.keel/\n");
    assert!(!project.path("migrations/.gitkeep").exists());
    let second = project.keel("init --output json").json();
    assert_eq!(second["created"], serde_json::json!([]));
    assert_eq!(second["extended"], serde_json::json!([]));
    assert_eq!(project.read(".gitignore"), "/target\n.keel/\n");
}

#[test]
fn another_folder_can_be_named() {
    let project = Project::empty();
    assert_snapshot!("init_elsewhere", project.keel("init a/b --no-workflow"));
    assert!(project.path("a/b/schema.yaml").exists());
    assert!(!project.path("a/b/.github").exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    assert_snapshot!("init_in_a_file", Project::with(&[("a", "")]).keel("init a/b"));
}

#[tokio::test]
async fn a_project_starts_from_a_database() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE author (id bigint PRIMARY KEY, name text NOT NULL); INSERT INTO author VALUES (1, 'Ada')",
        )
        .await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    assert_snapshot!("init_from_database", project.keel("init --from database --no-workflow").done().neutral());
    assert!(project.read("schema.yaml").contains("author:"));
    project.keel("fmt --check").done();
    // The two commands that it names lead to a green check, and touch nothing.
    project.keel("gen baseline --from migrations").done();
    project.keel("migrate baseline").done();
    project.keel("check").done();
    let connection = database.connect().await;
    assert_eq!(connection.query("SELECT FROM author", &[]).await.unwrap().len(), 1);
    connection.close().await;

    // A file that is there is not passed over in silence.
    let again = project.keel("init --from database");
    assert_eq!(again.status, Some(1), "{again}");
    assert!(again.stderr.contains("schema.yaml exists"), "{again}");
}

#[tokio::test]
async fn columns_whose_names_meet_in_rust_get_fields_of_their_own() {
    let database = TestDatabase::create().await;
    database.execute(r#"CREATE TABLE t (a_b integer, "a-b" integer, "😀" integer)"#).await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    project.keel("init --from database").done();
    let schema = project.read("schema.yaml");
    assert!(schema.contains("type: integer?, field: a_b_2}"), "{schema}");
    assert!(schema.contains("type: integer?, field: column}"), "{schema}");
    project.keel("check --static").done();
    let code = project.read("generated/schema.rs");
    assert!(code.contains("a_b_2") && code.contains("pub column"), "{code}");
}
