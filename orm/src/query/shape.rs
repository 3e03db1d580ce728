//! The forms of rows that a query can read from.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::output::{Read, Whole};
use super::sources::At;
use crate::column::{CanBeSet, Col, ColumnAt, NotNull, Nullability, OnlyRead, Settable};
use crate::expression::Expr;
use crate::read::Reader;
use crate::table::Table;
use crate::value::{Value, ValueError};

/// The form of the rows that a query reads from: a table, by the struct of its rows, or [`Derived`].
pub trait Shape: Sized + 'static {
    /// What a row is in Rust.
    type Row;
    /// The columns as closures get them; `J` is [`Null`](crate::Null) where a join may have found no row.
    type Columns<J: Nullability>: Copy;

    /// The columns where the statement changes another table.
    type OnlyRead: Copy;

    /// The columns.
    #[doc(hidden)]
    fn columns_at<J: Nullability>(at: At<'_>) -> Self::Columns<J>;

    /// The columns where the statement changes another table.
    #[doc(hidden)]
    fn only_read_at(at: At<'_>) -> Self::OnlyRead;

    /// How many columns there are.
    #[doc(hidden)]
    fn width() -> usize;

    /// Reads a row, of which the columns come next.
    ///
    /// # Errors
    /// Where a column cannot be read.
    #[doc(hidden)]
    fn read_row(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError>;
}

impl<T: Table> Shape for T {
    type Row = T;
    type Columns<J: Nullability> = <T as Table>::Columns<J, Settable>;
    type OnlyRead = <T as Table>::Columns<NotNull, OnlyRead>;

    fn columns_at<J: Nullability>(at: At<'_>) -> Self::Columns<J> {
        T::columns(at.0.place(T::TABLE))
    }

    fn only_read_at(at: At<'_>) -> Self::OnlyRead {
        T::columns(at.0.place(T::TABLE))
    }

    fn width() -> usize {
        T::META.columns.len()
    }

    #[inline]
    fn read_row(reader: &mut Reader<'_>) -> Result<T, ValueError> {
        T::read(reader)
    }
}

/// The rows of another query that selects `O`: closures get a column, or a tuple of columns, as it was selected.
pub struct Derived<O>(PhantomData<fn() -> O>, Infallible);

impl<O: Flat> Shape for Derived<O> {
    type Row = O::Row;
    type Columns<J: Nullability> = O::Columns<J, Settable>;
    type OnlyRead = O::Columns<NotNull, OnlyRead>;

    fn columns_at<J: Nullability>(at: At<'_>) -> Self::Columns<J> {
        O::place(&mut Places { at, next: 0 })
    }

    fn only_read_at(at: At<'_>) -> Self::OnlyRead {
        O::place(&mut Places { at, next: 0 })
    }

    fn width() -> usize {
        O::WIDTH
    }

    fn read_row(reader: &mut Reader<'_>) -> Result<O::Row, ValueError> {
        O::read(reader)
    }
}

/// Hands out the columns of what a query reads from, one after the other.
#[doc(hidden)]
pub struct Places<'a> {
    at: At<'a>,
    next: u16,
}

impl Places<'_> {
    fn next(&mut self) -> ColumnAt {
        let at = self.at.0.column(self.next);
        self.next += 1;
        at
    }
}

/// A selection whose columns another query can read: a column, an expression, or a tuple of these.
pub trait Flat: Read + 'static {
    /// The same, of columns alone.
    type Plain: Flat;
    /// The same as closures get it.
    type Columns<J: Nullability, W: CanBeSet>: Copy;
    /// How many there are.
    #[doc(hidden)]
    const WIDTH: usize;

    /// The columns at their places.
    #[doc(hidden)]
    fn place<J: Nullability, W: CanBeSet>(places: &mut Places<'_>) -> Self::Columns<J, W>;
}

impl<V: Value, N: Nullability, W: 'static> Flat for Col<V, N, W> {
    type Plain = Col<V, N>;
    type Columns<J: Nullability, S: CanBeSet> = Col<V, N::Or<J>, S>;
    const WIDTH: usize = 1;

    fn place<J: Nullability, S: CanBeSet>(places: &mut Places<'_>) -> Self::Columns<J, S> {
        Col::placed(places.next())
    }
}

impl<V: Value, N: Nullability, K: 'static> Flat for Expr<V, N, K> {
    type Plain = Col<V, N>;
    type Columns<J: Nullability, S: CanBeSet> = Col<V, N::Or<J>, S>;
    const WIDTH: usize = 1;

    fn place<J: Nullability, S: CanBeSet>(places: &mut Places<'_>) -> Self::Columns<J, S> {
        Col::placed(places.next())
    }
}

/// What a query gives, as something that another can read from.
#[diagnostic::on_unimplemented(
    message = "the rows of several tables cannot be read from as they are",
    label = "no query can read from this",
    note = "`columns` selects what of them is meant: a column, an expression, or a tuple of these; `only_first` those of the first table"
)]
pub trait Output {
    /// The form of its rows.
    type Shape: Shape;
}

impl<P: Shape> Output for Whole<P> {
    type Shape = P;
}

impl<O: Flat> Output for O {
    type Shape = Derived<O::Plain>;
}

/// Rows of a form that can stand among rows of the form `Q`: those of the same table, or those whose columns have the same
/// types.
#[diagnostic::on_unimplemented(
    message = "rows of `{Self}` cannot stand among rows of `{Q}`",
    label = "not the same columns",
    note = "both queries give rows of the same table, or select as many columns of the same types"
)]
pub trait Unite<Q>: Shape {
    /// The form of the rows of both, of which a column can be NULL where it can be in one.
    type Shape: Shape;
}

impl<T: Table> Unite<T> for T {
    type Shape = T;
}

impl<A: Alike<B>, B> Unite<Derived<B>> for Derived<A> {
    type Shape = Derived<A::Both>;
}

/// Columns of the same types as those of `B`.
pub trait Alike<B>: Flat {
    /// The columns of both.
    type Both: Flat;
}

impl<V: Value, N: Nullability, M: Nullability, W: 'static, X> Alike<Col<V, M, X>> for Col<V, N, W> {
    type Both = Col<V, N::Or<M>>;
}

macro_rules! tuples {
    ($($name:ident $other:ident)*) => {
        impl<$($name: Flat),*> Flat for ($($name,)*) {
            type Plain = ($($name::Plain,)*);
            type Columns<J_: Nullability, W_: CanBeSet> = ($($name::Columns<J_, W_>,)*);
            const WIDTH: usize = 0 $(+ $name::WIDTH)*;

            fn place<J_: Nullability, W_: CanBeSet>(places: &mut Places<'_>) -> Self::Columns<J_, W_> {
                ($($name::place::<J_, W_>(places),)*)
            }
        }

        impl<$($name: Alike<$other>, $other),*> Alike<($($other,)*)> for ($($name,)*) {
            type Both = ($($name::Both,)*);
        }
    };
}

tuples!(A A2);
tuples!(A A2 B B2);
tuples!(A A2 B B2 C C2);
tuples!(A A2 B B2 C C2 D D2);
tuples!(A A2 B B2 C C2 D D2 E E2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2 J J2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2 J J2 K K2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2 J J2 K K2 L L2);
