//! What a proof finds wrong with a plan that leads to the wanted catalog.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod common;

use evenkeel_engine::build::Built;
use evenkeel_engine::diff::KnownNames;
use evenkeel_engine::introspect::introspect;
use evenkeel_engine::plan::{Renames, Statement, resolve_renames};
use evenkeel_engine::proof::{Claim, Proof, ProofError, Strangers, Withheld, prove};
use evenkeel_engine::workflow::everything;
use evenkeel_model::declared::{Rename, RenamedObject};
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
