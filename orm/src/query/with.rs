//! Queries that have a name in a statement.

use std::marker::PhantomData;
use std::sync::Arc;

use super::delete::Delete;
use super::insert::Insert;
use super::select::Select;
use super::shape::{Output, Shape, Unite};
use super::sources::Numbered;
use super::subquery::{Named, Statement, Subquery};
use super::tree::{Part, next_source};
use super::update::{Filtered, Update};
use crate::column::Kind;

/// A query with a name, from [`with`]: what others read from as from a table, as often as they like, while it runs once.
///
/// It stands in the `WITH` of the statement that reads from it.
#[must_use = "a query with a name does nothing until another reads from it"]
pub struct With<P> {
    query: Arc<Subquery>,
    kind: Kind<P>,
}

impl<P> Clone for With<P> {
    fn clone(&self) -> Self {
        Self { query: Arc::clone(&self.query), kind: PhantomData }
    }
}

/// `WITH name AS (query)`: the query is a `SELECT`, or an `INSERT`, `UPDATE` or `DELETE` with the rows that it returns.
pub fn with<Q: Query>(name: &'static str, query: Q) -> With<Q::Shape> {
    let QueryStatement(statement) = query.into_statement();
    let named = Named { id: next_source(), name, materialized: "", next: None, is_distinct: false };
    With { query: Arc::new(Subquery::new(statement, Some(named))), kind: PhantomData }
}

/// `WITH RECURSIVE name AS (first UNION ALL next)`: the rows of the first query, and those that the next makes of the rows
/// that came last, as long as there are new ones. The closure gets the query by its name.
pub fn with_recursive<Q: Query, R: Query>(
    name: &'static str,
    first: Q,
    next: impl FnOnce(&With<Q::Shape>) -> R,
) -> With<Q::Shape>
where
    Q::Shape: Unite<R::Shape, Shape = Q::Shape>,
{
    let first = with(name, first);
    let QueryStatement(next) = next(&first).into_statement();
    first.changed(|named| named.next = Some(next))
}

impl<P> With<P> {
    /// `MATERIALIZED`: it is computed for itself, even where it could be made one with what reads from it.
    pub fn materialized(self) -> Self {
        self.changed(|named| named.materialized = "MATERIALIZED ")
    }

    /// `NOT MATERIALIZED`: it is made one with what reads from it, even where that computes it several times.
    pub fn not_materialized(self) -> Self {
        self.changed(|named| named.materialized = "NOT MATERIALIZED ")
    }

    /// Of a recursive query: `UNION` instead of `UNION ALL`, without rows that came already, so that a circle comes to an end.
    pub fn distinct(self) -> Self {
        self.changed(|named| named.is_distinct = true)
    }

    fn changed(self, change: impl FnOnce(&mut Named)) -> Self {
        let mut query = Arc::unwrap_or_clone(self.query);
        if let Some(named) = &mut query.named {
            change(named);
        }
        Self { query: Arc::new(query), kind: PhantomData }
    }
}

impl<P: Shape> With<P> {
    /// Reads its rows.
    pub fn select(&self) -> Select<P> {
        Select::from_part(Part::of(Arc::clone(&self.query)))
    }
}

/// Writes `also` for statements.
macro_rules! also {
    ([$($generics:tt)*] $statement:ty) => {
        impl<$($generics)*> $statement {
            /// Runs a query with a name along, though nothing reads from it: several tables are written by one statement.
            pub fn also<P>(mut self, query: &With<P>) -> Self {
                self.tree.along.push(Arc::clone(&query.query));
                self
            }
        }
    };
}

also!([S, O] Select<S, O>);
also!([T, O] Insert<T, O>);
also!([S, F, O] Update<S, F, O>);
also!([S, F, O] Delete<S, F, O>);

/// A statement on its way into another.
#[doc(hidden)]
pub struct QueryStatement(Statement);

/// A statement whose rows have a form that others can read from.
pub trait Query {
    /// The form of its rows.
    type Shape: Shape;

    /// The statement without its types.
    #[doc(hidden)]
    fn into_statement(self) -> QueryStatement;
}

impl<S, O: Output> Query for Select<S, O> {
    type Shape = O::Shape;

    fn into_statement(self) -> QueryStatement {
        QueryStatement(self.into_tree().into_arm())
    }
}

impl<T, O: Output> Query for Insert<T, O> {
    type Shape = O::Shape;

    fn into_statement(self) -> QueryStatement {
        QueryStatement(Statement::Insert(self.tree.into()))
    }
}

impl<S, O: Output> Query for Update<S, Filtered, O> {
    type Shape = O::Shape;

    fn into_statement(self) -> QueryStatement {
        QueryStatement(Statement::Update(self.tree.into()))
    }
}

impl<S, O: Output> Query for Delete<S, Filtered, O> {
    type Shape = O::Shape;

    fn into_statement(self) -> QueryStatement {
        QueryStatement(Statement::Delete(self.tree.into()))
    }
}

/// What can be joined beside tables: a query with a name, [`With`], or a `SELECT`, which stands in parentheses there.
pub trait Readable {
    /// The form of its rows.
    type Shape: Shape;

    /// The same as a part of a statement.
    #[doc(hidden)]
    fn into_number(self) -> Numbered;
}

impl<P: Shape> Readable for With<P> {
    type Shape = P;

    fn into_number(self) -> Numbered {
        Numbered(Part::of(self.query))
    }
}

impl<P: Shape> Readable for &With<P> {
    type Shape = P;

    fn into_number(self) -> Numbered {
        self.clone().into_number()
    }
}

impl<S, O: Output> Readable for Select<S, O> {
    type Shape = O::Shape;

    fn into_number(self) -> Numbered {
        Numbered(Part::query(self.into_tree().into_arm()))
    }
}
