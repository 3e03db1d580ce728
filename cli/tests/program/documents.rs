//! The JSON document of every command, as `cli/docs/json.md` describes it
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::Project;

const SCHEMA: &str = "tables:\n  a: {columns: {id: {type: bigint, primary_key: true}}}\n";

/// The members of a document that are this command's own.
fn members(document: &Value) -> Vec<&str> {
    let common = ["keel", "command", "status", "warnings"];
    document.as_object().unwrap().keys().map(String::as_str).filter(|name| !common.contains(name)).collect()
}

#[tokio::test]
async fn of_a_project_from_its_start() {
    let database = TestDatabase::create().await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    let document = project.keel("init --output json").json();
    assert_eq!(members(&document), ["created", "extended", "kept"]);
    project.write("schema.yaml", SCHEMA);
    let document = project.keel("fmt --output json").json();
    assert_eq!(members(&document), ["changed", "unchanged"]);

    let document = project.keel("diff --output json --exit-code");
    assert_eq!(document.status, Some(2));
    let document = document.json();
    assert_eq!(document["status"], "finding");
    assert_eq!(members(&document), ["changes", "hazards", "sql", "statements", "unmodelled"]);
    assert!(document["sql"].as_str().unwrap().starts_with("BEGIN;\n"), "{document:#}");

    let document = project.keel("gen --dry-run --output json").json();
    assert_eq!(document["migration"]["folder"], Value::Null);
    let document = project.keel("gen --output json").json();
    assert_eq!(
        members(&document),
        [
            "applied",
            "files",
            "migration",
            "not_proved_on",
            "proved_on",
            "takes_up",
            "unmanaged",
            "unmodelled",
            "unused_using"
        ]
    );
    let migration = &document["migration"];
    assert_eq!(
        migration.as_object().unwrap().keys().collect::<Vec<_>>(),
        [
            "changes",
            "down",
            "folder",
            "hazards",
            "made_anew",
            "name",
            "no_way_back",
            "not_proved",
            "proved",
            "statements",
            "up",
            "version"
        ]
    );
    assert_eq!(migration["statements"][0]["object"], json!({"table": "public.a"}));

    assert_eq!(members(&project.keel("migrate --dry-run --output json").json()), ["pending"]);
    assert_eq!(members(&project.keel("migrate --output json").json()), ["allowed", "applied", "tables"]);
    assert_eq!(members(&project.keel("migrate status --output json").json()), ["migrations", "problems"]);
    let document = project.keel("gen --output json").json();
    assert_eq!(document["migration"], Value::Null);
    let document = project.keel("check --output json").json();
    assert_eq!(members(&document), ["checks", "findings", "left_alone"]);
    assert_eq!(document["checks"].as_array().unwrap().len(), 7);

    let document = project.keel("export --output json").json();
    assert_eq!(members(&document), ["file", "sql"]);
    let document = project.keel("push --output json").json();
    assert_eq!(members(&document), ["applied", "changes", "hazards", "statements"]);
    assert_eq!(document["changes"], json!([]));
    assert_eq!(members(&project.keel("pull --output json").json()), ["file", "left_out", "schema", "tables"]);
    let document = project.keel("migrate down --allow destructive --output json").json();
    assert_eq!(members(&document), ["not_brought_back", "taken_back"]);
    assert!(members(&project.keel("gen x --custom --output json").json()).contains(&"migration"));
}

#[tokio::test]
async fn of_errors() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("gen").done();
    for (line, code) in [
        ("gen", "pending"),
        ("gen --database-url postgres://127.0.0.1:1/x", "connection"),
        ("push --shadow postgres://127.0.0.1:1/x", "shadow"),
        ("diff --from nowhere", "wrong-usage"),
        ("export --schema nowhere.yaml", "file"),
    ] {
        let document = project.keel(&format!("{line} --output json")).json();
        assert_eq!(document["status"], "error");
        assert_eq!(document["error"]["code"], code, "{document:#}");
    }
    project.keel("migrate").done();
    database.execute("ALTER TABLE a ADD x int").await;
    let document = project.keel("gen --output json").json();
    assert_eq!(document["error"]["code"], "drift");
    assert_eq!(document["error"]["causes"].as_array().unwrap().len(), 1);
}
