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
async fn a_plan_that_fails_on_a_scratch_database_is_no_file_to_mend() {
    let database = TestDatabase::create().await;
    let schema = "tables: {person: {columns: {id: {type: bigint, primary_key: true}}}}\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    let raises =
        "CREATE FUNCTION number() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''none left''; END'";
    database.execute(raises).await;
    let wanted = schema.replace("}}}}", "}, number: {type: integer, default: number()}}}}");
    project.write("schema.yaml", &wanted);
    let run = project.keel("push");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("push_not_proved", run.neutral());
}

/// A table with rows, some of which are in the way of what is wanted.
const BUSY: &str = "tables:
  person:
    columns:
      id: {type: bigint, primary_key: true}
      name: text?
      age: integer?
";

#[tokio::test]
async fn what_depends_on_rows_is_told_before_it_fails() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", BUSY)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    database.execute("INSERT INTO person VALUES (1, 'ada', 36), (2, NULL, 200)").await;

    // Rows are asked before anything is added.
    let wanted = BUSY.replace("name: text?", "name: text") + "    checks: {old: age < 150}\n";
    project.write("schema.yaml", &wanted);
    for line in ["push --dry-run", "diff"] {
        let run = project.keel(line).done();
        assert!(run.stderr.contains("  may fail "), "{line}: {run}");
        assert!(!project.keel(&format!("{line} --quiet")).done().stderr.contains("may fail"), "{line}");
    }
    let document = project.keel("push --dry-run --output json").done().json();
    let hazards = document["hazards"].as_array().unwrap();
    assert_eq!(hazards.len(), 2, "{hazards:?}");
    assert!(hazards.iter().all(|hazard| hazard["kind"] == "depends_on_data"), "{hazards:?}");
    let later = project.keel("push");
    assert_eq!(later.status, Some(1), "{later}");
    assert_snapshot!("push_fails_later", later.neutral());

    // A column without a value for the rows fails at once.
    project.write("schema.yaml", &BUSY.replace("age: integer?", "age: integer?\n      born: date"));
    let first = project.keel("push");
    assert_eq!(first.status, Some(1), "{first}");
    assert_snapshot!("push_fails_first", first.neutral());
    let error = &project.keel("push --output json").json()["error"];
    assert_eq!(error["details"]["file"], serde_json::Value::Null);
    assert_eq!((&error["details"]["segment"], &error["details"]["sqlstate"]), (&1.into(), &"23502".into()));
    // What is told of a plan that works is no error.
    database.execute("DELETE FROM person").await;
    assert_snapshot!("push_works_after_all", project.keel("push").done().neutral());
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

#[tokio::test]
async fn what_an_export_does_not_make_is_named() {
    let database = TestDatabase::create().await;
    let function = "CREATE FUNCTION made() RETURNS text LANGUAGE sql AS $$ SELECT 'made'::text $$; \
                    CREATE TABLE a (id bigint PRIMARY KEY, b text DEFAULT made())";
    database.execute(function).await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    project.keel("pull -o schema.yaml").done();
    let words = "warning: default of public.a.b needs function public.made(), which evenkeel cannot create yet";
    let run = project.keel("export").done();
    assert!(run.stderr.contains(words), "{run}");
    let document = project.keel("export --output json").json();
    assert_eq!(document["warnings"].as_array().unwrap().len(), 1, "{document:#}");
}

#[tokio::test]
async fn carriage_returns_come_through_every_file() {
    let schema = r#"tables:
  a:
    comment: "one\r\ntwo"
    columns:
      id: {type: bigint, primary_key: true}
      b: {type: text, default: "it's\r\n\\two"}
      "c\r\nd": text?
    checks: {no_end: {sql: "b <> E'\\r\\n'"}}
"#;
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    assert_eq!(project.keel("diff --exit-code").done().stdout, "");
    project.keel("export -o schema.sql").done();
    assert_eq!(project.keel("diff --from schema.sql --exit-code").done().stdout, "");
    // Beside other changes: the proof goes by the text of each statement.
    let more =
        schema.replace("b <> E'", "b <> '' and b <> E'") + "  z: {columns: {id: {type: bigint, primary_key: true}}}\n";
    let more = more
        .replace("one\\r\\ntwo", "one\\r\\nthree")
        .replace("\"c\\r\\nd\": text?", "\"c\\r\\nd\": text?\n      e: text?");
    project.write("schema.yaml", &more);
    project.keel("push").done();
    assert_eq!(project.keel("diff --exit-code").done().stdout, "");
    project.write("schema.yaml", schema);
    project.keel("push --allow destructive").done();
    project.keel("pull -o schema.yaml --force").done();
    assert_eq!(project.keel("diff --exit-code").done().stdout, "");

    project.keel("gen first --from migrations").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(!up.contains('\r') && up.contains(r"E'it''s\r") && up.contains(r#"U&"c\000D"#), "{up}");
    project.keel("migrate baseline").done();
    project.keel("check").done();
}

#[tokio::test]
async fn a_push_past_the_migrations_is_warned_of() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    let nothing = project.keel("push").done();
    assert!(!nothing.stderr.contains("warning"), "{nothing}");
    project
        .write("schema.yaml", &format!("{SCHEMA}  later: {{columns: {{id: {{type: bigint, primary_key: true}}}}}}\n"));
    let pushed = project.keel("push").done();
    assert!(pushed.stderr.contains("warning: migrations were applied to this database"), "{pushed}");
    // And so it is.
    let drift = project.keel("gen second");
    assert_eq!(drift.status, Some(1), "{drift}");
    assert!(drift.stderr.contains("changes that no migration made"), "{drift}");
}
