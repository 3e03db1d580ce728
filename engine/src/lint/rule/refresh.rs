//! REFRESH MATERIALIZED VIEW locks the view against readers
//! (<https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html>).

use squawk_syntax::ast::Stmt;

use crate::lint::subject::{Form, Found, Step, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Stmt::Refresh(refresh) = subject.statement else { return Vec::new() };
    if refresh.concurrently_token().is_some() {
        return Vec::new();
    }
    // WITH NO DATA does not go with it.
    let form = if refresh.data_option().is_none() {
        subject.with_inserted(refresh.view_token(), " CONCURRENTLY")
    } else {
        None
    };
    vec![
        Found::new(
            "reads of the view wait until it is filled anew",
            "refresh it CONCURRENTLY, for which it needs a unique index on columns, and rows that it holds already",
        )
        .with_form(form.map(|sql| Form::whole(vec![Step::Together(sql)]))),
    ]
}
