//! What is outside of the scope and needed inside of it: the tables to which foreign keys lead from there.
//!
//! Scratch databases hold of them what foreign keys need: the columns that are unique, with the types of these. They are on
//! both sides of every comparison, so that plans know them and never change them.

use std::collections::BTreeSet;
use std::sync::Arc;

use evenkeel_connect::Connection;
use evenkeel_model::declared::Scope;
use evenkeel_model::object::{Column, Constraint, ConstraintKind, ForeignKey, Key, OtherKind, Table};
use evenkeel_model::{Catalog, Declared, Diagnostic, ObjectId, QualifiedName};
use evenkeel_runner::Migration;

use super::WorkflowError;
use super::mentions::Mentions;
use super::subset::only_keys;
use crate::build::{build, defaults};
use crate::introspect::introspect;
use crate::shadow::ShadowSource;

/// The source for scratch databases that hold what the target has outside of the scope and is needed inside of it. What the
/// target lacks of that is made after what the file says of it, unless it `must_exist`.
///
/// # Errors
/// The tables that have to be there and are not, each with the place in the file that refers to it.
pub fn around(
    source: ShadowSource,
    declared: &Declared,
    migrations: &[Migration],
    live: &Catalog,
    must_exist: bool,
) -> Result<ShadowSource, WorkflowError> {
    let missing = if must_exist { missing(declared, live) } else { Vec::new() };
    if !missing.is_empty() {
        return Err(WorkflowError::Schema(missing));
    }
    Ok(source.holding(Arc::new(of(declared, migrations, live))).beside(Arc::new(defaults(live))))
}

/// The tables outside of the scope to which the file refers and which a database does not have, each at its place.
pub fn missing(declared: &Declared, live: &Catalog) -> Vec<Diagnostic> {
    let absent = declared.outside.iter().filter(|(name, _)| !live.tables.contains_key(*name) && !is_other(live, name));
    absent
        .map(|(name, place)| {
            let message = format!("the database does not have the table {name}, to which a foreign key refers");
            Diagnostic::error("outside", *place, message).with_help(
                "it is outside of what evenkeel manages, so no migration makes it: it has to be there before",
            )
        })
        .collect()
}

/// Whether a name is that of a table which the model knows by name only.
fn is_other(live: &Catalog, name: &QualifiedName) -> bool {
    use OtherKind::{InheritedTable, Partition, PartitionedTable, TypedTable};
    [PartitionedTable, Partition, InheritedTable, TypedTable]
        .into_iter()
        .any(|kind| live.others.contains_key(&(kind, name.to_string())))
}

/// What of a database is outside of the scope and needed inside of it: by the file, by what is there, or by a migration,
/// which may name a table that nothing refers to any more.
fn of(declared: &Declared, migrations: &[Migration], live: &Catalog) -> Catalog {
    let scope = &declared.scope;
    let is_inside = |name: &QualifiedName| scope.contains(&name.schema, &name.name);
    let from_inside = live.tables.iter().filter(|(name, _)| is_inside(name)).map(|(_, table)| table);
    let referring: Vec<(&Table, &ForeignKey)> = from_inside
        .chain(declared.catalog.tables.values())
        .flat_map(|table| table.foreign_keys().map(move |(_, key)| (table.as_ref(), key)))
        .collect();
    let mut needed: BTreeSet<&QualifiedName> = referring.iter().map(|(_, key)| &key.references).collect();
    let mentions = Mentions::of(migrations);
    needed.extend(live.tables.keys().filter(|name| mentions.refer_to(name)));
    // What migrations made in a schema that the file has no more is evenkeel's still, and goes.
    let was_inside = |name: &QualifiedName| {
        let schemas = scope.schemas.iter().chain([&name.schema]).cloned().collect();
        mentions.make(name) && Scope { schemas, ..scope.clone() }.contains(&name.schema, &name.name)
    };
    let mut catalog = Catalog::default();
    for name in needed.into_iter().filter(|name| !is_inside(name) && !was_inside(name)) {
        let to_it: Vec<_> = referring.iter().filter(|(_, key)| key.references == *name).copied().collect();
        let found = live.tables.get(name).map(|table| needed_part(name, table, &to_it, scope, live, &mut catalog));
        let is_known = is_other(live, name) || declared.outside.contains_key(name);
        let table =
            found.filter(|table| !table.columns.is_empty()).or_else(|| is_known.then(|| as_referred_to(&to_it)));
        if let Some(table) = table {
            if name.schema != "public" {
                catalog.schemas.entry(name.schema.clone()).or_default();
            }
            catalog.tables.insert(name.clone(), Arc::new(table));
        }
    }
    catalog
}

/// The columns of a table that are unique or referred to, with the keys on them. Their types come along into `catalog`; where a type is
/// inside of the scope or an extension's, migrations make it, so that it cannot be there before: such a column is left out.
fn needed_part(
    name: &QualifiedName,
    table: &Table,
    referring: &[(&Table, &ForeignKey)],
    scope: &Scope,
    live: &Catalog,
    catalog: &mut Catalog,
) -> Table {
    let mut columns: BTreeSet<String> =
        referring.iter().flat_map(|(_, key)| key.referenced_columns.iter().cloned()).collect();
    for constraint in table.constraints.values() {
        if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } = &constraint.kind {
            columns.extend(key.columns.iter().chain(&key.include).cloned());
        }
    }
    columns.extend(table.indexes.values().filter(|index| index.unique).flat_map(|index| {
        let elements = index.elements.iter();
        elements.filter_map(|element| match &element.key {
            evenkeel_model::object::IndexKey::Column(column) => Some(column.clone()),
            evenkeel_model::object::IndexKey::Expression(_) => None,
        })
    }));
    columns.retain(|column| {
        let address = ObjectId::Column(name.clone(), column.clone());
        live.dependencies.needed_by(&address).all(|needed| match needed {
            ObjectId::Type(of) if !scope.contains(&of.schema, &of.name) => {
                let found = live.enums.get(of);
                catalog.enums.extend(found.map(|found| (of.clone(), found.clone())));
                if of.schema != "public" {
                    catalog.schemas.entry(of.schema.clone()).or_default();
                }
                found.is_some()
            }
            ObjectId::Table(of) => of == name,
            ObjectId::Schema(_) => true,
            _ => false,
        })
    });
    let mut part = only_keys(table, &columns);
    for column in part.columns.values_mut() {
        // Where values come from needs more than the type, and is nobody's business here.
        *column = Column { value: None, comment: None, ..column.clone() };
    }
    for constraint in part.constraints.values_mut() {
        constraint.comment = None;
    }
    part
}

/// A table after what foreign keys say of it: their columns' types are those of the columns to which they refer.
fn as_referred_to(referring: &[(&Table, &ForeignKey)]) -> Table {
    let mut table = Table::default();
    let mut keys: BTreeSet<Vec<String>> = BTreeSet::new();
    for (from, key) in referring {
        for (column, referenced) in key.columns.iter().zip(&key.referenced_columns) {
            if let Some(found) = from.columns.get(column) {
                let (data_type, collation) = (found.data_type.clone(), found.collation.clone());
                let made = Column { data_type, collation, not_null: true, ..Column::default() };
                table.columns.entry(referenced.clone()).or_insert(made);
            }
        }
        let mut columns = key.referenced_columns.clone();
        columns.sort();
        keys.insert(columns);
    }
    for (number, columns) in keys.into_iter().enumerate() {
        let key = Key { columns, ..Key::default() };
        let unique = Constraint::new(ConstraintKind::Unique { key, nulls_not_distinct: false });
        table.constraints.insert(format!("keel_outside_{number}"), unique);
    }
    table
}

/// The source for scratch databases on which migrations run from the first: what they make themselves is not there before.
pub(super) fn before(source: &ShadowSource, migrations: &[Migration]) -> ShadowSource {
    let outside = source.outside();
    if outside.tables.is_empty() {
        return source.clone();
    }
    let mentions = Mentions::of(migrations);
    let mut left = Catalog::clone(outside);
    left.tables.retain(|name, _| !mentions.make(name));
    let used: BTreeSet<&String> = left.tables.keys().chain(left.enums.keys()).map(|name| &name.schema).collect();
    left.schemas.retain(|name, _| used.contains(name));
    source.clone().holding(Arc::new(left))
}

/// What was read of a database without what it held from the start.
pub(super) fn without(mut catalog: Catalog, source: &ShadowSource) -> Catalog {
    let outside = source.outside();
    catalog.tables.retain(|name, _| !outside.tables.contains_key(name));
    catalog.enums.retain(|name, _| !outside.enums.contains_key(name));
    catalog.schemas.retain(|name, _| !outside.schemas.contains_key(name));
    catalog
}

/// Makes what a scratch database holds from the start.
///
/// # Errors
/// What the server refuses of it: nothing of it is there that is not needed, and where it is missed that would say no more
/// than that it is not there.
pub(super) async fn build_in(connection: &mut Connection, outside: &Catalog) -> Result<(), WorkflowError> {
    if outside.tables.is_empty() {
        return Ok(());
    }
    let present = introspect(connection).await?;
    let major = present.server.major();
    build(connection, &present.catalog, outside, &[], major).await.map_err(WorkflowError::Outside)?;
    Ok(())
}

/// Two states and their declaration with what is outside and needed on both sides, so that plans know it.
pub(super) struct Beside {
    pub(super) declared: Declared,
    pub(super) start: Catalog,
    pub(super) wanted: Catalog,
}

impl Beside {
    /// With what the databases of a source hold from the start.
    pub(super) fn of(source: &ShadowSource, declared: &Declared, start: &Catalog, wanted: &Catalog) -> Self {
        let outside = source.outside();
        let mut beside = Self { declared: declared.clone(), start: start.clone(), wanted: wanted.clone() };
        beside.declared.scope.beside.extend(outside.tables.keys().chain(outside.enums.keys()).cloned());
        for state in [&mut beside.start, &mut beside.wanted] {
            state.tables.extend(outside.tables.iter().map(|(name, table)| (name.clone(), Arc::clone(table))));
            state.enums.extend(outside.enums.iter().map(|(name, found)| (name.clone(), found.clone())));
        }
        beside
    }
}
