//! What `sql!` makes.

use std::fmt;

use futures_util::{Stream, StreamExt};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use super::value::{Structured, Value};
use crate::error::Error;
use crate::executor::Executor;
use crate::query::{Reading, Reads, Runs, Wanted};
use crate::sql::Sql;
use crate::value::{Value as _, ValueError};

/// A checked statement that gives rows.
#[must_use = "a statement does nothing before it is run: `.all(&db)`"]
pub struct Statement<R> {
    sql: Sql,
    read: fn(&Row) -> Result<R, Error>,
}

impl<R: Send> Statement<R> {
    /// A statement whose rows are read so.
    #[doc(hidden)]
    pub fn new(sql: Sql, read: fn(&Row) -> Result<R, Error>) -> Self {
        Self { sql, read }
    }

    /// All rows.
    ///
    /// # Errors
    /// The statement failed, or a row could not be read.
    pub async fn all(self, on: &(impl Executor + ?Sized)) -> Result<Vec<R>, Error> {
        let rows = on.rows(&self.sql).await?;
        let rows: Result<_, Error> = rows.iter().map(self.read).collect();
        rows.map_err(|error| error.in_result_of(&self.sql))
    }

    /// The only row.
    ///
    /// # Errors
    /// As [`Statement::all`], and where there is no row, or more than one.
    pub async fn one(self, on: &(impl Executor + ?Sized)) -> Result<R, Error> {
        self.optional(on).await?.ok_or_else(|| Error::not_found(RESULT))
    }

    /// The only row, or nothing where there is none.
    ///
    /// # Errors
    /// As [`Statement::all`], and where there is more than one row.
    pub async fn optional(self, on: &(impl Executor + ?Sized)) -> Result<Option<R>, Error> {
        let rows = on.rows(&self.sql).await?;
        match rows.as_slice() {
            [] => Ok(None),
            [row] => (self.read)(row).map(Some).map_err(|error| error.in_result_of(&self.sql)),
            _ => Err(Error::too_many_rows(RESULT)),
        }
    }

    /// Runs it for what it does, and says how many rows it touched.
    ///
    /// # Errors
    /// The statement failed.
    pub async fn exec(self, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
        on.execute(&self.sql).await
    }

    /// The rows as they come, with bounded memory.
    ///
    /// # Errors
    /// The statement failed; of the stream, a row could not be read.
    pub async fn stream<'a>(
        self,
        on: &'a (impl Executor + ?Sized),
    ) -> Result<impl Stream<Item = Result<R, Error>> + Send + 'a, Error>
    where
        R: 'a,
    {
        let Self { sql, read } = self;
        let rows = on.stream(sql.clone()).await?;
        Ok(rows.map(move |row| row.and_then(|row| read(&row).map_err(|error| error.in_result_of(&sql)))))
    }

    /// The statement alone.
    pub fn into_sql(self) -> Sql {
        self.sql
    }
}

impl<R> Reads for Statement<R> {
    type Row = R;

    fn reading(self, _: Wanted) -> Reading<R> {
        Reading { sql: self.sql, read: self.read, what: RESULT }
    }
}

impl<R> Runs for Statement<R> {
    fn running(self) -> Sql {
        self.sql
    }
}

/// What messages call the rows of a statement.
const RESULT: &str = "the statement";

/// A checked statement that gives no rows.
#[must_use = "a statement does nothing before it is run: `.exec(&db)`"]
#[derive(Debug)]
pub struct Command {
    sql: Sql,
}

impl Command {
    /// A statement without rows.
    #[doc(hidden)]
    pub fn new(sql: Sql) -> Self {
        Self { sql }
    }

    /// Runs it, and says how many rows it touched.
    ///
    /// # Errors
    /// The statement failed.
    pub async fn exec(self, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
        on.execute(&self.sql).await
    }

    /// The statement alone.
    pub fn into_sql(self) -> Sql {
        self.sql
    }
}

impl Runs for Command {
    fn running(self) -> Sql {
        self.sql
    }
}

impl<R> fmt::Debug for Statement<R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Statement").field("sql", &self.sql).finish_non_exhaustive()
    }
}

/// A column that is not NULL.
///
/// # Errors
/// It is NULL nevertheless, or another value than its type in Rust has.
#[doc(hidden)]
pub fn get<V: Value>(row: &Row, index: usize) -> Result<V::Rust, Error> {
    optional::<V>(row, index)?.ok_or_else(|| {
        Error::decode(name(row, index), "it is NULL, which `sql!` was told or found that it cannot be".into())
    })
}

/// A column that may be NULL.
///
/// # Errors
/// It is another value than its type in Rust has.
#[doc(hidden)]
pub fn optional<V: Value>(row: &Row, index: usize) -> Result<Option<V::Rust>, Error> {
    let unreadable = |error: ValueError| Error::decode(name(row, index), error);
    let cell = row.try_get::<_, Option<Cell<'_>>>(index).map_err(|error| unreadable(error.into()))?;
    let Some(Cell(data_type, raw)) = cell else { return Ok(None) };
    V::InQueries::read(&data_type, raw).map(Some).map_err(unreadable)
}

/// [`get`] of a type that the place says for which it is.
///
/// # Errors
/// As [`get`].
#[doc(hidden)]
pub fn get_itself<T: Value<Rust = T>>(row: &Row, index: usize) -> Result<T, Error> {
    get::<T>(row, index)
}

/// [`optional`] of a type that the place says for which it is.
///
/// # Errors
/// As [`optional`].
#[doc(hidden)]
pub fn optional_itself<T: Value<Rust = T>>(row: &Row, index: usize) -> Result<Option<T>, Error> {
    optional::<T>(row, index)
}

/// [`get`] of the struct of a composite type, or of a list of such, that the place says for which it is.
///
/// # Errors
/// As [`get`].
#[doc(hidden)]
pub fn get_structured<T: Structured>(row: &Row, index: usize) -> Result<T, Error> {
    get::<T::Value>(row, index)
}

/// [`optional`] of the same.
///
/// # Errors
/// As [`optional`].
#[doc(hidden)]
pub fn optional_structured<T: Structured>(row: &Row, index: usize) -> Result<Option<T>, Error> {
    optional::<T::Value>(row, index)
}

fn name(row: &Row, index: usize) -> &str {
    row.columns().get(index).map_or("?", tokio_postgres::Column::name)
}

/// The bytes of a column.
struct Cell<'row>(Type, &'row [u8]);

impl<'row> FromSql<'row> for Cell<'row> {
    fn from_sql(data_type: &Type, raw: &'row [u8]) -> Result<Self, ValueError> {
        Ok(Self(data_type.clone(), raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
