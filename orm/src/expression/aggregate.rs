//! Aggregates, for values of every type.

use serde_json::Value as Json;

use super::operand::{IntoCondition, IntoExpr};
use super::{Expr, Raw, methods};
use crate::column::{NotNull, Null, Nullability};
use crate::value::Value;

/// `count(*)`
pub fn count_rows() -> Expr<i64> {
    Expr::new(Raw::text("count(*)"))
}

methods! {
    [V: Value, N: Nullability] [V, N]

    /// `count(…)`: how many are not NULL.
    pub fn count(self) -> Expr<i64> {
        Expr::new(Raw::list("count(", vec![self.raw()], ")"))
    }

    /// `count(DISTINCT …)`
    pub fn count_distinct(self) -> Expr<i64> {
        Expr::new(Raw::list("count(DISTINCT ", vec![self.raw()], ")"))
    }

    /// `min(…)`: NULL of no rows.
    pub fn min(self) -> Expr<V, Null> {
        Expr::new(Raw::list("min(", vec![self.raw()], ")"))
    }

    /// `max(…)`: NULL of no rows.
    pub fn max(self) -> Expr<V, Null> {
        Expr::new(Raw::list("max(", vec![self.raw()], ")"))
    }

    /// `jsonb_agg(…)`: NULL of no rows.
    pub fn json_agg(self) -> Expr<Json, Null> {
        Expr::new(Raw::list("jsonb_agg(", vec![self.raw()], ")"))
    }
}

methods! {
    [V: Value] [V, NotNull]

    /// `array_agg(…)`: NULL of no rows.
    pub fn array_agg(self) -> Expr<Vec<V>, Null> {
        Expr::new(Raw::list("array_agg(", vec![self.raw()], ")"))
    }
}

methods! {
    [N: Nullability] [String, N]

    /// `string_agg(…, separator)`: NULL of no rows.
    pub fn string_agg<M: Nullability>(self, separator: impl IntoExpr<String, M>) -> Expr<String, Null> {
        Expr::new(Raw::list("string_agg(", vec![self.raw(), separator.into_raw(false).0], ")"))
    }
}

methods! {
    [N: Nullability] [bool, N]

    /// `bool_and(…)`: NULL of no rows.
    pub fn bool_and(self) -> Expr<bool, Null> {
        Expr::new(Raw::list("bool_and(", vec![self.raw()], ")"))
    }

    /// `bool_or(…)`: NULL of no rows.
    pub fn bool_or(self) -> Expr<bool, Null> {
        Expr::new(Raw::list("bool_or(", vec![self.raw()], ")"))
    }
}

impl<V: Value, N: Nullability> Expr<V, N> {
    /// `FILTER (WHERE …)` behind an aggregate: of the rows that meet the condition alone.
    pub fn filter_where(self, condition: impl IntoCondition) -> Self {
        let condition = condition.into_condition().raw();
        Self::new(Raw::join([self.raw(), Raw::text(" FILTER (WHERE "), condition, Raw::text(")")]))
    }
}
