//! What sample rows a proof makes, and what it says where none can be had.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::path::Path;

use evenkeel_connect::ConnectOptions;
use evenkeel_engine::workflow::generate::{NewMigration, Request, generate};
use evenkeel_engine::workflow::{WorkflowError, Workspace};
use evenkeel_model::language;
use evenkeel_runner::Migration;
use evenkeel_test_support::TestDatabase;

/// The migration that follows one with `sql`, for a schema file; nothing where the server serves one connection.
async fn migration(sql: &str, schema: &str) -> Option<Result<NewMigration, WorkflowError>> {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return None;
    }
    let (declared, _) =
        language::read_text(Path::new("schema.yaml"), schema).unwrap_or_else(|error| panic!("{}", error.render(false)));
    let workspace =
        Workspace { target: ConnectOptions::parse(&database.url()).unwrap(), single_connection: false, shadow: None };
    let request = Request {
        declared: &declared,
        migrations: &[Migration::parse("20240101000000_first", sql, None).unwrap()],
        from_migrations: true,
        allow_destructive: true,
        name: None,
        extent: None,
        right: None,
    };
    let generated = generate(&workspace, &request, None, None).await;
    Some(generated.map(|generated| generated.migration.unwrap()))
}

/// What was not proved.
async fn not_proved(sql: &str, schema: &str) -> Option<Vec<String>> {
    let made = migration(sql, schema).await?.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    Some(made.proof.not_proved())
}

#[tokio::test]
async fn values_fit_the_old_type_and_the_new_one() {
    let sql = "CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE TABLE t (
            name varchar(10) NOT NULL, amount text NOT NULL, day text NOT NULL, felt text NOT NULL, parts text[] NOT NULL,
            list text NOT NULL, bits bit varying(8) NOT NULL, share integer NOT NULL);";
    let schema = "types:
  mood: {enum: [sad, happy]}
tables:
  t:
    columns:
      name: varchar(2)
      amount: integer
      day: {type: date, using: day::date}
      felt: mood
      parts: integer[]
      list: integer[]
      bits: bit(4)
      share: {type: \"numeric(3,2)\"}
";
    let Some(left) = not_proved(sql, schema).await else { return };
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn rows_satisfy_keys_and_checks_that_come() {
    let sql = "CREATE TABLE org (id integer PRIMARY KEY, kind text NOT NULL);
        CREATE TABLE member (org integer NOT NULL, id integer NOT NULL, boss integer NOT NULL, UNIQUE (org, id));
        CREATE TABLE post (org integer NOT NULL, author integer NOT NULL, flag boolean NOT NULL);";
    let schema = "tables:
  org:
    columns:
      id: {type: integer, primary_key: true}
      kind: text
    checks: {kind_known: \"kind IN ('a', 'b')\"}
  member:
    columns:
      org: {type: integer, references: org.id}
      id: integer
      boss: integer
    unique: [[org, id]]
    foreign_keys:
      - {columns: [org, boss], references: {table: member, columns: [org, id]}}
  post:
    columns:
      org: {type: integer, references: org.id}
      author: integer
      flag: {type: boolean, unique: true}
    foreign_keys:
      - {columns: [org, author], references: {table: member, columns: [org, id]}}
";
    let Some(left) = not_proved(sql, schema).await else { return };
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn a_change_of_type_that_no_value_survives_is_said() {
    let sql = "CREATE TABLE t (id integer NOT NULL, began uuid);
        CREATE TABLE required (at uuid NOT NULL);";
    let schema = "tables:
  t:
    columns:
      id: integer
      now: {type: varchar(4)?, renamed_from: began}
  required:
    columns:
      at: varchar(4)
";
    let Some(left) = not_proved(sql, schema).await else { return };
    let said = |text: &str| left.iter().any(|line| line.starts_with(text));
    let why = "none of its 4 sample values becomes character varying(4), 'c4ca4238-a0b9-2382-0dcc-509a6f75849b' for one: value \
               too long for type character varying(4); this fails on every table with values like these: say what they become with \
               `using: <expression>`";
    assert!(said(&format!("with values in column public.t.began: {why}")), "{left:#?}");
    assert!(said("with rows in public.required: column at: its sample value 'c4ca4238"), "{left:#?}");
    assert_eq!(left.len(), 2, "{left:#?}");
}

#[tokio::test]
async fn of_columns_that_change_at_once_each_is_said() {
    // One statement, so that the table is written anew once.
    let sql = "CREATE TABLE t (id integer NOT NULL, count integer, began uuid, ended uuid);";
    let schema = "tables:
  t:
    columns:
      id: integer
      count: bigint?
      began: varchar(4)?
      ended: varchar(5)?
";
    let Some(left) = not_proved(sql, schema).await else { return };
    for line in [
        "with values in column public.t.began: none of its 4 sample values becomes character varying(4), ",
        "with values in column public.t.ended: none of its 4 sample values becomes character varying(5), ",
    ] {
        assert!(left.iter().any(|said| said.starts_with(line)), "{left:#?}");
    }
    assert_eq!(left.len(), 2, "{left:#?}");
}

#[tokio::test]
async fn where_some_values_do_not_fit_one_of_them_is_named() {
    // The words of the check are the values, and the last of them is too long.
    let sql = "CREATE TABLE t (size text NOT NULL UNIQUE CHECK (size IN ('s', 'xl', 'huge')));";
    let schema = "tables:
  t:
    columns:
      size: {type: varchar(2), unique: true}
    checks: {t_size_check: \"size IN ('s', 'xl', 'huge')\"}
";
    let Some(left) = not_proved(sql, schema).await else { return };
    assert!(left.is_empty(), "the first row, which fits, is there: {left:#?}");
    let Some(left) = not_proved(&sql.replace("'s', 'xl', ", ""), &schema.replace("'s', 'xl', ", "")).await else {
        return;
    };
    assert_eq!(left.len(), 1, "{left:#?}");
    assert!(left.first().unwrap().contains("column size: its sample value 'huge' does not become"), "{left:#?}");
}

#[tokio::test]
async fn a_list_of_strings_is_no_difference() {
    // The server prints the condition of such a list in another way once it has read its own text.
    let sql = "CREATE TABLE old (kind varchar(5) CHECK (kind IN ('a', 'b')));
        CREATE INDEX old_kind ON old (kind) WHERE kind IN ('a', 'b');";
    let table = |name: &str| {
        format!(
            "  {name}:
    columns: {{kind: varchar(5)?}}
    checks: {{{name}_kind_check: \"kind IN ('a', 'b')\"}}
    indexes: [{{name: {name}_kind, columns: [kind], where: \"kind IN ('a', 'b')\"}}]
"
        )
    };
    let schema = format!("tables:\n{}{}", table("old"), table("new"));
    let Some(made) = migration(sql, &schema).await else { return };
    let made = made.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    assert_eq!(made.changes, ["create table public.new: 1 column, 1 constraint, 1 index"]);
}

#[tokio::test]
async fn bits_of_another_length_want_to_be_said() {
    let schema = |using: &str| format!("tables:\n  t:\n    columns:\n      flags: {{type: bit(8){using}}}\n");
    let sql = "CREATE TABLE t (flags bit(4) NOT NULL);";
    let Some(refused) = migration(sql, &schema("")).await else { return };
    let Err(WorkflowError::Conversions(findings)) = refused else { panic!("{refused:?}") };
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(
        finding.message,
        "column public.t.flags cannot become bit(8) from bit(4): PostgreSQL takes no value that has another length, unless \
         a cast is written that cuts it or fills it up"
    );
    assert!(
        finding.place.is_some() && finding.help.as_ref().is_some_and(|help| help.contains("`using: <expression>`"))
    );
    let made = migration(sql, &schema(", using: flags::bit(8)")).await.unwrap().unwrap();
    assert!(made.proof.not_proved().is_empty(), "{:?}", made.proof.not_proved());
}

#[tokio::test]
async fn rows_are_looked_at_before_renames_by_the_names_of_then() {
    let sql =
        "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE person (id bigint PRIMARY KEY, name text, felt mood);";
    let schema = "types:
  feeling: {enum: [{value: low, renamed_from: sad}, happy], renamed_from: mood}
tables:
  person:
    columns:
      id: {type: bigint, primary_key: true}
      name: {type: text?, unique: true}
      felt: feeling?
    indexes: [{name: one_low, columns: [felt], unique: true, where: \"felt = 'low'\"}]
";
    let Some(made) = migration(sql, schema).await else { return };
    let made = made.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    let checks: Vec<_> = made.up.lines().filter(|line| line.contains("IF EXISTS")).collect();
    assert_eq!(checks.len(), 1, "{checks:?}");
    assert!(checks.iter().all(|line| line.contains("GROUP BY name ")), "{checks:?}");
}

#[tokio::test]
async fn a_foreign_key_may_rest_on_either_of_two_keys() {
    // In a database made at once it is one of them, in one that came there by a migration the other.
    let sql = "CREATE TABLE first (id boolean NOT NULL); CREATE TABLE second (first integer NOT NULL);";
    let schema = "tables:
  first:
    columns:
      id: {type: integer}
    primary_key: {columns: [id], name: b, with: {fillfactor: 70}}
    unique: [{columns: [id], name: a}]
  second:
    columns:
      first: {type: integer, references: first.id}
";
    let Some(made) = migration(sql, schema).await else { return };
    let made = made.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    assert!(made.down.unwrap().contains("DROP CONSTRAINT a"));
}

#[tokio::test]
async fn what_breaks_the_syntax_of_a_type_does_not_fit_it() {
    // Cut to five characters, the words of a sample document are `'word`.
    let sql = "CREATE TABLE t (id integer PRIMARY KEY, x varchar(5));";
    let schema = "tables:
  t:
    columns:
      id: {type: integer, primary_key: true}
      x: tsvector?
";
    let Some(left) = not_proved(sql, schema).await else { return };
    assert!(left.iter().any(|line| line.starts_with("with values in column public.t.x: ")), "{left:#?}");
}
