//! Window functions.

use smallvec::smallvec;

use super::order::{Order, Orders};
use super::{Expr, Part, Parts, Raw};
use crate::column::{Col, NotNull, Nullability};
use crate::value::Value;

/// The rows that a window function looks at.
#[derive(Clone, Debug, Default)]
pub struct Window {
    partition: Vec<Order>,
    order: Vec<Order>,
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
        let mut parts: Parts = smallvec![Part::Text(" OVER (")];
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

macro_rules! neighbours {
    ($($name:ident $sql:literal $about:literal;)*) => {
        impl<V: Value, N: Nullability> Col<V, N> {
            $(
                #[doc = $about]
                pub fn $name(self) -> Expr<V, crate::column::Null> {
                    Expr::new(Raw::list($sql, vec![self.raw()], ")"))
                }
            )*
        }
    };
}

neighbours! {
    lag "lag(" "`lag(…)`: that of the row before, NULL in the first.";
    lead "lead(" "`lead(…)`: that of the row behind, NULL in the last.";
    first_value "first_value(" "`first_value(…)`: that of the window's first row.";
    last_value "last_value(" "`last_value(…)`: that of the window's last row.";
}
