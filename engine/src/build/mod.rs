//! From a catalog to a database: everything that a catalog holds is created on an empty scratch database.
//!
//! A declaration does not say what its objects need, and neither do the texts of objects that are only copied, so what
//! fails is tried again until nothing new succeeds: an order is found wherever there is one, without reading any SQL.
//! The scratch database is thrown away whatever happens, so no transaction holds it all together.

mod cause;
mod enclosed;
mod error;
mod pinpoint;
mod unfit;

use std::sync::Arc;

use evenkeel_model::object::{ConstraintKind, OtherKind, Table};
use evenkeel_model::{Catalog, ObjectId};
use tokio_postgres::Client;

pub use self::error::BuildError;
pub use self::unfit::{Defaults, defaults, unfit_defaults};
use crate::plan::{Facts, plan};

/// How many statements are sent at once.
const BATCH: usize = 100;

/// One statement that makes an object.
#[derive(Clone, Debug)]
struct Item {
    object: ObjectId,
    sql: String,
}

/// What could be built, and what could not.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Objects known by name only that could not be copied: they have no text, or the server refused it.
    pub not_copied: Vec<(ObjectId, String)>,
}

/// Creates all objects of `wanted` in the database of `client`, whose present catalog is `present`.
///
/// `search_path` is what unqualified names in its SQL texts mean. Objects known by name only are copied verbatim as far
/// as that is possible.
///
/// # Errors
/// Every object that the server refuses, but for those that only miss one that was refused.
pub async fn build(
    client: &Client,
    present: &Catalog,
    wanted: &Catalog,
    search_path: &[String],
    major: u32,
) -> Result<Built, Vec<BuildError>> {
    build_with(Sender { client, nested: false }, present, wanted, search_path, major).await
}

/// The same within a transaction that the caller has opened, which goes on whatever the server refuses.
///
/// # Errors
/// As [`build`].
pub async fn build_within(
    client: &Client,
    present: &Catalog,
    wanted: &Catalog,
    search_path: &[String],
    major: u32,
) -> Result<Built, Vec<BuildError>> {
    build_with(Sender { client, nested: true }, present, wanted, search_path, major).await
}

async fn build_with(
    client: Sender<'_>,
    present: &Catalog,
    wanted: &Catalog,
    search_path: &[String],
    major: u32,
) -> Result<Built, Vec<BuildError>> {
    let path = search_path.iter().map(|schema| evenkeel_model::name::quote_identifier(schema)).collect::<Vec<_>>();
    let path = if path.is_empty() { "pg_catalog".to_owned() } else { path.join(", ") };
    // The texts were taken apart by the rules that hold with standard_conforming_strings, and `{a,NULL}` has a null.
    let settings = format!(
        "SET search_path = {path}; SET check_function_bodies = off; SET client_min_messages = error; \
         SET standard_conforming_strings = on; SET array_nulls = on"
    );
    client.send(&settings).await.map_err(|source| vec![BuildError::of_session(&source)])?;

    let facts = Facts { major, exclusive: true, ..Facts::default() };
    let wanted = &enclosed::enclosed(wanted);
    let items = items(present, wanted, &facts).map_err(|error| vec![*error])?;
    let mut failed = run(client, items).await?;
    let (others, mut failed_objects): (Vec<_>, Vec<_>) =
        failed.drain(..).partition(|(item, _)| matches!(item.object, ObjectId::Other(..)));
    if !failed_objects.is_empty() {
        failed_objects = in_pieces(client, wanted, failed_objects, &facts).await?;
        pinpoint::pinpoint(client, wanted, &mut failed_objects).await?;
    }
    let reset = "RESET search_path; RESET check_function_bodies; RESET client_min_messages; \
                 RESET standard_conforming_strings; RESET array_nulls";
    client.send(reset).await.map_err(|source| vec![BuildError::of_session(&source)])?;
    if !failed_objects.is_empty() {
        return Err(cause::roots(failed_objects));
    }
    let without_text = wanted
        .others
        .iter()
        .filter(|(key, other)| other.definition.is_none() && !present.others.contains_key(*key))
        .map(|((kind, identity), _)| {
            (ObjectId::Other(*kind, identity.clone()), "the server prints no SQL that makes it".to_owned())
        });
    let refused = others.into_iter().map(|(item, error)| (item.object, error.message));
    Ok(Built { not_copied: without_text.chain(refused).collect() })
}

/// What statements are sent with.
#[derive(Clone, Copy)]
struct Sender<'a> {
    client: &'a Client,
    /// Whether a transaction is open that has to go on where a statement fails.
    nested: bool,
}

impl Sender<'_> {
    /// Sends statements: all of them stand afterwards, or none.
    async fn send(self, sql: &str) -> Result<(), tokio_postgres::Error> {
        if !self.nested {
            return self.client.batch_execute(sql).await;
        }
        self.client.batch_execute("SAVEPOINT keel").await?;
        let sent = self.client.batch_execute(sql).await;
        let end = if sent.is_ok() { "RELEASE keel" } else { "ROLLBACK TO keel; RELEASE keel" };
        self.client.batch_execute(end).await?;
        sent
    }
}

/// The statements that make everything, in an order that is nearly right.
fn items(present: &Catalog, wanted: &Catalog, facts: &Facts) -> Result<Vec<Item>, Box<BuildError>> {
    let target = with_present(present, wanted);
    let plan = plan(present, &target, facts).map_err(|error| Box::new(BuildError::of_plan(&error)))?;
    let item = |statement: crate::plan::Statement| Item { object: statement.object, sql: statement.sql };
    let (first, last): (Vec<_>, Vec<_>) = plan
        .statements
        .into_iter()
        .map(item)
        .partition(|item| matches!(item.object, ObjectId::Schema(_) | ObjectId::Extension(_) | ObjectId::Type(_)));
    let others = wanted.others.iter().filter(|(key, _)| !present.others.contains_key(*key)).filter_map(
        |((kind, identity), other)| {
            let sql = other.definition.clone()?;
            Some((*kind, Item { object: ObjectId::Other(*kind, identity.clone()), sql }))
        },
    );
    let (early, late): (Vec<_>, Vec<_>) = others.partition(|(kind, _)| comes_before_tables(*kind));
    let texts = |others: Vec<(OtherKind, Item)>| others.into_iter().map(|(_, item)| item);
    Ok(first.into_iter().chain(texts(early)).chain(last).chain(texts(late)).collect())
}

/// What is there already stays: nothing is dropped to build something.
fn with_present(present: &Catalog, wanted: &Catalog) -> Catalog {
    let mut target = wanted.clone();
    for (name, schema) in &present.schemas {
        let target = target.schemas.entry(name.clone()).or_insert_with(|| schema.clone());
        if target.comment.is_none() {
            target.comment.clone_from(&schema.comment);
        }
    }
    for (name, extension) in &present.extensions {
        target.extensions.entry(name.clone()).or_insert_with(|| extension.clone());
    }
    let Catalog { enums, domains, composites, sequences, tables, .. } = present.clone();
    target.enums.extend(enums);
    target.domains.extend(domains);
    target.composites.extend(composites);
    target.sequences.extend(sequences);
    target.tables.extend(tables);
    target
}

/// Whether tables may need an object of this kind.
pub(crate) fn comes_before_tables(kind: OtherKind) -> bool {
    matches!(
        kind,
        OtherKind::Function
            | OtherKind::Procedure
            | OtherKind::Aggregate
            | OtherKind::Language
            | OtherKind::Collation
            | OtherKind::Conversion
            | OtherKind::Cast
            | OtherKind::Operator
            | OtherKind::OperatorClass
            | OtherKind::OperatorFamily
            | OtherKind::AccessMethod
            | OtherKind::RangeType
            | OtherKind::BaseType
            | OtherKind::TextSearchConfiguration
            | OtherKind::TextSearchDictionary
            | OtherKind::TextSearchParser
            | OtherKind::TextSearchTemplate
            | OtherKind::ForeignDataWrapper
            | OtherKind::ForeignServer
    )
}

/// Runs all items; gives those that fail whatever the order, with what the server says of them.
async fn run(client: Sender<'_>, items: Vec<Item>) -> Result<Vec<(Item, BuildError)>, Vec<BuildError>> {
    let mut pending = Vec::new();
    // What is known by name only has the text of a server, which may be several statements.
    let is_whole = |item: &Item| matches!(item.object, ObjectId::Other(..)) || enclosed::is_one_statement(&item.sql);
    let (items, refused): (Vec<_>, Vec<_>) = items.into_iter().partition(is_whole);
    let refused = refused.into_iter().map(|item| {
        let error = BuildError::of_several(&item.object, &item.sql);
        (item, error)
    });
    for batch in items.chunks(BATCH) {
        let sql: Vec<_> = batch.iter().map(|item| item.sql.as_str()).collect();
        if client.send(&sql.join(";\n")).await.is_err() {
            // A batch is one transaction: nothing of it stands.
            pending.extend(try_each(client, batch.to_vec()).await?);
        }
    }
    loop {
        let before = pending.len();
        let again = pending.into_iter().map(|(item, _)| item).collect();
        pending = try_each(client, again).await?;
        if pending.len() == before || pending.is_empty() {
            pending.extend(refused);
            return Ok(pending);
        }
    }
}

async fn try_each(client: Sender<'_>, items: Vec<Item>) -> Result<Vec<(Item, BuildError)>, Vec<BuildError>> {
    let mut failed = Vec::new();
    for item in items {
        if let Err(source) = client.send(&item.sql).await {
            let error = BuildError::of_statement(&item.object, &item.sql, &source);
            if source.is_closed() {
                return Err(vec![error]);
            }
            failed.push((item, error));
        }
    }
    Ok(failed)
}

/// Builds tables that failed as a whole column by column and constraint by constraint, so that everything that is wrong
/// with one is found in one run.
async fn in_pieces(
    client: Sender<'_>,
    wanted: &Catalog,
    failed: Vec<(Item, BuildError)>,
    facts: &Facts,
) -> Result<Vec<(Item, BuildError)>, Vec<BuildError>> {
    let mut remaining = Vec::new();
    let mut pieces = Vec::new();
    for (item, error) in failed {
        let ObjectId::Table(name) = &item.object else {
            remaining.push((item, error));
            continue;
        };
        let Some(table) = wanted.tables.get(name) else {
            remaining.push((item, error));
            continue;
        };
        let mut bare = Table::clone(table);
        bare.constraints.clear();
        bare.indexes.clear();
        bare.columns
            .retain(|_, column| !matches!(column.value, Some(evenkeel_model::object::ColumnValue::Generated { .. })));
        for column in bare.columns.values_mut() {
            column.value = None;
        }
        let catalog = |table: Table| Catalog { tables: [(name.clone(), Arc::new(table))].into(), ..Catalog::default() };
        let mut whole = Table::clone(table);
        whole.indexes.clear();
        // The others have statements of their own, which are among what failed if they did.
        whole
            .constraints
            .retain(|_, constraint| constraint.validated && !matches!(constraint.kind, ConstraintKind::ForeignKey(_)));
        let (bare, whole) = (catalog(bare), catalog(whole));
        let steps = [plan(&Catalog::default(), &bare, facts), plan(&bare, &whole, facts)];
        let mut sound = true;
        for step in steps.into_iter().flatten() {
            if !sound {
                break;
            }
            let items =
                step.statements.into_iter().map(|statement| Item { object: statement.object, sql: statement.sql });
            let errors = run(client, items.collect()).await?;
            sound = errors.is_empty();
            pieces.extend(errors);
        }
        if sound {
            // Whole it fails and in pieces it does not: what the server said of the whole is all there is to say.
            remaining.push((item, error));
        }
    }
    // Foreign keys and indexes of tables that are there now may have only missed their table.
    let (retry, rest): (Vec<_>, Vec<_>) = remaining
        .into_iter()
        .partition(|(item, error)| !matches!(item.object, ObjectId::Table(_)) && error.is_missing_object());
    let mut result = rest;
    result.extend(pieces);
    result.extend(run(client, retry.into_iter().map(|(item, _)| item).collect()).await?);
    Ok(result)
}
