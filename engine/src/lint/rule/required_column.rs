//! ADD COLUMN … NOT NULL without a value fails where there are rows.

use squawk_syntax::ast::{AddColumn, Constraint};

use super::added_column::is_serial;
use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    alter
        .each::<AddColumn>()
        .filter(|(_, column)| {
            let constraints: Vec<_> = column.constraints().collect();
            let required = |one: &Constraint| {
                matches!(one, Constraint::NotNullConstraint(_) | Constraint::PrimaryKeyConstraint(_))
            };
            let valued =
                |one: &Constraint| matches!(one, Constraint::DefaultConstraint(_) | Constraint::GeneratedConstraint(_));
            constraints.iter().any(required) && !constraints.iter().any(valued) && !is_serial(column)
        })
        .map(|_| {
            Found::new(
                format!("it fails where {} has rows: they would have NULL in the new column", alter.table),
                "give it a default that is not volatile, or add it nullable, fill it in batches, and set NOT NULL after",
            )
        })
        .collect()
}
