//! A catalog as plain SQL for an empty database.

use evenkeel_model::Catalog;

use super::WorkflowError;
use crate::plan::{Facts, Statement, plan_changes, plannable};

/// The SQL that makes everything in the catalog, in an order that works, with a semicolon after each statement.
///
/// # Errors
/// Where the objects cannot be put in any order.
pub fn export(catalog: &Catalog, major: u32) -> Result<String, WorkflowError> {
    let facts = Facts { major, exclusive: true, ..Facts::default() };
    let empty = Catalog::default();
    let plan = plan_changes(plannable(&empty, catalog, major), &empty, catalog, &facts)?;
    Ok(script(&plan.statements))
}

/// Statements as a script, a blank line between two objects.
fn script(statements: &[Statement]) -> String {
    let mut text = String::new();
    let mut last = None;
    for statement in statements {
        if last.is_some_and(|last| last != &statement.object) {
            text.push('\n');
        }
        text.push_str(&statement.sql);
        text.push_str(";\n");
        last = Some(&statement.object);
    }
    text
}

/// Statements as a script for `psql -v ON_ERROR_STOP=1`: BEGIN and COMMIT around what shares a transaction.
pub fn transactions(statements: &[Statement]) -> String {
    let mut text = String::new();
    let mut open = None;
    for statement in statements {
        if open.is_some() && (open != Some(statement.phase) || statement.probe.is_some()) {
            text.push_str("COMMIT;\n\n");
            open = None;
        }
        if statement.probe.is_some() {
            text.push_str(&format!("{};\n\n", statement.sql));
            continue;
        }
        if open.is_none() {
            text.push_str("BEGIN;\n");
            open = Some(statement.phase);
        }
        text.push_str(&format!("{};\n", statement.sql));
    }
    if open.is_some() {
        text.push_str("COMMIT;\n");
    }
    text
}
