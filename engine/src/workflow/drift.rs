//! The database beside what its migrations say.

use std::collections::BTreeSet;

use evenkeel_model::declared::{Pattern, RenamedObject, Scope};
use evenkeel_model::{Catalog, Declared, ObjectId, QualifiedName};
use evenkeel_runner::Migration;

use super::alone::has;
use super::mentions::known_names;
use super::replay::replay;
use super::{WorkflowError, keep, top_level};
use crate::diff::without_names;
use crate::introspect::restrict;
use crate::plan::{Remark, plannable, remarks};
use crate::shadow::ShadowSource;

/// What the history of a database says of it.
#[derive(Clone, Debug)]
pub struct History {
    /// The part of the database that is managed: what migrations made and what the file declares.
    pub managed: Catalog,
    /// What the migrations make of it, where something differs.
    pub made: Catalog,
    /// [`Catalog::modelled_hash`] of it without names that nobody chose, where it had to be known.
    pub hash: Option<String>,
    /// Objects in scope that no migration made and the file does not declare: they are left alone.
    pub unmanaged: BTreeSet<ObjectId>,
    /// What differs between the migrations and the database, in words; empty where nothing does.
    pub drift: Vec<Remark>,
    /// What evenkeel owns of the database: see [`within_history`].
    pub scope: Scope,
}

/// The scope of a declaration where it is known what migrations make. Without `manage:` the schemas in which they make
/// something belong to it too, for what the file no longer has is dropped; but not one that is there for an extension
/// that the file has. With it, what they make and the file renames into the scope does.
pub(super) fn within_history(declared: &Declared, made: &Catalog) -> Scope {
    let mut scope = declared.scope.clone();
    if !scope.manage.is_empty() {
        let moved = came_from_outside(declared).filter(|(_, old)| has(made, old));
        scope.manage.extend(moved.filter_map(|(_, old)| pattern_of(&old)));
        return scope;
    }
    let of_extension = |schema: &str| {
        made.extensions.iter().any(|(name, extension)| {
            extension.schema.as_deref() == Some(schema) && declared.catalog.extensions.contains_key(name)
        })
    };
    for object in top_level(made) {
        let schema = match object {
            // Every database has it.
            ObjectId::Schema(name) if name == "public" || of_extension(&name) => continue,
            ObjectId::Schema(name) => name,
            ObjectId::Type(name) | ObjectId::Sequence(name) | ObjectId::Table(name) => name.schema,
            _ => continue,
        };
        if !scope.schemas.contains(&schema) {
            scope.schemas.push(schema);
        }
    }
    scope
}

/// The scope of a declaration where nothing is known of a history: what the file renames out of a schema that it does not
/// name belongs to it too, and that schema with nothing else in it.
pub(super) fn with_moved(declared: &Declared) -> Scope {
    let mut scope = declared.scope.clone();
    let moved: Vec<Pattern> = came_from_outside(declared).filter_map(|(_, old)| pattern_of(&old)).collect();
    if !moved.is_empty() && scope.manage.is_empty() {
        let of_schema = |schema: &String| Pattern { schema: schema.clone(), name: "*".to_owned() };
        scope.manage = scope.schemas.iter().map(of_schema).collect();
    }
    scope.manage.extend(moved);
    scope
}

/// What the file renames: each object under its new name and its old one.
fn renamed(declared: &Declared) -> impl Iterator<Item = (ObjectId, ObjectId)> {
    declared.renames.iter().filter_map(|rename| {
        let old = |new: &QualifiedName| {
            QualifiedName::new(rename.from_schema.as_ref().unwrap_or(&new.schema), rename.from.clone())
        };
        match &rename.object {
            RenamedObject::Type(new) => Some((ObjectId::Type(new.clone()), ObjectId::Type(old(new)))),
            RenamedObject::Sequence(new) => Some((ObjectId::Sequence(new.clone()), ObjectId::Sequence(old(new)))),
            RenamedObject::Table(new) => Some((ObjectId::Table(new.clone()), ObjectId::Table(old(new)))),
            _ => None,
        }
    })
}

/// The same of what has its old name outside of the declared scope.
fn came_from_outside(declared: &Declared) -> impl Iterator<Item = (ObjectId, ObjectId)> {
    let is_outside = |old: &ObjectId| {
        pattern_of(old).is_some_and(|Pattern { schema, name }| !declared.scope.contains(&schema, &name))
    };
    renamed(declared).filter(move |(_, old)| is_outside(old))
}

fn pattern_of(object: &ObjectId) -> Option<Pattern> {
    match object {
        ObjectId::Type(name) | ObjectId::Sequence(name) | ObjectId::Table(name) => {
            Some(Pattern { schema: name.schema.clone(), name: name.name.clone() })
        }
        _ => None,
    }
}

/// What the file renames and a database has under its old name alone, though nothing made it there that is known to run
/// again: each object under its new name and its old one.
pub(super) fn renamed_from_others(declared: &Declared, live: &Catalog, managed: &Catalog) -> Vec<(ObjectId, ObjectId)> {
    renamed(declared).filter(|(new, old)| has(live, old) && !has(managed, old) && !has(live, new)).collect()
}

/// Wants the schemas as they are from which something moves and that are not evenkeel's.
pub(super) fn keep_schemas(wanted: &mut Catalog, start: &Catalog, declared: &Declared) {
    let theirs = start.schemas.iter().filter(|(name, _)| !declared.scope.contains_schema(name));
    wanted.schemas.extend(theirs.map(|(name, schema)| (name.clone(), schema.clone())));
}

/// What is nobody's in schemas that are the migrations' and that the file neither has nor renames: they cannot go.
pub(super) fn left_in_dropped_schemas(declared: &Declared, history: &History) -> BTreeSet<ObjectId> {
    let goes = |schema: &String| {
        history.managed.schemas.contains_key(schema) && schema != "public" && !declared.scope.schemas.contains(schema)
    };
    let left = history.unmanaged.iter().filter(|object| match object {
        ObjectId::Type(name) | ObjectId::Sequence(name) | ObjectId::Table(name) => goes(&name.schema),
        _ => false,
    });
    left.cloned().collect()
}

/// Compares a live catalog, all of it, with what the applied migrations make.
///
/// The hash in the last migration's header answers at once where nothing drifted and nothing is unmanaged; else the
/// migrations are replayed.
///
/// # Errors
/// Where the migrations cannot be replayed.
pub async fn history(
    source: &ShadowSource,
    declared: &Declared,
    live: Catalog,
    applied: &[Migration],
    major: u32,
) -> Result<History, WorkflowError> {
    let named = restrict(live.clone(), &declared.scope).catalog;
    let names = known_names(declared, applied);
    let hash = without_names(&named, &names).modelled_hash();
    let said = applied.last().and_then(|migration| migration.up.header.after.as_ref());
    let may_move = came_from_outside(declared).any(|(_, old)| has(&live, &old));
    if !may_move && said.is_some_and(|said| said.to_string() == format!("sha256:{hash}")) {
        // The last migration left what the file names and nothing besides.
        let (unmanaged, drift, scope) = (BTreeSet::new(), Vec::new(), declared.scope.clone());
        let made = Catalog::default();
        return Ok(History { managed: named, made, hash: Some(hash), unmanaged, drift, scope });
    }
    let made = if applied.is_empty() { Catalog::default() } else { replay(source, applied).await? };
    let scope = within_history(declared, &made);
    let (made, live) = (restrict(made, &scope).catalog, restrict(live, &scope).catalog);
    let known: BTreeSet<ObjectId> = top_level(&made).chain(top_level(&declared.catalog)).collect();
    let unmanaged: BTreeSet<ObjectId> = top_level(&live)
        .filter(|object| !known.contains(object) && *object != ObjectId::Schema("public".to_owned()))
        .collect();
    let managed = keep(live, |object| !unmanaged.contains(object));
    let (before, now) = (without_names(&made, &names), without_names(&managed, &names));
    let drift = remarks(&plannable(&before, &now, major), &before, &now);
    Ok(History { managed, made, hash: None, unmanaged, drift, scope })
}
