//! Parts of a catalog, so that a scratch database need not hold all of it: the tables that are concerned, their
//! neighbours along foreign keys, and everything that is no table.

use std::collections::BTreeSet;

use evenkeel_model::object::{ConstraintKind, Table};
use evenkeel_model::{Catalog, Dependencies, ObjectId, QualifiedName};

use crate::diff::diff;

/// The tables that differ between two catalogs, with those they refer to and those that refer to them.
pub(super) fn concerned(from: &Catalog, to: &Catalog, major: u32) -> BTreeSet<QualifiedName> {
    let mut changed = BTreeSet::new();
    for change in diff(from, to, major) {
        match &change.object {
            ObjectId::Table(table)
            | ObjectId::Column(table, _)
            | ObjectId::ColumnValue(table, _)
            | ObjectId::Constraint(table, _) => {
                changed.insert(table.clone());
            }
            ObjectId::Index(index) => {
                changed.extend([from, to].into_iter().filter_map(|catalog| owner(catalog, index)))
            }
            // What is no table may be used by any.
            object => changed.extend([from, to].into_iter().flat_map(|catalog| users(catalog, object))),
        }
    }
    let mut all = changed.clone();
    for catalog in [from, to] {
        for (name, table) in &catalog.tables {
            let references: BTreeSet<&QualifiedName> = references(table).collect();
            if changed.contains(name) {
                all.extend(references.into_iter().cloned());
            } else if references.iter().any(|reference| changed.contains(*reference)) {
                all.insert(name.clone());
            }
        }
    }
    all
}

fn owner(catalog: &Catalog, index: &QualifiedName) -> Option<QualifiedName> {
    catalog
        .tables
        .iter()
        .find(|(table, definition)| table.schema == index.schema && definition.indexes.contains_key(&index.name))
        .map(|(table, _)| table.clone())
}

/// The tables that need an object, directly or through others.
fn users(catalog: &Catalog, object: &ObjectId) -> Vec<QualifiedName> {
    let dependents = catalog.dependencies.dependents_of(&[object.clone()].into());
    dependents.iter().filter_map(|dependent| table_of(catalog, dependent)).collect()
}

/// The table of which an object is a part.
fn table_of(catalog: &Catalog, object: &ObjectId) -> Option<QualifiedName> {
    match object {
        ObjectId::Table(table)
        | ObjectId::Column(table, _)
        | ObjectId::ColumnValue(table, _)
        | ObjectId::Constraint(table, _) => catalog.tables.contains_key(table).then(|| table.clone()),
        ObjectId::Index(index) => owner(catalog, index),
        _ => None,
    }
}

/// The tables to which the foreign keys of a table refer.
pub(super) fn references(table: &Table) -> impl Iterator<Item = &QualifiedName> {
    table.constraints.values().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(&key.references),
        _ => None,
    })
}

/// The catalog with these tables only. Foreign keys to other tables are left out, and so are the sequences that other
/// tables own and the objects known by name only that need other tables.
pub(super) fn with_tables(catalog: &Catalog, tables: &BTreeSet<QualifiedName>) -> Catalog {
    let mut part = catalog.clone();
    let gone: BTreeSet<ObjectId> = catalog
        .tables
        .keys()
        .filter(|name| !tables.contains(*name))
        .map(|name| ObjectId::Table(name.clone()))
        .collect();
    part.tables.retain(|name, _| tables.contains(name));
    for table in part.tables.values_mut() {
        table.constraints.retain(|_, constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => tables.contains(&key.references),
            _ => true,
        });
    }
    part.sequences.retain(|_, sequence| sequence.owned_by.as_ref().is_none_or(|(owner, _)| tables.contains(owner)));
    if !part.others.is_empty() {
        let dependents = catalog.dependencies.dependents_of(&gone);
        part.others.retain(|(kind, identity), _| !dependents.contains(&ObjectId::Other(*kind, identity.clone())));
    }
    part
}

/// A whole catalog in which some tables are as a part of it says; everything that is no table is the part's.
pub(super) fn merged(whole: &Catalog, part: Catalog, tables: &BTreeSet<QualifiedName>) -> Catalog {
    let mut merged = part.clone();
    merged.tables.retain(|name, _| tables.contains(name) || !whole.tables.contains_key(name));
    for (name, table) in &whole.tables {
        if !tables.contains(name) {
            merged.tables.insert(name.clone(), table.clone());
        }
    }
    for (name, sequence) in &whole.sequences {
        if sequence.owned_by.as_ref().is_some_and(|(owner, _)| !tables.contains(owner)) {
            merged.sequences.insert(name.clone(), sequence.clone());
        }
    }
    merged.others.clone_from(&whole.others);
    merged.dependencies = dependencies(whole, &part, tables);
    merged
}

/// What is known of both: of the tables in question from the part, of the others from the whole.
fn dependencies(whole: &Catalog, part: &Catalog, tables: &BTreeSet<QualifiedName>) -> Dependencies {
    let indexes: BTreeSet<QualifiedName> = part
        .tables
        .iter()
        .filter(|(table, _)| tables.contains(*table))
        .flat_map(|(table, definition)| definition.indexes.keys().map(|index| table.sibling(index)))
        .collect();
    let of_part = |object: &ObjectId| match object {
        ObjectId::Table(table)
        | ObjectId::Column(table, _)
        | ObjectId::ColumnValue(table, _)
        | ObjectId::Constraint(table, _) => tables.contains(table),
        ObjectId::Index(index) => indexes.contains(index),
        _ => false,
    };
    let mut all = Dependencies::default();
    for (dependent, needed) in whole.dependencies.iter().filter(|(dependent, _)| !of_part(dependent)) {
        all.insert(dependent.clone(), needed.clone());
    }
    for (dependent, needed) in part.dependencies.iter() {
        all.insert(dependent.clone(), needed.clone());
    }
    all
}
