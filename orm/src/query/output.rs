//! What the rows of a result are in Rust.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::sources::Sources;
use super::tree::Item;
use crate::column::{Col, Nullability};
use crate::expression::{Expr, Raw};
use crate::read::Reader;
use crate::value::{Value, ValueError};

/// What reads a row of a result, or a part of one.
pub trait Read {
    /// What it reads.
    type Row;

    /// Reads the next columns.
    ///
    /// # Errors
    /// Where one cannot be read.
    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError>;
}

/// The rows of whole tables: what a query gives that selects no columns of its own.
pub struct Whole<S>(PhantomData<fn() -> S>, Infallible);

impl<S: Sources> Read for Whole<S> {
    type Row = S::Row;

    #[inline]
    fn read(reader: &mut Reader<'_>) -> Result<S::Row, ValueError> {
        S::read(reader)
    }
}

/// What a query can select: a column, an expression, or a tuple of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "not a column, an expression, nor a tuple of these",
    note = "`evenkeel::value(…)` makes an expression of a value; tuples have up to 12 parts, and may stand in one another"
)]
pub trait Selection: Read {
    /// Adds the columns.
    #[doc(hidden)]
    fn add_to(self, items: &mut Vec<Selected>);
}

/// A selected column.
#[doc(hidden)]
pub struct Selected(pub(crate) Item);

/// A selection of one column whose type `V` stands for.
pub trait Single<V>: Selection {
    /// Whether it can be NULL.
    type Nullability: Nullability;
}

fn item<V: Value>(raw: Raw) -> Selected {
    let read_as = raw.read_as().unwrap_or(V::READ_AS);
    Selected(Item::One(raw, read_as))
}

impl<V: Value, N: Nullability, W> Read for Col<V, N, W> {
    type Row = N::Of<V::Rust>;

    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
        N::read::<V>(reader)
    }
}

impl<V: Value, N: Nullability, W> Selection for Col<V, N, W> {
    fn add_to(self, items: &mut Vec<Selected>) {
        items.push(item::<V>(self.raw()));
    }
}

impl<V: Value, N: Nullability, W> Single<V> for Col<V, N, W> {
    type Nullability = N;
}

impl<V: Value, N: Nullability, K> Read for Expr<V, N, K> {
    type Row = N::Of<V::Rust>;

    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
        N::read::<V>(reader)
    }
}

impl<V: Value, N: Nullability, K> Selection for Expr<V, N, K> {
    fn add_to(self, items: &mut Vec<Selected>) {
        items.push(item::<V>(self.raw()));
    }
}

impl<V: Value, N: Nullability, K> Single<V> for Expr<V, N, K> {
    type Nullability = N;
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Read),*> Read for ($($name,)*) {
            type Row = ($($name::Row,)*);

            fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
                Ok(($($name::read(reader)?,)*))
            }
        }

        impl<$($name: Selection),*> Selection for ($($name,)*) {
            #[expect(non_snake_case, reason = "the names are those of the types")]
            fn add_to(self, items: &mut Vec<Selected>) {
                let ($($name,)*) = self;
                $($name.add_to(items);)*
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);

/// The items of a selection.
pub(super) fn items(selection: impl Selection) -> Vec<Item> {
    let mut items = Vec::new();
    selection.add_to(&mut items);
    items.into_iter().map(|Selected(item)| item).collect()
}
