//! From a declaration to a catalog that can be compared: what a server makes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::object::{Column, OtherKind, OtherObject, Table};
use evenkeel_model::{Catalog, Declared, Diagnostic, ObjectId, QualifiedName};
use tokio_postgres::Client;

use super::outside::{around, without};
use super::scratch::Scratch;
use super::subset::{Tables, merged, with_tables};
use super::{Extent, WorkflowError, Workspace, check_version, located, on_scratch};
use crate::build::{BuildError, Built, Defaults, build, build_within, comes_before_tables, defaults, unfit_defaults};
use crate::introspect::{introspect, introspect_within, restrict};
use crate::shadow::ShadowSource;

/// The catalog that a server makes of the declaration, within its scope.
///
/// # Errors
/// What the server refuses, each with its place in the file.
pub async fn desired(source: &ShadowSource, declared: &Declared) -> Result<Catalog, WorkflowError> {
    let path = search_path(declared);
    on_scratch(source, async |connection| {
        let present = introspect(connection).await?;
        let major = present.server.major();
        let built = build(connection, &present.catalog, &declared.catalog, &path, major).await;
        connection.batch_execute("BEGIN").await?;
        let sound = with_sound_defaults(connection, declared, source.defaults(), built).await;
        connection.batch_execute("ROLLBACK").await?;
        sound?;
        Ok(restrict(without(introspect(connection).await?.catalog, source), &declared.scope).catalog)
    })
    .await
}

/// The same where the file may need what it has no words for, functions above all: of what is `known` by name only, that
/// is built too which tables may need. It is no part of the catalog.
///
/// # Errors
/// As [`desired`].
pub async fn desired_with(
    source: &ShadowSource,
    declared: &Declared,
    known: &Catalog,
) -> Result<Catalog, WorkflowError> {
    let wanted = desired(source, &beside(declared, known)).await?;
    Ok(with_public_of(known, Catalog { others: Others::new(), ..wanted }, declared))
}

/// What a server refuses of the declaration, which has what is left of a file without what is known to be wrong with it; the
/// target is asked what there is beside the file that it may use.
///
/// # Errors
/// Where the target or a scratch database cannot be had.
pub async fn refusals(workspace: &Workspace, declared: &Declared) -> Result<Vec<Diagnostic>, WorkflowError> {
    let live = workspace.live().await?;
    check_version(declared, live.server.major())?;
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;
    let source = around(source, declared, &[], &live.catalog, true)?;
    match desired_with(&source, declared, &live.catalog).await {
        Ok(_) => Ok(Vec::new()),
        Err(WorkflowError::Schema(found)) => Ok(found),
        Err(other) => Err(other),
    }
}

/// What is wanted, with the public schema as it is known where the file has nothing in it: it stays, and so does its
/// comment.
fn with_public_of(known: &Catalog, mut wanted: Catalog, declared: &Declared) -> Catalog {
    if !declared.catalog.schemas.contains_key("public")
        && let (Some(public), Some(known)) = (wanted.schemas.get_mut("public"), known.schemas.get("public"))
    {
        public.clone_from(known);
    }
    wanted
}

/// What is known by name and text only.
type Others = BTreeMap<(OtherKind, String), OtherObject>;

/// The declaration with what the file has no words for, of what is known: what tables may need, with what that needs.
fn beside(declared: &Declared, known: &Catalog) -> Declared {
    let mut needed: BTreeSet<&(OtherKind, String)> = BTreeSet::new();
    let mut waiting: Vec<_> = known.others.keys().filter(|(kind, _)| comes_before_tables(*kind)).collect();
    while let Some(key) = waiting.pop() {
        if needed.insert(key) {
            let dependent = ObjectId::Other(key.0, key.1.clone());
            let needs = known.dependencies.needed_by(&dependent);
            waiting.extend(needs.filter_map(|object| match object {
                ObjectId::Other(kind, identity) => {
                    known.others.get_key_value(&(*kind, identity.clone())).map(|(key, _)| key)
                }
                _ => None,
            }));
        }
    }
    let others = needed.into_iter().filter_map(|key| Some((key.clone(), known.others.get(key)?.clone()))).collect();
    Declared { catalog: Catalog { others, ..declared.catalog.clone() }, ..declared.clone() }
}

/// The same on the scratch database of a job, which is as empty afterwards as it was.
async fn desired_in_passing(scratch: &mut Scratch<'_>, declared: &Declared) -> Result<Catalog, WorkflowError> {
    let path = search_path(declared);
    let there = scratch.source().defaults().clone();
    let built = scratch.in_passing(async |client, present, major| {
        let built = build_within(client, present, &declared.catalog, &path, major).await;
        with_sound_defaults(client, declared, &there, built).await?;
        Ok(introspect_within(client).await?.catalog)
    });
    let built = built.await?;
    Ok(restrict(without(built, scratch.source()), &declared.scope).catalog)
}

/// That the declaration was built, and that types take the defaults in it. What was built in spite of errors is looked at
/// too, so that one run tells all.
async fn with_sound_defaults(
    client: &Client,
    declared: &Declared,
    there: &Defaults,
    built: Result<Built, Vec<BuildError>>,
) -> Result<(), WorkflowError> {
    let unfit = unfit_defaults(client, &declared.catalog).await;
    let mut errors = match built {
        Ok(_) => {
            return match not_there(client, unfit?, there).await?.as_slice() {
                [] => Ok(()),
                unfit => Err(refused(unfit, declared)),
            };
        }
        Err(errors) => errors,
    };
    errors.extend(not_there(client, unfit.unwrap_or_default(), there).await?);
    Err(refused(&errors, declared))
}

/// What of these is new: a default that the target has, beside the same conditions, its server has taken. It may be meant to
/// be refused, so that rows have to bring a value.
async fn not_there(
    client: &Client,
    mut unfit: Vec<BuildError>,
    there: &Defaults,
) -> Result<Vec<BuildError>, WorkflowError> {
    if !unfit.is_empty() && !there.is_empty() {
        let made = defaults(&introspect_within(client).await?.catalog);
        let is_there = |object: &ObjectId| there.get(object).is_some_and(|there| made.get(object) == Some(there));
        unfit.retain(|error| !error.object.as_ref().is_some_and(is_there));
    }
    Ok(unfit)
}

fn refused(errors: &[BuildError], declared: &Declared) -> WorkflowError {
    WorkflowError::Schema(located::diagnostics(errors, declared))
}

/// What unqualified names in the file's SQL mean: `public`, then where its extensions live, then its other schemas.
fn search_path(declared: &Declared) -> Vec<String> {
    let extensions = declared.catalog.extensions.values().filter_map(|extension| extension.schema.clone());
    let mut path = vec!["public".to_owned()];
    for schema in extensions.chain(declared.catalog.schemas.keys().cloned()) {
        if !path.contains(&schema) {
            path.push(schema);
        }
    }
    path
}

/// The same where a live catalog is known: what is in it text for text as declared is taken from there, and only the
/// rest is built, with what it needs. What the server printed is compared as it is; nothing is rewritten on the way.
///
/// # Errors
/// As [`desired`].
pub(super) async fn desired_beside(
    scratch: &mut Scratch<'_>,
    declared: &Declared,
    live: &Catalog,
    extent: Extent,
) -> Result<Catalog, WorkflowError> {
    if let Some(catalog) = as_declared(declared, live) {
        return Ok(catalog);
    }
    let occupied = located::occupied(declared, live);
    if !occupied.is_empty() {
        return Err(WorkflowError::Occupied(occupied));
    }
    let built = async |scratch: &mut Scratch<'_>, declared: &Declared| {
        // A transaction holds a lock on all that it makes, and the server has room for so many.
        let wanted = match declared.catalog.tables.len() {
            0..Extent::TABLES => desired_in_passing(scratch, declared).await,
            _ => desired(scratch.source(), declared).await,
        };
        Ok(with_public_of(live, wanted?, declared))
    };
    if extent == Extent::Full {
        return built(scratch, &beside(declared, live)).await;
    }
    let path = search_path(declared);
    let differ: BTreeSet<QualifiedName> = declared
        .catalog
        .tables
        .iter()
        .filter(|(name, wanted)| live.tables.get(*name).is_none_or(|found| !same_table(wanted, found, &path)))
        .map(|(name, _)| name.clone())
        .collect();
    let tables = Tables::and_references(&differ, &[&declared.catalog], live);
    let part = Declared {
        // Functions and the like, which the file does not have and its expressions may use.
        catalog: Catalog { others: live.others.clone(), ..with_tables(&declared.catalog, &tables) },
        ..declared.clone()
    };
    let mut built = built(scratch, &part).await?;
    // Of the other tables the live catalog has more than the keys.
    built.tables.retain(|name, _| differ.contains(name));
    Ok(merged(declared_part(declared, live), built, &differ))
}

/// What is declared of the live catalog, if it is in there text for text: then no scratch database is needed.
fn as_declared(declared: &Declared, live: &Catalog) -> Option<Catalog> {
    holds(declared, live).then(|| declared_part(declared, live))
}

/// Whether a live catalog is, text for text, what is declared and nothing else.
pub fn is_as_declared(declared: &Declared, live: &Catalog) -> bool {
    let wanted = &declared.catalog;
    live.enums.keys().all(|name| wanted.enums.contains_key(name))
        && live.domains.keys().all(|name| wanted.domains.contains_key(name))
        && live.composites.keys().all(|name| wanted.composites.contains_key(name))
        && live.sequences.keys().all(|name| wanted.sequences.contains_key(name))
        && live.tables.keys().all(|name| wanted.tables.contains_key(name))
        && live.schemas.keys().all(|name| name == "public" || wanted.schemas.contains_key(name))
        && live.extensions.keys().all(|name| wanted.extensions.contains_key(name))
        && holds(declared, live)
}

/// Whether all that is declared is in the live catalog text for text.
fn holds(declared: &Declared, live: &Catalog) -> bool {
    let wanted = &declared.catalog;
    let path = search_path(declared);
    wanted.enums.iter().all(|(name, wanted)| live.enums.get(name) == Some(wanted))
        && wanted.domains.iter().all(|(name, wanted)| live.domains.get(name) == Some(wanted))
        && wanted.composites.iter().all(|(name, wanted)| live.composites.get(name) == Some(wanted))
        && wanted.sequences.iter().all(|(name, wanted)| live.sequences.get(name) == Some(wanted))
        && wanted
            .tables
            .iter()
            .all(|(name, wanted)| live.tables.get(name).is_some_and(|found| same_table(wanted, found, &path)))
        && wanted.schemas.iter().all(|(name, wanted)| live.schemas.get(name).is_some_and(|found| found == wanted))
        && wanted.extensions.iter().all(|(name, wanted)| {
            live.extensions.get(name).is_some_and(|found| {
                (wanted.schema.is_none() || wanted.schema == found.schema)
                    && (wanted.version.is_none() || wanted.version == found.version)
                    && wanted.comment == found.comment
            })
        })
}

/// The objects of a live catalog that the file declares, columns in the order of the file: those that came later stand last
/// in the database, and what is generated from the file must not depend on that.
fn declared_part(declared: &Declared, live: &Catalog) -> Catalog {
    let wanted = &declared.catalog;
    let mut catalog = live.clone();
    catalog.enums.retain(|name, _| wanted.enums.contains_key(name));
    catalog.domains.retain(|name, _| wanted.domains.contains_key(name));
    catalog.composites.retain(|name, _| wanted.composites.contains_key(name));
    catalog.sequences.retain(|name, _| wanted.sequences.contains_key(name));
    catalog.tables.retain(|name, _| wanted.tables.contains_key(name));
    catalog.schemas.retain(|name, _| name == "public" || wanted.schemas.contains_key(name));
    catalog.extensions.retain(|name, _| wanted.extensions.contains_key(name));
    for (name, table) in &mut catalog.tables {
        if let Some(wanted) = wanted.tables.get(name).filter(|wanted| !wanted.columns.keys().eq(table.columns.keys())) {
            Arc::make_mut(table).columns.sort_by_cached_key(|column, _| wanted.columns.get_index_of(column));
        }
    }
    catalog
}

/// Whether a table is as declared; a type whose schema the declaration leaves open is looked for on the search path.
fn same_table(wanted: &Table, found: &Table, path: &[String]) -> bool {
    if wanted == found {
        return true;
    }
    let open = |name: &String, column: &Column| {
        found.columns.get(name).is_some_and(|live| {
            live.data_type != column.data_type
                && path.iter().any(|schema| {
                    live.data_type == format!("{}.{}", evenkeel_model::name::quote_identifier(schema), column.data_type)
                })
        })
    };
    if !wanted.columns.iter().any(|(name, column)| open(name, column)) {
        return false;
    }
    let mut resolved = wanted.clone();
    for (name, column) in &mut resolved.columns {
        if open(name, column)
            && let Some(live) = found.columns.get(name)
        {
            column.data_type.clone_from(&live.data_type);
        }
    }
    resolved == *found
}
