//! DROP NOT NULL is quick, and programs meet what they never met before.

use squawk_syntax::ast::{AlterColumn, AlterColumnOption};

use crate::lint::subject::{Found, Subject, text};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let dropped = alter.each::<AlterColumn>().filter_map(|(_, column)| match column.option() {
        Some(AlterColumnOption::DropNotNull(_)) => column.column_name_ref(),
        _ => None,
    });
    dropped
        .map(|column| {
            Found::new(
                format!("programs that read {} of {} may meet NULL from now on", text(&column), alter.table),
                "let the programs take NULL first",
            )
        })
        .collect()
}
