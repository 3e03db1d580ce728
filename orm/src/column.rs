//! Columns as queries name them.

use std::marker::PhantomData;

use crate::read::Reader;
use crate::table::{ColumnMeta, TableMeta};
use crate::value::{Value, ValueError};

/// That a value cannot be NULL.
#[derive(Clone, Copy, Debug)]
pub enum NotNull {}

/// That a value can be NULL.
#[derive(Clone, Copy, Debug)]
pub enum Null {}

/// [`NotNull`] or [`Null`].
pub trait Nullability: 'static {
    /// What a value is in Rust: itself or an `Option`.
    type Of<T>;
    /// The nullability of what is made of a value of this one and of another.
    type Or<M: Nullability>: Nullability;

    /// Reads the next column.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<Self::Of<V::Rust>, ValueError>;
}

impl Nullability for NotNull {
    type Of<T> = T;
    type Or<M: Nullability> = M;

    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<V::Rust, ValueError> {
        reader.get::<V>()
    }
}

impl Nullability for Null {
    type Of<T> = Option<T>;
    type Or<M: Nullability> = Self;

    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<Option<V::Rust>, ValueError> {
        reader.optional::<V>()
    }
}

/// A column of a table that takes part in a query: its values are of the type that `V` stands for, and [`Null`] or
/// [`NotNull`] says whether they can be NULL there.
pub struct Col<V, N = NotNull> {
    pub(crate) at: ColumnAt,
    kind: PhantomData<fn() -> (V, N)>,
}

impl<V, N> Clone for Col<V, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, N> Copy for Col<V, N> {}

impl<V, N> Col<V, N> {
    pub(crate) fn new(at: ColumnAt) -> Self {
        Self { at, kind: PhantomData }
    }
}

/// Which column of which source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnAt {
    table: &'static TableMeta,
    pub(crate) source: u32,
    pub(crate) index: u16,
    /// Where it stands in the source, for sources whose columns have no names of their own.
    position: u16,
}

const BY_NAME: u16 = u16::MAX;

/// What a column of no table is.
static COMPUTED: ColumnMeta = ColumnMeta::new("?", "");

impl ColumnAt {
    pub(crate) fn meta(&self) -> &'static ColumnMeta {
        self.table.columns.get(usize::from(self.index)).unwrap_or(&COMPUTED)
    }

    /// The position of a column that has no name.
    pub(crate) fn position(&self) -> Option<u16> {
        (self.position != BY_NAME).then_some(self.position)
    }
}

/// Where the columns of a table stand in a query.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    table: &'static TableMeta,
    source: u32,
    first: u16,
}

static NO_TABLE: TableMeta = TableMeta { schema: "", name: "", sql: "", columns: &[], primary_key: &[] };

impl Place {
    /// The columns of a table, by name.
    pub(crate) fn named(source: u32, table: &'static TableMeta) -> Self {
        Self { table, source, first: BY_NAME }
    }

    /// The columns from this position on, of what has no names.
    pub(crate) fn positioned(source: u32, first: u16) -> Self {
        Self { table: &NO_TABLE, source, first }
    }

    /// The same place with the columns of a table.
    pub(crate) fn of(self, table: &'static TableMeta) -> Self {
        Self { table, ..self }
    }

    /// The place behind so many columns.
    pub(crate) fn behind(self, width: usize) -> Self {
        let first = if self.first == BY_NAME { BY_NAME } else { self.first.saturating_add(u16::try_from(width).unwrap_or(0)) };
        Self { first, ..self }
    }

    pub(crate) fn at(self, index: u16) -> ColumnAt {
        let position = if self.first == BY_NAME { BY_NAME } else { self.first.saturating_add(index) };
        ColumnAt { table: self.table, source: self.source, index, position }
    }

    /// The column with this index in its table.
    pub fn column<V, N>(self, index: u16) -> Col<V, N> {
        Col::new(self.at(index))
    }
}
