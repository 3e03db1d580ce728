//! Parts of a catalog, so that a scratch database need not hold all of it: the tables that are concerned, of those to
//! which they refer the keys, and everything that is no table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::object::{ColumnValue, ConstraintKind, ForeignKey, IndexKey, Table};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use crate::diff::diff;

/// Which tables a part of a catalog has.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    /// Those that are there with all that they have, but for foreign keys that lead out of the part.
    pub whole: BTreeSet<QualifiedName>,
    /// Those of which there are only the columns to which others refer, with the keys on them.
    pub keys: BTreeMap<QualifiedName, BTreeSet<String>>,
}

/// The tables that differ between two catalogs and those with parts that need what differs; of the tables to which the
/// former refer, the keys.
pub(super) fn concerned(from: &Catalog, to: &Catalog, major: u32) -> Tables {
    let changes: BTreeSet<ObjectId> = diff(from, to, major).into_iter().map(|change| change.object).collect();
    let changed: BTreeSet<QualifiedName> =
        [from, to].iter().flat_map(|catalog| changes.iter().filter_map(|object| table_of(catalog, object))).collect();
    let mut whole = changed.clone();
    for catalog in [from, to] {
        // An object that is no table may be used by any.
        let dependents = catalog.dependencies.dependents_of(&changes);
        whole.extend(dependents.iter().filter_map(|dependent| table_of(catalog, dependent)));
    }
    Tables { whole, keys: BTreeMap::new() }.with_references(&changed, &[from, to], from)
}

impl Tables {
    /// These tables, and the keys to which they refer. What is known by name only needs what it needs in `live`.
    pub(super) fn and_references(tables: &BTreeSet<QualifiedName>, catalogs: &[&Catalog], live: &Catalog) -> Self {
        Self { whole: tables.clone(), keys: BTreeMap::new() }.with_references(tables, catalogs, live)
    }

    fn with_references(mut self, of: &BTreeSet<QualifiedName>, catalogs: &[&Catalog], live: &Catalog) -> Self {
        for catalog in catalogs {
            let tables = of.iter().filter_map(|name| catalog.tables.get(name));
            let keys = tables.flat_map(|table| table.foreign_keys()).map(|(_, key)| key);
            for key in keys.filter(|key| !self.whole.contains(&key.references)) {
                let columns = self.keys.entry(key.references.clone()).or_default();
                columns.extend(key.referenced_columns.iter().cloned());
            }
        }
        // What is known by name only may speak of any column of a table, and a generated column is made from others.
        let used = used_by_others(live);
        let generated = |(name, columns): (&QualifiedName, &BTreeSet<String>)| {
            catalogs.iter().filter_map(|catalog| catalog.tables.get(name)).any(|table| {
                let of_key = table.columns.iter().filter(|(column, _)| columns.contains(*column));
                of_key.into_iter().any(|(_, column)| matches!(column.value, Some(ColumnValue::Generated { .. })))
            })
        };
        let not_alone: Vec<_> = self
            .keys
            .iter()
            .filter(|(name, columns)| used.contains(*name) || generated((*name, *columns)))
            .map(|(name, _)| name.clone())
            .collect();
        for name in not_alone {
            self.keys.remove(&name);
            self.whole.insert(name);
        }
        self
    }

    fn contains(&self, table: &QualifiedName) -> bool {
        self.whole.contains(table) || self.keys.contains_key(table)
    }

    fn has_column(&self, table: &QualifiedName, column: &str) -> bool {
        self.whole.contains(table) || self.keys.get(table).is_some_and(|columns| columns.contains(column))
    }
}

/// The objects known by name only that have to do with the others: what needs them, what belongs to their tables, and what
/// they or these need.
pub(super) fn related_others(catalog: &Catalog) -> BTreeSet<ObjectId> {
    if catalog.others.is_empty() {
        return BTreeSet::new();
    }
    let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
    let named = types
        .map(|name| ObjectId::Type(name.clone()))
        .chain(catalog.sequences.keys().map(|name| ObjectId::Sequence(name.clone())))
        .chain(catalog.tables.keys().map(|name| ObjectId::Table(name.clone())));
    let named: BTreeSet<ObjectId> = named.collect();
    let is_part = parts_of(&catalog.tables, |name| catalog.tables.contains_key(name));
    let parts = catalog.dependencies.iter().map(|(dependent, _)| dependent).filter(|one| is_part(one) == Some(true));
    let own: BTreeSet<ObjectId> = named.iter().chain(parts).cloned().collect();
    let belonging = catalog
        .others
        .iter()
        .filter(|(_, other)| other.on.as_ref().is_some_and(|table| catalog.tables.contains_key(table)))
        .map(|((kind, identity), _)| ObjectId::Other(*kind, identity.clone()));
    let is_other = |object: &ObjectId| matches!(object, ObjectId::Other(..));
    let dependents = catalog.dependencies.dependents_of(&own).into_iter().filter(is_other);
    let mut related: BTreeSet<ObjectId> = belonging.chain(dependents).collect();
    let mut waiting: Vec<ObjectId> = own.into_iter().chain(related.iter().cloned()).collect();
    while let Some(dependent) = waiting.pop() {
        for needed in catalog.dependencies.needed_by(&dependent).filter(|needed| is_other(needed)) {
            if related.insert(needed.clone()) {
                waiting.push(needed.clone());
            }
        }
    }
    related
}

/// The tables that objects known by name only need.
fn used_by_others(catalog: &Catalog) -> BTreeSet<QualifiedName> {
    let edges = catalog.dependencies.iter().filter(|(dependent, _)| matches!(dependent, ObjectId::Other(..)));
    edges.filter_map(|(_, needed)| table_of(catalog, needed)).collect()
}

/// The table of which an object is a part.
fn table_of(catalog: &Catalog, object: &ObjectId) -> Option<QualifiedName> {
    match object {
        ObjectId::Table(table)
        | ObjectId::Column(table, _)
        | ObjectId::ColumnValue(table, _)
        | ObjectId::Constraint(table, _) => catalog.tables.contains_key(table).then(|| table.clone()),
        ObjectId::Index(index) => catalog.index(index).map(|(table, _)| table.clone()),
        _ => None,
    }
}

/// The catalog with these tables only. Foreign keys to other tables are left out, and so are the sequences that other
/// columns own and the objects known by name only that need other tables.
pub(super) fn with_tables(catalog: &Catalog, tables: &Tables) -> Catalog {
    let of = |name: &QualifiedName, table: &Arc<Table>| match tables.keys.get(name) {
        Some(columns) => Arc::new(only_keys(table, columns)),
        None => Arc::clone(table),
    };
    let mut kept: BTreeMap<QualifiedName, Arc<Table>> = catalog
        .tables
        .iter()
        .filter(|(name, _)| tables.contains(name))
        .map(|(name, table)| (name.clone(), of(name, table)))
        .collect();
    let leads_out =
        |key: &ForeignKey| !key.referenced_columns.iter().all(|column| tables.has_column(&key.references, column));
    for table in kept.values_mut().filter(|table| table.foreign_keys().any(|(_, key)| leads_out(key))) {
        Arc::make_mut(table).constraints.retain(|_, constraint| match &constraint.kind {
            ConstraintKind::ForeignKey(key) => !leads_out(key),
            _ => true,
        });
    }
    let mut sequences = catalog.sequences.clone();
    sequences.retain(|_, sequence| {
        sequence.owned_by.as_ref().is_none_or(|(owner, column)| tables.has_column(owner, column))
    });
    let mut others = catalog.others.clone();
    if !others.is_empty() {
        let gone = catalog.tables.keys().filter(|name| !tables.contains(name));
        let gone: BTreeSet<ObjectId> = gone.map(|name| ObjectId::Table(name.clone())).collect();
        let dependents = catalog.dependencies.dependents_of(&gone);
        others.retain(|(kind, identity), _| !dependents.contains(&ObjectId::Other(*kind, identity.clone())));
    }
    // Columns and constraints of types are no table's.
    let is_kept = parts_of(&kept, |name| tables.contains(name) || !catalog.tables.contains_key(name));
    let dependencies = catalog.dependencies.of_those(|object| is_kept(object).unwrap_or(true));
    Catalog {
        schemas: catalog.schemas.clone(),
        extensions: catalog.extensions.clone(),
        enums: catalog.enums.clone(),
        domains: catalog.domains.clone(),
        composites: catalog.composites.clone(),
        sequences,
        tables: kept,
        others,
        dependencies,
        children: catalog.children.clone(),
    }
}

/// A table with these columns only, and the keys on them.
pub(super) fn only_keys(table: &Table, columns: &BTreeSet<String>) -> Table {
    let has = |names: &[String]| names.iter().all(|name| columns.contains(name));
    let mut part = Table { unlogged: table.unlogged, options: table.options.clone(), ..Table::default() };
    let kept = table.columns.iter().filter(|(name, _)| columns.contains(*name));
    part.columns.extend(kept.map(|(name, column)| (name.clone(), column.clone())));
    let constraints = table.constraints.iter().filter(|(_, constraint)| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => has(&key.columns) && has(&key.include),
        _ => false,
    });
    part.constraints.extend(constraints.map(|(name, constraint)| (name.clone(), constraint.clone())));
    let indexes = table.indexes.iter().filter(|(_, index)| {
        let on_columns = index.elements.iter().all(|element| match &element.key {
            IndexKey::Column(column) => columns.contains(column),
            IndexKey::Expression(_) => false,
        });
        index.unique && index.predicate.is_none() && on_columns && has(&index.include)
    });
    part.indexes.extend(indexes.map(|(name, index)| (name.clone(), index.clone())));
    part
}

/// Whether an object is a part of one of the tables for which `is_one` says yes; nothing where it is no part of a table.
/// Of indexes, those of `tables` are known.
fn parts_of<IsOne: Fn(&QualifiedName) -> bool>(
    tables: &BTreeMap<QualifiedName, Arc<Table>>,
    is_one: IsOne,
) -> impl Fn(&ObjectId) -> Option<bool> + use<IsOne> {
    let indexes: BTreeSet<QualifiedName> = tables
        .iter()
        .flat_map(|(table, definition)| definition.indexes.keys().map(|index| table.sibling(index)))
        .collect();
    move |object| match object {
        ObjectId::Table(table)
        | ObjectId::Column(table, _)
        | ObjectId::ColumnValue(table, _)
        | ObjectId::Constraint(table, _) => Some(is_one(table)),
        ObjectId::Index(index) => Some(indexes.contains(index)),
        _ => None,
    }
}

/// A whole catalog in which some tables are as a part of it says; everything that is no table is the part's.
pub(super) fn merged(mut whole: Catalog, mut part: Catalog, tables: &BTreeSet<QualifiedName>) -> Catalog {
    let mut own = part.tables.clone();
    own.retain(|name, _| tables.contains(name));
    let is_own = parts_of(&own, |name| tables.contains(name));
    let mut dependencies = whole.dependencies.of_those(|object| !is_own(object).unwrap_or(false));
    dependencies.extend(&part.dependencies);
    whole.tables.retain(|name, _| !tables.contains(name));
    part.tables.retain(|name, _| tables.contains(name) || !whole.tables.contains_key(name));
    part.tables.append(&mut whole.tables);
    let of_others = |owner: &QualifiedName| !tables.contains(owner);
    whole.sequences.retain(|_, sequence| sequence.owned_by.as_ref().is_some_and(|(owner, _)| of_others(owner)));
    part.sequences.append(&mut whole.sequences);
    Catalog { others: whole.others, dependencies, ..part }
}
