//! ADD UNIQUE builds its index while nobody may read or write
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX>).

use squawk_syntax::ast::{AddColumn, AddConstraint, Constraint};

use crate::lint::key::{Key, options};
use crate::lint::subject::{Form, Found, Subject};

const ADVICE: &str = "look for duplicates, build a unique index CONCURRENTLY, outside of a transaction, and add the \
                      constraint USING INDEX, which takes no time";

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let message = format!("reads and writes of {} wait until the index is built", alter.table);
    let mut found = Vec::new();
    for (number, added) in alter.each::<AddConstraint>() {
        let Some(Constraint::UniqueConstraint(unique)) = added.constraint() else { continue };
        let Some(parameters) = unique.index_parameters().filter(|_| unique.using_index().is_none()) else { continue };
        let name = unique.constraint_name_clause();
        let key = Key { words: "UNIQUE", name, parameters, options: options(&unique) };
        let form = key.steps(&alter).map(|steps| Form::of_action(number, steps));
        found.push(Found::new(message.clone(), key.advice(ADVICE)).with_form(form));
    }
    for (_, column) in alter.each::<AddColumn>() {
        if column.constraints().any(|one| matches!(one, Constraint::UniqueConstraint(_))) {
            found.push(Found::new(message.clone(), format!("add the column without it; then {ADVICE}")));
        }
    }
    found
}
