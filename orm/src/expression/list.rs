//! Operators and functions of arrays.

use super::compare::infix;
use super::operand::{Condition, IntoExpr};
use super::{Expr, Level, Meets, Raw, methods};
use crate::column::{Compared, Nullability};
use crate::value::Value;

methods! {
    [V: Value, N: Nullability] [Vec<V>, N]

    /// `@>`: whether all of the other are in it.
    pub fn contains<M: Compared>(self, other: impl IntoExpr<Vec<V>, M>) -> Condition {
        Expr::new(infix(self.raw(), " @> ", Level::Other, other))
    }

    /// `<@`: whether all of it are in the other.
    pub fn contained_by<M: Compared>(self, other: impl IntoExpr<Vec<V>, M>) -> Condition {
        Expr::new(infix(self.raw(), " <@ ", Level::Other, other))
    }

    /// `&&`: whether they have an element in common.
    pub fn overlaps<M: Compared>(self, other: impl IntoExpr<Vec<V>, M>) -> Condition {
        Expr::new(infix(self.raw(), " && ", Level::Other, other))
    }

    /// `||`: both, one behind the other.
    pub fn concat<M: Nullability>(self, other: impl IntoExpr<Vec<V>, M>) -> Expr<Vec<V>, N::Or<M>> {
        Expr::new(infix(self.raw(), " || ", Level::Other, other))
    }

    /// `array_append(…)`
    pub fn append<M: Nullability>(self, element: impl IntoExpr<V, M>) -> Expr<Vec<V>> {
        let list = self.raw();
        let meets = Meets::list(&list);
        Expr::new(Raw::list("array_append(", vec![list, element.into_raw(meets).0], ")"))
    }

    /// `array_remove(…)`: without the elements that are equal to this one.
    pub fn remove<M: Nullability>(self, element: impl IntoExpr<V, M>) -> Expr<Vec<V>, N> {
        let list = self.raw();
        let meets = Meets::list(&list);
        Expr::new(Raw::list("array_remove(", vec![list, element.into_raw(meets).0], ")"))
    }

    /// `cardinality(…)`: how many elements it has.
    pub fn cardinality(self) -> Expr<i32, N> {
        Expr::new(Raw::list("cardinality(", vec![self.raw()], ")"))
    }
}
