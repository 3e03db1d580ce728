//! From a declaration to a catalog that can be compared: what a server makes of it.

use evenkeel_model::declared::Scope;
use evenkeel_model::object::Table;
use evenkeel_model::{Catalog, Declared, QualifiedName};

use super::{WorkflowError, located, on_scratch};
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

/// The part of a live catalog that is, text for text, what the declaration says, where that is all of the declaration:
/// then no scratch database is needed. What the server printed is compared as it is; nothing is rewritten on the way.
pub fn as_declared(declared: &Declared, live: &Catalog, scope: &Scope) -> Option<Catalog> {
    let wanted = &declared.catalog;
    let live = restrict(live.clone(), scope).catalog;
    let same = wanted.enums.iter().all(|(name, wanted)| live.enums.get(name) == Some(wanted))
        && wanted.domains.iter().all(|(name, wanted)| live.domains.get(name) == Some(wanted))
        && wanted.composites.iter().all(|(name, wanted)| live.composites.get(name) == Some(wanted))
        && wanted.sequences.iter().all(|(name, wanted)| live.sequences.get(name) == Some(wanted))
        && wanted
            .tables
            .iter()
            .all(|(name, wanted)| live.tables.get(name).is_some_and(|found| same_table(wanted, found, declared)))
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
        });
    if !same {
        return None;
    }
    let declares = |name: &QualifiedName| {
        wanted.enums.contains_key(name)
            || wanted.domains.contains_key(name)
            || wanted.composites.contains_key(name)
            || wanted.sequences.contains_key(name)
            || wanted.tables.contains_key(name)
    };
    let mut catalog = live;
    catalog.enums.retain(|name, _| declares(name));
    catalog.domains.retain(|name, _| declares(name));
    catalog.composites.retain(|name, _| declares(name));
    catalog.sequences.retain(|name, _| declares(name));
    catalog.tables.retain(|name, _| declares(name));
    catalog.schemas.retain(|name, _| name == "public" || wanted.schemas.contains_key(name));
    catalog.extensions.retain(|name, _| wanted.extensions.contains_key(name));
    Some(catalog)
}

/// Whether a table is as declared; a type whose schema the declaration leaves open is looked for on the search path.
fn same_table(wanted: &Table, found: &Table, declared: &Declared) -> bool {
    if wanted == found {
        return true;
    }
    let mut resolved = wanted.clone();
    for (name, column) in &mut resolved.columns {
        if let Some(live) = found.columns.get(name) {
            let on_path = search_path(declared).iter().any(|schema| {
                live.data_type == format!("{}.{}", evenkeel_model::name::quote_identifier(schema), column.data_type)
            });
            if on_path {
                column.data_type.clone_from(&live.data_type);
            }
        }
    }
    resolved == *found
}
