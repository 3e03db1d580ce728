//! One row by its key.

use super::condition::Parameters;
use super::value::key_condition;
use super::{Relation, cell};
use crate::api::Row;
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;
use crate::wire::Limits;

/// How many bytes of one value are read; the server has cut what is large before.
const MOST_OF_CELL: usize = 64 << 10;

impl Relation {
    /// The names of the columns that the role may read, in order.
    pub fn readable(&self) -> Vec<String> {
        self.columns.iter().filter(|column| column.readable).map(|column| column.name.clone()).collect()
    }
}

/// Reads it, with every column that the role may read; nothing where it is gone.
///
/// # Errors
/// Where the server refuses.
pub async fn row(session: &mut Session, relation: &Relation, key: &[String]) -> Result<Option<Row>, Failure> {
    let mut parameters = Parameters::default();
    let condition = key_condition(relation, key, &mut parameters)?;
    let columns: Vec<_> = relation.columns.iter().filter(|column| column.readable).collect();
    let mut items = vec![if relation.has_versions() { "xmin::pg_catalog.text" } else { "NULL" }.to_owned()];
    items.extend(columns.iter().map(|column| cell::expression(column)));
    let from = quote::qualified(&relation.schema, &relation.name);
    let sql = format!("SELECT {} FROM {from} WHERE {condition}", items.join(", "));
    let (sql, values) = parameters.used(&sql);
    let limits = Limits { rows: 1, bytes: usize::MAX, cell: MOST_OF_CELL, to_the_end: false };
    let output = session.query(&sql, &values, &limits).await?;
    Ok(output.rows.into_iter().next().map(|row| {
        let mut cells = row.into_iter();
        let version = cells.next().and_then(|cell| cell.text);
        let cells = columns.iter().zip(cells).map(|(column, given)| cell::read(column, given)).collect();
        Row { key: Some(key.to_vec()), version, cells }
    }))
}
