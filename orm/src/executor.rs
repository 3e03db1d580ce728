//! What a statement can run on.

use std::future::Future;
use std::pin::Pin;

use futures_util::Stream;
use tokio_postgres::Row;

use crate::error::Error;
use crate::sql::Sql;

/// A future that is sent between threads, without its name.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The rows of a statement as they come, with bounded memory.
pub type RowStream<'a> = Pin<Box<dyn Stream<Item = Result<Row, Error>> + Send + 'a>>;

/// What a statement can run on: a pool, a transaction. Sealed by what it takes: only this crate makes such statements.
pub trait Executor: Send + Sync {
    /// Runs a statement and collects its rows.
    fn rows<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<Vec<Row>, Error>>;

    /// Runs a statement that gives no rows, and says how many it touched.
    fn execute<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<u64, Error>>;

    /// Runs a statement and hands out its rows as they come; the session is taken until the stream ends or is dropped.
    fn stream<'a>(&'a self, sql: Sql) -> BoxFuture<'a, Result<RowStream<'a>, Error>>;
}
