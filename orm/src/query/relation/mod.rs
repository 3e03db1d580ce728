//! Rows of other tables, loaded by one more query for each relation.

mod equal;
mod gather;
mod keys;
mod load;
mod many;
mod through;

use std::fmt;
use std::marker::PhantomData;

use super::keyed;
use super::select::Select;
use super::tree::{Part, SelectTree};
use crate::column::{Kind, NotNull, Settable};
use crate::expression::{IntoCondition, Orders};
use crate::sql::Parameter;
use crate::table::Table;

pub use keys::Keys;
pub use load::{Load, Loaders, Loading};
pub use many::{Many, Maybe as MaybeOne, Multiplicity, One};
pub use through::Through;

/// Adds the key of a row to others.
type AddKey<T> = for<'k> fn(&T, &'k mut Keys) -> &'k mut Keys;

/// That rows of the table of `B` belong to rows of the table of `A`, by a foreign key in one of them. `M` says how many
/// belong to one: [`One`], [`MaybeOne`] or [`Many`].
///
/// It is what [`Select::with`] takes; `with`, `filter`, `order_by` and `limit` say more of what is loaded.
pub struct Relation<A, B, M> {
    /// The columns of `B` that tell whom a row belongs to.
    columns: &'static [u16],
    /// The columns of `A` that have the same values.
    own: &'static [u16],
    /// Adds their values that belong to a row of `A`.
    from: AddKey<A>,
    /// Adds their values in a row of `B`.
    to: AddKey<B>,
    multiplicity: Kind<M>,
}

impl<A, B, M> Clone for Relation<A, B, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<A, B, M> Copy for Relation<A, B, M> {}

impl<A, B: Table, M> fmt::Debug for Relation<A, B, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Relation to {}", B::META.rust)
    }
}

impl<A, B, M> Relation<A, B, M> {
    /// The rows of `B` that have the same values in these columns as a row of `A` has in its own; `from` adds those of a
    /// row of `A`, `to` those of a row of `B`.
    pub const fn new(own: &'static [u16], columns: &'static [u16], from: AddKey<A>, to: AddKey<B>) -> Self {
        Self { columns, own, from, to, multiplicity: PhantomData }
    }
}

impl<A, B: Table, M> Relation<A, B, M> {
    fn related(self) -> Related<A, B, M, ()> {
        Related { relation: self, query: Select::from_table(), next: () }
    }

    /// The same, with the rows of another relation in each row.
    pub fn with<L: Load<B>>(self, next: L) -> Related<A, B, M, (L,)> {
        self.related().with(next)
    }

    /// The same, but only rows that meet the condition.
    pub fn filter<C: IntoCondition>(
        self,
        condition: impl FnOnce(B::Columns<NotNull, Settable>) -> C,
    ) -> Related<A, B, M, ()> {
        self.related().filter(condition)
    }

    /// The same, in this order.
    pub fn order_by<K: Orders>(self, keys: impl FnOnce(B::Columns<NotNull, Settable>) -> K) -> Related<A, B, M, ()> {
        self.related().order_by(keys)
    }
}

impl<A, B: Table> Relation<A, B, Many> {
    /// The same, but only so many rows for each row that they belong to, the first in their order: `User::POSTS.limit(3)`.
    pub fn limit(self, rows: u32) -> Related<A, B, Many, ()> {
        self.related().limit(rows)
    }
}

/// A [`Relation`] of which more was said: what is loaded with it in turn, which rows, and in which order.
#[must_use = "a relation does nothing until a query takes it"]
pub struct Related<A, B, M, L> {
    relation: Relation<A, B, M>,
    query: Select<B>,
    next: L,
}

impl<A, B: Table, M, L> Related<A, B, M, L> {
    /// Only rows that meet the condition. Where one row must be there, it is an error that it does not.
    pub fn filter<C: IntoCondition>(mut self, condition: impl FnOnce(B::Columns<NotNull, Settable>) -> C) -> Self {
        self.query = self.query.filter(condition);
        self
    }

    /// In this order.
    pub fn order_by<K: Orders>(mut self, keys: impl FnOnce(B::Columns<NotNull, Settable>) -> K) -> Self {
        self.query = self.query.order_by(keys);
        self
    }
}

impl<A, B: Table, L> Related<A, B, Many, L> {
    /// Only so many rows for each row that they belong to, the first in their order:
    /// `User::POSTS.order_by(|p| p.created_at.desc()).limit(3)` is the latest three of each user.
    pub fn limit(mut self, rows: u32) -> Self {
        self.query = self.query.limit(rows);
        self
    }
}

impl<S, O> Select<S, O> {
    /// Only rows that have the values of one of the keys, which `list` gives as arrays, in these columns; where there is a
    /// limit, so many for each key.
    fn for_keys(mut self, source: &Part, columns: &[u16], list: impl Fn(usize) -> Option<(Parameter, bool)>) -> Self {
        if self.tree.limit.is_some() {
            let is_unique = self.is_unique;
            let tree = keyed::for_each(*self.tree, source, columns, list);
            return Self::from_parts(Box::new(tree.unwrap_or_else(|| SelectTree::new(Part::nowhere()))), is_unique);
        }
        self.tree.filters.extend(keyed::among(source, columns, list));
        self
    }
}

/// Writes `with` for so many relations that there are already.
macro_rules! with {
    ($($name:ident)*) => {
        impl<A, B: Table, M, $($name: Load<B>),*> Related<A, B, M, ($($name,)*)> {
            /// With the rows of another relation in each row.
            #[allow(non_snake_case, reason = "the names are those of the types")]
            pub fn with<Z: Load<B>>(self, next: Z) -> Related<A, B, M, ($($name,)* Z,)> {
                let ($($name,)*) = self.next;
                Related { relation: self.relation, query: self.query, next: ($($name,)* next,) }
            }
        }

        impl<A, B: Table, Y: Table, $($name: Load<Y>),*> Through<A, B, Y, ($($name,)*)> {
            /// With the rows of another relation in each row.
            #[allow(non_snake_case, reason = "the names are those of the types")]
            pub fn with<Z: Load<Y>>(self, next: Z) -> Through<A, B, Y, ($($name,)* Z,)> {
                let ($($name,)*) = self.next;
                Through { relation: self.relation, query: self.query, next: ($($name,)* next,) }
            }
        }

        impl<T: Table, $($name: Load<T>),*> Loading<T, ($($name,)*)> {
            /// With the rows of another relation behind each row, by one more query.
            #[allow(non_snake_case, reason = "the names are those of the types")]
            pub fn with<Z: Load<T>>(self, next: Z) -> Loading<T, ($($name,)* Z,)> {
                let ($($name,)*) = self.loaders;
                Loading { query: self.query, loaders: ($($name,)* next,) }
            }
        }
    };
}

with!();
with!(C);
with!(C D);
with!(C D E);
with!(C D E F);
with!(C D E F G);

impl<T: Table> Select<T> {
    /// With the rows of a relation behind each row, by one more query for all rows: `User::select().with(User::SESSION)`
    /// gives `(User, Vec<Session>)`.
    pub fn with<L: Load<T>>(self, relation: L) -> Loading<T, (L,)> {
        Loading { query: self, loaders: () }.with(relation)
    }
}
