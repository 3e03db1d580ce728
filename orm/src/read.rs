//! Reading the rows of a result.

use std::error::Error as StdError;

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::error::Error;
use crate::value::{Value, ValueError};

/// The columns of a row, one after the other.
pub struct Reader<'row> {
    row: Columns<'row>,
    next: usize,
}

/// A row as it came.
enum Columns<'row> {
    /// Of a statement.
    Row(&'row Row),
    /// Of COPY, as text, with the names of the columns as far as they are known.
    Text(&'row [Option<String>], &'row [&'static str]),
}

impl<'row> Reader<'row> {
    pub(crate) fn new(row: &'row Row) -> Self {
        Self { row: Columns::Row(row), next: 0 }
    }

    pub(crate) fn of_text(columns: &'row [Option<String>], names: &'row [&'static str]) -> Self {
        Self { row: Columns::Text(columns, names), next: 0 }
    }

    /// Leaves columns out.
    pub(crate) fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// Whether all columns were read.
    pub(crate) fn is_at_end(&self) -> bool {
        match self.row {
            Columns::Row(row) => self.next >= row.len(),
            Columns::Text(columns, _) => self.next >= columns.len(),
        }
    }

    /// Whether the column so many behind the next is NULL.
    pub(crate) fn is_null(&self, ahead: usize) -> bool {
        let index = self.next + ahead;
        match self.row {
            Columns::Row(row) => matches!(row.try_get::<_, Option<Cell<'_>>>(index), Ok(None)),
            Columns::Text(columns, _) => matches!(columns.get(index), Some(None)),
        }
    }

    /// The next column, which cannot be NULL.
    ///
    /// # Errors
    /// Where it is NULL nevertheless, or cannot be read.
    #[inline]
    pub fn get<V: Value>(&mut self) -> Result<V::Rust, ValueError> {
        // As nearly all values come, without anything around them.
        if let Columns::Row(row) = self.row
            && let Ok(Some(Cell(raw))) = row.try_get::<_, Option<Cell<'_>>>(self.next)
            && let Some(column) = row.columns().get(self.next)
        {
            let value = V::read(column.type_(), raw)?;
            self.next += 1;
            return Ok(value);
        }
        self.get_other::<V>()
    }

    #[cold]
    fn get_other<V: Value>(&mut self) -> Result<V::Rust, ValueError> {
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
        let value = match self.row {
            Columns::Row(row) => {
                let cell: Option<Cell<'_>> = row.try_get(self.next).map_err(unwrapped)?;
                match (cell, row.columns().get(self.next)) {
                    (Some(Cell(raw)), Some(column)) => Some(V::read(column.type_(), raw)?),
                    _ => None,
                }
            }
            Columns::Text(columns, _) => {
                let text = columns.get(self.next).ok_or(MISSING)?;
                text.as_deref().map(V::parse).transpose()?
            }
        };
        self.next += 1;
        Ok(value)
    }

    /// What went wrong with the next column.
    pub(crate) fn error(&self, error: ValueError) -> Error {
        match self.row {
            Columns::Row(row) => {
                Error::decode(row.columns().get(self.next).map_or("?", tokio_postgres::Column::name), error)
            }
            Columns::Text(_, names) => Error::decode(names.get(self.next).unwrap_or(&"?"), error),
        }
    }
}

const MISSING: &str = "there is no such column in the result";

/// Without the driver's words around it.
#[cold]
fn unwrapped(error: tokio_postgres::Error) -> ValueError {
    error.into_source().unwrap_or_else(|| MISSING.into())
}

/// The bytes of a column, as they came.
pub(crate) fn raw(row: &Row, index: usize) -> Option<&[u8]> {
    row.try_get::<_, Option<Cell<'_>>>(index).ok().flatten().map(|Cell(raw)| raw)
}

/// The bytes of a column.
struct Cell<'row>(&'row [u8]);

impl<'row> FromSql<'row> for Cell<'row> {
    #[inline]
    fn from_sql(_: &Type, raw: &'row [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Self(raw))
    }

    #[inline]
    fn accepts(_: &Type) -> bool {
        true
    }
}
