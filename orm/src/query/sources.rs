//! The tables that a query reads from, as types.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::shape::Shape;
use super::tree::{ChangeTree, Part, SelectTree};
use crate::column::{NotNull, Null, Nullability};
use crate::read::Reader;
use crate::value::ValueError;

/// A table of which a join may have found no row.
pub struct Maybe<T>(PhantomData<fn() -> T>, Infallible);

/// What takes part in a query: a table, by the struct of its rows, what another query gives, or [`Maybe`] of these.
pub trait Source: 'static {
    /// The form of its rows.
    type Shape: Shape;
    /// [`Null`] where a join may have found no row.
    type Joined: Nullability;
}

impl<P: Shape> Source for P {
    type Shape = P;
    type Joined = NotNull;
}

impl<P: Shape> Source for Maybe<P> {
    type Shape = P;
    type Joined = Null;
}

/// The tables that a query reads from: one, or a tuple of those that are joined.
pub trait Sources: 'static {
    /// What closures get: the columns of the one table, or a tuple of the columns of each.
    type Columns;
    /// What the closures get that say what an update sets: only the columns of the first table can be.
    type ToSet;
    /// A row of the query that selects no columns of its own.
    type Row;
    /// The same tables where a join may have found no row of any.
    type AllMaybe: Sources;

    /// The columns.
    #[doc(hidden)]
    fn columns(parts: Parts<'_>) -> Self::Columns;

    /// The columns of which those of the first table can be set.
    #[doc(hidden)]
    fn to_set(parts: Parts<'_>) -> Self::ToSet;

    /// Reads a row.
    ///
    /// # Errors
    /// Where a column cannot be read.
    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError>;
}

/// A table that takes part in a query, or what stands for one.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Numbered(pub(crate) Part);

/// All that takes part in a statement, the table that it is about first.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct Parts<'a>(Tree<'a>);

#[derive(Clone, Copy)]
enum Tree<'a> {
    Select(&'a SelectTree),
    Change(&'a ChangeTree),
}

impl<'a> From<&'a SelectTree> for Parts<'a> {
    fn from(tree: &'a SelectTree) -> Self {
        Self(Tree::Select(tree))
    }
}

impl<'a> From<&'a ChangeTree> for Parts<'a> {
    fn from(tree: &'a ChangeTree) -> Self {
        Self(Tree::Change(tree))
    }
}

impl<'a> Parts<'a> {
    fn get(self, index: usize) -> Option<&'a Part> {
        match (self.0, index.checked_sub(1)) {
            (Tree::Select(tree), None) => Some(&tree.from),
            (Tree::Select(tree), Some(index)) => tree.joins.get(index).map(|join| &join.part),
            (Tree::Change(tree), None) => Some(&tree.target),
            (Tree::Change(tree), Some(index)) => tree.others.get(index),
        }
    }
}

fn columns_at<S: Source>(parts: Parts<'_>, index: usize) -> <S::Shape as Shape>::Columns<S::Joined> {
    match parts.get(index) {
        Some(part) => S::Shape::columns_at::<S::Joined>(At(part)),
        None => S::Shape::columns_at::<S::Joined>(At(&Part::nowhere())),
    }
}

fn only_read_at<S: Source>(parts: Parts<'_>, index: usize) -> <S::Shape as Shape>::OnlyRead {
    match parts.get(index) {
        Some(part) => S::Shape::only_read_at(At(part)),
        None => S::Shape::only_read_at(At(&Part::nowhere())),
    }
}

/// Where columns stand.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct At<'a>(pub(crate) &'a Part);

impl<S: Source> Sources for S {
    type Columns = <S::Shape as Shape>::Columns<S::Joined>;
    type ToSet = Self::Columns;
    type Row = <S::Joined as Nullability>::Of<<S::Shape as Shape>::Row>;
    type AllMaybe = Maybe<S::Shape>;

    fn columns(parts: Parts<'_>) -> Self::Columns {
        columns_at::<S>(parts, 0)
    }

    fn to_set(parts: Parts<'_>) -> Self::ToSet {
        columns_at::<S>(parts, 0)
    }

    #[inline]
    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
        S::Joined::read_row::<S::Shape>(reader)
    }
}

/// A query to which a table can be joined.
#[diagnostic::on_unimplemented(
    message = "a query reads from 16 tables at most",
    label = "this table is one too many",
    note = "some of the tables can be joined in a query of their own, which `with` gives a name and `join_source` joins as one"
)]
pub trait Joinable<S: Source>: Sources {
    /// The tables with the new one behind them.
    type With: Sources;
}

impl<A: Source, S: Source> Joinable<S> for A {
    type With = (A, S);
}

macro_rules! tuples {
    ($first:ident 0 $($other:ident $at:tt)*) => {
        tuples!(@ $first 0 $($other $at)*; $first $($other $at)*);
    };
    (@ $($name:ident $index:tt)*; $first:ident $($other:ident $at:tt)*) => {
        impl<$($name: Source),*> Sources for ($($name,)*) {
            type Columns = ($(<$name::Shape as Shape>::Columns<$name::Joined>,)*);
            type ToSet = (<$first::Shape as Shape>::Columns<$first::Joined>, $(<$other::Shape as Shape>::OnlyRead,)*);
            type Row = ($(<$name::Joined as Nullability>::Of<<$name::Shape as Shape>::Row>,)*);
            type AllMaybe = ($(Maybe<$name::Shape>,)*);

            fn columns(parts: Parts<'_>) -> Self::Columns {
                ($(columns_at::<$name>(parts, $index),)*)
            }

            fn to_set(parts: Parts<'_>) -> Self::ToSet {
                (columns_at::<$first>(parts, 0), $(only_read_at::<$other>(parts, $at),)*)
            }

            #[inline]
            fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
                Ok(($($name::Joined::read_row::<$name::Shape>(reader)?,)*))
            }
        }
    };
}

macro_rules! joinable {
    ($($name:ident)*) => {
        impl<$($name: Source,)* New: Source> Joinable<New> for ($($name,)*) {
            type With = ($($name,)* New);
        }
    };
}

tuples!(A 0 B 1);
tuples!(A 0 B 1 C 2);
tuples!(A 0 B 1 C 2 D 3);
tuples!(A 0 B 1 C 2 D 3 E 4);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
tuples!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
joinable!(A B);
joinable!(A B C);
joinable!(A B C D);
joinable!(A B C D E);
joinable!(A B C D E F);
joinable!(A B C D E F G);
joinable!(A B C D E F G H);
joinable!(A B C D E F G H I);
joinable!(A B C D E F G H I J);
joinable!(A B C D E F G H I J K);
joinable!(A B C D E F G H I J K L);
joinable!(A B C D E F G H I J K L M);
joinable!(A B C D E F G H I J K L M N);
joinable!(A B C D E F G H I J K L M N O);

/// That a table is joined to sixteen others, which none can be. It is asked of the table, so that the compiler says which is too
/// many, and not that there is no such method.
#[doc(hidden)]
pub trait Seventeenth {}

impl<P: Seventeenth> Seventeenth for Maybe<P> {}

impl<A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, New> Joinable<New>
    for (A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P)
where
    Self: Sources,
    New: Source + Seventeenth,
{
    type With = Self;
}
