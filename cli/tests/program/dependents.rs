//! What others made over evenkeel's tables and is locked or would change with them: it is named, or the plan is refused

use evenkeel_test_support::TestDatabase;

use crate::support::{Project, Run};

const PERSON: &str = "\
tables:
  person:
    columns:
      id: {type: bigint, primary_key: true}
      code: {type: text, unique: true}
      age: {type: int, default: 1}
    checks: {grown: age > 0}
";

/// A project whose table was made by a migration, with what others made beside it.
async fn started(database: &TestDatabase, by_hand: &str) -> Project {
    let project = Project::with(&[("schema.yaml", PERSON)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database.execute(by_hand).await;
    project
}

/// Writes the file with a part of it changed.
fn change(project: &Project, from: &str, to: &str) {
    assert!(PERSON.contains(from));
    project.write("schema.yaml", &PERSON.replace(from, to));
}

fn generated(project: &Project) -> (String, String) {
    project.keel("gen --allow destructive").done();
    let folder = project.last_migration();
    let read = |file: &str| project.read(&format!("{folder}/{file}"));
    (read("up.sql"), read("down.sql"))
}

fn refused(run: &Run, names: &[&str]) {
    assert_eq!(run.status, Some(1), "{run}");
    for name in names {
        assert!(run.stderr.contains(name), "{name}: {run}");
    }
}

#[tokio::test]
async fn what_a_statement_locks_beyond_the_file_is_named() {
    let database = TestDatabase::create().await;
    let by_hand = "CREATE SCHEMA other; CREATE TABLE other.ref (id bigint REFERENCES person); \
                   CREATE TABLE ref2 (code text REFERENCES person (code)); CREATE TABLE ref3 (id bigint REFERENCES person); \
                   CREATE TABLE unrelated (id bigint)";
    let project = started(&database, by_hand).await;
    change(&project, "id: {type: bigint,", "id: {type: int,");
    let (up, down) = generated(&project);
    for text in [&up, &down] {
        let lock = "lock: ACCESS EXCLUSIVE on other.ref, public.ref3, which evenkeel leaves alone (observed)";
        assert!(text.contains(lock), "{text}");
        let together = "locks held together: ACCESS EXCLUSIVE on other.ref, public.person, public.ref3, in the \
                        transaction in which public.person is written anew";
        assert!(text.contains(together), "{text}");
        assert!(!text.contains("ref2") && !text.contains("unrelated"), "{text}");
    }
    std::fs::remove_dir_all(project.path(&project.last_migration())).unwrap();
    change(&project, "code: {type: text,", "code: {type: varchar(9),");
    let (up, _) = generated(&project);
    assert!(up.contains("lock: ACCESS EXCLUSIVE on public.ref2, which evenkeel leaves alone (observed)"), "{up}");
}

const CHILDREN: &str = "CREATE SCHEMA other; CREATE TABLE child (more text) INHERITS (person); \
                        CREATE TABLE other.grandchild () INHERITS (child)";

#[tokio::test]
async fn what_would_change_an_inheritance_child_is_refused() {
    let database = TestDatabase::create().await;
    let project = started(&database, CHILDREN).await;
    let named = ["inheritance child public.child", "inheritance child other.grandchild", "gen --custom"];
    let age = "age: {type: int, default: 1}";
    for (from, to, object) in [
        ("id: {type: bigint,", "id: {type: int,", "column public.person.id"),
        (age, "age: {type: int, default: 1}\n      born: date?", "column public.person.born"),
        ("      age: {type: int, default: 1}\n    checks: {grown: age > 0}\n", "", "column public.person.age"),
        (age, "age: {type: int?, default: 1}", "column public.person.age"),
        (age, "age: {type: int, default: 2}", "default of public.person.age"),
        (age, "age: int", "default of public.person.age"),
        (age, "age: {type: int, default: 1, storage: plain}\n      x: text?", "column public.person.x"),
        ("{grown: age > 0}", "{grown: age > 1}", "constraint grown on public.person"),
        ("    checks: {grown: age > 0}\n", "", "constraint grown on public.person"),
        ("{grown: age > 0}", "{grown: age > 0, old: age < 200}", "constraint old on public.person"),
    ] {
        change(&project, from, to);
        for command in ["gen --allow destructive", "diff", "push --allow destructive"] {
            let run = project.keel(command);
            refused(&run, &named);
            assert!(run.stderr.contains(object), "{to}: {run}");
        }
    }
    // Renames reach it too.
    change(&project, age, "years: {type: int, default: 1, renamed_from: age}");
    project.write("schema.yaml", &project.read("schema.yaml").replace("grown: age", "grown: years"));
    let run = project.keel("gen");
    refused(&run, &named);
    assert!(run.stderr.contains("column public.person.years"), "{run}");
    // By hand it can be done.
    change(&project, age, "age: {type: int, default: 1}\n      born: date?");
    project.keel("gen --custom born").done();
    project.write(&format!("{}/up.sql", project.last_migration()), "ALTER TABLE person ADD COLUMN born date;\n");
    project.keel("migrate").done();
    let run = project.keel("gen").done();
    assert!(run.stderr.contains("there is nothing to migrate"), "{run}");
    project.keel("check").done();
}

#[tokio::test]
async fn what_an_inheritance_child_does_not_share_is_planned() {
    let database = TestDatabase::create().await;
    let project = started(&database, CHILDREN).await;
    for (from, to) in [
        ("code: {type: text, unique: true}", "code: text"),
        ("    checks: {grown: age > 0}\n", "    checks: {grown: age > 0}\n    indexes: [age]\n"),
        ("age: {type: int, default: 1}", "age: {type: int, default: 1, comment: in years}"),
        ("tables:\n  person:\n", "tables:\n  human:\n    renamed_from: person\n"),
    ] {
        change(&project, from, to);
        generated(&project);
        std::fs::remove_dir_all(project.path(&project.last_migration())).unwrap();
    }
    let other = "tables:\n  other:\n    columns: {id: {type: bigint, references: person.id}}\n";
    change(&project, "tables:\n", other);
    generated(&project);
    project.keel("migrate").done();
    project.keel("check").done();
}

const ADDRESS: &str = "\
types:
  address: {composite: {street: text, zip: text}}
  amount: {domain: int}
tables: {}
";

#[tokio::test]
async fn what_others_store_of_a_type_is_named_or_stays() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", ADDRESS)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    let by_hand = "CREATE SCHEMA other; CREATE TABLE other.home (at address[], amount amount); \
                   CREATE MATERIALIZED VIEW other.seen AS SELECT ROW('a', 'b')::address AS at";
    database.execute(by_hand).await;
    project.write("schema.yaml", &ADDRESS.replace("{street: text, zip: text}", "{street: text}"));
    refused(&project.keel("gen --allow destructive"), &["materialized view other.seen", "column public.address.zip"]);
    database.execute("DROP MATERIALIZED VIEW other.seen").await;
    let names = ["column other.home.at", "column public.address.zip", "evenkeel leaves alone"];
    refused(&project.keel("gen --allow destructive"), &names);
    // A field more takes nothing away, but has no way back.
    project.write("schema.yaml", &ADDRESS.replace("zip: text}", "zip: text, town: text}"));
    let run = project.keel("gen town").done();
    assert!(run.stderr.contains("no way back column other.home.at depends on column public.address.town"), "{run}");
    std::fs::remove_dir_all(project.path(&project.last_migration())).unwrap();
    let checked = "amount: {domain: int, checks: {positive: VALUE > 0}}";
    project.write("schema.yaml", &ADDRESS.replace("amount: {domain: int}", checked));
    let (up, _) = generated(&project);
    assert!(up.contains("lock: SHARE on other.home, which evenkeel leaves alone (observed)"), "{up}");
    // Whose rows are not asked in advance is said.
    let told = "while a row of other.home has a value in amount that breaks the condition positive of public.amount";
    assert!(up.contains(told), "{up}");
    assert!(up.contains("that is not asked in advance, since evenkeel leaves that alone"), "{up}");
}
