//! Columns as queries name them.

use std::fmt;
use std::marker::PhantomData;

use crate::query::Shape;
use crate::read::Reader;
use crate::table::{ColumnMeta, TableMeta};
use crate::value::{Value, ValueError};

/// That something is of types of which it holds no value.
pub(crate) type Kind<T> = PhantomData<fn() -> T>;

/// That a value cannot be NULL.
#[derive(Clone, Copy, Debug)]
pub enum NotNull {}

/// That a value can be NULL.
#[derive(Clone, Copy, Debug)]
pub enum Null {}

/// That a value of Rust may be NULL: that it is an `Option`.
#[derive(Clone, Copy, Debug)]
pub enum OrNone {}

/// [`NotNull`] or [`Null`]; of an `Option`, [`OrNone`].
pub trait Nullability: Copy + Send + Sync + 'static {
    /// What a value is in Rust: itself or an `Option`.
    type Of<T>;
    /// The nullability of what is made of a value of this one and of another.
    type Or<M: Nullability>: Nullability;

    /// Reads the next column.
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<Self::Of<V::Rust>, ValueError>;

    /// Reads the next row of a table or of what stands for one: nothing where all its columns are NULL and this is [`Null`].
    ///
    /// # Errors
    /// Where it cannot be read.
    fn read_row<P: Shape>(reader: &mut Reader<'_>) -> Result<Self::Of<P::Row>, ValueError>;
}

impl Nullability for NotNull {
    type Of<T> = T;
    type Or<M: Nullability> = M;

    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<V::Rust, ValueError> {
        reader.get::<V>()
    }

    #[inline]
    fn read_row<P: Shape>(reader: &mut Reader<'_>) -> Result<P::Row, ValueError> {
        P::read_row(reader)
    }
}

impl Nullability for Null {
    type Of<T> = Option<T>;
    type Or<M: Nullability> = Self;

    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<Option<V::Rust>, ValueError> {
        reader.optional::<V>()
    }

    #[inline]
    fn read_row<P: Shape>(reader: &mut Reader<'_>) -> Result<Option<P::Row>, ValueError> {
        let columns = P::width();
        if (0..columns).all(|ahead| reader.is_null(ahead)) {
            reader.skip(columns);
            return Ok(None);
        }
        P::read_row(reader).map(Some)
    }
}

impl Nullability for OrNone {
    type Of<T> = Option<T>;
    type Or<M: Nullability> = Null;

    fn read<V: Value>(reader: &mut Reader<'_>) -> Result<Option<V::Rust>, ValueError> {
        Null::read::<V>(reader)
    }

    fn read_row<P: Shape>(reader: &mut Reader<'_>) -> Result<Option<P::Row>, ValueError> {
        Null::read_row::<P>(reader)
    }
}

/// What something can be compared with: whatever is no `Option`. A comparison with `None` would be one with NULL, which no row
/// meets.
#[diagnostic::on_unimplemented(
    message = "an `Option` cannot be compared with: `None` would be NULL, and such a comparison finds no row",
    label = "an `Option` is compared with here",
    note = "`is_null()` finds what is NULL, and `is_not_distinct_from(…)` takes an `Option` and finds what is NULL for `None`",
    note = "where `None` means any value, filter in an `if let Some(…)`"
)]
pub trait Compared: Nullability {}

impl Compared for NotNull {}
impl Compared for Null {}

/// That a value of this nullability can stand where one of the nullability `N` is asked for.
#[diagnostic::on_unimplemented(
    message = "a value that can be NULL cannot stand in a column that cannot",
    label = "this can be NULL",
    note = "`coalesce` gives NULL a value; an `Option` is taken apart before"
)]
pub trait Fits<N> {}

impl Fits<NotNull> for NotNull {}
impl<N: Nullability> Fits<Null> for N {}

/// That a column is given values by statements.
#[derive(Clone, Copy, Debug)]
pub enum Settable {}

/// That a column is given its values by the database alone: it is generated, or an identity that is always so.
#[derive(Clone, Copy, Debug)]
pub enum Computed {}

/// That a column is one of a table that the statement reads from, while it changes another.
#[derive(Clone, Copy, Debug)]
pub enum OnlyRead {}

/// That a column can be set to a value, by a statement that changes its table.
#[diagnostic::on_unimplemented(
    message = "this column cannot be set: the database computes it",
    label = "a generated column, or an identity that is always generated",
    note = "`schema.yaml` says so by `generated:` or `identity: always`"
)]
pub trait CanBeSet: Copy + 'static {}

impl CanBeSet for Settable {}
#[diagnostic::do_not_recommend]
impl CanBeSet for OnlyRead {}

/// That a column is one of the table that a statement changes.
#[diagnostic::on_unimplemented(
    message = "a column of another table cannot be set: the statement only reads it",
    label = "not a column of the table that is changed",
    note = "an update sets columns of the table that it began with; those of the others say what they become, and of which rows"
)]
pub trait IsChanged {}

impl IsChanged for Settable {}
impl IsChanged for Computed {}

/// A column of a table that takes part in a query: its values are of the type that `V` stands for, and [`Null`] or
/// [`NotNull`] says whether they can be NULL there.
///
/// `W` is [`Computed`] where the database alone gives it values, and [`OnlyRead`] where the statement changes another table.
pub struct Col<V, N = NotNull, W = Settable> {
    pub(crate) at: ColumnAt,
    kind: Kind<(V, N, W)>,
}

impl<V, N, W> Clone for Col<V, N, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V, N, W> Copy for Col<V, N, W> {}

impl<V, N, W> fmt::Debug for Col<V, N, W> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.at.meta.name)
    }
}

/// Which column of which source.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColumnAt {
    meta: &'static ColumnMeta,
    pub(crate) source: u32,
    pub(crate) index: u16,
}

/// What a column of no table is.
pub(crate) static COMPUTED: ColumnMeta = ColumnMeta::new("?", "");

/// The same, where the server infers the types of parameters that meet it.
pub(crate) static INFERRED: ColumnMeta = ColumnMeta::new("?", "").untyped();

impl ColumnAt {
    pub(crate) fn new(meta: &'static ColumnMeta, source: u32, index: u16) -> Self {
        Self { meta, source, index }
    }

    pub(crate) fn meta(&self) -> &'static ColumnMeta {
        self.meta
    }
}

impl<V, N, W> Col<V, N, W> {
    pub(crate) fn placed(at: ColumnAt) -> Self {
        Self { at, kind: PhantomData }
    }
}

/// Where the columns of a table stand in a query.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    table: &'static TableMeta,
    source: u32,
}

impl Place {
    /// The columns of a table that takes part under this number.
    pub(crate) fn new(source: u32, table: &'static TableMeta) -> Self {
        Self { table, source }
    }

    /// The column with this index in its table.
    pub fn column<V, N, W>(self, index: u16) -> Col<V, N, W> {
        let meta = self.table.columns.get(usize::from(index)).unwrap_or(&COMPUTED);
        Col::placed(ColumnAt::new(meta, self.source, index))
    }
}
