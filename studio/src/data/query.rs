//! All rows of a query, for a file.

use super::condition::{Parameters, clause, conditions};
use super::order::Ordering;
use super::page::wanted;
use super::relation::{self, Relation, RelationColumn};
use crate::api::RowsQuery;
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;

/// A query with what the catalog says of it.
pub struct Query {
    relation: Relation,
    columns: Vec<RelationColumn>,
    parameters: Parameters,
    sql: String,
}

impl Query {
    /// Reads what the catalog says of a query.
    ///
    /// # Errors
    /// Where a relation or column is not there.
    pub async fn of(session: &mut Session, query: &RowsQuery) -> Result<Self, Failure> {
        let relation = relation::find(session, &query.schema, &query.name).await?;
        let columns: Vec<RelationColumn> = wanted(&relation, query)?.into_iter().cloned().collect();
        if columns.is_empty() {
            return Err(Failure::request("there is no column that could be read"));
        }
        let mut parameters = Parameters::default();
        let conditions = conditions(&relation, query, &mut parameters)?;
        let names: Vec<_> = columns.iter().map(|column| quote::name(&column.name)).collect();
        let sql = format!(
            "SELECT {} FROM {}{}{}",
            names.join(", "),
            quote::qualified(&relation.schema, &relation.name),
            clause(&conditions),
            Ordering::of(&relation, query)?.clause()
        );
        Ok(Self { relation, columns, parameters, sql })
    }

    /// The relation.
    pub fn relation(&self) -> &Relation {
        &self.relation
    }

    /// The columns.
    pub fn columns(&self) -> Vec<RelationColumn> {
        self.columns.clone()
    }

    /// The SQL that gives all rows, with its parameters.
    pub fn whole(&self) -> (String, Vec<Option<&str>>) {
        self.parameters.used(&self.sql)
    }
}
