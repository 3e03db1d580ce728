//! ADD EXCLUDE builds its index while nobody may read or write, and there is no other way to add it
//! (<https://www.postgresql.org/docs/current/sql-altertable.html>).

use squawk_syntax::ast::{AddConstraint, Constraint};

use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    alter
        .each::<AddConstraint>()
        .filter(|(_, added)| matches!(added.constraint(), Some(Constraint::ExcludeConstraint(_))))
        .map(|_| {
            Found::new(
                format!("reads and writes of {} wait until every row is checked and the index is built", alter.table),
                "there is no safer form: add it while the table is new or small, or when nobody uses it",
            )
        })
        .collect()
}
