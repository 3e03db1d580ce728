//! A catalog as plain SQL for an empty database.

use evenkeel_lexer::escape_carriage_returns;
use evenkeel_model::object::Schema;
use evenkeel_model::{Catalog, ObjectId};

use super::WorkflowError;
use super::difference::missing;
use crate::plan::{Facts, Statement, Transaction, plan_changes, plannable, transactions};

/// The SQL that makes everything in the catalog, in an order that works, with a semicolon after each statement.
///
/// # Errors
/// Where the objects cannot be put in any order.
pub fn export(catalog: &Catalog, major: u32) -> Result<String, WorkflowError> {
    let facts = Facts { major, exclusive: true, ..Facts::default() };
    // An empty database has the public schema already.
    let there = catalog.schemas.keys().filter(|name| *name == "public").map(|name| (name.clone(), Schema::default()));
    let empty = Catalog { schemas: there.collect(), ..Catalog::default() };
    let plan = plan_changes(plannable(&empty, catalog, major), &empty, catalog, &facts)?;
    Ok(script(&plan.statements))
}

/// What of a catalog needs an object that [`export`] does not make, since no plan can: each with that.
pub fn needs(catalog: &Catalog) -> Vec<(ObjectId, ObjectId)> {
    missing(&Catalog::default(), catalog)
}

/// Statements as a script, a blank line between two objects.
fn script(statements: &[Statement]) -> String {
    let mut text = String::new();
    let mut last = None;
    for statement in statements {
        if last.is_some_and(|last| last != &statement.object) {
            text.push('\n');
        }
        text.push_str(&line(statement));
        last = Some(&statement.object);
    }
    text
}

/// Statements as a script for `psql -v ON_ERROR_STOP=1`: BEGIN and COMMIT around what shares a transaction.
pub fn with_transactions(statements: &[Statement]) -> String {
    let mut parts = Vec::new();
    for transaction in transactions(statements) {
        match transaction {
            Transaction::Alone(statement) => parts.push(line(statement)),
            Transaction::Together(together) => {
                let lines: String = together.iter().map(line).collect();
                parts.push(format!("BEGIN;\n{lines}COMMIT;\n"));
            }
        }
    }
    parts.join("\n")
}

/// A statement with its semicolon, as it can stand in a file.
fn line(statement: &Statement) -> String {
    format!("{};\n", escape_carriage_returns(&statement.sql))
}
