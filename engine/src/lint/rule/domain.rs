//! A constraint of a domain is checked in every table that uses it, while none of them takes writes
//! (<https://www.postgresql.org/docs/current/sql-alterdomain.html>).

use squawk_syntax::ast::{AlterDomainAction, AstNode, Stmt};

use crate::lint::not_valid::is_unchecked;
use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Stmt::AlterDomain(altered) = subject.statement else { return Vec::new() };
    let checks = match altered.action() {
        Some(AlterDomainAction::AddConstraint(added)) => {
            added.constraint().is_some_and(|constraint| !is_unchecked(constraint.syntax()))
        }
        Some(AlterDomainAction::SetNotNull(_) | AlterDomainAction::ValidateConstraint(_)) => true,
        _ => false,
    };
    if !checks {
        return Vec::new();
    }
    vec![Found::new(
        "writes to every table that has a column of the domain wait until all their rows are checked",
        "check it in the tables: a CHECK on each, added NOT VALID and validated after",
    )]
}
