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
use crate::diff::Action;

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
        && new.columns.values().any(|column| brings_one(to, column))
}

/// A statement that writes a table anew, with what keeps the options of its TOAST table where all columns will be stored
/// in the row: one column may leave it meanwhile.
pub(super) fn keeping_options(context: &Context<'_>, table: &QualifiedName, statement: Statement) -> Vec<Statement> {
    let Some(column) = plain_column(context, table) else { return vec![statement] };
    let set = |storage| {
        let id = ObjectId::Table(table.clone());
        Statement { object: id, ..set_storage(table, column, storage) }.locking(table, LockMode::AccessExclusive)
    };
    vec![set(Storage::Extended.as_sql()), statement, set(Storage::Plain.as_sql())]
}

/// The column that could leave the row and will not, where no other brings a TOAST table whose options are to be kept.
fn plain_column<'a>(context: &Context<'a>, table: &QualifiedName) -> Option<&'a String> {
    let (old, new) = (context.from.tables.get(table)?, context.to.tables.get(table)?);
    if !keeps_options(old, new)
        || has_lasting(context.from, &context.actions, table, old, new)
        || new.columns.values().any(|column| brings_one(context.to, column))
    {
        return None;
    }
    let mut columns = lasting(&context.actions, table, old, new);
    columns.find(|(_, column)| column.storage == Some(Storage::Plain)).map(|(name, _)| name)
}

fn is_toast(option: &str) -> bool {
    option.starts_with("toast.")
}

fn keeps_options(old: &Table, new: &Table) -> bool {
    old.options.keys().any(|option| is_toast(option) && new.options.contains_key(option))
}

/// The columns that stay as they are stored.
fn lasting<'a>(
    actions: &BTreeMap<ObjectId, Action>,
    table: &QualifiedName,
    old: &'a Table,
    new: &Table,
) -> impl Iterator<Item = (&'a String, &'a Column)> {
    old.columns.iter().filter(move |(name, column)| {
        let id = ObjectId::Column(table.clone(), (*name).clone());
        let after = new.columns.get(*name);
        after.is_some_and(|after| (after.storage, &after.data_type) == (column.storage, &column.data_type))
            && !matches!(actions.get(&id), Some(Action::Replace | Action::Drop))
    })
}

fn has_lasting(
    from: &Catalog,
    actions: &BTreeMap<ObjectId, Action>,
    table: &QualifiedName,
    old: &Table,
    new: &Table,
) -> bool {
    lasting(actions, table, old, new).any(|(_, column)| brings_one(from, column))
}

/// Whether a table with such a column has a TOAST table.
fn brings_one(catalog: &Catalog, column: &Column) -> bool {
    match column.storage {
        Some(storage) => storage != Storage::Plain,
        None => own_storage(catalog, &column.data_type) != "PLAIN",
    }
}
