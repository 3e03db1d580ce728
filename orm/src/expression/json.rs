//! Operators of jsonb.

use serde_json::Value as Json;

use super::compare::beside;
use super::operand::{Condition, IntoExpr};
use super::{Expr, Level, Meets, Raw, methods};
use crate::column::{Compared, Null, Nullability};
use crate::value::{Document, Value};

macro_rules! documents {
    ([$($generics:tt)*] [$of:ty]) => {
        methods! {
            [$($generics)* N: Nullability] [$of, N]

            /// `->`: the value of a key, NULL where there is none.
            pub fn get<M: Nullability>(self, key: impl IntoExpr<String, M>) -> Expr<Json, Null> {
                Expr::new(beside::<String, M>(self.raw(), " -> ", Level::Other, key))
            }

            /// `->>`: the value of a key as text, NULL where there is none.
            pub fn get_text<M: Nullability>(self, key: impl IntoExpr<String, M>) -> Expr<String, Null> {
                Expr::new(beside::<String, M>(self.raw(), " ->> ", Level::Other, key))
            }

            /// `->`: the element at a position, from 0, or from the end where it is negative.
            pub fn at<M: Nullability>(self, position: impl IntoExpr<i32, M>) -> Expr<Json, Null> {
                Expr::new(beside::<i32, M>(self.raw(), " -> ", Level::Other, position))
            }

            /// `#>`: the value at the end of a path.
            pub fn path<M: Nullability>(self, path: impl IntoExpr<Vec<String>, M>) -> Expr<Json, Null> {
                Expr::new(beside::<Vec<String>, M>(self.raw(), " #> ", Level::Other, path))
            }

            /// `#>>`: the value at the end of a path as text.
            pub fn path_text<M: Nullability>(self, path: impl IntoExpr<Vec<String>, M>) -> Expr<String, Null> {
                Expr::new(beside::<Vec<String>, M>(self.raw(), " #>> ", Level::Other, path))
            }

            /// `@>`: whether all of the other is in it.
            pub fn contains<M: Compared>(self, other: impl IntoExpr<Json, M>) -> Condition {
                Expr::new(beside::<Json, M>(self.raw(), " @> ", Level::Other, other))
            }

            /// `<@`: whether all of it is in the other.
            pub fn contained_by<M: Compared>(self, other: impl IntoExpr<Json, M>) -> Condition {
                Expr::new(beside::<Json, M>(self.raw(), " <@ ", Level::Other, other))
            }

            /// `?`: whether it has a key, or an element that is this text.
            pub fn has_key<M: Compared>(self, key: impl IntoExpr<String, M>) -> Condition {
                Expr::new(beside::<String, M>(self.raw(), " ? ", Level::Other, key))
            }

            /// `?|`: whether it has one of the keys.
            pub fn has_any<M: Compared>(self, keys: impl IntoExpr<Vec<String>, M>) -> Condition {
                Expr::new(beside::<Vec<String>, M>(self.raw(), " ?| ", Level::Other, keys))
            }

            /// `?&`: whether it has all of the keys.
            pub fn has_all<M: Compared>(self, keys: impl IntoExpr<Vec<String>, M>) -> Condition {
                Expr::new(beside::<Vec<String>, M>(self.raw(), " ?& ", Level::Other, keys))
            }

            /// `||`: both; the keys of the other win.
            pub fn merge<M: Nullability>(self, other: impl IntoExpr<Json, M>) -> Expr<$of, N::Or<M>> {
                Expr::new(beside::<Json, M>(self.raw(), " || ", Level::Other, other))
            }

            /// `-`: without a key.
            pub fn without<M: Nullability>(self, key: impl IntoExpr<String, M>) -> Expr<$of, N::Or<M>> {
                Expr::new(beside::<String, M>(self.raw(), " - ", Level::Add, key))
            }

            /// `jsonb_set(…)`: with another value at the end of a path.
            pub fn set_path<L: Nullability, M: Nullability>(
                self,
                path: impl IntoExpr<Vec<String>, L>,
                value: impl IntoExpr<Json, M>,
            ) -> Expr<$of, N::Or<M>> {
                let arguments = vec![self.raw(), path.into_raw(Meets::NOTHING).0, value.into_raw(Meets::NOTHING).0];
                Expr::new(Raw::list("jsonb_set(", arguments, ")"))
            }
        }
    };
}

documents!([][Json]);
documents!([T,] [Document<T>]);

/// What [`Document`] is made of is not looked at here.
const _: fn() = || {
    fn is_value<V: Value>() {}
    is_value::<Json>();
};
