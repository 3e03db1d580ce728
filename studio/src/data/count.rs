//! The exact number of rows.

use super::condition::{Parameters, clause, conditions};
use super::relation;
use crate::api::{CountResponse, RowsQuery};
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;

/// Counts.
///
/// # Errors
/// Where the server refuses, or it takes too long.
pub async fn count(session: &mut Session, query: &RowsQuery) -> Result<CountResponse, Failure> {
    let relation = relation::find(session, &query.schema, &query.name).await?;
    let mut parameters = Parameters::default();
    let conditions = conditions(&relation, query, &mut parameters)?;
    let from = quote::qualified(&relation.schema, &relation.name);
    let sql = format!("SELECT pg_catalog.count(*) FROM {from}{}", clause(&conditions));
    let (sql, values) = parameters.used(&sql);
    let row = session.row(&sql, &values).await?;
    let count = row.and_then(|row| row.into_iter().next().flatten()).and_then(|count| count.parse().ok());
    count.map(|count| CountResponse { count }).ok_or_else(|| Failure::internal("the server did not count"))
}
