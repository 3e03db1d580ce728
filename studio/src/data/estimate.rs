//! Guesses, by what the server's planner knows.

use serde_json::Value;

use super::condition::{Parameters, clause};
use super::order::Ordering;
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;

use super::Relation;

/// About how many rows the planner expects.
///
/// # Errors
/// Where the server refuses the conditions.
pub async fn rows(
    session: &mut Session,
    relation: &Relation,
    conditions: &[String],
    parameters: &Parameters,
) -> Result<Option<u64>, Failure> {
    let from = quote::qualified(&relation.schema, &relation.name);
    let sql = format!("EXPLAIN (FORMAT JSON) SELECT 1 FROM {from}{}", clause(conditions));
    let (sql, values) = parameters.used(&sql);
    let plan: Option<Value> = session.json(&sql, &values).await?;
    Ok(plan.as_ref().and_then(|plan| plan.pointer("/0/Plan/Plan Rows")).and_then(Value::as_u64))
}

/// The value of the first part of an order that stands about here, by the statistics of its column.
///
/// # Errors
/// Where the server does not answer.
pub async fn value_near(
    session: &mut Session,
    relation: &Relation,
    ordering: &Ordering,
    fraction: f64,
) -> Result<Option<String>, Failure> {
    let Some(first) = ordering.terms.first() else { return Ok(None) };
    let column = relation.columns.iter().find(|column| quote::name(&column.name) == first.sql);
    let Some(column) = column else { return Ok(None) };
    let fraction = if first.descending { 1.0 - fraction } else { fraction };
    // Where some values are very common the histogram leaves them out, and says nothing of where they are.
    let sql = "SELECT b.bounds[1 + pg_catalog.round($4::pg_catalog.float8 * (pg_catalog.cardinality(b.bounds) - 1))::int4] \
               FROM pg_catalog.pg_stats s \
               CROSS JOIN LATERAL (SELECT s.histogram_bounds::pg_catalog.text::pg_catalog.text[] AS bounds) b \
               WHERE s.schemaname = $1 AND s.tablename = $2 AND s.attname = $3 AND s.histogram_bounds IS NOT NULL \
               AND coalesce((SELECT pg_catalog.sum(f) FROM pg_catalog.unnest(s.most_common_freqs) f), 0) < 0.2 \
               AND s.null_frac < 0.1 ORDER BY s.inherited DESC LIMIT 1";
    let fraction = fraction.clamp(0.0, 1.0).to_string();
    let parameters = [Some(relation.schema.as_str()), Some(&relation.name), Some(&column.name), Some(&fraction)];
    Ok(session.row(sql, &parameters).await?.and_then(|row| row.into_iter().next().flatten()))
}
