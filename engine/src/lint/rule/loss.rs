//! What takes data away for good. Where a comment on the statement says so, somebody has looked at it.

use squawk_syntax::ast::{AlterTableAction, Stmt};

use crate::lint::name;
use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    if subject.loss_is_said {
        return Vec::new();
    }
    let lost: Vec<String> = match subject.statement {
        Stmt::DropTable(dropped) => {
            let tables = dropped.table_name_refs().filter_map(|table| name::qualified(&table));
            tables.filter(|table| !subject.history.is_new(table)).map(|table| format!("the rows of {table}")).collect()
        }
        Stmt::Truncate(truncated) => {
            let tables = truncated.table_list().into_iter().flat_map(|list| list.table_relation_names());
            let tables = tables.filter_map(|table| name::qualified(&table.table_name_ref()?));
            tables.filter(|table| !subject.history.is_new(table)).map(|table| format!("the rows of {table}")).collect()
        }
        Stmt::AlterTable(_) => {
            let Some(alter) = subject.alter() else { return Vec::new() };
            let dropped = alter.actions.iter().filter_map(|action| match action {
                AlterTableAction::DropColumn(dropped) => {
                    dropped.column_name_ref().and_then(|column| name::single(&column))
                }
                _ => None,
            });
            dropped.map(|column| format!("what the column {column} of {} holds", alter.table)).collect()
        }
        Stmt::DropSchema(_) => vec!["what the schema holds".to_owned()],
        Stmt::DropSequence(_) => vec!["where the sequence stands".to_owned()],
        Stmt::DropDatabase(_) => vec!["the database".to_owned()],
        _ => Vec::new(),
    };
    lost.into_iter()
        .map(|what| {
            Found::new(
                format!("lost for good: {what}; programs that use it fail"),
                "let the programs stop using it first, and say that it is meant: a comment `-- DESTRUCTIVE: …` on the \
                 statement",
            )
        })
        .collect()
}
