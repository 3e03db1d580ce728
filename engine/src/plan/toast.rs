//! The options of a TOAST table while the columns that bring one change.
//!
//! A table has a TOAST table as long as a column can be stored outside of the row. Where it is written anew while no
//! column can, that table is gone, and what it was told is forgotten.

use std::collections::BTreeMap;

use evenkeel_model::object::{Column, Storage, Table};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::column::{own_storage, set_storage};
use super::context::Context;
use super::statement::{LockMode, Statement};
use crate::diff::{Action, Attribute};

/// The options of a table that are still there once its columns are as they will be.
pub(super) fn remaining_options(context: &Context<'_>, table: &QualifiedName, old: &Table) -> BTreeMap<String, String> {
    let mut options = old.options.clone();
    if are_forgotten(context.from, context.to, &context.actions, table) {
        options.retain(|option, _| !is_toast(option));
    }
    options
}

/// Whether the table has to be told its TOAST table's options again, when it has one again.
pub(super) fn are_forgotten(
    from: &Catalog,
    to: &Catalog,
    actions: &BTreeMap<ObjectId, Action>,
    table: &QualifiedName,
) -> bool {
    let (Some(old), Some(new)) = (from.tables.get(table), to.tables.get(table)) else { return false };
    keeps_options(old, new)
        && !has_lasting(from, actions, table, old, new)
        && new.columns.iter().any(|(name, column)| {
            // One of another type can leave the row until it is told not to.
            let comes = || own_storage(to, &column.data_type) != "PLAIN" && !stays(actions, table, name, old, new);
            can_leave(to, column) || comes()
        })
}

/// A statement that writes a table anew, with what keeps the options of its TOAST table where all columns will be stored
/// in the row: one column may leave it meanwhile.
pub(super) fn keeping_options(context: &Context<'_>, table: &QualifiedName, statement: Statement) -> Vec<Statement> {
    let states = context.from.tables.get(table).zip(context.to.tables.get(table));
    let is_lost = states.is_some_and(|(old, new)| {
        keeps_options(old, new) && !has_lasting(context.from, &context.actions, table, old, new)
    });
    if is_lost { with_a_column_outside(context, table, statement) } else { vec![statement] }
}

/// A statement that sets options, with what brings a TOAST table for those that are of one.
pub(super) fn setting_options(context: &Context<'_>, table: &QualifiedName, statement: Statement) -> Vec<Statement> {
    let is_told = context.to.tables.get(table).is_some_and(|new| new.options.keys().any(|option| is_toast(option)));
    if is_told { with_a_column_outside(context, table, statement) } else { vec![statement] }
}

/// The statement, while a column that is stored in the row may leave it, where no column will bring a TOAST table.
fn with_a_column_outside(context: &Context<'_>, table: &QualifiedName, statement: Statement) -> Vec<Statement> {
    let Some(column) = plain_column(context, table) else { return vec![statement] };
    let set = |storage| {
        let id = ObjectId::Table(table.clone());
        Statement { object: id, ..set_storage(table, column, storage) }.locking(table, LockMode::AccessExclusive)
    };
    vec![set(Storage::Extended.as_sql()), statement, set(Storage::Plain.as_sql())]
}

/// The column that could leave the row and will not, where no other brings a TOAST table.
fn plain_column<'a>(context: &Context<'a>, table: &QualifiedName) -> Option<&'a String> {
    let (old, new) = (context.from.tables.get(table)?, context.to.tables.get(table)?);
    if new.columns.values().any(|column| brings_one(context.to, column)) {
        return None;
    }
    let mut columns = old.columns.iter().filter(|(name, column)| {
        let stays_plain = new.columns.get(*name).is_some_and(|after| after.storage == Some(Storage::Plain));
        column.storage == Some(Storage::Plain)
            && stays_plain
            && stays(&context.actions, table, name, old, new)
            && !is_bounded(&column.data_type)
    });
    columns.next().map(|(name, _)| name)
}

fn is_toast(option: &str) -> bool {
    option.starts_with("toast.")
}

fn keeps_options(old: &Table, new: &Table) -> bool {
    old.options.keys().any(|option| is_toast(option) && new.options.contains_key(option))
}

/// Whether the column is there all the while, with one type.
fn stays(actions: &BTreeMap<ObjectId, Action>, table: &QualifiedName, name: &str, old: &Table, new: &Table) -> bool {
    let data_type = |of: &Table| of.columns.get(name).map(|column| column.data_type.clone());
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let is_same = data_type(old).is_some() && data_type(old) == data_type(new);
    is_same
        && !match actions.get(&id) {
            Some(Action::Alter(attributes)) => attributes.contains(&Attribute::DataType),
            action => matches!(action, Some(Action::Replace | Action::Drop)),
        }
}

/// Whether the table has a column all the while that brings a TOAST table. One that will be stored in the row is told so
/// after all else.
fn has_lasting(
    from: &Catalog,
    actions: &BTreeMap<ObjectId, Action>,
    table: &QualifiedName,
    old: &Table,
    new: &Table,
) -> bool {
    old.columns.iter().any(|(name, column)| brings_one(from, column) && stays(actions, table, name, old, new))
}

/// Whether a table with such a column has a TOAST table, whatever its other columns are.
fn brings_one(catalog: &Catalog, column: &Column) -> bool {
    can_leave(catalog, column) && !is_bounded(&column.data_type)
}

/// Whether values of the column can be stored outside of the row.
fn can_leave(catalog: &Catalog, column: &Column) -> bool {
    match column.storage {
        Some(storage) => storage != Storage::Plain,
        None => own_storage(catalog, &column.data_type) != "PLAIN",
    }
}

/// Whether values of the type have a greatest length, as far as PostgreSQL looks (`type_maximum_size`): a table gets no
/// TOAST table for columns whose values fit into a row together.
fn is_bounded(data_type: &str) -> bool {
    let bounded = ["character varying(", "character(", "bit varying(", "bit(", "numeric("];
    data_type.ends_with(')') && bounded.iter().any(|name| data_type.starts_with(name))
}
