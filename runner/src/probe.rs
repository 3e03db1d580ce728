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
    let failed = |source| Error::server(Doing::DroppingInvalidIndex, source);
    // It waits for transactions of others, as the build did, whatever limits the role has; with these it cannot share a
    // request, which would be one transaction.
    client.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0").await.map_err(failed)?;
    let sql = format!("DROP INDEX CONCURRENTLY IF EXISTS {}", index.quoted());
    client.batch_execute(&sql).await.map_err(failed)
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
    let failed = |source| Error::server(Doing::Probing, source);
    row.map_err(failed)?.map(|row| row.try_get(0).map_err(failed)).transpose()
}
