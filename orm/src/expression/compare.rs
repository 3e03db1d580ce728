//! Comparisons, for values of every type.

use super::operand::{Condition, IntoExpr, RawExpr};
use super::{Expr, Level, Meets, Part, Raw, methods};
use crate::column::{Compared, NotNull, Null, Nullability};
use crate::query::{Select, SelectTree, Single, Sources};
use crate::value::Value;

/// `left operator right`.
pub(super) fn infix<W: Value, M: Nullability>(
    left: Raw,
    operator: &'static str,
    level: Level,
    right: impl IntoExpr<W, M>,
) -> Raw {
    let RawExpr(right) = right.into_raw(Meets::same(&left));
    left.infix(operator, level, right)
}

/// The same, where the right has a type of its own, whatever the left is.
pub(super) fn beside<W: Value, M: Nullability>(
    left: Raw,
    operator: &'static str,
    level: Level,
    right: impl IntoExpr<W, M>,
) -> Raw {
    let RawExpr(right) = right.into_raw(Meets::NOTHING);
    left.infix(operator, level, right)
}

fn compared<W: Value, M: Compared>(left: Raw, operator: &'static str, right: impl IntoExpr<W, M>) -> Condition {
    Expr::new(infix(left, operator, Level::Compare, right))
}

/// Whether a value is NULL. Of a composite, `IS NULL` would ask whether all its fields are, and `IS NOT NULL` whether none is.
pub(super) fn null_test<V: Value>(value: Raw, is_null: bool) -> Raw {
    let words = match (V::SQL_TYPE.is_composite && !V::SQL_TYPE.is_list, is_null) {
        (false, true) => " IS NULL",
        (false, false) => " IS NOT NULL",
        (true, true) => " IS NOT DISTINCT FROM NULL",
        (true, false) => " IS DISTINCT FROM NULL",
    };
    value.suffix(words, Level::Is)
}

/// `left operator (statement)`.
fn with_query(left: Raw, operator: &'static str, statement: SelectTree) -> Condition {
    Expr::new(left.infix(operator, Level::Like, Raw::atom(vec![Part::Query(statement.into())])))
}

methods! {
    [V: Value, N: Nullability] [V, N]

    /// `=`
    pub fn eq<M: Compared>(self, other: impl IntoExpr<V, M>) -> Condition {
        compared(self.raw(), " = ", other)
    }

    /// `<>`
    pub fn ne<M: Compared>(self, other: impl IntoExpr<V, M>) -> Condition {
        compared(self.raw(), " <> ", other)
    }

    /// `<`
    pub fn lt<M: Compared>(self, other: impl IntoExpr<V, M>) -> Condition {
        compared(self.raw(), " < ", other)
    }

    /// `<=`
    pub fn le<M: Compared>(self, other: impl IntoExpr<V, M>) -> Condition {
        compared(self.raw(), " <= ", other)
    }

    /// `>`
    pub fn gt<M: Compared>(self, other: impl IntoExpr<V, M>) -> Condition {
        compared(self.raw(), " > ", other)
    }

    /// `>=`
    pub fn ge<M: Compared>(self, other: impl IntoExpr<V, M>) -> Condition {
        compared(self.raw(), " >= ", other)
    }

    /// `BETWEEN from AND to`, both included.
    pub fn between<L: Compared, M: Compared>(
        self,
        from: impl IntoExpr<V, L>,
        to: impl IntoExpr<V, M>,
    ) -> Condition {
        let left = self.raw();
        let meets = Meets::same(&left);
        let range = from.into_raw(meets).0.infix(" AND ", Level::Like, to.into_raw(meets).0).at_level(Level::Atom);
        Expr::new(left.infix(" BETWEEN ", Level::Like, range))
    }

    /// `IS NULL`
    pub fn is_null(self) -> Condition {
        Expr::new(null_test::<V>(self.raw(), true))
    }

    /// `IS NOT NULL`
    pub fn is_not_null(self) -> Condition {
        Expr::new(null_test::<V>(self.raw(), false))
    }

    /// `IS DISTINCT FROM`: unlike [`ne`](Self::ne), NULL is a value like others.
    pub fn is_distinct_from<M: Nullability>(self, other: impl IntoExpr<V, M>) -> Condition {
        Expr::new(infix(self.raw(), " IS DISTINCT FROM ", Level::Is, other))
    }

    /// `IS NOT DISTINCT FROM`: unlike [`eq`](Self::eq), NULL equals NULL.
    pub fn is_not_distinct_from<M: Nullability>(self, other: impl IntoExpr<V, M>) -> Condition {
        Expr::new(infix(self.raw(), " IS NOT DISTINCT FROM ", Level::Is, other))
    }

    /// `= ANY (list)`: whether it is one of the list.
    pub fn any<M: Compared>(self, list: impl IntoExpr<Vec<V>, M>) -> Condition {
        let left = self.raw();
        let RawExpr(list) = list.into_raw(Meets::element(&left));
        Expr::new(left.infix(" = ", Level::Compare, Raw::list("ANY (", vec![list], ")")))
    }

    /// `<> ALL (list)`: whether it is none of the list.
    pub fn none_of<M: Compared>(self, list: impl IntoExpr<Vec<V>, M>) -> Condition {
        let left = self.raw();
        let RawExpr(list) = list.into_raw(Meets::element(&left));
        Expr::new(left.infix(" <> ", Level::Compare, Raw::list("ALL (", vec![list], ")")))
    }

    /// `IN (SELECT …)`
    pub fn in_query<S: Sources, O: Single<V>>(self, query: Select<S, O>) -> Condition {
        with_query(self.raw(), " IN ", query.into_tree())
    }

    /// `NOT IN (SELECT …)`, of a query that gives no NULL.
    pub fn not_in_query<S: Sources, O: Single<V, Nullability = NotNull>>(self, query: Select<S, O>) -> Condition {
        with_query(self.raw(), " NOT IN ", query.into_tree())
    }

    /// `coalesce(self, other)`: the other where this is NULL.
    pub fn coalesce<M: Nullability>(self, other: impl IntoExpr<V, M>) -> Expr<V, M> {
        let left = self.raw();
        let meets = Meets::same(&left);
        Expr::new(Raw::list("coalesce(", vec![left, other.into_raw(meets).0], ")"))
    }

    /// `nullif(self, other)`: NULL where both are equal.
    pub fn null_if<M: Nullability>(self, other: impl IntoExpr<V, M>) -> Expr<V, Null> {
        let left = self.raw();
        let meets = Meets::same(&left);
        Expr::new(Raw::list("nullif(", vec![left, other.into_raw(meets).0], ")"))
    }
}

/// `EXISTS (SELECT …)`: whether the query has a row.
pub fn exists<S: Sources, O>(query: Select<S, O>) -> Condition {
    Expr::new(Raw::atom(vec![Part::Text("EXISTS "), Part::Query(query.into_tree().into())]))
}

/// A query as a value: that of its one row, or NULL where there is none.
pub fn scalar<S: Sources, V: Value, O: Single<V>>(query: Select<S, O>) -> Expr<V, Null> {
    Expr::new(Raw::atom(vec![Part::Query(query.into_tree().into())]))
}
