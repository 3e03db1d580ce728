//! Operators and functions of ranges and multiranges:
//! <https://www.postgresql.org/docs/current/functions-range.html>.

use super::compare::infix;
use super::operand::{Condition, IntoExpr};
use super::{Expr, Level, Meets, Raw, methods};
use crate::column::{Compared, Null, Nullability};
use crate::value::{Multirange, Range, Ranged};

/// What ranges and multiranges have in common.
macro_rules! spans {
    ($span:ident) => {
        methods! {
            [T: Ranged, N: Nullability] [$span<T>, N]

            /// `@>`: whether the value lies in it.
            pub fn contains<M: Compared>(self, value: impl IntoExpr<T, M>) -> Condition {
                Expr::new(infix::<T, M>(self.raw(), " @> ", Level::Other, value))
            }

            /// `@>`: whether all of the other lies in it.
            pub fn covers<M: Compared>(self, other: impl IntoExpr<$span<T>, M>) -> Condition {
                Expr::new(infix(self.raw(), " @> ", Level::Other, other))
            }

            /// `<@`: whether all of it lies in the other.
            pub fn covered_by<M: Compared>(self, other: impl IntoExpr<$span<T>, M>) -> Condition {
                Expr::new(infix(self.raw(), " <@ ", Level::Other, other))
            }

            /// `&&`: whether they have a value in common.
            pub fn overlaps<M: Compared>(self, other: impl IntoExpr<$span<T>, M>) -> Condition {
                Expr::new(infix(self.raw(), " && ", Level::Other, other))
            }

            /// `<<`: whether it ends before the other begins.
            pub fn is_before<M: Compared>(self, other: impl IntoExpr<$span<T>, M>) -> Condition {
                Expr::new(infix(self.raw(), " << ", Level::Other, other))
            }

            /// `>>`: whether it begins behind the end of the other.
            pub fn is_behind<M: Compared>(self, other: impl IntoExpr<$span<T>, M>) -> Condition {
                Expr::new(infix(self.raw(), " >> ", Level::Other, other))
            }

            /// `-|-`: whether one begins where the other ends.
            pub fn is_adjacent_to<M: Compared>(self, other: impl IntoExpr<$span<T>, M>) -> Condition {
                Expr::new(infix(self.raw(), " -|- ", Level::Other, other))
            }

            /// `+`: what lies in one of them. For ranges it is an error where there is a gap between them.
            pub fn union<M: Nullability>(self, other: impl IntoExpr<$span<T>, M>) -> Expr<$span<T>, N::Or<M>> {
                Expr::new(infix(self.raw(), " + ", Level::Add, other))
            }

            /// `*`: what lies in both.
            pub fn intersection<M: Nullability>(self, other: impl IntoExpr<$span<T>, M>) -> Expr<$span<T>, N::Or<M>> {
                Expr::new(infix(self.raw(), " * ", Level::Multiply, other))
            }

            /// `-`: what lies in it and not in the other. For ranges it is an error where two parts are left.
            pub fn difference<M: Nullability>(self, other: impl IntoExpr<$span<T>, M>) -> Expr<$span<T>, N::Or<M>> {
                Expr::new(infix(self.raw(), " - ", Level::Add, other))
            }

            /// `lower(…)`: where it begins, NULL where it is empty or has no beginning.
            pub fn lower(self) -> Expr<T, Null> {
                Expr::new(Raw::list("lower(", vec![self.raw()], ")"))
            }

            /// `upper(…)`: where it ends, NULL where it is empty or has no end.
            pub fn upper(self) -> Expr<T, Null> {
                Expr::new(Raw::list("upper(", vec![self.raw()], ")"))
            }

            /// `isempty(…)`: whether no value lies in it.
            pub fn is_empty(self) -> Expr<bool, N> {
                Expr::new(Raw::list("isempty(", vec![self.raw()], ")"))
            }

            /// `lower_inc(…)`: whether its beginning lies in it.
            pub fn lower_is_included(self) -> Expr<bool, N> {
                Expr::new(Raw::list("lower_inc(", vec![self.raw()], ")"))
            }

            /// `upper_inc(…)`: whether its end lies in it.
            pub fn upper_is_included(self) -> Expr<bool, N> {
                Expr::new(Raw::list("upper_inc(", vec![self.raw()], ")"))
            }

            /// `lower_inf(…)`: whether it has no beginning.
            pub fn lower_is_unbounded(self) -> Expr<bool, N> {
                Expr::new(Raw::list("lower_inf(", vec![self.raw()], ")"))
            }

            /// `upper_inf(…)`: whether it has no end.
            pub fn upper_is_unbounded(self) -> Expr<bool, N> {
                Expr::new(Raw::list("upper_inf(", vec![self.raw()], ")"))
            }
        }
    };
}

spans!(Range);
spans!(Multirange);

methods! {
    [T: Ranged, N: Nullability] [Range<T>, N]

    /// `range_merge(…)`: the smallest range in which both lie.
    pub fn merge<M: Nullability>(self, other: impl IntoExpr<Range<T>, M>) -> Expr<Range<T>, N::Or<M>> {
        Expr::new(Raw::list("range_merge(", vec![self.raw(), other.into_raw(Meets::NOTHING).0], ")"))
    }

    /// `range_agg(…)`: all that lies in one of many, NULL of none.
    pub fn range_agg(self) -> Expr<Multirange<T>, Null> {
        Expr::new(Raw::list("range_agg(", vec![self.raw()], ")"))
    }
}

methods! {
    [T: Ranged, N: Nullability] [Multirange<T>, N]

    /// `@>`: whether all of a range lies in it.
    pub fn covers_range<M: Compared>(self, other: impl IntoExpr<Range<T>, M>) -> Condition {
        Expr::new(infix(self.raw(), " @> ", Level::Other, other))
    }

    /// `&&`: whether it has a value in common with a range.
    pub fn overlaps_range<M: Compared>(self, other: impl IntoExpr<Range<T>, M>) -> Condition {
        Expr::new(infix(self.raw(), " && ", Level::Other, other))
    }
}

methods! {
    [T: Ranged, N: Nullability] [T, N]

    /// `<@`: whether it lies in a range.
    pub fn within<M: Compared>(self, range: impl IntoExpr<Range<T>, M>) -> Condition {
        Expr::new(infix(self.raw(), " <@ ", Level::Other, range))
    }

    /// `<@`: whether it lies in one of several ranges.
    pub fn within_any<M: Compared>(self, ranges: impl IntoExpr<Multirange<T>, M>) -> Condition {
        Expr::new(infix(self.raw(), " <@ ", Level::Other, ranges))
    }
}
