//! Constraints that are added without looking at the rows, and validated after.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{AstNode, ConstraintNameClause, ConstraintOption};

use super::alter::Alter;
use super::name;
use super::subject::{Form, Step, text};
use evenkeel_model::name::{make_object_name, quote_identifier};

/// Whether the rows are not looked at when a constraint is added.
pub(super) fn is_unchecked(constraint: &SyntaxNode) -> bool {
    let mut options = constraint.children().filter_map(ConstraintOption::cast);
    options.any(|option| matches!(option, ConstraintOption::NotValid(_) | ConstraintOption::NotEnforced(_)))
}

/// The action with NOT VALID, then VALIDATE in a transaction of its own. `default_name` is the name that the server would
/// give the constraint.
pub(super) fn form(
    alter: &Alter,
    action: usize,
    constraint: &impl AstNode,
    clause: Option<ConstraintNameClause>,
    default_name: Option<String>,
) -> Option<Form> {
    let added = text(constraint);
    let (name, added) = match clause {
        Some(clause) => (text(&clause.constraint_name()?), added),
        None => {
            let name = quote_identifier(&default_name?);
            (name.clone(), format!("CONSTRAINT {name} {added}"))
        }
    };
    Some(Form::of_action(
        action,
        vec![
            Step::Together(alter.with(format_args!("ADD {added} NOT VALID"))),
            Step::Apart(alter.with(format_args!("VALIDATE CONSTRAINT {name}"))),
        ],
    ))
}

/// How a column is kept from being NULL without reading all rows under the strongest lock: a constraint that is validated,
/// from which the server knows that no row has NULL there.
pub(super) struct NotNull {
    /// What is done first, in one transaction.
    pub add: Vec<String>,
    /// What reads the rows.
    pub validate: Vec<String>,
    /// What relies on it.
    pub set: Vec<String>,
}

impl NotNull {
    /// For these columns, each as the file writes it.
    pub fn of(alter: &Alter, columns: &[String]) -> Option<Self> {
        let mut all = Self { add: Vec::new(), validate: Vec::new(), set: Vec::new() };
        for column in columns {
            let bare = name::identifier(column)?;
            let name = make_object_name(&alter.table.name, Some(&bare), "_keel_not_null");
            let name = quote_identifier(&name);
            all.add.push(alter.with(format_args!("ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID")));
            all.validate.push(alter.with(format_args!("VALIDATE CONSTRAINT {name}")));
            all.set.push(alter.with(format_args!("ALTER COLUMN {column} SET NOT NULL")));
            // In a statement of its own: beside SET NOT NULL it would go first, and the rows were read after all.
            all.set.push(alter.with(format_args!("DROP CONSTRAINT {name}")));
        }
        Some(all)
    }

    /// The statements, in three transactions; the first goes with what stands before it.
    pub fn steps(self) -> Vec<Step> {
        let apart = |statements: Vec<String>| {
            statements.into_iter().enumerate().map(|(number, sql)| match number {
                0 => Step::Apart(sql),
                _ => Step::Together(sql),
            })
        };
        self.add.into_iter().map(Step::Together).chain(apart(self.validate)).chain(apart(self.set)).collect()
    }
}
