//! From a declaration to a catalog that can be compared: what a server makes of it.

use std::collections::BTreeSet;

use evenkeel_model::object::{Column, Table};
use evenkeel_model::{Catalog, Declared, QualifiedName};

use super::subset::{merged, references, with_tables};
use super::{Extent, WorkflowError, located, on_scratch};
use crate::build::build;
use crate::introspect::{introspect, restrict};
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
        build(connection, &present.catalog, &declared.catalog, &path, major)
            .await
            .map_err(|errors| WorkflowError::Schema(located::diagnostics(&errors, declared)))?;
        Ok(restrict(introspect(connection).await?.catalog, &declared.scope).catalog)
    })
    .await
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
pub async fn desired_beside(
    source: &ShadowSource,
    declared: &Declared,
    live: &Catalog,
    extent: Extent,
) -> Result<Catalog, WorkflowError> {
    if let Some(catalog) = as_declared(declared, live) {
        return Ok(catalog);
    }
    if extent == Extent::Full {
        return desired(source, declared).await;
    }
    let path = search_path(declared);
    let differ: BTreeSet<QualifiedName> = declared
        .catalog
        .tables
        .iter()
        .filter(|(name, wanted)| live.tables.get(*name).is_none_or(|found| !same_table(wanted, found, &path)))
        .map(|(name, _)| name.clone())
        .collect();
    let mut needed = differ.clone();
    for name in &differ {
        needed.extend(declared.catalog.tables.get(name).into_iter().flat_map(references).cloned());
    }
    let mut part = declared.clone();
    part.catalog = with_tables(&declared.catalog, &needed);
    // Functions and the like, which the file does not have and its expressions may use.
    part.catalog.others.clone_from(&live.others);
    let built = desired(source, &part).await?;
    let whole = declared_part(declared, live);
    Ok(merged(&whole, with_tables_as_they_are(built, &differ), &differ))
}

/// The catalog without other tables; the foreign keys of those that stay are all there.
fn with_tables_as_they_are(mut catalog: Catalog, tables: &BTreeSet<QualifiedName>) -> Catalog {
    catalog.tables.retain(|name, _| tables.contains(name));
    catalog
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
        && wanted
            .schemas
            .iter()
            .all(|(name, wanted)| live.schemas.get(name).is_some_and(|found| found == wanted || name == "public"))
        && wanted.extensions.iter().all(|(name, wanted)| {
            live.extensions.get(name).is_some_and(|found| {
                (wanted.schema.is_none() || wanted.schema == found.schema)
                    && (wanted.version.is_none() || wanted.version == found.version)
                    && wanted.comment == found.comment
            })
        })
}

/// The objects of a live catalog that the file declares.
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
