//! Asking the catalog what became of a statement outside of a transaction.

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::error::{Doing, Error};
use crate::file::{ObjectName, Probe};

/// Whether the statement has happened. One that may run twice never has.
pub(crate) async fn has_happened(client: &Client, probe: &Probe) -> Result<bool, Error> {
    match probe {
        Probe::ValidIndex(index) => Ok(index_is_valid(client, index).await? == Some(true)),
        Probe::NoIndex(index) => Ok(index_is_valid(client, index).await?.is_none()),
        Probe::ValidatedConstraint { table, constraint } => {
            Ok(constraint_is_valid(client, table, constraint).await? == Some(true))
        }
        Probe::NoConstraint { table, constraint } => {
            Ok(constraint_is_valid(client, table, constraint).await?.is_none())
        }
        Probe::EnumLabel { enum_type, label } => {
            let sql = "SELECT true FROM pg_catalog.pg_enum WHERE enumtypid = to_regtype($1) AND enumlabel = $2";
            Ok(ask(client, sql, &enum_type.quoted(), Some(label)).await?.is_some())
        }
        Probe::Repeatable => Ok(false),
    }
}

/// Whether the index stands and is valid; none where there is no such index.
pub(crate) async fn index_is_valid(client: &Client, index: &ObjectName) -> Result<Option<bool>, Error> {
    let sql = "SELECT indisvalid AND indisready FROM pg_catalog.pg_index WHERE indexrelid = to_regclass($1)";
    ask(client, sql, &index.quoted(), None).await
}

/// Drops an index that a failed build left invalid, without a strong lock.
pub(crate) async fn drop_invalid_index(client: &Client, index: &ObjectName) -> Result<(), Error> {
    let sql = format!("DROP INDEX CONCURRENTLY IF EXISTS {}", index.quoted());
    client.batch_execute(&sql).await.map_err(|source| Error::server(Doing::DroppingInvalidIndex, source))
}

async fn constraint_is_valid(client: &Client, table: &ObjectName, constraint: &str) -> Result<Option<bool>, Error> {
    let sql = "SELECT convalidated FROM pg_catalog.pg_constraint WHERE conrelid = to_regclass($1) AND conname = $2";
    ask(client, sql, &table.quoted(), Some(constraint)).await
}

async fn ask(client: &Client, sql: &str, object: &str, name: Option<&str>) -> Result<Option<bool>, Error> {
    let mut parameters: Vec<(&(dyn tokio_postgres::types::ToSql + Sync), Type)> = vec![(&object, Type::TEXT)];
    if let Some(name) = &name {
        parameters.push((name, Type::TEXT));
    }
    let row = client.query_typed_opt(sql, &parameters).await;
    Ok(row.map_err(|source| Error::server(Doing::Probing, source))?.map(|row| row.get(0)))
}
