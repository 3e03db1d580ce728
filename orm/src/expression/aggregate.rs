//! Aggregates, for values of every type.

use serde_json::Value as Json;

use super::compare::null_test;
use super::operand::{IntoCondition, IntoExpr};
use super::order::{Order, OrderList, Orders};
use super::{Expr, Meets, Raw, methods};
use crate::column::{NotNull, Null, Nullability};
use crate::value::Value;

/// `function(a, b ORDER BY c)`
fn ordered(function: &'static str, arguments: Vec<Raw>, keys: impl Orders) -> Raw {
    let mut orders = OrderList::new();
    keys.add_to(&mut orders);
    if orders.is_empty() {
        return Raw::list(function, arguments, ")");
    }
    let keys = orders.into_iter().map(Order::into_raw).collect();
    Raw::join([Raw::list(function, arguments, " ORDER BY "), Raw::list("", keys, ")")])
}

/// Of the rows alone whose value is not NULL.
fn not_null<V: Value>(aggregate: Raw, value: Raw) -> Raw {
    let condition = null_test::<V>(value, false);
    Raw::join([aggregate, Raw::text(" FILTER (WHERE "), condition, Raw::text(")")])
}

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

    /// `jsonb_agg(… ORDER BY …)`: the same in this order.
    pub fn json_agg_by(self, keys: impl Orders) -> Expr<Json, Null> {
        Expr::new(ordered("jsonb_agg(", vec![self.raw()], keys))
    }
}

methods! {
    [V: Value] [V, NotNull]

    /// `array_agg(…)`: NULL of no rows.
    pub fn array_agg(self) -> Expr<Vec<V>, Null> {
        Expr::new(Raw::list("array_agg(", vec![self.raw()], ")"))
    }

    /// `array_agg(… ORDER BY …)`: the same in this order.
    pub fn array_agg_by(self, keys: impl Orders) -> Expr<Vec<V>, Null> {
        Expr::new(ordered("array_agg(", vec![self.raw()], keys))
    }
}

methods! {
    [V: Value] [V, Null]

    /// `array_agg(…) FILTER (WHERE … IS NOT NULL)`: those that are not NULL, NULL where there are none.
    pub fn array_agg_not_null(self) -> Expr<Vec<V>, Null> {
        let value = self.raw();
        Expr::new(not_null::<V>(Raw::list("array_agg(", vec![value.clone()], ")"), value))
    }

    /// `array_agg(… ORDER BY …) FILTER (WHERE … IS NOT NULL)`: the same in this order.
    pub fn array_agg_not_null_by(self, keys: impl Orders) -> Expr<Vec<V>, Null> {
        let value = self.raw();
        Expr::new(not_null::<V>(ordered("array_agg(", vec![value.clone()], keys), value))
    }
}

methods! {
    [N: Nullability] [String, N]

    /// `string_agg(…, separator)`: NULL of no rows.
    pub fn string_agg<M: Nullability>(self, separator: impl IntoExpr<String, M>) -> Expr<String, Null> {
        Expr::new(Raw::list("string_agg(", vec![self.raw(), separator.into_raw(Meets::NOTHING).0], ")"))
    }

    /// `string_agg(…, separator ORDER BY …)`: the same in this order.
    pub fn string_agg_by<M: Nullability>(
        self,
        separator: impl IntoExpr<String, M>,
        keys: impl Orders,
    ) -> Expr<String, Null> {
        Expr::new(ordered("string_agg(", vec![self.raw(), separator.into_raw(Meets::NOTHING).0], keys))
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
