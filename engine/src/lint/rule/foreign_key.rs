//! ADD FOREIGN KEY reads the table while both tables take no writes
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>).

use evenkeel_model::name::make_object_name;
use squawk_syntax::ast::{AddColumn, AddConstraint, AstNode, Constraint, ForeignKeyColumnList, ForeignKeyConstraint};

use crate::lint::alter::Alter;
use crate::lint::name;
use crate::lint::not_valid::{form, is_unchecked};
use crate::lint::subject::{Found, Subject};

const ADVICE: &str = "add it NOT VALID, and VALIDATE it in a transaction of its own, which lets writers go on; index the \
                      referencing columns. On a partitioned table that needs PostgreSQL 18";

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let mut found = Vec::new();
    for (number, added) in alter.each::<AddConstraint>() {
        let Some(Constraint::ForeignKeyConstraint(key)) = added.constraint() else { continue };
        if is_unchecked(key.syntax()) {
            continue;
        }
        let other = key.table_name_ref().and_then(|table| name::qualified(&table));
        let both = match other {
            Some(other) if other != alter.table => format!("{} and {other}", alter.table),
            _ => alter.table.to_string(),
        };
        let form = form(&alter, number, &key, key.constraint_name_clause(), default_name(&alter, &key));
        found.push(Found::new(format!("writes to {both} wait until every row is checked"), ADVICE).with_form(form));
    }
    for (_, column) in alter.each::<AddColumn>() {
        let constraints: Vec<_> = column.constraints().collect();
        let refers = constraints.iter().any(|one| matches!(one, Constraint::ReferencesConstraint(_)));
        // Where all rows are NULL the server knows that there is nothing to check.
        if refers && constraints.iter().any(|one| matches!(one, Constraint::DefaultConstraint(_))) {
            let message =
                format!("reads and writes of {} wait until the default is looked up for every row", alter.table);
            found.push(Found::new(message, format!("add the column first, then the key: {ADVICE}")));
        }
    }
    found
}

/// The name that the server would give it.
fn default_name(alter: &Alter, key: &ForeignKeyConstraint) -> Option<String> {
    let list = key.syntax().children().find_map(ForeignKeyColumnList::cast)?;
    let columns: Option<Vec<_>> = list.column_name_refs().map(|column| name::single(&column)).collect();
    Some(make_object_name(&alter.table.name, Some(&columns?.join("_")), "fkey"))
}
