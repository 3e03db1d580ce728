//! keel push and export, on a real server
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

const SCHEMA: &str = r#"types:
  mood: {enum: [sad, ok]}

tables:
  person:
    columns:
      id: {type: bigint, primary_key: true}
      mood: {type: mood, default: ok}
      name: text
    checks: {named: "name <> ''"}
"#;

#[tokio::test]
async fn a_database_is_brought_to_the_file() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    assert_snapshot!("push_dry_run", project.keel("push --dry-run").done().neutral());
    assert_snapshot!("push", project.keel("push").done().neutral());
    assert_snapshot!("push_again", project.keel("push").done().neutral());
    assert_eq!(project.keel("diff").done().to_string(), "exit status: 0\n");

    project.write("schema.yaml", &SCHEMA.replace("      name: text\n    checks: {named: \"name <> ''\"}\n", ""));
    let refused = project.keel("push");
    assert_eq!(refused.status, Some(1));
    assert_snapshot!("push_destructive", refused.neutral());
    project.keel("push --allow destructive").done();
    assert_eq!(project.keel("diff").done().stdout, "");
}

#[tokio::test]
async fn what_is_exported_makes_the_same_database() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    let sql = project.keel("export").done();
    assert_snapshot!("export", sql.neutral());
    assert_snapshot!("export_to_file", project.keel("export -o schema.sql").done().neutral());
    assert_eq!(project.read("schema.sql"), sql.stdout);
    database.execute(&sql.stdout).await;
    assert_eq!(project.keel("diff --exit-code").done().stdout, "");
}
