//! keel diff, on a real server
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::{Project, Run};

const OLD: &str = "
    CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE pet (id bigint PRIMARY KEY, owner bigint REFERENCES person);
";

const NEW: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'ok');
    CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL DEFAULT '', mood mood);
    CREATE TABLE pet (id bigint PRIMARY KEY, owner bigint REFERENCES person ON DELETE CASCADE, CHECK (id > 0));
    CREATE INDEX ON pet (owner);
";

/// Nothing at all was printed.
fn assert_silent(run: Run) {
    assert_eq!(run.to_string(), "exit status: 0\n");
}

/// Runs the script as the help of `keel diff` says: with psql where this machine has it.
async fn run_script(sql: &str, database: &TestDatabase) {
    let psql = std::process::Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &database.url(), "-c", "SELECT"])
        .output();
    if !psql.is_ok_and(|output| output.status.success()) {
        evenkeel_test_support::left_out("psql is not here or does not reach the server: the script is run without it");
        // A statement that takes no transaction has to come alone, and stands between empty lines.
        let connection = database.connect().await;
        for part in sql.split("\n\n") {
            connection.batch_execute(part).await.unwrap_or_else(|error| panic!("{error:?} in\n{part}"));
        }
        connection.close().await;
        return;
    }
    let mut child = std::process::Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", &database.url(), "-f", "-"])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), sql.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{sql}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn between_two_databases() {
    let from = TestDatabase::create().await;
    let to = from.another().await;
    from.execute(OLD).await;
    to.execute(NEW).await;
    let project = Project::empty();
    let run = project.run(&["diff", "--from", &from.url(), "--to", &to.url()]).done();
    assert_snapshot!("diff_databases", run.neutral());
    let found = project.run(&["diff", "--exit-code", "--from", &from.url(), "--to", &to.url()]);
    assert_eq!(found.status, Some(2));
    assert_eq!(found.stdout, run.stdout, "the same to the byte");
    run_script(&run.stdout, &from).await;
    assert_silent(project.run(&["diff", "--exit-code", "--from", &from.url(), "--to", &to.url()]));
    assert_silent(project.run(&["diff", "--from", &to.url(), "--to", &from.url()]));
}

#[tokio::test]
async fn between_states_of_all_kinds() {
    let database = TestDatabase::create().await;
    database.execute(NEW).await;
    let project = Project::with(&[("old.sql", OLD), ("new.sql", NEW), ("migrations/20260101000000_old/up.sql", OLD)])
        .variable("DATABASE_URL", &database.url());
    project.keel("pull -o schema.yaml").done();
    assert_silent(project.keel("diff"));
    assert_silent(project.keel("diff --from new.sql"));
    assert_silent(project.keel("diff --from schema.yaml --to new.sql"));
    assert_silent(project.keel("diff --from migrations --to old.sql"));
    assert_silent(project.keel("diff --from empty --to empty"));
    let forth = project.keel("diff --from migrations --to schema.yaml").done();
    assert!(forth.stdout.contains("ON DELETE CASCADE"), "{forth}");
    assert_eq!(forth.stdout, project.keel("diff --from old.sql --to new.sql").done().stdout);
    let dropped = project.keel("diff --from schema.yaml --to empty").done();
    assert_snapshot!("diff_to_empty", dropped.neutral());
    assert_eq!(project.keel("diff --from schema.yaml --to empty --allow destructive").done().stderr, "");

    let whole = database.another().await;
    run_script(&project.keel("diff --from empty --to schema.yaml").done().stdout, &whole).await;
    assert_silent(project.run(&["diff", "--from", &whole.url()]));
}

#[tokio::test]
async fn what_pg_dump_wrote_is_a_state() {
    let database = TestDatabase::create().await;
    database.execute(NEW).await;
    database.execute("INSERT INTO person VALUES (1, 'a\tb', 'ok')").await;
    let connection = database.connect().await;
    let major = connection.server_major();
    connection.close().await;
    let Some(program) = evenkeel_test_support::pg_dump_program(major).filter(|_| !database.single_connection()) else {
        evenkeel_test_support::left_out("there is no pg_dump for this server");
        return;
    };
    let name = database.name();
    let of_database = "COMMENT ON DATABASE {name} IS 'ours'; ALTER DATABASE {name} SET work_mem = '8MB';
        GRANT CONNECT ON DATABASE {name} TO PUBLIC; REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC";
    database.execute(&of_database.replace("{name}", name)).await;
    let project = Project::empty().variable("DATABASE_URL", &database.url());
    project.keel("pull -o schema.yaml").done();
    for options in [&["--no-owner"][..], &["--create"], &["--create", "--clean", "--if-exists"]] {
        let output = std::process::Command::new(&program).args(options).args(["-d", &database.url()]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        project.write("dump.sql", &String::from_utf8(output.stdout).unwrap());
        assert_silent(project.keel("diff --from dump.sql"));
        assert_silent(project.run(&["diff", "--from", &database.url(), "--to", "dump.sql"]));
    }
}

#[tokio::test]
async fn a_script_that_speaks_of_a_role_that_is_not_there_says_what_to_do() {
    let database = TestDatabase::create().await;
    let role = database.name().replace("test", "role");
    let script = format!("CREATE TABLE a ();\nALTER TABLE a OWNER TO {role};\n");
    let project = Project::with(&[("dump.sql", &script)]).variable("DATABASE_URL", &database.url());
    let run = project.keel("diff --from dump.sql --to empty");
    assert_eq!(run.status, Some(1), "{run}");
    for words in ["dump.sql:2:1", role.as_str(), "--shadow", "--no-owner"] {
        assert!(run.stderr.contains(words), "{words}: {run}");
    }
}

#[tokio::test]
async fn what_cannot_be_described_is_named() {
    let from = TestDatabase::create().await;
    let to = from.another().await;
    from.execute(OLD).await;
    to.execute(OLD).await;
    to.execute("CREATE VIEW names AS SELECT name FROM person").await;
    assert_snapshot!(
        "diff_unmodelled",
        Project::empty().run(&["diff", "--from", &from.url(), "--to", &to.url()]).neutral()
    );
}

#[tokio::test]
async fn what_needs_something_that_cannot_be_described_is_refused() {
    let from = TestDatabase::create().await;
    let to = from.another().await;
    let function = "CREATE FUNCTION secret() RETURNS text LANGUAGE sql IMMUTABLE RETURN 'x'";
    to.execute(function).await;
    to.execute("CREATE TABLE token (text text DEFAULT secret(), CHECK (text <> secret())); CREATE TABLE plain ()")
        .await;
    let words = ["diff", "--from", &from.url(), "--to", &to.url()];
    let run = Project::empty().run(&words);
    assert_eq!(run.status, Some(1), "{run}");
    assert_snapshot!("diff_needs_unmodelled", run.neutral());
    from.execute(function).await;
    Project::empty().run(&words).done();
}

#[tokio::test]
async fn what_is_no_state_is_refused() {
    let database = TestDatabase::create().await;
    // The server names no place in a statement whose fault is in what is there.
    let twice = "\\restrict x\nCREATE TABLE a ();\nSELECT 1;\nSELECT 2; -- ;\n\nCREATE TABLE a ();\nSELECT 1;\n";
    let wrong = "CREATE TABLE a (\n  id int,\n);\n";
    let project = Project::with(&[
        ("wrong.sql", wrong),
        ("twice.sql", twice),
        ("broken.yaml", "tables: [\n"),
        ("notes/todo.txt", ""),
    ])
    .variable("DATABASE_URL", &database.url());
    let place = &project.keel("diff --from twice.sql --to empty --output json").json()["error"]["findings"][0]["place"];
    assert_eq!((place["line"].as_u64(), place["column"].as_u64()), (Some(6), Some(1)), "{place}");
    for (name, line) in [
        ("diff_no_state", "diff --from nowhere --to empty"),
        ("diff_no_migrations", "diff --from notes --to empty"),
        ("diff_no_file", "diff --from nowhere.sql --to empty"),
        ("diff_wrong_sql", "diff --from wrong.sql --to empty"),
        ("diff_twice_sql", "diff --from twice.sql --to empty"),
        ("diff_broken_schema", "diff --from broken.yaml --to empty"),
        ("diff_no_schema", "diff"),
    ] {
        let run = project.keel(line);
        assert_eq!(run.status, Some(1), "{run}");
        assert_snapshot!(name, run.neutral());
    }
}
