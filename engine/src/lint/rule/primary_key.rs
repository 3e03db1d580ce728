//! ADD PRIMARY KEY reads all rows and builds its index while nobody may read or write
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX>).

use squawk_syntax::ast::{AddColumn, AddConstraint, Constraint};

use crate::lint::alter::Alter;
use crate::lint::key::{Key, options};
use crate::lint::name;
use crate::lint::not_valid::NotNull;
use crate::lint::subject::{Form, Found, Step, Subject};

const ADVICE: &str = "make its columns NOT NULL first, as SET NOT NULL is made safe, build a unique index CONCURRENTLY, \
                      outside of a transaction, and add the key USING INDEX, which takes no time";

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let message = format!("reads and writes of {} wait until every row is checked and the index is built", alter.table);
    let mut found = Vec::new();
    for (number, added) in alter.each::<AddConstraint>() {
        let Some(Constraint::PrimaryKeyConstraint(primary)) = added.constraint() else { continue };
        let Some(parameters) = primary.index_parameters().filter(|_| primary.using_index().is_none()) else { continue };
        let name = primary.constraint_name_clause();
        let key = Key { words: "PRIMARY KEY", name, parameters, options: options(&primary) };
        let form = steps(subject, &alter, &key).map(|steps| Form::of_action(number, steps));
        found.push(Found::new(message.clone(), key.advice(ADVICE)).with_form(form));
    }
    for (_, column) in alter.each::<AddColumn>() {
        if column.constraints().any(|one| matches!(one, Constraint::PrimaryKeyConstraint(_))) {
            found.push(Found::new(message.clone(), format!("add the column and fill it in batches; then {ADVICE}")));
        }
    }
    found
}

fn steps(subject: &Subject<'_>, alter: &Alter, key: &Key) -> Option<Vec<Step>> {
    let proved = |column: &String| {
        name::identifier(column).is_some_and(|name| subject.history.is_proved_not_null(&alter.table, &name))
    };
    let columns: Vec<String> = key.columns()?.into_iter().filter(|column| !proved(column)).collect();
    let mut steps = NotNull::of(alter, &columns)?.steps();
    steps.extend(key.steps(alter)?);
    Some(steps)
}
