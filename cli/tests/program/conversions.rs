//! Types that change, and what of it is refused
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::Project;

#[tokio::test]
async fn a_type_change_without_a_way_asks_for_one() {
    let database = TestDatabase::create().await;
    let schema = "tables:\n  a:\n    columns:\n      id: {type: bigint, primary_key: true}\n      at: boolean?\n      of: integer?\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    project.write("schema.yaml", &schema.replace("at: boolean?", "at: date?").replace("of: integer?", "of: uuid?"));
    let run = project.keel("push --allow destructive");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_conversion", run.neutral());
    let with_using = "at: {type: date?, using: \"CASE WHEN at THEN date '2000-01-01' END\"}";
    project.write("schema.yaml", &schema.replace("at: boolean?", with_using));
    project.keel("push --allow destructive").done();
    assert_eq!(project.keel("diff").done().stdout, "");
}

#[tokio::test]
async fn a_type_change_below_a_domain_is_judged_as_that_of_a_column() {
    let database = TestDatabase::create().await;
    let schema = "types:\n  title: {domain: text}\n  moment: {domain: timestamptz}\n  flag: {domain: boolean}\n  entry: {composite: {title: title, flag: flag}}\n\
                  tables:\n  a:\n    columns:\n      id: {type: bigint, primary_key: true}\n      \
                  title: title?\n      titles: title[]?\n      entry: entry?\n      at: moment?\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    let connection = database.connect().await;
    connection
        .batch_execute("INSERT INTO a VALUES (1, 'abc', '{abc}', ROW('abc', true), '2026-11-26 12:00Z')")
        .await
        .unwrap();
    connection.close().await;
    let narrowed = schema.replace("{domain: text}", "{domain: varchar(3)}");
    project.write("schema.yaml", &narrowed);
    let run = project.keel("push");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_narrowed_domain", run.neutral());
    project.keel("push --allow destructive").done();
    let listed = narrowed.replace("entry: entry?", "entry: entry?\n      entries: entry[]?");
    project.write("schema.yaml", &listed);
    project.keel("push").done();
    let other =
        listed.replace("{domain: timestamptz}", "{domain: date}").replace("{domain: boolean}", "{domain: integer}");
    project.write("schema.yaml", &other);
    let run = project.keel("push --allow destructive");
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("refused_conversion_below_domain", run.neutral());
    let said = other
        .replace("entries: entry[]?", "entries: {type: \"entry[]?\", using: \"NULL\"}")
        .replace("at: moment?", "at: {type: moment?, using: \"(at AT TIME ZONE 'UTC')::date\"}");
    project.write("schema.yaml", &said);
    project.keel("push --allow destructive").done();
    assert_eq!(project.keel("diff").done().stdout, "");
    let connection = database.connect().await;
    let row = connection.query_one("SELECT at::text, (entry).flag::integer FROM a", &[]).await.unwrap();
    assert_eq!((row.get::<_, &str>(0), row.get::<_, i32>(1)), ("2026-11-26", 1));
    connection.close().await;
}

#[tokio::test]
async fn a_condition_that_comes_with_another_base_is_said_to_depend_on_rows() {
    let database = TestDatabase::create().await;
    let schema = "types:\n  size: {domain: integer}\n  pair: {composite: {one: size}}\n\
                  tables:\n  a:\n    columns:\n      id: {type: bigint, primary_key: true}\n      sizes: size[]?\n      \
                  pair: pair?\n      other: integer?\n";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    let wider = schema.replace("{domain: integer}", "{domain: bigint}");
    project.write("schema.yaml", &wider);
    let hazards = |schema: &str| {
        project.write("schema.yaml", schema);
        let told = project.keel("diff --output json").json()["hazards"].clone();
        let said = "while a row has a value that public.size does not take";
        told.as_array().unwrap().iter().filter(|hazard| hazard["words"].as_str().unwrap().contains(said)).count()
    };
    // What a wider type takes it takes of every row.
    assert_eq!(hazards(&wider), 0);
    let stricter = wider.replace("{domain: bigint}", "{domain: bigint, checks: {positive: VALUE > 0}}");
    assert_eq!(hazards(&stricter), 2, "{}", project.keel("diff"));
    // A column that takes the domain has to meet its condition too.
    assert_eq!(hazards(&stricter.replace("other: integer?", "other: size?")), 3);
}
