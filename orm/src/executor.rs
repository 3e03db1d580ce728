//! What a statement can run on.

use std::future::Future;
use std::pin::Pin;

use futures_util::Stream;
use tokio_postgres::Row;

use crate::db::{CopyIn, CopyOut, Lent};
use crate::error::Error;
use crate::sql::Sql;

/// A future that is sent between threads, without its name.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The rows of a statement as they come, with bounded memory.
pub type RowStream<'a> = Pin<Box<dyn Stream<Item = Result<Row, Error>> + Send + 'a>>;

/// What a statement came to.
#[derive(Debug)]
pub struct Answer {
    /// The rows that it gave.
    pub rows: Vec<Row>,
    /// How many rows it read, inserted, updated or deleted.
    pub touched: u64,
}

/// What a statement can run on: a [`Db`](crate::Db), a [`Transaction`](crate::Transaction), a
/// [`Session`](crate::Session). Sealed by what it takes: only this crate makes such statements.
pub trait Executor: Send + Sync {
    /// A session for one statement, so that its rows are read as they come.
    #[doc(hidden)]
    fn lend(&self) -> Lent<'_> {
        Lent::Never
    }

    /// Runs a statement and collects its rows.
    fn rows<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<Vec<Row>, Error>>;

    /// Runs a statement that gives no rows, and says how many it touched.
    fn execute<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<u64, Error>>;

    /// Runs a statement and hands out its rows as they come; the session is taken until the stream ends or is dropped.
    fn stream<'a>(&'a self, sql: Sql) -> BoxFuture<'a, Result<RowStream<'a>, Error>>;

    /// Sends several statements at once and collects the answer to each: one round trip in all. All of them happen or none:
    /// outside of a transaction they are given one. [`batch`](crate::batch) makes typed results of it.
    fn answers<'a>(&'a self, statements: &'a [Sql]) -> BoxFuture<'a, Result<Vec<Answer>, Error>>;

    /// Begins `COPY … FROM STDIN`; the session is taken until it is finished or dropped.
    fn copy_in<'a>(&'a self, statement: &str) -> BoxFuture<'a, Result<CopyIn<'a>, Error>>;

    /// Runs `COPY … TO STDOUT`; the session is taken until the stream ends or is dropped.
    fn copy_out<'a>(&'a self, statement: &str) -> BoxFuture<'a, Result<CopyOut<'a>, Error>>;
}
