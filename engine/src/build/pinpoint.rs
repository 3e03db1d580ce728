//! Where in an expression an error is: ALTER TABLE and CREATE DOMAIN tell nothing of that, a query does.

use evenkeel_model::object::{ColumnValue, ConstraintKind};
use evenkeel_model::{Catalog, ObjectId};

use super::enclosed::is_one_statement;
use super::{BuildError, Item, Sender};

/// The class of errors that are about what a statement says.
const OF_THE_TEXT: &str = "42";

/// Gives errors without a position that of the same error in a query of the same expression.
///
/// # Errors
/// The connection is gone.
pub(super) async fn pinpoint(
    client: Sender<'_>,
    wanted: &Catalog,
    failed: &mut [(Item, BuildError)],
) -> Result<(), Vec<BuildError>> {
    for (item, error) in failed {
        if error.position.is_some() || !error.code.starts_with(OF_THE_TEXT) {
            continue;
        }
        for query in queries(wanted, &item.object).into_iter().filter(|query| is_one_statement(query)) {
            let Err(source) = client.send(&query).await else { continue };
            let asked = BuildError::of_statement(&item.object, &query, &source);
            if source.is_closed() {
                return Err(vec![asked]);
            }
            if asked.position.is_some() && (&asked.code, &asked.message) == (&error.code, &error.message) {
                *error = asked;
                break;
            }
        }
    }
    Ok(())
}

/// Queries of the expressions of an object, which read no row.
fn queries(wanted: &Catalog, object: &ObjectId) -> Vec<String> {
    let query = |text: &str, source: &str| format!("SELECT (\n{text}\n) FROM {source} LIMIT 0");
    match object {
        ObjectId::Constraint(table, name) => {
            let kind = wanted.tables.get(table).and_then(|table| table.constraints.get(name)).map(|one| &one.kind);
            match kind {
                Some(ConstraintKind::Check { expression, .. }) => vec![query(expression, &table.to_string())],
                _ => Vec::new(),
            }
        }
        ObjectId::Column(table, name) | ObjectId::ColumnValue(table, name) => {
            let column = wanted.tables.get(table).and_then(|table| table.columns.get(name));
            match column.and_then(|column| column.value.as_ref()) {
                Some(ColumnValue::Generated { expression, .. } | ColumnValue::Default(expression)) => {
                    vec![query(expression, &table.to_string())]
                }
                _ => Vec::new(),
            }
        }
        ObjectId::Type(name) => {
            let Some(domain) = wanted.domains.get(name) else { return Vec::new() };
            // What a domain's condition calls VALUE is the name of a column here.
            let value = format!("(SELECT NULL::{} AS value) AS domain", domain.base_type);
            domain.checks.values().map(|check| query(&check.expression, &value)).collect()
        }
        _ => Vec::new(),
    }
}
