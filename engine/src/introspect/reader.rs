//! Reading rows: each query once, typed, all of them in flight at the same time on the one connection.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::TryStreamExt as _;
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{GenericClient, Row};

use super::IntrospectError;

/// A parameter with its type.
pub(super) type Parameter<'value> = (&'value (dyn ToSql + Sync), Type);

/// A connection within its transaction, and how many queries have gone over it.
pub(super) struct Reader<'client, C> {
    client: &'client C,
    queries: AtomicUsize,
}

impl<'client, C: GenericClient> Reader<'client, C> {
    pub(super) fn new(client: &'client C) -> Self {
        Self { client, queries: AtomicUsize::new(0) }
    }

    /// How many queries have been sent so far.
    pub(super) fn queries(&self) -> usize {
        self.queries.load(Ordering::Relaxed)
    }

    /// All rows of a query without parameters. Rows are decoded as they arrive, so that none is held twice.
    pub(super) async fn rows<T: FromRow>(&self, what: &'static str, sql: &str) -> Result<Vec<T>, IntrospectError> {
        self.rows_with(what, sql, &[]).await
    }

    /// All rows of a query whose only parameter is a list of object identifiers.
    pub(super) async fn rows_of<T: FromRow>(
        &self,
        what: &'static str,
        sql: &str,
        oids: &[u32],
    ) -> Result<Vec<T>, IntrospectError> {
        self.rows_with(what, sql, &[(&oids, Type::OID_ARRAY)]).await
    }

    /// All rows of a query with parameters, whose types are given so that the server need not be asked.
    pub(super) async fn rows_with<T: FromRow>(
        &self,
        what: &'static str,
        sql: &str,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<T>, IntrospectError> {
        self.queries.fetch_add(1, Ordering::Relaxed);
        let failed = |source| IntrospectError::query(what, source);
        let mut stream = pin!(self.client.query_typed_raw(sql, parameters.to_vec()).await.map_err(failed)?);
        let mut decoded = Vec::new();
        while let Some(row) = stream.try_next().await.map_err(failed)? {
            decoded.push(T::from_row(&mut Fields { row: &row, next: 0 }).map_err(failed)?);
        }
        Ok(decoded)
    }
}

/// A row of one query, read field by field in the order of its select list.
pub(super) trait FromRow: Sized {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error>;
}

/// The fields of a row, handed out from left to right.
pub(super) struct Fields<'row> {
    row: &'row Row,
    next: usize,
}

impl<'row> Fields<'row> {
    /// The next field; NULL only where `T` is an `Option`.
    pub(super) fn next<T: FromSql<'row>>(&mut self) -> Result<T, tokio_postgres::Error> {
        let value = self.row.try_get(self.next);
        self.next += 1;
        value
    }

    /// The next field, of type `"char"`; `\0` where it is empty.
    pub(super) fn letter(&mut self) -> Result<char, tokio_postgres::Error> {
        Ok(char::from(self.next::<i8>()?.cast_unsigned()))
    }

    /// The next field, an array or NULL, as a list.
    pub(super) fn list<T: FromSql<'row>>(&mut self) -> Result<Vec<T>, tokio_postgres::Error> {
        Ok(self.next::<Option<Vec<T>>>()?.unwrap_or_default())
    }
}

/// Rows that are pairs of an object identifier and a text.
impl FromRow for (u32, String) {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok((fields.next()?, fields.next()?))
    }
}
