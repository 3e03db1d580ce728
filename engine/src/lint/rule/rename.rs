//! A new name breaks the programs that still use the old one, until all of them are exchanged.

use squawk_syntax::ast::{AlterSchemaAction, AlterTableAction, AlterTypeAction, AlterViewAction, Stmt};

use crate::lint::subject::{Found, Subject};

const ADVICE: &str = "add the new name beside the old one, change the programs, then drop the old: a view keeps a table's old \
                      name, a second column kept equal by a trigger keeps a column's";

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let renamed: Vec<&str> = match subject.statement {
        Stmt::AlterTable(_) => {
            let Some(alter) = subject.alter() else { return Vec::new() };
            alter
                .actions
                .iter()
                .filter_map(|action| match action {
                    AlterTableAction::TableRenameTo(_) => Some("table"),
                    AlterTableAction::SetSchema(_) => Some("table"),
                    AlterTableAction::RenameColumn(_) => Some("column"),
                    _ => None,
                })
                .collect()
        }
        Stmt::AlterView(view) => match view.action() {
            Some(AlterViewAction::ViewRenameTo(_) | AlterViewAction::SetSchema(_)) => vec!["view"],
            Some(AlterViewAction::RenameColumn(_)) => vec!["column"],
            _ => Vec::new(),
        },
        Stmt::AlterSchema(schema) => match schema.action() {
            Some(AlterSchemaAction::SchemaRenameTo(_)) => vec!["schema"],
            _ => Vec::new(),
        },
        Stmt::AlterType(of_type) => match of_type.action() {
            Some(AlterTypeAction::RenameValue(_)) => vec!["value of the enum type"],
            Some(AlterTypeAction::TypeRenameTo(_) | AlterTypeAction::SetSchema(_)) => vec!["type"],
            Some(AlterTypeAction::RenameAttribute(_)) => vec!["field of the composite type"],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    let words = |what| format!("programs that use the {what} by its old name fail from now on");
    renamed.into_iter().map(|what| Found::new(words(what), ADVICE)).collect()
}
