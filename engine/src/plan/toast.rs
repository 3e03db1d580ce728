//! The options of a TOAST table that no column needs any more.

use evenkeel_model::object::Storage;
use evenkeel_model::{ObjectId, QualifiedName};

use super::column::{own_storage, set_storage};
use super::context::Context;
use super::statement::{LockMode, Statement};

/// A statement that writes a table anew, with what keeps the options of its TOAST table: where all columns are stored in
/// the row, the new table would have none, and its options would be forgotten. So one column may leave the row meanwhile.
pub(super) fn keeping_options(context: &Context<'_>, table: &QualifiedName, statement: Statement) -> Vec<Statement> {
    let Some(column) = plain_column(context, table) else { return vec![statement] };
    let set = |storage| {
        let id = ObjectId::Table(table.clone());
        Statement { object: id, ..set_storage(table, &column, storage) }.locking(table, LockMode::AccessExclusive)
    };
    vec![set("EXTENDED"), statement, set(Storage::Plain.as_sql())]
}

/// The column that could leave the row and does not, where the table has options of a TOAST table and no other column
/// brings one.
fn plain_column(context: &Context<'_>, table: &QualifiedName) -> Option<String> {
    let (old, new) = (context.from.tables.get(table)?, context.to.tables.get(table)?);
    let keeps = |option: &String| option.starts_with("toast.") && new.options.contains_key(option);
    let brings_one = old.columns.values().any(|column| match column.storage {
        Some(storage) => storage != Storage::Plain,
        None => own_storage(context.from, &column.data_type) != "PLAIN",
    });
    if brings_one || !old.options.keys().any(keeps) {
        return None;
    }
    let mut columns = old.columns.iter().filter(|(name, column)| {
        let after = new.columns.get(*name);
        column.storage == Some(Storage::Plain)
            && after.is_some_and(|after| (after.storage, &after.data_type) == (column.storage, &column.data_type))
    });
    columns.next().map(|(name, _)| name.clone())
}
