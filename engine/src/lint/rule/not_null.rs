//! SET NOT NULL reads the table while nobody else may, unless a validated constraint says that no row has NULL there
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL>).

use squawk_syntax::ast::{AlterColumn, AlterColumnOption};

use crate::lint::name;
use crate::lint::not_valid::NotNull;
use crate::lint::subject::{Form, Found, Subject, text};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let mut found = Vec::new();
    for (number, altered) in alter.each::<AlterColumn>() {
        let (Some(AlterColumnOption::SetNotNull(_)), Some(column)) = (altered.option(), altered.column_name_ref())
        else {
            continue;
        };
        if name::single(&column).is_some_and(|name| subject.history.is_proved_not_null(&alter.table, &name)) {
            continue;
        }
        let form = NotNull::of(&alter, &[text(&column)]).map(|steps| Form::of_action(number, steps.steps()));
        found.push(
            Found::new(
                format!("reads and writes of {} wait until every row is checked", alter.table),
                "add CHECK (… IS NOT NULL) NOT VALID, VALIDATE it in a transaction of its own, then SET NOT NULL, which then \
                 reads no rows, and drop the CHECK in a statement of its own; for a column of a composite type the CHECK \
                 says IS DISTINCT FROM NULL",
            )
            .with_form(form),
        );
    }
    found
}
