//! Operators and functions of text.

use super::compare::infix;
use super::operand::{Condition, IntoExpr};
use super::{Expr, Level, Meets, Raw, methods};
use crate::column::{Compared, Nullability};

methods! {
    [N: Nullability] [String, N]

    /// `LIKE`: `%` stands for any characters, `_` for one.
    pub fn like<M: Compared>(self, pattern: impl IntoExpr<String, M>) -> Condition {
        Expr::new(infix(self.raw(), " LIKE ", Level::Like, pattern))
    }

    /// `NOT LIKE`
    pub fn not_like<M: Compared>(self, pattern: impl IntoExpr<String, M>) -> Condition {
        Expr::new(infix(self.raw(), " NOT LIKE ", Level::Like, pattern))
    }

    /// `ILIKE`: as [`like`](Self::like), large and small letters being equal.
    pub fn ilike<M: Compared>(self, pattern: impl IntoExpr<String, M>) -> Condition {
        Expr::new(infix(self.raw(), " ILIKE ", Level::Like, pattern))
    }

    /// `NOT ILIKE`
    pub fn not_ilike<M: Compared>(self, pattern: impl IntoExpr<String, M>) -> Condition {
        Expr::new(infix(self.raw(), " NOT ILIKE ", Level::Like, pattern))
    }

    /// `~`: whether a regular expression matches.
    pub fn matches_regex<M: Compared>(self, pattern: impl IntoExpr<String, M>) -> Condition {
        Expr::new(infix(self.raw(), " ~ ", Level::Other, pattern))
    }

    /// `starts_with(…)`: whether it starts with the text as it is, without patterns.
    pub fn starts_with<M: Compared>(self, text: impl IntoExpr<String, M>) -> Condition {
        Expr::new(Raw::list("starts_with(", vec![self.raw(), text.into_raw(Meets::NOTHING).0], ")"))
    }

    /// Whether the text stands in it as it is, without patterns: `strpos(…) > 0`.
    pub fn contains<M: Compared>(self, text: impl IntoExpr<String, M>) -> Condition {
        let found = Raw::list("strpos(", vec![self.raw(), text.into_raw(Meets::NOTHING).0], ")");
        Expr::new(found.suffix(" > 0", Level::Compare))
    }

    /// `lower(…)`
    pub fn lower(self) -> Expr<String, N> {
        Expr::new(Raw::list("lower(", vec![self.raw()], ")"))
    }

    /// `upper(…)`
    pub fn upper(self) -> Expr<String, N> {
        Expr::new(Raw::list("upper(", vec![self.raw()], ")"))
    }

    /// `length(…)`, in characters.
    pub fn length(self) -> Expr<i32, N> {
        Expr::new(Raw::list("length(", vec![self.raw()], ")"))
    }

    /// `||`
    pub fn concat<M: Nullability>(self, other: impl IntoExpr<String, M>) -> Expr<String, N::Or<M>> {
        Expr::new(infix(self.raw(), " || ", Level::Other, other))
    }
}
