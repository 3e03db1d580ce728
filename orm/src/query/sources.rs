//! The tables that a query reads from, as types.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::tree::{EXCLUDED, Part};
use crate::column::{NotNull, Null, Nullability, Place};
use crate::read::Reader;
use crate::table::Table;
use crate::value::ValueError;

/// A table of which a join may have found no row.
pub struct Maybe<T>(PhantomData<fn() -> T>, Infallible);

/// A table that takes part in a query: the struct of its rows, or [`Maybe`] of it.
pub trait Source: 'static {
    /// The struct of its rows.
    type Table: Table;
    /// [`Null`] where a join may have found no row.
    type Joined: Nullability;
}

impl<T: Table> Source for T {
    type Table = T;
    type Joined = NotNull;
}

impl<T: Table> Source for Maybe<T> {
    type Table = T;
    type Joined = Null;
}

/// The tables that a query reads from: one, or a tuple of those that are joined.
pub trait Sources: 'static {
    /// What closures get: the columns of the one table, or a tuple of the columns of each.
    type Columns;
    /// A row of the query that selects no columns of its own.
    type Row;
    /// The same tables where a join may have found no row of any.
    type AllMaybe: Sources;

    /// The columns.
    #[doc(hidden)]
    fn columns(numbers: &[Numbered]) -> Self::Columns;

    /// Reads a row.
    ///
    /// # Errors
    /// Where a column cannot be read.
    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError>;
}

/// The number of a table in a query.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Numbered(pub(crate) Part);

fn columns_at<S: Source>(numbers: &[Numbered], index: usize) -> <S::Table as Table>::Columns<S::Joined> {
    let source = numbers.get(index).map_or(EXCLUDED, |number| number.0.source);
    <S::Table as Table>::columns(Place::new(source, S::Table::TABLE))
}

impl<S: Source> Sources for S {
    type Columns = <S::Table as Table>::Columns<S::Joined>;
    type Row = <S::Joined as Nullability>::Of<S::Table>;
    type AllMaybe = Maybe<S::Table>;

    fn columns(numbers: &[Numbered]) -> Self::Columns {
        columns_at::<S>(numbers, 0)
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
        S::Joined::read_row::<S::Table>(reader)
    }
}

/// A query to which a table can be joined.
pub trait Joinable<S: Source>: Sources {
    /// The tables with the new one behind them.
    type With: Sources;
}

impl<A: Source, S: Source> Joinable<S> for A {
    type With = (A, S);
}

macro_rules! tuples {
    ($($name:ident $index:tt)*) => {
        impl<$($name: Source),*> Sources for ($($name,)*) {
            type Columns = ($(<$name::Table as Table>::Columns<$name::Joined>,)*);
            type Row = ($(<$name::Joined as Nullability>::Of<$name::Table>,)*);
            type AllMaybe = ($(Maybe<$name::Table>,)*);

            fn columns(numbers: &[Numbered]) -> Self::Columns {
                ($(columns_at::<$name>(numbers, $index),)*)
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
                Ok(($($name::Joined::read_row::<$name::Table>(reader)?,)*))
            }
        }
    };
}

macro_rules! joinable {
    ($($name:ident)*) => {
        impl<$($name: Source,)* Z: Source> Joinable<Z> for ($($name,)*) {
            type With = ($($name,)* Z);
        }
    };
}

tuples!(A 0 B 1);
tuples!(A 0 B 1 C 2);
tuples!(A 0 B 1 C 2 D 3);
tuples!(A 0 B 1 C 2 D 3 E 4);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5);
joinable!(A B);
joinable!(A B C);
joinable!(A B C D);
joinable!(A B C D E);
