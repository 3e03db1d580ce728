//! keel gen where somebody has changed the database by hand: which side is right
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::{Project, neutral};

const SCHEMA: &str = r"tables:
  person:
    columns:
      id: {type: bigint, primary_key: true}
      name: text
      city: text?
";

const BY_HAND: &str = "ALTER TABLE person ADD COLUMN age integer DEFAULT 3; CREATE INDEX ON person (name); \
                       ALTER TABLE person RENAME COLUMN city TO town; \
                       CREATE TABLE nobodys (id bigint); INSERT INTO person VALUES (1, 'a', 'b', 4)";

/// A project whose database was changed by hand.
async fn drifted(database: &TestDatabase) -> Project {
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database.execute(BY_HAND).await;
    project
}

#[tokio::test]
async fn where_the_database_is_right_a_migration_takes_its_changes_up() {
    let database = TestDatabase::create().await;
    let project = drifted(&database).await;
    assert_snapshot!("sides_unknown", project.keel("gen").neutral());
    // A rename that was done by hand is told by the file, and so is what is to come after it.
    let renamed = "town: {type: text?, renamed_from: city}\n      age: {type: integer?, default: 3}\n      \
                   label: {type: text, renamed_from: name}\n    indexes: [label]";
    let file = SCHEMA.replace("      name: text\n", "").replace("city: text?", renamed);
    project.write("schema.yaml", &file);
    let written = project.keel("gen by_hand --right database").done();
    assert_snapshot!("sides_database", written.neutral());
    let folder = project.last_migration();
    assert_snapshot!("sides_database_up", neutral(&project.read(&format!("{folder}/up.sql"))));
    project.keel("migrate baseline").done();

    let next = project.keel("gen next --right database --output json").json();
    assert_eq!(next["takes_up"], false, "nothing differs any more: {next}");
    assert_eq!(next["migration"]["name"], "next");
    project.keel("migrate").done();
    project.keel("check").done();

    let elsewhere = database.another().await;
    project.run(&["migrate", "--database-url", &elsewhere.url()]).done();
    project.run(&["check", "--database-url", &elsewhere.url()]).done();
    // And the way back.
    project.run(&["migrate", "down", "--database-url", &elsewhere.url()]).done();
    project.run(&["migrate", "down", "--allow", "destructive", "--database-url", &elsewhere.url()]).done();
}

#[tokio::test]
async fn what_was_dropped_by_hand_has_to_be_allowed_elsewhere() {
    let database = TestDatabase::create().await;
    let project = drifted(&database).await;
    let run = project.keel("gen by_hand --right database");
    assert_eq!(run.status, Some(1), "the file does not say that town was city: {run}");
    assert!(
        run.stderr.contains("the values of public.person.city are gone") && run.stderr.contains("person.city"),
        "{run}"
    );
    project.keel("gen by_hand --right database --allow destructive").done();
    project.keel("migrate baseline").done();
}

#[tokio::test]
async fn where_the_migrations_are_right_the_changes_are_undone_by_hand() {
    let database = TestDatabase::create().await;
    let project = drifted(&database).await;
    let run = project.keel("gen --right migrations");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("sides_migrations", run.neutral());
    assert_eq!(project.list("migrations").iter().filter(|name| name.ends_with("first")).count(), 1);
    let document = project.keel("gen --right migrations --output json").json();
    for statement in document["error"]["details"]["sql"].as_str().unwrap().split(';') {
        database.execute(statement).await;
    }
    assert!(project.keel("gen").done().stderr.contains("nothing to migrate"));
    database.execute("SELECT FROM nobodys").await;
}

#[tokio::test]
async fn what_no_migration_made_can_be_the_first() {
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL)").await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    let refused = project.keel("gen --right migrations --output json").json();
    assert_eq!(refused["error"]["code"], "no-baseline", "{refused}");
    project.keel("gen first --right database").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("CREATE TABLE public.person") && !up.contains("city"), "{up}");
    project.keel("migrate baseline").done();
    project.keel("gen second").done();
    project.keel("migrate").done();
    project.keel("check").done();
}
