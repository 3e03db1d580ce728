//! Reading the rows of a result.

use std::error::Error as StdError;

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::error::Error;
use crate::value::{Value, ValueError};

/// The columns of a row, one after the other.
pub struct Reader<'row> {
    row: &'row Row,
    next: usize,
}

impl<'row> Reader<'row> {
    pub(crate) fn new(row: &'row Row) -> Self {
        Self { row, next: 0 }
    }

    /// Leaves columns out.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// Whether all columns were read.
    pub(crate) fn is_at_end(&self) -> bool {
        self.next >= self.row.len()
    }

    /// Whether the column so many behind the next is NULL.
    pub(crate) fn is_null(&self, ahead: usize) -> bool {
        matches!(self.row.try_get::<_, Option<Cell<'_>>>(self.next + ahead), Ok(None))
    }

    /// The next column, which cannot be NULL.
    ///
    /// # Errors
    /// Where it is NULL nevertheless, or cannot be read.
    #[inline]
    pub fn get<V: Value>(&mut self) -> Result<V::Rust, ValueError> {
        match self.optional::<V>()? {
            Some(value) => Ok(value),
            None => {
                self.next -= 1;
                Err("it is NULL".into())
            }
        }
    }

    /// The next column.
    ///
    /// # Errors
    /// Where it cannot be read.
    #[inline]
    pub fn optional<V: Value>(&mut self) -> Result<Option<V::Rust>, ValueError> {
        let cell: Option<Cell<'_>> = self.row.try_get(self.next).map_err(unwrapped)?;
        let value = match (cell, self.row.columns().get(self.next)) {
            (Some(Cell(raw)), Some(column)) => Some(V::read(column.type_(), raw)?),
            _ => None,
        };
        self.next += 1;
        Ok(value)
    }

    /// What went wrong with the next column.
    pub(crate) fn error(&self, error: ValueError) -> Error {
        let column = self.row.columns().get(self.next).map_or("?", tokio_postgres::Column::name);
        Error::decode(column, error)
    }
}

/// Without the driver's words around it.
fn unwrapped(error: tokio_postgres::Error) -> ValueError {
    error.into_source().unwrap_or_else(|| "there is no such column in the result".into())
}

/// The bytes of a column.
struct Cell<'row>(&'row [u8]);

impl<'row> FromSql<'row> for Cell<'row> {
    fn from_sql(_: &Type, raw: &'row [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
