//! Window functions.

use super::order::{OrderList, Orders};
use super::{Expr, Part, Raw, methods};
use crate::column::{NotNull, Null, Nullability};
use crate::value::{Value, parameter};

/// The rows that a window function looks at.
#[derive(Clone, Debug, Default)]
pub struct Window {
    partition: OrderList,
    order: OrderList,
    frame: Option<&'static str>,
}

impl Window {
    /// `PARTITION BY`: the rows that are equal in this.
    #[must_use]
    pub fn partition_by(mut self, keys: impl Orders) -> Self {
        keys.add_to(&mut self.partition);
        self
    }

    /// `ORDER BY`
    #[must_use]
    pub fn order_by(mut self, keys: impl Orders) -> Self {
        keys.add_to(&mut self.order);
        self
    }

    /// The frame, as it stands in SQL: `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`.
    #[must_use]
    pub fn frame(self, frame: &'static str) -> Self {
        Self { frame: Some(frame), ..self }
    }

    fn into_raw(self) -> Raw {
        let mut parts = vec![Part::Text(" OVER (")];
        let mut space = "";
        for (words, keys) in [("PARTITION BY ", self.partition), ("ORDER BY ", self.order)] {
            for (index, key) in keys.into_iter().enumerate() {
                let before = if index == 0 { [space, words] } else { [", ", ""] };
                parts.extend(before.map(Part::Text));
                parts.extend(key.into_raw().parts);
                space = " ";
            }
        }
        if let Some(frame) = self.frame {
            parts.extend([Part::Text(space), Part::Text(frame)]);
        }
        parts.push(Part::Text(")"));
        Raw::atom(parts)
    }
}

impl<V: Value, N: Nullability> Expr<V, N> {
    /// `OVER (…)` behind an aggregate or a window function.
    pub fn over(self, window: impl FnOnce(Window) -> Window) -> Self {
        Self::new(Raw::join([self.raw(), window(Window::default()).into_raw()]))
    }
}

/// `row_number()`: the number of the row in its window, from 1.
pub fn row_number() -> Expr<i64, NotNull> {
    Expr::new(Raw::text("row_number()"))
}

/// `rank()`: the same number for equals, with gaps behind them.
pub fn rank() -> Expr<i64, NotNull> {
    Expr::new(Raw::text("rank()"))
}

/// `dense_rank()`: the same number for equals, without gaps.
pub fn dense_rank() -> Expr<i64, NotNull> {
    Expr::new(Raw::text("dense_rank()"))
}

/// `percent_rank()`: the rank from 0 to 1.
pub fn percent_rank() -> Expr<f64, NotNull> {
    Expr::new(Raw::text("percent_rank()"))
}

/// `cume_dist()`: which part of the rows comes before or is equal, above 0 and up to 1.
pub fn cume_dist() -> Expr<f64, NotNull> {
    Expr::new(Raw::text("cume_dist()"))
}

/// `ntile(parts)`: in which of so many parts of about the same size the row is, from 1.
pub fn ntile(parts: i32) -> Expr<i32, NotNull> {
    Expr::new(Raw::list("ntile(", vec![number(parts)], ")"))
}

fn number(number: i32) -> Raw {
    Raw::parameter(parameter::<i32>(Some(number), false))
}

methods! {
    [V: Value, N: Nullability] [V, N]

    /// `lag(…)`: that of the row before, NULL in the first.
    pub fn lag(self) -> Expr<V, Null> {
        Expr::new(Raw::list("lag(", vec![self.raw()], ")"))
    }

    /// `lag(…, rows)`: that of so many rows before, NULL where there are not so many.
    pub fn lag_by(self, rows: i32) -> Expr<V, Null> {
        Expr::new(Raw::list("lag(", vec![self.raw(), number(rows)], ")"))
    }

    /// `lead(…)`: that of the row behind, NULL in the last.
    pub fn lead(self) -> Expr<V, Null> {
        Expr::new(Raw::list("lead(", vec![self.raw()], ")"))
    }

    /// `lead(…, rows)`: that of so many rows behind, NULL where there are not so many.
    pub fn lead_by(self, rows: i32) -> Expr<V, Null> {
        Expr::new(Raw::list("lead(", vec![self.raw(), number(rows)], ")"))
    }

    /// `first_value(…)`: that of the window's first row.
    pub fn first_value(self) -> Expr<V, Null> {
        Expr::new(Raw::list("first_value(", vec![self.raw()], ")"))
    }

    /// `last_value(…)`: that of the window's last row.
    pub fn last_value(self) -> Expr<V, Null> {
        Expr::new(Raw::list("last_value(", vec![self.raw()], ")"))
    }

    /// `nth_value(…, row)`: that of the window's row of this number, from 1, NULL where it has not so many.
    pub fn nth_value(self, row: i32) -> Expr<V, Null> {
        Expr::new(Raw::list("nth_value(", vec![self.raw(), number(row)], ")"))
    }
}
