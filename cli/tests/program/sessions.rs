//! What the connection, a role or a database asks of all sessions neither hinders keel nor changes what it reads
use evenkeel_connect::ConnectOptions;
use evenkeel_test_support::TestDatabase;
use insta::assert_snapshot;

use crate::support::{Project, Run};

/// Values that are printed and read in ways that settings change.
const SCHEMA: &str = r#"tables:
  a:
    columns:
      id: {type: bigint, primary_key: true}
      path: {type: text, default: 'a\b'}
      due: {type: date, default: {sql: "'2020-02-03'::date"}}
      wait: {type: interval, default: {sql: "'1 day 02:03:04'::interval"}}
      select: {type: double precision, default: 0.1}
      tags: {type: "text[]", default: [a, null]}
"#;

const ODD: [(&str, &str); 12] = [
    ("standard_conforming_strings", "off"),
    ("array_nulls", "off"),
    ("quote_all_identifiers", "on"),
    ("DateStyle", "German"),
    ("IntervalStyle", "sql_standard"),
    ("TimeZone", "Asia/Kolkata"),
    ("extra_float_digits", "-15"),
    ("row_security", "off"),
    ("check_function_bodies", "off"),
    ("default_transaction_isolation", "serializable"),
    ("idle_in_transaction_session_timeout", "2s"),
    ("client_min_messages", "debug1"),
];

const READ_ONLY: (&str, &str) = ("default_transaction_read_only", "on");

struct Work {
    project: Project,
    /// A session without settings of its own.
    plain: String,
    /// One with all of them, that may only read.
    odd: String,
}

impl Work {
    fn run(&self, line: &str, url: &str) -> Run {
        let words: Vec<_> = line.split(' ').chain(["--database-url", url]).collect();
        self.project.run(&words)
    }

    /// Makes migrations and checks them by sessions of the odd kind, applies them by plain ones, and finds that both see
    /// the same.
    fn goes_well(&self) {
        self.run("gen first", &self.odd).done();
        self.run("migrate", &self.plain).done();
        self.project.write("schema.yaml", &format!("{SCHEMA}      more: {{type: text, default: 'c\\d'}}\n"));
        let drifted = self.run("check", &self.odd);
        assert!(drifted.to_string().contains("create column public.a.more"), "{drifted}");
        self.run("gen second", &self.odd).done();
        self.run("migrate", &self.plain).done();
        for line in ["check", "gen", "gen --from migrations", "diff", "pull", "migrate status"] {
            let [odd, plain] = [&self.odd, &self.plain].map(|url| self.run(line, url).done());
            assert_eq!(odd.to_string(), plain.to_string(), "{line}");
        }
        assert_eq!(self.project.list("migrations").len(), 2);
    }
}

#[tokio::test]
async fn the_connection_asks_for_odd_settings() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let options = ConnectOptions::parse(&database.url()).unwrap();
    let odd = options.with_settings(ODD.into_iter().chain([READ_ONLY])).url_with_password();
    let project = Project::with(&[("schema.yaml", SCHEMA)]);
    Work { project, plain: database.url(), odd }.goes_well();
}

#[tokio::test]
async fn a_role_and_the_database_ask_for_odd_settings() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let name = database.name();
    let role = name.replace("test", "role");
    database
        .execute(&format!("CREATE ROLE {role} LOGIN CREATEDB PASSWORD 'word'; GRANT ALL ON SCHEMA public TO {role}"))
        .await;
    database.execute(&format!("ALTER DATABASE {name} OWNER TO {role}")).await;
    for (number, (setting, value)) in ODD.into_iter().chain([READ_ONLY]).enumerate() {
        let holder = if number % 2 == 0 { format!("ROLE {role}") } else { format!("DATABASE {name}") };
        database.execute(&format!("ALTER {holder} SET {setting} = '{value}'")).await;
    }
    let options = database.options().with_user(&role, Some("word"));
    // What a connection asks for goes before both.
    let plain = ODD.iter().map(|(setting, _)| match *setting {
        "standard_conforming_strings" | "array_nulls" | "row_security" | "check_function_bodies" => (*setting, "on"),
        "quote_all_identifiers" => (*setting, "off"),
        "DateStyle" => (*setting, "ISO, MDY"),
        "IntervalStyle" => (*setting, "postgres"),
        "TimeZone" => (*setting, "UTC"),
        "extra_float_digits" => (*setting, "1"),
        "default_transaction_isolation" => (*setting, "read committed"),
        "client_min_messages" => (*setting, "notice"),
        _ => (*setting, "0"),
    });
    let plain = options.with_settings(plain.chain([("default_transaction_read_only", "off")])).url_with_password();
    let project = Project::with(&[("schema.yaml", SCHEMA)]);
    Work { project, plain, odd: options.url_with_password() }.goes_well();
    let connection = database.connect().await;
    connection.batch_execute("SET default_transaction_read_only = off").await.unwrap();
    let gone = format!("DROP OWNED BY {role}; ALTER DATABASE {name} OWNER TO SESSION_USER; DROP ROLE {role}");
    connection.batch_execute(&gone).await.unwrap();
    connection.close().await;
}

#[tokio::test]
async fn a_null_in_an_array_is_one_whatever_a_session_says() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    for command in ["migrate", "push"] {
        let project = Project::with(&[("schema.yaml", SCHEMA)])
            .variable("DATABASE_URL", &database.url())
            .variable("PGOPTIONS", "-c array_nulls=off");
        project.keel("gen first").done();
        project.keel(command).done();
        let connection = database.connect().await;
        connection.batch_execute("INSERT INTO a (id) VALUES (1)").await.unwrap();
        let nulls: i32 = connection.query_one("SELECT array_position(tags, NULL) FROM a", &[]).await.unwrap().get(0);
        assert_eq!(nulls, 2, "{command}");
        connection.batch_execute("DROP TABLE a; DROP SCHEMA IF EXISTS keel CASCADE").await.unwrap();
        connection.close().await;
    }
}

#[tokio::test]
async fn a_session_that_may_only_read_applies_nothing() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let project = Project::with(&[("schema.yaml", SCHEMA)])
        .variable("DATABASE_URL", &database.url())
        .variable("PGOPTIONS", "-c default_transaction_read_only=on");
    project.keel("gen first").done();
    assert_snapshot!("sessions_read_only", project.keel("migrate"));
    assert_eq!(project.keel("migrate --output json").json()["error"]["code"], "read-only");
}
