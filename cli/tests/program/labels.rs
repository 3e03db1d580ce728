//! Labels of enum types that go, while rows use them and when none does
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

fn schema(labels: &str) -> String {
    format!(
        "types:
  mood: {{enum: [{labels}]}}
  steady: {{domain: mood}}
tables:
  person:
    columns:
      id: {{type: bigint, primary_key: true}}
      m: mood
      moods: \"mood[]?\"
      s: steady
"
    )
}

#[tokio::test]
async fn a_label_goes_when_no_row_uses_it() {
    let database = TestDatabase::create().await;
    let project =
        Project::with(&[("schema.yaml", &schema("sad, ok, happy"))]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    let connection = database.connect().await;
    connection.batch_execute("INSERT INTO person VALUES (1, 'ok', '{ok,sad}', 'ok')").await.unwrap();
    connection.close().await;

    project.write("schema.yaml", &schema("happy, ok"));
    project.keel("gen second").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    // The sample rows have none of what goes.
    assert!(up.contains("held sample rows") && !up.contains("with rows in"), "{up}");

    let run = project.keel("migrate");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("label_in_use", run.neutral());
    let connection = database.connect().await;
    connection.batch_execute("UPDATE person SET moods = '{ok}'").await.unwrap();
    connection.close().await;
    project.keel("migrate").done();
    project.keel("check").done();
}

#[tokio::test]
async fn labels_get_other_names_while_another_goes() {
    let database = TestDatabase::create().await;
    let project =
        Project::with(&[("schema.yaml", &schema("sad, ok, happy"))]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project.write("schema.yaml", &schema("{value: fine, renamed_from: ok}, {value: glad, renamed_from: happy}"));
    project.keel("gen second").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("held sample rows") && !up.contains("with rows in"), "{up}");
    project.keel("migrate").done();
    project.keel("check").done();
}
