//! ALTER COLUMN … TYPE writes the table anew, unless the old values are good as they are
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>).

use squawk_syntax::ast::{AlterColumn, AlterColumnOption};

use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    // Which types are alike is the server's to say.
    let message = match subject.rewrites() {
        Some(false) => return Vec::new(),
        Some(true) => {
            format!("reads and writes of {} wait until the table and its indexes are written anew", alter.table)
        }
        None => format!(
            "where values of the old type have to be converted, reads and writes of {} wait until the table and its indexes \
             are written anew",
            alter.table
        ),
    };
    alter
        .each::<AlterColumn>()
        .filter(|(_, column)| matches!(column.option(), Some(AlterColumnOption::SetType(_))))
        .map(|_| {
            Found::new(
                message.clone(),
                "add a column of the new type, keep it filled by a trigger, fill the rows that are there in batches, then \
                 exchange the two by renaming",
            )
        })
        .collect()
}
