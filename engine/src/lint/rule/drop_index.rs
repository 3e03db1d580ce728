//! DROP INDEX locks the index's table against readers and writers
//! (<https://www.postgresql.org/docs/current/sql-dropindex.html>).

use evenkeel_model::QualifiedName;
use evenkeel_runner::file::Probe;
use squawk_syntax::ast::Stmt;

use crate::lint::name;
use crate::lint::subject::{Form, Found, Step, Subject, text};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Stmt::DropIndex(dropped) = subject.statement else { return Vec::new() };
    let indexes: Vec<_> = dropped.index_refs().collect();
    let names: Vec<QualifiedName> = indexes.iter().filter_map(name::qualified).collect();
    if dropped.concurrently_token().is_some() || names.iter().all(|index| subject.history.is_new_index(index)) {
        return Vec::new();
    }
    // What is dropped CONCURRENTLY is one, and takes nothing along.
    let steps: Vec<Step> = indexes
        .iter()
        .map(|index| {
            let condition = dropped.if_exists().map(|_| "IF EXISTS ").unwrap_or_default();
            let sql = format!("DROP INDEX CONCURRENTLY {condition}{}", text(index));
            Step::Alone(sql, name::object(index).map(Probe::NoIndex))
        })
        .collect();
    let form = dropped.drop_behavior().is_none().then(|| Form::whole(steps));
    vec![
        Found::new(
            "reads and writes of the index's table wait for it, and it waits for all that run",
            "drop it CONCURRENTLY, outside of a transaction, after what replaces it stands; that of a partitioned table \
             cannot be dropped so",
        )
        .with_form(form),
    ]
}
