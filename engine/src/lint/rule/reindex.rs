//! REINDEX without CONCURRENTLY keeps writers out, and readers that would use the index
//! (<https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY>).

use evenkeel_runner::file::Probe;
use squawk_syntax::ast::{Reindex, ReindexOption, ReindexTarget, Stmt};

use crate::lint::subject::{Form, Found, Step, Subject, text};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Stmt::Reindex(reindex) = subject.statement else { return Vec::new() };
    if is_concurrent(reindex) {
        return Vec::new();
    }
    let kind = match reindex.reindex_target() {
        // An option that says no stands in the way.
        _ if options(reindex).next().is_some() => None,
        Some(ReindexTarget::ReindexTargetIndex(one)) => one.index_token(),
        Some(ReindexTarget::ReindexTargetTable(one)) => one.table_token(),
        Some(ReindexTarget::ReindexTargetSchema(one)) => one.schema_token(),
        Some(ReindexTarget::ReindexTargetDatabase(one)) => one.database_token(),
        // The catalogs cannot be done so.
        Some(ReindexTarget::ReindexTargetSystem(_)) | None => None,
    };
    let form = subject.with_inserted(kind, " CONCURRENTLY");
    vec![
        Found::new(
            "writes to the table wait until its indexes are built anew, and so does what would read by them",
            "do it CONCURRENTLY, outside of a transaction; where that fails, drop the invalid index that it leaves",
        )
        .with_form(form.map(|sql| Form::whole(vec![Step::Alone(sql, Some(Probe::Repeatable))]))),
    ]
}

/// Whether it lets others go on.
pub(in crate::lint) fn is_concurrent(reindex: &Reindex) -> bool {
    let word = match reindex.reindex_target() {
        Some(ReindexTarget::ReindexTargetIndex(one)) => one.concurrently_token(),
        Some(ReindexTarget::ReindexTargetTable(one)) => one.concurrently_token(),
        Some(ReindexTarget::ReindexTargetSchema(one)) => one.concurrently_token(),
        Some(ReindexTarget::ReindexTargetDatabase(one)) => one.concurrently_token(),
        Some(ReindexTarget::ReindexTargetSystem(_)) | None => None,
    };
    let is_off = |option: &String| ["false", "off", "0", "no"].iter().any(|word| option.ends_with(word));
    word.is_some() || options(reindex).any(|option| !is_off(&option))
}

/// What its options say of being concurrent, in lower case.
fn options(reindex: &Reindex) -> impl Iterator<Item = String> {
    let options = reindex.reindex_option_list().into_iter().flat_map(|list| list.reindex_options());
    options
        .filter(|option| matches!(option, ReindexOption::ReindexOptionConcurrently(_)))
        .map(|option| text(&option).to_ascii_lowercase())
}
