//! Code whose statements are known only when it runs.

use squawk_syntax::ast::Stmt;

use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let what = match subject.statement {
        Stmt::Do(_) => "this block",
        Stmt::Call(_) => "this procedure",
        _ => return Vec::new(),
    };
    vec![Found::new(
        format!("what {what} does was not looked at: it is known only when it runs"),
        "where it changes tables, write that as statements of the migration",
    )]
}
