//! ADD CHECK reads the table while nobody else may
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>).

use std::collections::BTreeSet;

use evenkeel_model::name::make_object_name;
use squawk_syntax::ast::{AddColumn, AddConstraint, AstNode, CheckConstraint, Constraint, Expr, NameRef};

use crate::lint::alter::Alter;
use crate::lint::name;
use crate::lint::not_valid::{form, is_unchecked};
use crate::lint::subject::{Found, Subject};

const ADVICE: &str =
    "add it NOT VALID, and VALIDATE it in a transaction of its own, which lets readers and writers go on";

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    let message = format!("reads and writes of {} wait until every row is checked", alter.table);
    let mut found = Vec::new();
    for (number, added) in alter.each::<AddConstraint>() {
        let (constraint, clause, default_name) = match added.constraint() {
            Some(Constraint::CheckConstraint(check)) => {
                (check.syntax().clone(), check.constraint_name_clause(), default_name(&alter, &check))
            }
            // A constraint of its own since PostgreSQL 18.
            Some(Constraint::NotNullConstraint(not_null)) => {
                let column = not_null.column_name_ref().and_then(|column| name::single(&column));
                let name = column.map(|column| make_object_name(&alter.table.name, Some(&column), "not_null"));
                (not_null.syntax().clone(), not_null.constraint_name_clause(), name)
            }
            _ => continue,
        };
        if is_unchecked(&constraint) {
            continue;
        }
        let form = Constraint::cast(constraint).and_then(|one| form(&alter, number, &one, clause, default_name));
        found.push(Found::new(message.clone(), ADVICE).with_form(form));
    }
    for (_, column) in alter.each::<AddColumn>() {
        let constraints: Vec<_> = column.constraints().collect();
        let has = |wanted: fn(&Constraint) -> bool| constraints.iter().any(wanted);
        if has(|one| matches!(one, Constraint::CheckConstraint(_)))
            && has(|one| matches!(one, Constraint::DefaultConstraint(_)))
        {
            found.push(Found::new(message.clone(), format!("add the column without it first, then {ADVICE}")));
        }
    }
    found
}

/// The name that the server would give it: after the column where there is one. Nothing where it takes more than names to
/// know which columns an expression has.
fn default_name(alter: &Alter, check: &CheckConstraint) -> Option<String> {
    let expression = check.expr()?;
    let nodes: Vec<_> = expression.syntax().descendants().collect();
    if nodes.iter().any(|node| matches!(Expr::cast(node.clone()), Some(Expr::FieldExpr(_)))) {
        return None;
    }
    let called = |node: &&squawk_syntax::SyntaxNode| {
        let parent = node.parent().and_then(squawk_syntax::ast::CallExpr::cast);
        parent.is_some_and(|call| call.expr().is_some_and(|callee| callee.syntax() == *node))
    };
    let names: Option<BTreeSet<String>> = nodes
        .iter()
        .filter(|node| !called(node))
        .filter_map(|node| NameRef::cast(node.clone()))
        .map(|node| name::single(&node))
        .collect();
    let names = names?;
    let mut names = names.iter();
    match (names.next(), names.next()) {
        (Some(column), None) => Some(make_object_name(&alter.table.name, Some(column), "check")),
        _ => Some(make_object_name(&alter.table.name, None, "check")),
    }
}
