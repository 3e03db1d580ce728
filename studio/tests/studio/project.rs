//! Drift and migrations, by the engine's own jobs.

use std::path::Path;

use evenkeel_engine::workflow::Workspace;
use evenkeel_engine::workflow::export::export;
use evenkeel_engine::workflow::verify::verify;
use evenkeel_model::language;
use evenkeel_project::{Folders, generated};
use evenkeel_studio::{Project, Settings};
use evenkeel_test_support::TestDatabase;
use serde_json::{Value, json};

use crate::support::{TestStudio, settings};

pub const SCHEMA: &str =
    "tables:\n  ship:\n    group: Fleet\n    columns:\n      id: {type: int, primary_key: true}\n      name: text\n";

pub fn project(folder: &Path, database: &TestDatabase) -> Project {
    Project {
        schema_file: folder.join("schema.yaml"),
        folders: Folders { migrations: folder.join("migrations"), generated: folder.join("generated") },
        workspace: Workspace {
            target: database.options().clone(),
            single_connection: database.single_connection(),
            shadow: None,
        },
        options: evenkeel_runner::Options::default(),
    }
}

pub async fn apply(studio: &TestStudio, body: Value) -> Vec<Value> {
    let answer = studio.answer("/api/migrations/apply", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What `keel check` finds, by the calls that it makes.
async fn checked(project: &Project) -> Vec<String> {
    let (declared, warnings) = language::read(&project.schema_file).unwrap();
    let migrations = evenkeel_runner::read_folder(&project.folders.migrations).unwrap();
    let verified = verify(&project.workspace, &declared, &migrations, true).await.unwrap();
    let folder = &project.folders.generated;
    let sql = export(&verified.desired, verified.major).unwrap();
    let stale =
        generated::stale(folder, &declared).unwrap().into_iter().chain(generated::stale_sql(folder, &sql).unwrap());
    warnings
        .into_iter()
        .map(|warning| warning.message)
        .chain(stale.map(|file| format!("{} is stale", file.path.display())))
        .chain(verified.behind.into_iter().chain(verified.drift).map(|remark| remark.words))
        .chain(verified.status.iter().flat_map(|status| &status.problems).map(ToString::to_string))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn generating_writes_all_of_it_or_nothing() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &database);
    std::fs::write(&project.schema_file, SCHEMA).unwrap();
    let studio = TestStudio::with(Settings { project: Some(project.clone()), ..settings(&database) }).await;
    let wish = json!({"name": "ships", "allowDestructive": false});

    // There is a file where the folder should be.
    std::fs::write(&project.folders.generated, "in the way").unwrap();
    let (status, error) = studio.error("/api/drift/generate", wish.clone()).await;
    assert_eq!((status, error["code"].as_str()), (422, Some("project")), "{error}");
    assert!(error["message"].as_str().unwrap().contains("generated"), "{error}");
    let mut left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["generated", "schema.yaml"]);

    std::fs::remove_file(&project.folders.generated).unwrap();
    studio.call("/api/drift/generate", wish).await;
    apply(&studio, json!({"request": "a"})).await;
    assert_eq!(checked(&project).await, Vec::<String>::new());

    // Where there is nothing to migrate, what is stale is written all the same.
    std::fs::write(project.folders.generated.join("schema.rs"), "// changed by hand").unwrap();
    assert_eq!(checked(&project).await.len(), 1);
    let again = studio.call("/api/drift/generate", json!({"allowDestructive": false})).await;
    assert_eq!((&again["folder"], again["files"].as_array().unwrap().len()), (&Value::Null, 1), "{again}");
    assert_eq!(checked(&project).await, Vec::<String>::new());
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_that_drifted_is_shown_with_its_table() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE port (id int PRIMARY KEY); CREATE TABLE ship (id int PRIMARY KEY, port int REFERENCES port)",
        )
        .await;
    let folder = tempfile::tempdir().unwrap();
    let schema = "tables:\n  port:\n    columns:\n      id: {type: int, primary_key: true}\n  ship:\n    columns:\n      \
                  id: {type: int, primary_key: true}\n      port: {type: int?, references: port.id, on_delete: cascade}\n";
    std::fs::write(folder.path().join("schema.yaml"), schema).unwrap();
    let studio =
        TestStudio::with(Settings { project: Some(project(folder.path(), &database)), ..settings(&database) }).await;

    let drift = studio.call("/api/drift", json!({})).await;
    let [ship] = drift["objects"].as_array().unwrap().as_slice() else { panic!("{drift}") };
    assert_eq!(ship["name"], "public.ship");
    let lines = |side: &str| ship[side].as_str().unwrap().lines().map(str::trim).map(str::to_owned).collect::<Vec<_>>();
    assert!(lines("live").contains(&"port: {type: integer?, references: port.id}".to_owned()), "{ship}");
    let wanted = "port: {type: integer?, references: port.id, on_delete: cascade}".to_owned();
    assert!(lines("wanted").contains(&wanted), "{ship}");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_schema_file_to_a_database_and_back_to_drift() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("schema.yaml"), SCHEMA).unwrap();
    let studio = TestStudio::with(Settings {
        project: Some(project(folder.path(), &database)),
        audit: Some(folder.path().join("audit.log")),
        ..settings(&database)
    })
    .await;

    let drift = studio.call("/api/drift", json!({})).await;
    assert_eq!((&drift["state"], &drift["problems"]), (&json!("different"), &json!([])), "{drift}");
    let ship = &drift["objects"][0];
    assert_eq!((&ship["kind"], &ship["change"], &ship["live"]), (&json!("table"), &json!("create"), &Value::Null));
    assert!(ship["wanted"].as_str().unwrap().contains("name: text"), "{ship}");

    let generated = studio.call("/api/drift/generate", json!({"name": "ships", "allowDestructive": false})).await;
    assert!(generated["folder"].as_str().unwrap().ends_with("_ships"), "{generated}");
    assert!(!generated["proved"].as_array().unwrap().is_empty());
    let files: Vec<&Path> =
        generated["files"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().as_ref()).collect();
    let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["schema.schema.json", "schema.rs", "schema.sql", "up.sql", "down.sql"]);
    assert!(files.iter().all(|file| file.is_file()), "{generated}");
    assert_eq!(checked(&project(folder.path(), &database)).await, Vec::<String>::new());
    let listed = studio.call("/api/migrations", json!({})).await;
    assert_eq!(
        (&listed["pending"], &listed["problems"], &listed["nameNeeded"]),
        (&json!(1), &json!([]), &json!(false))
    );
    let migration = &listed["migrations"][0];
    assert_eq!(migration["state"], "pending");
    assert!(migration["statements"][0]["sql"].as_str().unwrap().starts_with("CREATE TABLE public.ship"));
    assert_eq!(migration["statements"][0]["transactional"], true);

    let events = apply(&studio, json!({"request": "a"})).await;
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!((names[0], names[1], names.last().copied()), ("begun", "migration", Some("done")), "{events:?}");
    assert_eq!(events.last().unwrap()["applied"], 1);
    let listed = studio.call("/api/migrations", json!({})).await;
    assert_eq!((&listed["pending"], &listed["migrations"][0]["state"]), (&json!(0), &json!("applied")));
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "same");
    let overview = studio.call("/api/overview", json!({})).await;
    let ship = overview["relations"].as_array().unwrap().iter().find(|one| one["name"] == "ship").unwrap();
    assert_eq!(ship["group"], "Fleet");

    // What is pending is seen on a scratch database before it is applied.
    database.execute("INSERT INTO ship SELECT n, 'n' FROM generate_series(1, 500) n; ANALYZE ship").await;
    let pending = folder.path().join("migrations/29990101000000_change");
    std::fs::create_dir_all(&pending).unwrap();
    let sql = "ALTER TABLE ship ALTER id TYPE bigint;\nALTER TABLE ship ADD tons int;\nCREATE TABLE port (id int);\n\
        -- keel: segment\nUPDATE ship SET tons = 1;\nCREATE INDEX ON ship (tons);\n\
        -- keel: segment no-transaction\nCREATE INDEX CONCURRENTLY ON ship (name);\n";
    std::fs::write(pending.join("up.sql"), sql).unwrap();
    let listed = studio.call("/api/migrations", json!({})).await;
    assert_eq!(listed["migrations"][1]["statements"][0]["observed"], false);
    let listed = studio.call("/api/migrations", json!({"observe": true})).await;
    let cards: Vec<(String, Value, Value)> = listed["migrations"][1]["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|card| {
            let locks = card["locks"].as_array().unwrap().iter();
            let locks: Vec<_> = locks.map(|lock| format!("{} on {}", lock["mode"], lock["object"])).collect();
            (locks.join(", ").replace('"', ""), card["rewrites"].clone(), card["rows"].clone())
        })
        .collect();
    let none = String::new();
    assert_eq!(
        cards,
        [
            ("ACCESS EXCLUSIVE on public.ship".to_owned(), json!(true), json!(500)),
            // The transaction holds it already.
            (none.clone(), json!(false), Value::Null),
            (none.clone(), json!(false), Value::Null),
            ("ROW EXCLUSIVE on public.ship".to_owned(), json!(false), json!(500)),
            ("SHARE on public.ship".to_owned(), json!(false), json!(500)),
            // Outside of a transaction its locks are gone when it has ended: this one is declared.
            ("SHARE UPDATE EXCLUSIVE on public.ship".to_owned(), json!(false), json!(500)),
        ]
    );
    std::fs::remove_dir_all(&pending).unwrap();

    // Somebody changes the database behind its back.
    database.execute("ALTER TABLE ship ALTER name DROP NOT NULL; CREATE INDEX by_name ON ship (name)").await;
    let drift = studio.call("/api/drift", json!({})).await;
    let ship = &drift["objects"][0];
    assert_eq!((&ship["name"], &ship["change"]), (&json!("public.ship"), &json!("alter")), "{drift}");
    assert_eq!(ship["details"].as_array().unwrap().len(), 2, "{ship}");
    assert!(ship["live"].as_str().unwrap().contains("name: text?"), "{ship}");
    let (status, error) = studio.error("/api/drift/generate", json!({"allowDestructive": false})).await;
    assert_eq!((status, error["code"].as_str()), (422, Some("project")));
    assert!(error["detail"].as_str().unwrap().contains("by_name"), "{error}");

    // The file is broken: that is shown at its place.
    std::fs::write(folder.path().join("schema.yaml"), SCHEMA.replace("name: text", "name: txt")).unwrap();
    let drift = studio.call("/api/drift", json!({})).await;
    let problem = &drift["problems"][0];
    assert_eq!((&drift["state"], &problem["place"]["line"]), (&json!("unknown"), &json!(6)), "{drift}");
    assert_eq!(problem["place"]["text"], "      name: txt");
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_written_by_hand_shows_what_is_dangerous_and_what_is_safer() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    let project = project(folder.path(), &database);
    let migration = |version: &str, text: &str| {
        let folder = project.folders.migrations.join(version);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("up.sql"), text).unwrap();
    };
    let studio = TestStudio::with(Settings { project: Some(project.clone()), ..settings(&database) }).await;
    migration("20260101000000_first", "CREATE TABLE ship (id int, name text);\nCREATE INDEX ON ship (name);\n");
    apply(&studio, json!({"request": "a"})).await;
    let text = "CREATE INDEX by_id ON ship (id);\n-- keel: segment\nALTER TABLE ship ALTER id TYPE bigint;\n\
        -- keel: segment\nALTER TABLE ship ALTER name TYPE varchar;\n\
        -- keel: segment\nCREATE TABLE port (id int);\nCREATE INDEX ON port (id);\n\
        -- keel: segment\n-- DESTRUCTIVE: the names\nALTER TABLE ship DROP name;\nALTER TABLE ship FROBNICATE;\n";
    migration("20260101000001_by_hand", text);

    let codes = |listed: &Value, migration: usize| -> Vec<Vec<String>> {
        let codes = |card: &Value| {
            let hazards = card["hazards"].as_array().unwrap().iter();
            hazards.map(|hazard| hazard["code"].as_str().unwrap().to_owned()).collect()
        };
        listed["migrations"][migration]["statements"].as_array().unwrap().iter().map(codes).collect()
    };
    let listed = studio.call("/api/migrations", json!({})).await;
    assert!(codes(&listed, 0).concat().is_empty(), "what is applied is past help");
    let none = Vec::<&str>::new();
    assert_eq!(
        codes(&listed, 1),
        [
            vec!["index-without-concurrently"],
            vec!["type-changed"],
            vec!["type-changed"],
            none.clone(),
            none.clone(),
            vec!["destructive"],
            vec!["not-read"],
        ]
    );
    let card = &listed["migrations"][1]["statements"][0];
    assert!(card["hazards"][0]["message"].as_str().unwrap().contains("writes to public.ship wait"), "{card}");
    assert!(card["hazards"][0]["safer"].as_str().unwrap().contains("CONCURRENTLY"), "{card}");
    let safer = "-- keel: segment no-transaction\n-- keel: probe valid-index by_id\n\n\
        CREATE INDEX CONCURRENTLY by_id ON ship (id);";
    assert_eq!(card["safer"], safer);

    // What was seen decides where the text does not: text and varchar are stored alike.
    let observed = studio.call("/api/migrations", json!({"observe": true})).await;
    assert_eq!(codes(&observed, 1)[1..3], [vec!["type-changed"], none.clone()]);

    // The safer form in its place is found to be safe, and does the same.
    migration("20260101000001_by_hand", safer);
    let listed = studio.call("/api/migrations", json!({})).await;
    assert!(codes(&listed, 1).concat().is_empty(), "{listed}");
    apply(&studio, json!({"request": "a"})).await;
    let indexes = "SELECT indexname::text FROM pg_indexes WHERE tablename = 'ship' ORDER BY 1";
    assert_eq!(crate::support::column(&database, indexes).await, ["by_id", "ship_name_idx"]);
    studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_fails_says_so_and_one_is_not_applied_unasked() {
    let database = TestDatabase::create().await;
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("20260101000000_one", "CREATE TABLE a (id int);\n-- DESTRUCTIVE: rows are lost\nDELETE FROM a;\n"),
        ("20260101000001_two", "CREATE TABLE b (id int);\nSELECT 1/0;\n"),
    ] {
        let folder = folder.path().join("migrations").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("up.sql"), text).unwrap();
    }
    let studio = TestStudio::with(Settings {
        project: Some(project(folder.path(), &database)),
        protected: true,
        ..settings(&database)
    })
    .await;
    let listed = studio.call("/api/migrations", json!({})).await;
    assert_eq!((&listed["pending"], &listed["nameNeeded"]), (&json!(2), &json!(true)));
    assert_eq!(listed["migrations"][0]["statements"][1]["hazards"][0]["code"], "destructive");
    for body in [json!({"request": "a"}), json!({"request": "a", "database": "postgres"})] {
        assert_eq!(studio.error("/api/migrations/apply", body).await.0, 403);
    }
    assert_eq!(studio.call("/api/migrations", json!({})).await["pending"], 2);
    let events = apply(&studio, json!({"request": "a", "database": database.name()})).await;
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["error"]["sqlstate"]), (&json!("failed"), &json!("22012")), "{events:?}");
    assert_eq!(studio.call("/api/migrations", json!({})).await["pending"], 1);
    assert_eq!(studio.call("/api/drift", json!({})).await["state"], "unknown", "there is no schema file");
    studio.stop().await;
    let bare = TestStudio::on(&database).await;
    assert_eq!(bare.error("/api/migrations", json!({})).await.0, 422);
    bare.stop().await;
}
