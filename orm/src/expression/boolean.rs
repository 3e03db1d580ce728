//! And, or, not.

use super::operand::{Condition, IntoCondition};
use super::{Expr, Level, methods};
use crate::column::{Col, NotNull, Nullability};

methods! {
    [N: Nullability] [bool, N]

    /// `AND`
    pub fn and(self, other: impl IntoCondition) -> Condition {
        Expr::new(self.raw().infix(" AND ", Level::And, other.into_condition().raw()))
    }

    /// `OR`
    pub fn or(self, other: impl IntoCondition) -> Condition {
        Expr::new(self.raw().infix(" OR ", Level::Or, other.into_condition().raw()))
    }

    /// `NOT`
    #[expect(clippy::should_implement_trait, reason = "`!` is there too; in a chain the word reads better")]
    pub fn not(self) -> Condition {
        Expr::new(self.raw().prefix("NOT ", Level::Not))
    }

    /// `IS TRUE`: false where it is NULL.
    pub fn is_true(self) -> Expr<bool, NotNull> {
        Expr::new(self.raw().suffix(" IS TRUE", Level::Is))
    }

    /// `IS FALSE`: false where it is NULL.
    pub fn is_false(self) -> Expr<bool, NotNull> {
        Expr::new(self.raw().suffix(" IS FALSE", Level::Is))
    }
}

impl<N: Nullability, K> std::ops::Not for Expr<bool, N, K> {
    type Output = Condition;

    fn not(self) -> Condition {
        Expr::new(self.raw().prefix("NOT ", Level::Not))
    }
}

impl<N: Nullability, W> std::ops::Not for Col<bool, N, W> {
    type Output = Condition;

    fn not(self) -> Condition {
        Expr::new(self.raw().prefix("NOT ", Level::Not))
    }
}
