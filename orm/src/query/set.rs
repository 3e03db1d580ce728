//! Union, intersection and difference.

use super::select::Select;
use super::shape::{Output, Unite};
use super::subquery::{SetTree, Statement};
use super::tree::Part;

/// The form of the rows of two queries together.
type United<O, Q> = <<O as Output>::Shape as Unite<<Q as Output>::Shape>>::Shape;

/// Each takes a query of the same table, or of columns of the same types. What comes out is a query of the rows of both, with
/// filters, orders and limits of its own.
impl<S, O: Output> Select<S, O> {
    /// `UNION`: the rows of both, equal ones once.
    pub fn union<R, Q: Output>(self, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        self.with_other(" UNION ", other)
    }

    /// `UNION ALL`: the rows of both.
    pub fn union_all<R, Q: Output>(self, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        self.with_other(" UNION ALL ", other)
    }

    /// `INTERSECT`: the rows that are in both, equal ones once.
    pub fn intersect<R, Q: Output>(self, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        self.with_other(" INTERSECT ", other)
    }

    /// `INTERSECT ALL`: each row as often as it is in both.
    pub fn intersect_all<R, Q: Output>(self, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        self.with_other(" INTERSECT ALL ", other)
    }

    /// `EXCEPT`: the rows that are not in the other, equal ones once.
    pub fn except<R, Q: Output>(self, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        self.with_other(" EXCEPT ", other)
    }

    /// `EXCEPT ALL`: each row as many times more often as it is in this one.
    pub fn except_all<R, Q: Output>(self, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        self.with_other(" EXCEPT ALL ", other)
    }

    fn with_other<R, Q: Output>(self, words: &'static str, other: Select<R, Q>) -> Select<United<O, Q>>
    where
        O::Shape: Unite<Q::Shape>,
    {
        let (left, right) = (self.tree.into_arm(), other.tree.into_arm());
        Select::from_part(Part::query(Statement::Set(SetTree { left, words, right }.into())))
    }
}
