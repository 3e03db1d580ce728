//! What only a server finds wrong with a schema file, shown where it stands in the file
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

const WRONG: &str = r#"types:
  short: {domain: text, checks: {ok: "length(value) < 'x'"}}

tables:
  member:
    columns:
      id: {type: bigint, primary_key: true}
      role: {type: text, default: {sql: "upper('x'"}}
      age: {type: integer?, default: {sql: nope()}}
      double: {type: integer?, generated: "age * wrong"}
    checks:
      unfinished: "role <> '"
      unknown: "age > yonder"
      escaped: 'role <> ''x'' and nowhere'
      fine: "age > 0"
      folded: |
        age > 0
        and age < nothing
    indexes:
      - {name: misspelt, columns: [id], where: "rol = 'admin'"}
      - {name: lowered, columns: [{expression: "lowr(role)"}]}
      - {name: twice, columns: [role], where: "role = = 'admin'"}
"#;

#[tokio::test]
async fn everything_in_one_run_at_its_place() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", WRONG)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1));
    assert_snapshot!("refused_gen", run.neutral());
    assert_eq!(project.list("."), ["schema.yaml"]);
    for command in ["push", "export", "diff"] {
        assert_eq!(project.keel(command).stderr, run.stderr, "{command}");
    }
    let check = project.keel("check --output json").json();
    assert_eq!(check["status"], "finding");
    let findings = check["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "server");
    let places: Vec<_> = findings.map(|finding| &finding["place"]).collect();
    assert_eq!(places.len(), 11);
    assert!(places.iter().all(|place| place["line"].is_number()), "{places:?}");
}

#[tokio::test]
async fn what_fails_only_together_is_told_by_its_constraint() {
    let database = TestDatabase::create().await;
    let schema = "tables:\n  a:\n    columns:\n      id: {type: text, primary_key: true}\n  b:\n    columns:\n      \
                  id: {type: bigint, primary_key: true}\n      aId: {type: bigint, references: a.id}\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    // Since version 18 the server says which column is whose.
    let run = project.keel("gen").neutral();
    let run = run.replace(" of the referencing table", "").replace(" of the referenced table", "");
    assert_snapshot!("refused_foreign_key", run);
}

#[tokio::test]
async fn a_server_that_the_file_is_not_for_is_refused() {
    let database = TestDatabase::create().await;
    let connection = database.connect().await;
    let other = if connection.server_major() == 14 { 15 } else { 14 };
    connection.close().await;
    let project = Project::with(&[("schema.yaml", &format!("postgres: {other}\ntables: {{}}\n"))])
        .variable("DATABASE_URL", &database.url());
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_version", run.neutral());
    project.write("schema.yaml", "postgres: 99\ntables: {}\n");
    assert_snapshot!("refused_unknown_version", project.keel("gen").neutral());
}

#[tokio::test]
async fn a_type_change_without_a_way_asks_for_one() {
    let database = TestDatabase::create().await;
    let schema = "tables:\n  a:\n    columns:\n      id: {type: bigint, primary_key: true}\n      at: boolean?\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    project.write("schema.yaml", &schema.replace("at: boolean?", "at: date?"));
    let run = project.keel("push --allow destructive");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_conversion", run.neutral());
    let with_using = "at: {type: date?, using: \"CASE WHEN at THEN date '2000-01-01' END\"}";
    project.write("schema.yaml", &schema.replace("at: boolean?", with_using));
    project.keel("push --allow destructive").done();
    assert_eq!(project.keel("diff").done().stdout, "");
}
