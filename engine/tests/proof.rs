//! What a proof finds wrong with a plan that leads to the wanted catalog, and what it sees of others' tables.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use evenkeel_engine::build::Built;
use evenkeel_engine::diff::KnownNames;
use evenkeel_engine::introspect::{introspect, restrict};
use evenkeel_engine::plan::{LockMode, Renames, Statement, resolve_renames};
use evenkeel_engine::proof::{Claim, Proof, ProofError, Strangers, Withheld, prove};
use evenkeel_engine::workflow::everything;
use evenkeel_model::declared::{Pattern, Rename, RenamedObject};
use evenkeel_model::{ObjectId, QualifiedName};
use evenkeel_runner::MigrationFile;

use common::Database;

const BEFORE: &str = "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    CREATE TABLE person (id integer PRIMARY KEY, m mood NOT NULL, moods mood[] NOT NULL)";

/// Proves this way from [`BEFORE`] to the same with another name for `sad`.
async fn proved(up: &str) -> Result<Proof, ProofError> {
    let start = Database::create().await;
    let end = start.another().await;
    start.run(BEFORE).await.unwrap();
    end.run(&BEFORE.replace("'sad'", "'bad'")).await.unwrap();
    let mut connection = end.connect().await;
    let to = introspect(&mut connection).await.unwrap().catalog;
    connection.close().await;
    let mut connection = start.connect().await;
    let found = introspect(&mut connection).await.unwrap();
    let major = found.server.major();
    let mood = QualifiedName::new("public", "mood");
    let rename = Rename {
        object: RenamedObject::EnumLabel(mood.clone(), "bad".to_owned()),
        from: "sad".to_owned(),
        from_schema: None,
        implied: false,
    };
    let Renames { origins, .. } = resolve_renames(&[rename], &found.catalog, major).unwrap();
    let file = MigrationFile::parse("up.sql", up).unwrap();
    let statements: Vec<_> = file
        .segments
        .iter()
        .flat_map(|segment| &segment.statements)
        .map(|statement| Statement::new(ObjectId::Type(mood.clone()), statement.text.clone()))
        .collect();
    let claim = Claim {
        from: &found.catalog,
        to: &to,
        up: (&file, &statements),
        down: None,
        scope: &everything(),
        major,
        origins: &origins,
        withheld: &Withheld::default(),
        strangers: &Strangers::default(),
        names: &KnownNames::default(),
    };
    let proof = prove(&mut connection, Built::default(), &claim).await;
    connection.close().await;
    proof
}

#[tokio::test]
async fn rows_have_the_new_name_of_their_label() {
    let rename = "ALTER TYPE mood RENAME VALUE 'sad' TO 'bad';\n";
    assert_eq!(proved(rename).await.unwrap().up.filled, 1);
    for (wrong, column) in
        [("UPDATE person SET m = 'ok' WHERE m = 'bad';", "m"), ("UPDATE person SET moods = '{happy}';", "moods")]
    {
        match proved(&format!("{rename}{wrong}\n")).await {
            Err(ProofError::RowsChanged(problems)) => {
                assert_eq!(problems, [format!("the values of public.person.{column} changed")]);
            }
            other => panic!("{wrong}: {other:?}"),
        }
    }
}

/// Proves these statements, each of which says that it locks the table as strongly as can be, on a database with more than the
/// tables of the claim in it.
async fn beside(before: &str, up: &[&str], after: &str) -> Result<Proof, ProofError> {
    let start = Database::create().await;
    let end = start.another().await;
    start.run(before).await.unwrap();
    end.run(after).await.unwrap();
    let mut connection = end.connect().await;
    let to = introspect(&mut connection).await.unwrap().catalog;
    connection.close().await;
    let mut connection = start.connect().await;
    let found = introspect(&mut connection).await.unwrap();
    let text: String = up.iter().map(|sql| format!("{sql};\n")).collect();
    let file = MigrationFile::parse("up.sql", &text).unwrap();
    let table = QualifiedName::new("public", "person");
    let statement =
        |sql: &&str| Statement::new(ObjectId::Table(table.clone()), *sql).locking(&table, LockMode::AccessExclusive);
    let statements: Vec<_> = up.iter().map(statement).collect();
    let mut scope = everything();
    scope.ignore.push(Pattern::parse("public.theirs"));
    let from = restrict(found.catalog, &scope).catalog;
    let major = found.server.major();
    let Renames { origins, .. } = resolve_renames(&[], &from, major).unwrap();
    let claim = Claim {
        from: &from,
        to: &to,
        up: (&file, &statements),
        down: None,
        scope: &scope,
        major,
        origins: &origins,
        withheld: &Withheld::default(),
        strangers: &Strangers::default(),
        names: &KnownNames::default(),
    };
    let proof = prove(&mut connection, Built::default(), &claim).await;
    connection.close().await;
    proof
}

#[tokio::test]
async fn what_changes_beside_the_plan_is_refused() {
    let person = "CREATE TABLE person (id integer PRIMARY KEY, age integer";
    let child = format!("{person}); CREATE TABLE theirs () INHERITS (person)");
    let column = |name: &str| ObjectId::Column(QualifiedName::new("public", "theirs"), name.to_owned());
    for (up, after, expected) in [
        ("ALTER TABLE person ADD COLUMN b integer", ", b integer)", column("b")),
        ("ALTER TABLE person DROP COLUMN age", ")", column("age")),
        ("ALTER TABLE person ALTER age SET DEFAULT 3", " DEFAULT 3)", column("age")),
        ("ALTER TABLE person ALTER age SET NOT NULL", " NOT NULL)", column("age")),
        (
            "ALTER TABLE person ADD CONSTRAINT c CHECK (age > 0)",
            ", CONSTRAINT c CHECK (age > 0))",
            ObjectId::Constraint(QualifiedName::new("public", "theirs"), "c".to_owned()),
        ),
    ] {
        let base = if after == ")" { "CREATE TABLE person (id integer PRIMARY KEY" } else { person };
        match beside(&child, &[up], &format!("{base}{after}")).await {
            Err(ProofError::BesideChanged { direction: "up", changed }) => {
                assert!(changed.contains(&expected), "{up}: {changed:?}");
            }
            other => panic!("{up}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_locked_beside_the_plan_is_told_by_its_statement() {
    let before = "CREATE TABLE person (id integer PRIMARY KEY); CREATE TABLE theirs (id integer REFERENCES person)";
    let up = ["COMMENT ON TABLE person IS 'x'", "ALTER TABLE person ALTER id TYPE bigint"];
    let after = "CREATE TABLE person (id bigint PRIMARY KEY); COMMENT ON TABLE person IS 'x'";
    let seen = beside(before, &up, after).await.unwrap().up;
    let theirs = QualifiedName::new("public", "theirs");
    assert_eq!(seen.beside, [(1, vec![(theirs, LockMode::AccessExclusive)])].into());
    let lines = [
        "lock: ACCESS EXCLUSIVE on public.person; the table is written anew under it (observed)",
        "lock: ACCESS EXCLUSIVE on public.theirs, which evenkeel leaves alone (observed)",
    ];
    assert_eq!(seen.words(), lines);
}
