//! What is evenkeel's of a database: what the file names, what it renames, and what migrations made

use evenkeel_test_support::TestDatabase;

use crate::support::Project;

const APP: &str = "\
schemas: [app]
tables:
  app.t:
    columns:
      id: {type: int, primary_key: true}
";

/// A project whose schema `app` was made by a migration, with a row in its table.
async fn started(database: &TestDatabase) -> Project {
    let project = Project::with(&[("schema.yaml", APP)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    database.execute("INSERT INTO app.t VALUES (7)").await;
    project
}

async fn number(database: &TestDatabase, sql: &str) -> i64 {
    let connection = database.connect().await;
    let number = connection.query_one(sql, &[]).await.unwrap().get(0);
    connection.close().await;
    number
}

const SCHEMAS: &str = "SELECT count(*) FROM pg_namespace WHERE nspname = 'app'";

#[tokio::test]
async fn a_renamed_schema_keeps_its_rows() {
    let database = TestDatabase::create().await;
    let project = started(&database).await;
    let renamed = APP.replace("[app]", "{core: {renamed_from: [base, app]}}").replace("app.t", "core.t");
    project.write("schema.yaml", &renamed);
    assert_eq!(project.keel("check").status, Some(2));
    project.keel("gen").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("ALTER SCHEMA app RENAME TO core;") && !up.contains("CREATE"), "{up}");
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(number(&database, "SELECT id::bigint FROM core.t").await, 7);
    project.keel("migrate down --allow destructive").done();
    assert_eq!(number(&database, "SELECT id::bigint FROM app.t").await, 7);
    project.keel("migrate").done();
    assert_eq!(project.keel("gen").done().stdout, "");
    project.keel("check").done();
}

#[tokio::test]
async fn push_renames_a_schema() {
    let database = TestDatabase::create().await;
    database.execute("CREATE SCHEMA app; CREATE TABLE app.t (id int PRIMARY KEY); INSERT INTO app.t VALUES (7)").await;
    let renamed = APP.replace("[app]", "{core: {renamed_from: app}}").replace("app.t", "core.t");
    let project = Project::with(&[("schema.yaml", &renamed)]).variable("DATABASE_URL", &database.url());
    project.keel("push").done();
    assert_eq!(number(&database, "SELECT id::bigint FROM core.t").await, 7);
    assert_eq!(number(&database, SCHEMAS).await, 0);
}

#[tokio::test]
async fn a_schema_that_the_file_has_no_more_is_dropped() {
    let database = TestDatabase::create().await;
    let project = started(&database).await;
    database.execute("CREATE SCHEMA theirs; CREATE TABLE theirs.t (id int)").await;
    project.write("schema.yaml", "tables:\n  u:\n    columns: {id: int}\n");
    let check = project.keel("check");
    assert_eq!(check.status, Some(2), "{check}");
    let refused = project.keel("gen");
    assert_eq!(refused.status, Some(1), "{refused}");
    assert!(refused.stderr.contains("app.t"), "{refused}");
    let run = project.keel("gen --allow destructive").done();
    assert!(!run.stdout.contains("theirs"), "{run}");
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(number(&database, SCHEMAS).await, 0);
    project.keel("migrate down --allow destructive").done();
    assert_eq!(number(&database, SCHEMAS).await, 1);
    project.keel("migrate").done();
    // So is what lived in the public schema, where the file names another one.
    project.write("schema.yaml", APP);
    assert_eq!(project.keel("gen").status, Some(1));
    project.keel("gen --allow destructive --from migrations").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("DROP TABLE public.u;") && up.contains("CREATE TABLE app.t"), "{up}");
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(project.keel("gen").done().stdout, "");
}

#[tokio::test]
async fn a_schema_in_which_others_made_something_cannot_go() {
    let database = TestDatabase::create().await;
    let project = started(&database).await;
    database.execute("CREATE TABLE app.theirs (id int)").await;
    project.write("schema.yaml", "tables:\n  u:\n    columns: {id: int}\n");
    let run = project.keel("gen --allow destructive");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("table app.theirs"), "{run}");
    project.write("schema.yaml", "schemas: [app]\ntables:\n  u:\n    columns: {id: int}\n");
    project.keel("gen --allow destructive").done();
    project.keel("migrate").done();
    assert_eq!(number(&database, SCHEMAS).await, 1);
}

#[tokio::test]
async fn manage_decides_alone() {
    let database = TestDatabase::create().await;
    let project = started(&database).await;
    project.write("schema.yaml", "manage: public.*\ntables:\n  u:\n    columns: {id: int}\n");
    project.keel("gen").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("CREATE TABLE public.u") && !up.contains("app"), "{up}");
    // What stands in the file and is not managed would never come to be.
    project.write("schema.yaml", &format!("manage: public.*\n{APP}"));
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("schema.yaml:4:3") && run.stderr.contains("table app.t"), "{run}");
    project.write("schema.yaml", &format!("ignore: app.t\n{APP}"));
    let run = project.keel("gen");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("schema.yaml:4:3") && !run.stderr.contains("schema app"), "{run}");
}

#[tokio::test]
async fn what_has_nothing_to_do_with_the_tables_of_the_file_is_not_called_unproved() {
    let database = TestDatabase::create().await;
    let project = started(&database).await;
    database
        .execute(
            "CREATE TABLE theirs (id int PRIMARY KEY); CREATE VIEW app.unrelated AS SELECT * FROM theirs; \
             CREATE MATERIALIZED VIEW app.counted AS SELECT count(*) FROM theirs",
        )
        .await;
    project.write("schema.yaml", &format!("{APP}      x: int?\n"));
    let run = project.keel("gen").done();
    assert!(!run.stderr.contains("not proved"), "{run}");
    assert!(run.stderr.contains("left alone materialized view app.counted"), "{run}");
    // Of what has to do with them it is said.
    database.execute("CREATE VIEW app.related AS SELECT t.id FROM app.t JOIN theirs USING (id)").await;
    project.keel("migrate").done();
    project.write("schema.yaml", &format!("{APP}      x: int?\n      y: int?\n"));
    let run = project.keel("gen").done();
    let unproved: Vec<_> = run.stderr.lines().filter(|line| line.contains("not proved")).collect();
    assert!(matches!(unproved.as_slice(), [line] if line.contains("view app.related")), "{run}");
}

const MOVED: &str = "\
schemas: [app]
tables:
  app.users:
    renamed_from: old.users
    columns:
      id: {type: bigint, primary_key: true}
";

#[tokio::test]
async fn a_table_is_moved_out_of_a_schema_that_the_file_does_not_name() {
    let database = TestDatabase::create().await;
    let theirs = "CREATE SCHEMA old; CREATE TABLE old.users (id bigint PRIMARY KEY); CREATE TABLE old.theirs (id int)";
    database.execute(&format!("{theirs}; INSERT INTO old.users VALUES (7)")).await;
    let project = Project::with(&[("schema.yaml", MOVED)]).variable("DATABASE_URL", &database.url());
    let sql = "BEGIN;\nCREATE SCHEMA app;\nALTER TABLE old.users SET SCHEMA app;\nCOMMIT;\n";
    assert_eq!(project.keel("diff").done().stdout, sql);
    project.write("there.sql", theirs);
    assert_eq!(project.keel("diff --from there.sql").done().stdout, sql);
    project.keel("push").done();
    assert_eq!(number(&database, "SELECT id FROM app.users").await, 7);
    assert_eq!(number(&database, "SELECT count(*) FROM old.theirs").await, 0);
    assert_eq!(project.keel("diff --exit-code").done().stdout, "");
    assert_eq!(project.keel("push").done().stdout, "");
    // With patterns of its own too.
    database.execute("ALTER TABLE app.users SET SCHEMA old; DROP SCHEMA app").await;
    project.write("schema.yaml", &format!("manage: app.*\n{MOVED}"));
    project.keel("push").done();
    assert_eq!(number(&database, "SELECT id FROM app.users").await, 7);
}

#[tokio::test]
async fn a_table_of_the_migrations_is_renamed_out_of_what_is_not_managed_any_more() {
    let before = "schemas: [old]\ntables:\n  old.users: {columns: {id: {type: bigint, primary_key: true}}}\n  \
                  old.left: {columns: {id: int}}\n  last: {columns: {id: int}}\n";
    for (manage, new, from) in [
        ("app.*", "app.users", "old.users"),
        ("[app.*, public.people]", "people", "last"),
        ("app.*", "app.l", "old.left"),
    ] {
        let database = TestDatabase::create().await;
        let project = Project::with(&[("schema.yaml", before)]).variable("DATABASE_URL", &database.url());
        project.keel("gen first").done();
        project.keel("migrate").done();
        database.execute("INSERT INTO old.users VALUES (7)").await;
        let key = if from == "old.users" { "{type: bigint, primary_key: true}" } else { "int" };
        let after = format!(
            "manage: {manage}\nschemas: [app]\ntables:\n  {new}:\n    renamed_from: {from}\n    columns: {{id: {key}}}\n"
        );
        project.write("schema.yaml", &after);
        project.keel("gen").done();
        let up = project.read(&format!("{}/up.sql", project.last_migration()));
        assert!(up.contains("ALTER TABLE") && !up.contains("CREATE TABLE") && !up.contains("DROP"), "{up}");
        project.keel("migrate").done();
        project.keel("check").done();
        assert_eq!(number(&database, "SELECT count(*) FROM pg_namespace WHERE nspname = 'old'").await, 1);
        project.keel("migrate down --allow destructive").done();
        assert_eq!(number(&database, "SELECT id FROM old.users").await, 7);
    }
}

#[tokio::test]
async fn what_no_migration_made_is_not_renamed_by_one() {
    let database = TestDatabase::create().await;
    database.execute("CREATE SCHEMA old; CREATE TABLE old.users (id bigint PRIMARY KEY)").await;
    for manage in ["", "manage: app.*\n"] {
        let project =
            Project::with(&[("schema.yaml", &format!("{manage}{MOVED}"))]).variable("DATABASE_URL", &database.url());
        let run = project.keel("gen");
        assert_eq!(run.status, Some(1), "{run}");
        assert!(run.stderr.contains("table old.users to table app.users"), "{run}");
        assert!(run.stderr.contains("renamed_from"), "{run}");
    }
}

#[tokio::test]
async fn what_migrations_or_another_file_made_is_gone_where_a_file_has_it_no_more() {
    let database = TestDatabase::create().await;
    let before = "schemas: [old]\ntables:\n  old.users: {columns: {id: {type: bigint, primary_key: true}}}\n  \
                  old.gone: {columns: {id: int}}\n";
    let project = Project::with(&[("schema.yaml", before)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.write("before.yaml", before);
    project.write("schema.yaml", MOVED);
    let sql = "BEGIN;\nCREATE SCHEMA app;\nALTER TABLE old.users SET SCHEMA app;\nDROP TABLE old.gone;\nDROP SCHEMA \
               old;\nCOMMIT;\n";
    for from in ["migrations", "before.yaml"] {
        let run = project.keel(&format!("diff --from {from} --to schema.yaml")).done();
        assert_eq!(run.stdout, sql, "{from}");
    }
    let back = project.keel("diff --from schema.yaml --to migrations").done();
    assert!(back.stdout.contains("CREATE TABLE old.gone"), "{back}");
    project.keel("migrate").done();
    project.keel("gen --allow destructive").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    for statement in sql.lines().filter(|line| !matches!(*line, "BEGIN;" | "COMMIT;")) {
        assert!(up.contains(statement), "{statement} is not in\n{up}");
    }
}

const MANAGED: &str = "\
manage: [member, note]
tables:
  member:
    columns:
      id: {type: bigint, primary_key: true}
      customer: {type: bigint, references: customers.id, on_delete: cascade}
      invoiceNumber: int?
      invoiceKind: text
    foreign_keys:
      - {columns: [invoiceKind, invoiceNumber], references: {table: billing.invoice, columns: [kind, no]}}
  note:
    columns:
      id: {type: bigint, primary_key: true}
      memberId: {type: bigint, references: member.id}
";

/// What is there before evenkeel comes.
const THEIRS: &str = "\
CREATE SCHEMA billing;
CREATE TYPE billing.state AS ENUM ('open', 'paid');
CREATE TABLE billing.invoice (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), kind text, no int, state billing.state,
    UNIQUE (kind, no), UNIQUE (state, no));
CREATE TABLE regions (id int PRIMARY KEY);
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail text UNIQUE,
    region int REFERENCES regions);
INSERT INTO customers (mail) VALUES ('ada@example.org');
CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM customers;
";

#[tokio::test]
async fn a_foreign_key_may_lead_to_a_table_that_is_not_managed() {
    let database = TestDatabase::create().await;
    database.execute(THEIRS).await;
    let project = Project::with(&[("schema.yaml", MANAGED)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen first").done();
    assert!(!run.stderr.contains("not proved"), "{run}");
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("REFERENCES public.customers (id) ON DELETE CASCADE"), "{up}");
    assert!(up.contains("lock: SHARE ROW EXCLUSIVE on public.customers (observed)"), "{up}");
    assert!(!up.contains("CREATE TABLE public.customers") && !up.contains("CREATE TABLE billing.invoice"), "{up}");
    project.keel("migrate").done();
    assert_eq!(project.keel("diff").done().stdout, "");
    project.keel("check").done();
    // To another key, on a table with rows.
    database.execute("INSERT INTO member VALUES (1, 1, NULL, 'x')").await;
    let more = MANAGED
        .replace("      invoiceNumber", "      mail: {type: text?, references: customers.mail}\n      invoiceNumber");
    project.write("schema.yaml", &more);
    let run = project.keel("gen second --proof touched").done();
    assert!(!run.stderr.contains("not proved with rows"), "{run}");
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(project.keel("gen").done().stdout, "");
    project.keel("check").done();
    project.keel("migrate down --allow destructive").done();
    project.keel("push").done();
    assert_eq!(number(&database, "SELECT count(*) FROM customers").await, 1);
    // Once nothing refers to them any more, the migrations that once did still run.
    let without = "manage: [member, note]\ntables:\n  note: {columns: {id: {type: bigint, primary_key: true}}}\n";
    project.keel("migrate baseline").done();
    project.write("schema.yaml", without);
    project.keel("gen third --allow destructive").done();
    project.keel("migrate").done();
    assert_eq!(project.keel("gen").done().stdout, "");
    project.keel("gen --from migrations").done();
}

#[tokio::test]
async fn what_is_referred_to_outside_has_to_be_there() {
    let database = TestDatabase::create().await;
    let project = Project::with(&[("schema.yaml", MANAGED)]).variable("DATABASE_URL", &database.url());
    for line in ["gen", "push", "diff"] {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{line}: {run}");
        assert!(run.stderr.contains("schema.yaml:6:"), "{line}: {run}");
        assert!(run.stderr.contains("does not have the table public.customers"), "{line}: {run}");
    }
    // Without the database, what the file says of them is enough.
    project.keel("gen first --from migrations").done();
    let run = project.keel("check --format github");
    assert_eq!(run.status, Some(2), "{run}");
    assert!(run.stdout.contains("::error file=schema.yaml,line=6,"), "{run}");
    assert_eq!(run.stdout.lines().count(), 2, "{run}");
    let run = project.keel("migrate");
    assert_eq!(run.status, Some(1), "{run}");
    assert!(run.stderr.contains("is outside of what evenkeel manages"), "{run}");
    database.execute(THEIRS).await;
    project.keel("migrate").done();
    project.keel("check").done();
    assert_eq!(project.keel("gen").done().stdout, "");
}

#[tokio::test]
async fn why_a_table_outside_cannot_be_on_a_scratch_database_is_told() {
    let database = TestDatabase::create().await;
    let theirs = "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('sad', 'ok');
        CREATE TABLE moods (mood app.mood PRIMARY KEY) PARTITION BY LIST (mood)";
    database.execute(theirs).await;
    let schema = "manage: app.*
schemas: [app]
types:
  app.mood: {enum: [sad, ok]}
tables:
  app.member:
    columns:
      id: {type: bigint, primary_key: true}
      mood: {type: app.mood, references: moods.mood}
";
    let project = Project::with(&[("schema.yaml", schema)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("gen first --from migrations");
    assert_eq!(run.status, Some(1), "{run}");
    let words = "cannot be built on a scratch database: table public.moods: schema \"app\" does not exist";
    assert!(run.stderr.contains(words), "{run}");
}

#[tokio::test]
async fn a_table_can_be_handed_over_to_others() {
    let database = TestDatabase::create().await;
    let member = "  member:\n    columns:\n      id: {type: bigint, primary_key: true}\n      \
        customer: {type: bigint, references: customers.id}\n";
    let customers = "  customers:\n    columns:\n      id: {type: bigint, primary_key: true}\n      name: text?\n";
    let project = Project::with(&[("schema.yaml", &format!("tables:\n{customers}{member}"))])
        .variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    // Migrations made it, and nothing more happens to it from then on.
    project.write("schema.yaml", &format!("ignore: [customers, parts]\ntables:\n{member}"));
    project.keel("gen").done();
    assert_eq!(project.list("migrations").len(), 1);
    database.execute("ALTER TABLE customers ADD COLUMN more int").await;
    project.keel("check").done();
    // One of another kind is referred to beside it.
    let parts = "CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY HASH (id); \
        CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0)";
    database.execute(parts).await;
    project.write(
        "schema.yaml",
        &format!("ignore: [customers, parts]\ntables:\n{member}      part: {{type: bigint?, references: parts.id}}\n"),
    );
    project.keel("gen parts").done();
    project.keel("migrate").done();
    project.keel("check").done();
    let more = format!("{member}      part: {{type: bigint?, references: parts.id}}\n      more: int?\n");
    project.write("schema.yaml", &format!("ignore: [customers, parts]\ntables:\n{more}"));
    project.keel("gen more --dry-run").done();
    // What is not unique there cannot be referred to.
    let wrong = format!("{member}      name: {{type: text?, references: customers.name}}\n");
    project.write("schema.yaml", &format!("ignore: [customers, parts]\ntables:\n{wrong}"));
    let run = project.keel("gen --allow destructive");
    assert!(run.stderr.contains("no unique constraint") && run.stderr.contains("schema.yaml:7:"), "{run}");
}

#[test]
fn a_slip_of_the_pen_is_no_table_outside() {
    let project = Project::with(&[("schema.yaml", &MANAGED.replace("references: member.id", "references: membr.id"))]);
    let run = project.keel("check --static");
    assert!(run.stdout.contains("there is no table `membr`") && run.stdout.contains("did you mean `member`?"), "{run}");
    // Nothing says that it is not evenkeel's.
    project.write("schema.yaml", &MANAGED.replace("manage: [member, note]\n", ""));
    let run = project.keel("check --static");
    assert!(run.stdout.contains("there is no table `customers`") && run.stdout.contains("`ignore:`"), "{run}");
}

/// The comment of the public schema.
async fn public_comment(database: &TestDatabase) -> Option<String> {
    let connection = database.connect().await;
    let sql = "SELECT obj_description('public'::regnamespace, 'pg_namespace')";
    let comment = connection.query_one(sql, &[]).await.unwrap().get(0);
    connection.close().await;
    comment
}

#[tokio::test]
async fn the_comment_of_the_public_schema_is_kept_true() {
    let database = TestDatabase::create().await;
    let standard = public_comment(&database).await;
    let plain = "tables:\n  u:\n    columns: {id: int}\n";
    let project = Project::with(&[("schema.yaml", plain)]).variable("DATABASE_URL", &database.url());
    project.keel("gen first").done();
    project.keel("migrate").done();
    assert_eq!(public_comment(&database).await, standard);
    project.keel("check").done();
    project.write("schema.yaml", &format!("schemas: {{public: {{comment: pub}}}}\n{plain}"));
    assert_eq!(project.keel("check").status, Some(2));
    project.keel("gen").done();
    let up = project.read(&format!("{}/up.sql", project.last_migration()));
    assert!(up.contains("COMMENT ON SCHEMA public IS 'pub'"), "{up}");
    project.keel("migrate").done();
    assert_eq!(public_comment(&database).await.as_deref(), Some("pub"));
    project.keel("check").done();
    assert_eq!(project.keel("gen").done().stdout, "");
    // Pulled and pushed it is the same elsewhere.
    let other = database.another().await;
    let pulled = project.keel("pull").done().stdout;
    let copy = Project::with(&[("schema.yaml", &pulled)]).variable("DATABASE_URL", &other.url());
    copy.keel("push").done();
    assert_eq!(public_comment(&other).await.as_deref(), Some("pub"));
    assert_eq!(copy.keel("diff").done().stdout, "");
    assert!(copy.keel("export").done().stdout.contains("COMMENT ON SCHEMA public IS 'pub'"));
    // By hand it is drift, and the way back leaves what a new database has.
    database.execute("COMMENT ON SCHEMA public IS 'by hand'").await;
    let check = project.keel("check");
    assert_eq!(check.status, Some(2));
    assert!(check.stdout.contains("schema public"), "{check}");
    database.execute("COMMENT ON SCHEMA public IS 'pub'").await;
    project.keel("migrate down").done();
    assert_eq!(public_comment(&database).await, standard);
}
