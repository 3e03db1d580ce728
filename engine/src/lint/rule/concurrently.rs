//! What the server refuses to do in a transaction.

use evenkeel_runner::file::Probe;
use squawk_syntax::ast::{AlterTableAction, DetachPartitionOption, Stmt};

use super::reindex::is_concurrent;
use crate::lint::subject::{Form, Found, Step, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    if !subject.transactional {
        return Vec::new();
    }
    let (words, probe) = match subject.statement {
        Stmt::CreateIndex(made) if made.concurrently_token().is_some() => ("CREATE INDEX CONCURRENTLY", None),
        Stmt::DropIndex(dropped) if dropped.concurrently_token().is_some() => ("DROP INDEX CONCURRENTLY", None),
        Stmt::Reindex(reindex) if is_concurrent(reindex) => ("REINDEX CONCURRENTLY", Some(Probe::Repeatable)),
        Stmt::AlterTable(altered) if altered.actions().any(|action| is_concurrent_detach(&action)) => {
            ("DETACH PARTITION CONCURRENTLY", None)
        }
        Stmt::Vacuum(_) => ("VACUUM", Some(Probe::Repeatable)),
        Stmt::CreateDatabase(_) => ("CREATE DATABASE", None),
        Stmt::DropDatabase(_) => ("DROP DATABASE", None),
        Stmt::CreateTablespace(_) => ("CREATE TABLESPACE", None),
        Stmt::DropTablespace(_) => ("DROP TABLESPACE", None),
        Stmt::AlterSystem(_) => ("ALTER SYSTEM", None),
        _ => return Vec::new(),
    };
    let alone = Form::whole(vec![Step::Alone(subject.text.to_owned(), probe)]);
    vec![
        Found::new(
            format!("{words} fails in a transaction"),
            "give it a segment of its own: `-- keel: segment no-transaction` on the line above",
        )
        .with_form(Some(alone)),
    ]
}

fn is_concurrent_detach(action: &AlterTableAction) -> bool {
    let AlterTableAction::DetachPartition(detach) = action else { return false };
    matches!(detach.detach_partition_option(), Some(DetachPartitionOption::DetachConcurrently(_)))
}
