//! keel gen, on a real server: from an edit to an applied migration and a green check
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::{Project, Run, neutral};

const SCHEMA: &str = r#"tables:
  account:
    columns:
      id: {type: bigint, primary_key: true}
      email: {type: text, unique: true}

  post:
    columns:
      id: {type: bigint, primary_key: true}
      accountId: {type: bigint, references: account.id, on_delete: cascade}
      title: text
    indexes: [accountId]
"#;

/// A project whose first migration is written and applied.
fn started(database: &TestDatabase) -> Project {
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    project
}

/// Replaces a piece of the schema file.
fn edit(project: &Project, old: &str, new: &str) {
    let text = project.read("schema.yaml");
    assert!(text.contains(old), "{old} is not in\n{text}");
    project.write("schema.yaml", &text.replace(old, new));
}

fn refused(run: Run) -> String {
    assert_eq!(run.status, Some(1), "{run}");
    run.neutral()
}

#[tokio::test]
async fn from_an_edit_to_a_green_check() {
    let database = TestDatabase::create().await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    project.keel("init").done();
    project.write("schema.yaml", SCHEMA);
    assert_snapshot!("gen_first", project.keel("gen first").neutral());
    let first = project.last_migration();
    assert_snapshot!("gen_first_up", neutral(&project.read(&format!("{first}/up.sql"))));
    assert_snapshot!("gen_first_down", neutral(&project.read(&format!("{first}/down.sql"))));
    assert_snapshot!("gen_pending", refused(project.keel("gen")));
    project.keel("migrate").done();
    assert_snapshot!("gen_check_green", project.keel("check").done().neutral());

    edit(&project, "title: text\n", "title: varchar(200)\n      body: text?\n");
    assert_snapshot!("gen_check_behind", project.keel("check").neutral());
    assert_eq!(project.keel("check").status, Some(2));
    let second = project.keel("gen --allow destructive").done();
    assert_snapshot!("gen_second", second.neutral());
    assert_snapshot!("gen_second_up", neutral(&project.read(&format!("{}/up.sql", project.last_migration()))));
    project.keel("migrate").done();
    project.keel("check").done();
    project.keel("migrate down --allow destructive").done();
    project.keel("migrate").done();
    project.keel("check").done();
    assert_snapshot!("gen_nothing", project.keel("gen").done().neutral());
    assert_eq!(project.list("migrations").iter().filter(|name| !name.starts_with('.')).count(), 2);
}

#[tokio::test]
async fn a_plan_is_proved_with_rows_where_a_domain_brings_the_value() {
    let database = TestDatabase::create().await;
    let schema = format!("types:\n  level: {{domain: integer, default: 3}}\n{SCHEMA}");
    let project = Project::with(&[("schema.yaml", &schema)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    edit(&project, "title: text\n", "title: text\n      level: level\n");
    let run = project.keel("gen second").done();
    assert!(!run.stdout.contains("not proved with rows"), "{run}");
}

#[tokio::test]
async fn a_file_may_use_functions_that_a_migration_made() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    project.keel("gen functions --custom").done();
    let folder = project.last_migration();
    let function = "CREATE FUNCTION public.made() RETURNS text LANGUAGE sql AS $$ SELECT 'made'::text $$;\n";
    project.write(&format!("{folder}/up.sql"), function);
    project.write(&format!("{folder}/down.sql"), "DROP FUNCTION public.made();\n");
    project.keel("migrate").done();
    edit(&project, "title: text\n", "title: {type: text, default: public.made()}\n");
    project.keel("gen").done();
    project.keel("migrate").done();
    project.keel("check").done();
    edit(&project, "indexes: [accountId]\n", "indexes: [accountId, title]\n");
    project.keel("diff --from migrations --to schema.yaml").done();
    project.keel("push").done();
    assert!(project.keel("export").done().stdout.contains("public.made()"));
}

#[tokio::test]
async fn a_way_back_that_loses_data_needs_a_word() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    database.execute("INSERT INTO account VALUES (1, 'kept')").await;
    assert_snapshot!("down_destructive", refused(project.keel("migrate down")));
    // Written by hand, with no comment that says so.
    project.keel("gen by_hand --custom").done();
    let folder = project.last_migration();
    project.write(&format!("{folder}/up.sql"), "CREATE TABLE b ();\n");
    project.write(&format!("{folder}/down.sql"), "-- Not yet.\n");
    project.keel("migrate").done();
    assert_snapshot!("down_empty", refused(project.keel("migrate down")));
    project.write(&format!("{folder}/down.sql"), "DROP TABLE b;\n");
    assert_snapshot!("down_destructive_by_hand", refused(project.keel("migrate down")));
    project.keel("migrate down --allow destructive").done();
    let connection = database.connect().await;
    let row = connection.query_one("SELECT email FROM account", &[]).await.unwrap();
    assert_eq!(row.get::<_, &str>(0), "kept");
    connection.close().await;
}

#[tokio::test]
async fn what_depends_on_rows_is_told_to_whoever_generates() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    edit(&project, "title: text\n", "title: {type: text, unique: true}\n      likes: integer\n      body: text?\n");
    let first = project.keel("gen --dry-run").done();
    assert_snapshot!("gen_hazards", first.neutral());
    let document = project.keel("gen --dry-run --output json").json();
    let kinds: Vec<_> = document["migration"]["hazards"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["depends_on_data"; 2]);
    assert!(!project.keel("gen --quiet").done().stderr.contains("may fail"));
    project.keel("migrate").done();
    // What is looked at in a later transaction is asked before the one that comes before it.
    edit(&project, "body: text?", "body: text");
    let later = project.keel("gen").done();
    let words = "fails, before anything has changed, while a row of public.post has NULL in body";
    assert!(later.stderr.contains(&format!("  may fail column public.post.body: {words}\n")), "{later}");
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert_eq!(up.matches(words).count(), 2, "{up}");
}

#[tokio::test]
async fn what_nobody_wrote_is_named_where_it_is_applied() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    project.keel("gen fill --custom").done();
    let up = format!("{}/up.sql", project.last_migration());
    let run = project.keel("migrate").done();
    assert!(run.stderr.contains(&format!("warning: {up} holds no statement")), "{run}");
    assert!(!project.keel("migrate").done().stderr.contains("holds no statement"));
}

#[tokio::test]
async fn what_loses_data_needs_a_word() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    edit(&project, "      title: text\n", "");
    assert_snapshot!("gen_destructive", refused(project.keel("gen")));
    assert_eq!(project.list("migrations").len(), 1);
    project.keel("gen --allow destructive").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("DESTRUCTIVE"), "{up}");
    // Only the way back, on which the column is required, fails while there are rows.
    assert!(up.contains("2 tables held sample rows") && !up.contains("not proved"), "{up}");
    let down = project.read(&format!("{}/down.sql", project.last_migration()));
    assert!(
        down.contains("not proved with rows in public.post: the plan fails while it has rows, as it says"),
        "{down}"
    );
    project.keel("migrate").done();
    project.keel("check").done();
    edit(&project, "      accountId: {", "      note: text?\n      accountId: {");
    project.keel("gen").done();
    project.keel("migrate").done();
    edit(&project, "      note: text?\n", "");
    project.keel("gen --allow destructive").done();
    project.keel("migrate").done();
    let back = project.keel("migrate down --output json").json();
    assert_eq!(back["not_brought_back"], serde_json::json!(["the values of public.post.note"]));
    let words = "what the way up dropped does not come back: the values of public.post.note";
    assert_eq!(back["warnings"], serde_json::json!([words]));
}

#[tokio::test]
async fn a_rename_is_declared_and_keeps_the_rows() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    database.execute("INSERT INTO account VALUES (1, 'a@x'); INSERT INTO post VALUES (1, 1, 'hello')").await;
    edit(&project, "title: text", "headline: {type: text, renamed_from: title}");
    edit(&project, "  post:\n", "  article:\n    renamed_from: post\n");
    assert_snapshot!("gen_rename", project.keel("gen").done().neutral());
    project.keel("migrate").done();
    project.keel("check").done();
    let connection = database.connect().await;
    let kept: String = connection.query_one("SELECT headline FROM article", &[]).await.unwrap().get(0);
    assert_eq!(kept, "hello");
    connection.close().await;
    // The decision may stay in the file: it acts where the old name is still there.
    assert_eq!(project.keel("gen").done().stdout, "");
    assert_eq!(project.list("migrations").len(), 2);
}

#[tokio::test]
async fn a_change_that_no_migration_made_is_found() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    database.execute("ALTER TABLE post ADD likes integer; DROP INDEX post_account_id_idx").await;
    assert_snapshot!("gen_drift", refused(project.keel("gen")));
    let check = project.keel("check");
    assert_eq!(check.status, Some(2));
    assert_snapshot!("check_drift", check.neutral());

    // What the advice says works: the database was right.
    edit(&project, "title: text\n", "title: text\n      likes: integer?\n");
    edit(&project, "    indexes: [accountId]\n", "");
    project.keel("gen likes --from migrations").done();
    project.keel("migrate baseline").done();
    project.keel("check").done();
}

#[tokio::test]
async fn a_team_starts_with_two_tables_of_many() {
    let database = TestDatabase::create().await;
    let many: String = (0..20).map(|number| format!("CREATE TABLE old_{number} (id int);")).collect();
    database.execute(&many).await;
    let project = started(&database);
    let run = project.keel("gen").done();
    // One line for all of them.
    assert_eq!(run.stderr.matches("left alone").count(), 1, "{run}");
    let line = "left alone 20 × table: no migration made them and the schema file does not name them: \
        public.old_0, public.old_1, public.old_10, … (--output json names all)";
    assert!(run.stderr.contains(line), "{run}");
    assert!(project.keel("check").done().stderr.contains(line));
    let document = project.keel("check --output json").json();
    assert_eq!(document["status"], "done");
    assert_eq!(document["left_alone"].as_array().unwrap().len(), 20);
    // A table that the file takes up is adopted as it is, or refused where no migration made it.
    edit(&project, "  post:\n", "  old7: {name: old_7, columns: {id: integer?}}\n  post:\n");
    assert_snapshot!("gen_adopted", project.keel("gen").neutral());
}

#[tokio::test]
async fn what_the_language_has_no_words_for_is_named_and_kept() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    database
        .execute(
            "CREATE VIEW titles AS SELECT title FROM post;
             CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
             CREATE TRIGGER touch BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION touch();",
        )
        .await;
    edit(&project, "email: {", "name: text?\n      email: {");
    assert_snapshot!("gen_others_kept", project.keel("gen").done().neutral());
    project.keel("migrate").done();
    edit(&project, "title: text", "title: varchar(20)");
    assert_snapshot!("gen_others_refused", refused(project.keel("gen --allow destructive")));
    assert_eq!(project.list("migrations").len(), 2);
    let connection = database.connect().await;
    let kept: i64 =
        connection.query_one("SELECT count(*) FROM pg_trigger WHERE tgname = 'touch'", &[]).await.unwrap().get(0);
    assert_eq!(kept, 1);
    connection.close().await;
}

#[tokio::test]
async fn a_dry_run_writes_nothing() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", SCHEMA)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen --dry-run").done();
    assert!(run.stdout.contains("CREATE TABLE public.account"), "{run}");
    assert_eq!(project.list("."), ["schema.yaml"]);
    let custom = project.keel("gen fill --custom --dry-run").done();
    assert_snapshot!("gen_custom_dry_run", custom.neutral());
    assert_eq!(project.list("."), ["schema.yaml"]);
}

#[tokio::test]
async fn a_migration_can_be_written_by_hand() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    assert_snapshot!("gen_custom", project.keel("gen fill --custom").done().neutral());
    let folder = project.last_migration();
    assert_snapshot!("gen_custom_up", neutral(&project.read(&format!("{folder}/up.sql"))));
    let up = project.read(&format!("{folder}/up.sql"));
    project.write(&format!("{folder}/up.sql"), &format!("{up}\nINSERT INTO account VALUES (1, 'a@x');\n"));
    project.keel("migrate").done();
    project.keel("check").done();
    assert_snapshot!("gen_bad_name", refused(project.keel("gen ../up --custom")));
    // One rule for both ways to name one.
    let long = "n".repeat(300);
    for words in
        [&["gen", "--custom", "--", "-x"], &["gen", "--", "--dry-run"], &["gen", &long], &["gen", "--custom", &long]]
            as [&[&str]; 4]
    {
        let run = project.run(words);
        assert!(run.status == Some(1) && run.stderr.contains("is no name of a migration: letters"), "{run}");
    }
}

#[tokio::test]
async fn all_that_is_in_the_way_is_named_with_what_can_be_done() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    let views: String = (1..=14).map(|number| format!("CREATE VIEW v{number} AS SELECT title FROM post;")).collect();
    database.execute(&views).await;
    edit(&project, "title: text", "title: varchar(20)");
    assert_snapshot!("gen_many_in_the_way", refused(project.keel("gen --allow destructive")));
    let views: String = (3..=14).map(|number| format!("DROP VIEW v{number};")).collect();
    database.execute(&format!("{views} GRANT SELECT (title) ON post TO PUBLIC")).await;
    database.execute("CREATE STATISTICS of_post ON id, title FROM post").await;
    edit(&project, "      title: varchar(20)\n", "");
    assert_snapshot!("gen_gone_with_a_column", refused(project.keel("gen --allow destructive")));
    database.execute("DROP VIEW v1, v2; DROP STATISTICS of_post").await;
    assert_snapshot!("gen_granted_column_goes", refused(project.keel("gen --allow destructive")));
    database.execute("REVOKE SELECT (title) ON post FROM PUBLIC").await;
    project.keel("gen --allow destructive").done();
}

#[tokio::test]
async fn the_migrations_alone_can_be_the_start() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    edit(&project, "title: text\n", "title: text\n      body: text?\n");
    database.execute("ALTER TABLE post ADD stray integer").await;
    let run = project.keel("gen --from migrations").done();
    assert!(!run.stderr.contains("stray"), "{run}");
    // A second one builds on the first, which nobody has applied.
    edit(&project, "      body: text?\n", "      body: text?\n      draft: {type: boolean, default: false}\n");
    project.keel("gen --from migrations").done();
    assert_eq!(project.list("migrations").len(), 3);
    project.keel("check --static").done();
}

#[tokio::test]
async fn a_conversion_of_nothing_is_named() {
    let database = TestDatabase::create().await;
    let project = started(&database);
    edit(&project, "title: text\n", "title: {type: text, using: upper(title)}\n");
    let words = "unused `using:` of column public.post.title converts nothing here";
    let run = project.keel("gen").done();
    assert!(run.stderr.contains(words) && run.stderr.contains("nothing to migrate"), "{run}");
    let document = project.keel("gen --output json").json();
    assert_eq!(document["unused_using"], serde_json::json!(["column public.post.title"]));

    edit(&project, "title: {type: text,", "title: {type: varchar(90),");
    let run = project.keel("gen --allow destructive").done();
    assert!(!run.stderr.contains("unused"), "{run}");
    assert!(project.read(&format!("{}/up.sql", project.last_migration())).contains("USING upper(title)"), "{run}");
}
