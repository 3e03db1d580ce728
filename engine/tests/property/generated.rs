//! Migrations made as `keel gen` makes them, proof included.

use std::error::Error;

use evenkeel_connect::ConnectOptions;
use evenkeel_engine::draft::{Contents, write};
use evenkeel_engine::plan::Facts;
use evenkeel_engine::proof::Proof;
use evenkeel_engine::workflow::Workspace;
use evenkeel_engine::workflow::generate::{Request, generate};
use evenkeel_model::declared::{Rename, RenamedObject, Scope};
use evenkeel_model::{Catalog, Declared};
use evenkeel_runner::{Migration, MigrationFile, Unobserved, execute};
use tokio_postgres::Client;

use crate::judge::{Using, from_nothing};
use crate::render::Rendered;

/// What a migration is generated from.
#[derive(Debug)]
pub struct Given<'a> {
    /// The database whose server is the judge.
    pub url: String,
    /// The state in which it is.
    pub original: &'a Catalog,
    /// What the schema file says.
    pub to: &'a Rendered,
    /// The renames in the file.
    pub decisions: Vec<Rename>,
    /// How columns become others, in the file too.
    pub using: Using,
    /// The server's major version.
    pub major: u32,
}

/// What was generated.
#[derive(Debug)]
pub struct Made {
    pub up: String,
    pub down: Option<String>,
    /// None where there was nothing to do.
    pub proof: Option<Box<Proof>>,
}

/// Generates the migration that follows one that makes the original state.
pub async fn migration(given: &Given<'_>) -> Result<Made, String> {
    let first = first_migration(given)?;
    let declared = Declared {
        catalog: given.to.catalog.clone(),
        renames: given.decisions.clone(),
        conversions: given.using.clone(),
        scope: scope(given),
        ..Declared::default()
    };
    let workspace =
        Workspace { target: ConnectOptions::parse(&given.url).unwrap(), single_connection: false, shadow: None };
    let request = Request {
        declared: &declared,
        migrations: &[first],
        from_migrations: true,
        allow_destructive: true,
        name: Some("pair"),
        extent: None,
        right: None,
    };
    let generated = generate(&workspace, &request, None, None).await;
    let generated = generated.map_err(|error| {
        format!("generate: {}\nwith the renames\n{:#?}\nand using {:?}", chain(&error), given.decisions, given.using)
    })?;
    Ok(match generated.migration {
        Some(made) => Made { up: made.up, down: made.down, proof: Some(Box::new(made.proof)) },
        None => Made { up: String::new(), down: Some(String::new()), proof: None },
    })
}

fn first_migration(given: &Given<'_>) -> Result<Migration, String> {
    let facts = Facts { major: given.major, ..Facts::default() };
    let plan = from_nothing(given.original, &facts).map_err(|error| format!("the first migration: {error}"))?;
    let text = write(&Contents {
        title: "The first".to_owned(),
        changes: Vec::new(),
        statements: &plan.statements,
        origins: None,
        proof: None,
        parents: None,
        before: None,
        after: None,
    });
    Migration::parse("20240101000000_first", &text, None).map_err(|faults| format!("the first migration: {faults}"))
}

/// The schemas that the file names, under their old names too.
fn scope(given: &Given<'_>) -> Scope {
    let renamed = given.decisions.iter().filter_map(|rename| match &rename.object {
        RenamedObject::Schema(_) => Some(rename.from.clone()),
        _ => rename.from_schema.clone(),
    });
    let mut schemas: Vec<String> = given.to.catalog.schemas.keys().cloned().chain(renamed).collect();
    schemas.sort();
    schemas.dedup();
    Scope { schemas, ..Scope::default() }
}

/// Applies the text of a migration's file.
pub async fn apply(client: &Client, text: &str, direction: &str) -> Result<(), String> {
    let file = MigrationFile::parse(format!("{direction}.sql"), text)
        .map_err(|faults| format!("{direction}.sql: {faults}\n{text}"))?;
    let done = execute(client, &file, &mut Unobserved).await;
    done.map_err(|error| format!("generated {direction}: {}\nin\n{text}", chain(&error)))
}

/// An error with all that caused it, in the same line.
fn chain(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_words = cause.to_string();
        if !words.contains(&cause_words) {
            words = format!("{words}: {cause_words}");
        }
        source = cause.source();
    }
    words
}
