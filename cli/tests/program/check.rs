//! keel check
use evenkeel_test_support::{TestDatabase, left_out};
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

const MEMBERS: &str = "\
tables:
  member:
    columns:
      id: {type: bigint, primary_key: true}
      name: text
      role: {type: text, default: viewer}
    indexes:
      - name
";

/// A project whose only migration is applied.
fn started(database: &TestDatabase, schema: &str) -> Project {
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project
}

/// The lines on which the findings of a kind stand, in order of the findings.
fn lines_of(project: &Project, code: &str) -> Vec<(String, Option<u64>)> {
    let document = project.keel("check --output json").json();
    let findings = document["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
    findings
        .map(|finding| {
            let message = finding["message"].as_str().unwrap();
            let told = message.split_once(" made: ").or(message.split_once(" makes: "));
            let message = told.unwrap().1.to_owned();
            assert!(finding["place"]["file"].is_string(), "{finding:#}");
            (message, finding["place"]["line"].as_u64())
        })
        .collect()
}

#[tokio::test]
async fn drift_is_shown_where_the_file_speaks_of_it() {
    let database = TestDatabase::create().await;
    let project = started(&database, MEMBERS);
    database
        .execute(
            "ALTER TABLE member ADD COLUMN extra int; DROP INDEX member_name_idx; \
             ALTER TABLE member ALTER name TYPE varchar(20); ALTER TABLE member ALTER role SET DEFAULT 'owner'; \
             ALTER TABLE member DROP CONSTRAINT member_pkey; CREATE INDEX more ON member (name)",
        )
        .await;
    let found = lines_of(&project, "drift");
    let line = |start: &str| found.iter().find(|(message, _)| message.starts_with(start)).unwrap().1;
    assert_eq!(line("alter column public.member.name"), Some(5));
    assert_eq!(line("alter default of public.member.role"), Some(6));
    assert_eq!(line("drop constraint member_pkey"), Some(4));
    assert_eq!(line("drop index public.member_name_idx"), Some(8));
    // What the file does not have is shown at what it belongs to.
    assert_eq!(line("create column public.member.extra"), Some(2));
    assert_eq!(line("create index public.more"), Some(2));
    let sarif: serde_json::Value = serde_json::from_str(&project.keel("check --format sarif").stdout).unwrap();
    for result in sarif["runs"][0]["results"].as_array().unwrap() {
        assert_eq!(result["locations"].as_array().unwrap().len(), 1, "{result:#}");
    }
    let github = project.keel("check --format github");
    assert!(github.stdout.lines().all(|line| line.starts_with("::error file=")), "{github}");
    // The database has the old names still.
    let renamed = MEMBERS.replace("  member:", "  person:\n    renamed_from: member");
    let renamed = renamed.replace("name: text", "title: {type: text, renamed_from: name}").replace("- name", "- title");
    project.write("schema.yaml", &renamed);
    let found = lines_of(&project, "drift");
    let line = |start: &str| found.iter().find(|(message, _)| message.starts_with(start)).unwrap().1;
    assert_eq!(line("alter column public.member.name"), Some(6));
    assert_eq!(line("create column public.member.extra"), Some(2));
}

#[tokio::test]
async fn what_only_the_database_has_is_shown_in_the_file() {
    let database = TestDatabase::create().await;
    let project = started(&database, "tables:\n  a: {columns: {id: int}}\n  b: {columns: {id: int}}\n");
    project.write("schema.yaml", "tables:\n  a: {columns: {id: int}}\n");
    database.execute("ALTER TABLE b ADD COLUMN x int").await;
    assert_eq!(lines_of(&project, "drift"), [("create column public.b.x: integer".to_owned(), None)]);
    let run = project.keel("check --format github");
    assert!(run.stdout.contains("::error file=schema.yaml,title=keel%3A drift::"), "{run}");
}

#[tokio::test]
async fn a_rename_that_is_to_come_is_told_as_one() {
    let database = TestDatabase::create().await;
    let project = started(&database, MEMBERS);
    let renamed = MEMBERS.replace("  member:", "  person:\n    renamed_from: member");
    let renamed = renamed.replace("name: text", "title: {type: text, renamed_from: name}").replace("- name", "- title");
    project.write("schema.yaml", &renamed.replace("default: viewer", "default: owner"));
    let found = lines_of(&project, "replay");
    // As `keel gen` tells it.
    let document = project.keel("gen --dry-run --output json").json();
    let changes: Vec<_> = document["migration"]["changes"].as_array().unwrap().iter().collect();
    assert_eq!(found.iter().map(|(message, _)| message.as_str()).collect::<Vec<_>>(), changes);
    let lines: Vec<_> = found.iter().map(|(_, line)| line.unwrap()).collect();
    assert_eq!(lines, [2, 6, 7], "{found:?}");
    assert_eq!(lines_of(&project, "drift"), []);
}

#[tokio::test]
async fn a_server_that_the_file_is_not_for_is_told_by_all() {
    let database = TestDatabase::create().await;
    let project = started(&database, MEMBERS);
    let connection = database.connect().await;
    let number: i32 =
        connection.query_one("SELECT current_setting('server_version_num')::int / 10000", &[]).await.unwrap().get(0);
    connection.close().await;
    let other = if number == 18 { 17 } else { 18 };
    project.write("schema.yaml", &format!("postgres: {other}\n{MEMBERS}"));
    let words =
        format!("the schema file is for PostgreSQL {other} (`postgres:`), and the server is PostgreSQL {number}");
    for line in ["gen", "diff", "push", "push --dry-run"] {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{line}: {run}");
        assert!(run.stderr.contains(&words), "{line}: {run}");
    }
    let run = project.keel("check --format github");
    assert_eq!(run.status, Some(2), "{run}");
    let finding =
        format!("::error file=schema.yaml,line=1,endLine=1,col=11,endColumn=13,title=keel%3A version::{words}");
    assert!(run.stdout.contains(&finding), "{run}");
}

#[tokio::test]
async fn a_file_whose_expressions_call_functions_is_checked_with_them() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", "tables:\n  a: {columns: {id: int}}\n")])
        .variable("DATABASE_URL", &database.url());
    project.keel("gen --custom functions").done();
    let functions = "CREATE VIEW one AS SELECT 1 AS one;\n\
        CREATE FUNCTION of_one(x one) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';\n\
        CREATE TABLE a (id int DEFAULT of_one(ROW(1)::one));\n";
    project.write(&format!("{}/up.sql", project.last_migration()), functions);
    project
        .write("schema.yaml", "tables:\n  a: {columns: {id: {type: int?, default: {sql: \"of_one(ROW(1)::one)\"}}}}\n");
    project.keel("migrate").done();
    let run = project.keel("check");
    assert!(run.stderr.contains("ok replay") && run.stderr.contains("ok drift"), "{run}");
    assert!(project.keel("diff").done().stdout.is_empty());
}

#[tokio::test]
async fn what_names_mean_in_the_database_they_mean_in_the_replay() {
    let database = TestDatabase::create().await;
    if database.single_connection() {
        left_out("the embedded server gives sessions no settings of their database");
        return;
    }
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
