//! How statements run, and what becomes of their rows.

use std::pin::Pin;

use futures_util::{Stream, StreamExt};
use tokio_postgres::Row;

use super::output::Read;
use crate::db::Lent;
use crate::error::Error;
use crate::executor::Executor;
use crate::read::Reader;
use crate::sql::Sql;

/// More cannot be counted in the protocol.
const MOST_PARAMETERS: usize = 65_535;

pub(super) fn check(sql: &Sql) -> Result<(), Error> {
    if let Some(mistake) = sql.mistake() {
        return Err(Error::invalid(mistake));
    }
    if sql.parameters().len() > MOST_PARAMETERS {
        return Err(Error::invalid(format!(
            "the statement has {} parameters, and PostgreSQL takes {MOST_PARAMETERS}: rows that give values for the same columns travel as one parameter for each column",
            sql.parameters().len()
        )));
    }
    Ok(())
}

pub(super) fn read<O: Read>(row: &Row) -> Result<O::Row, Error> {
    let mut reader = Reader::new(row);
    O::read(&mut reader).map_err(|error| reader.error(error))
}

/// All rows as they came.
async fn rows(sql: &Sql, on: &(impl Executor + ?Sized)) -> Result<Vec<Row>, Error> {
    check(sql)?;
    match on.lend() {
        Lent::Now(session) => session.rows(sql).await,
        Lent::Later(session) => session.await?.rows(sql).await,
        Lent::Never => on.rows(sql).await,
    }
}

/// What reads rows, and gives up each when it is read and was taken, with what it was read from. Where one cannot be read,
/// the others are passed over, and why is left behind.
fn reading<O: Read>(failure: &mut Option<Error>, mut take: impl FnMut(O::Row, &Row)) -> impl FnMut(&Row) {
    move |row| {
        if failure.is_none() {
            let mut reader = Reader::new(row);
            match O::read(&mut reader) {
                Ok(read) => take(read, row),
                Err(error) => *failure = Some(reader.error(error)),
            }
        }
    }
}

/// The same for what gives rows away.
fn by_value(mut take: impl FnMut(&Row)) -> impl FnMut(Row) {
    move |row| take(&row)
}

/// Reads all rows, of which each is taken with what it was read from.
pub(super) async fn each<O: Read>(
    sql: &Sql,
    on: &(impl Executor + ?Sized),
    take: impl FnMut(O::Row, &Row),
) -> Result<(), Error> {
    check(sql)?;
    let mut failure = None;
    let take = reading::<O>(&mut failure, take);
    let lent = match on.lend() {
        Lent::Now(session) => Some(session),
        Lent::Later(session) => Some(session.await?),
        Lent::Never => None,
    };
    match lent {
        Some(session) => session.each(sql, take).await?,
        None => on.rows(sql).await?.into_iter().for_each(by_value(take)),
    }
    failure.map_or(Ok(()), |error| Err(error.in_result_of(sql)))
}

/// All rows. Not by [`each`]: with each layer of futures there is more to go through at every step.
pub(super) async fn all<O: Read>(sql: Sql, on: &(impl Executor + ?Sized)) -> Result<Vec<O::Row>, Error> {
    check(&sql)?;
    let (mut all, mut failure) = (Vec::new(), None);
    let take = reading::<O>(&mut failure, |row, _| all.push(row));
    let lent = match on.lend() {
        Lent::Now(session) => Some(session),
        Lent::Later(session) => Some(session.await?),
        Lent::Never => None,
    };
    match lent {
        Some(session) => session.each(&sql, take).await?,
        None => on.rows(&sql).await?.into_iter().for_each(by_value(take)),
    }
    failure.map_or(Ok(all), |error| Err(error.in_result_of(&sql)))
}

/// The row, if there is one.
pub(super) async fn optional<O: Read>(
    sql: Sql,
    what: &'static str,
    on: &(impl Executor + ?Sized),
) -> Result<Option<O::Row>, Error> {
    let rows = rows(&sql, on).await?;
    match rows.as_slice() {
        [] => Ok(None),
        [row] => read::<O>(row).map(Some).map_err(|error| error.in_result_of(&sql)),
        _ => Err(Error::too_many_rows(what)),
    }
}

/// The one row.
pub(super) async fn one<O: Read>(sql: Sql, what: &'static str, on: &(impl Executor + ?Sized)) -> Result<O::Row, Error> {
    optional::<O>(sql, what, on).await?.ok_or_else(|| Error::not_found(what))
}

/// How many rows were touched.
pub(super) async fn exec(sql: Sql, on: &(impl Executor + ?Sized)) -> Result<u64, Error> {
    check(&sql)?;
    match on.lend() {
        Lent::Now(session) => session.execute(&sql).await,
        Lent::Later(session) => session.await?.execute(&sql).await,
        Lent::Never => on.execute(&sql).await,
    }
}

/// The rows of a query as they come.
pub type Rows<'a, T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send + 'a>>;

/// The rows as they come.
pub(super) async fn stream<'a, O: Read>(sql: Sql, on: &'a (impl Executor + ?Sized)) -> Result<Rows<'a, O::Row>, Error>
where
    O::Row: Send + 'a,
{
    check(&sql)?;
    let rows = on.stream(sql.clone()).await?;
    Ok(Box::pin(rows.map(move |row| row.and_then(|row| read::<O>(&row).map_err(|error| error.in_result_of(&sql))))))
}
