//! CREATE INDEX without CONCURRENTLY keeps writers out while it reads the table
//! (<https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY>).

use evenkeel_runner::file::{ObjectName, Probe};
use squawk_syntax::ast::Stmt;

use crate::lint::name;
use crate::lint::subject::{Form, Found, Step, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Stmt::CreateIndex(made) = subject.statement else { return Vec::new() };
    let Some(relation) = made.table_relation_name() else { return Vec::new() };
    let Some(table_name) = relation.table_name_ref() else { return Vec::new() };
    let Some(table) = name::qualified(&table_name) else { return Vec::new() };
    // ON ONLY a partitioned table reads nothing.
    if made.concurrently_token().is_some() || relation.only_token().is_some() || subject.is_new(&table) {
        return Vec::new();
    }
    // The index lies in its table's schema. One without a name is found by nobody.
    let probe = made.index().and_then(|index| name::single(&index)).map(|index| {
        let schema = name::object(&table_name).and_then(|table| table.schema);
        Probe::ValidIndex(ObjectName { schema, name: index })
    });
    let form = subject.with_inserted(made.index_token(), " CONCURRENTLY");
    vec![
        Found::new(
            format!("writes to {table} wait until the index is built"),
            "build it CONCURRENTLY, outside of a transaction; where that fails, drop the invalid index and try again. On a \
             partitioned table: ON ONLY, then one for each partition CONCURRENTLY, then ATTACH",
        )
        .with_form(form.map(|sql| Form::whole(vec![Step::Alone(sql, probe)]))),
    ]
}
