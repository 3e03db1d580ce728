//! What can stand for a value in an expression.

use std::borrow::Cow;

use super::{Expr, Meets, Raw};
use crate::column::{Col, NotNull, Null, Nullability, OrNone};
use crate::enumeration::Enumeration;
use crate::value::{Composite, Document, Enum, Record, Replaced, Value, parameter};

/// An expression that is true, false or, where a value in it is NULL, neither.
pub type Condition = Expr<bool, Null>;

/// What can stand for a value of the type that `V` stands for: a value of Rust, a column, an expression.
///
/// `N` is [`Null`] for what can be NULL, such as a nullable column, and [`OrNone`] for an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand for a value of type `{V}`",
    label = "not a value of type `{V}`",
    note = "values of Rust, columns and expressions of this type can, and where the value can be NULL, an `Option` of it"
)]
pub trait IntoExpr<V: Value, N: Nullability> {
    /// The expression without its type; what a parameter meets says what the server has to be told of it.
    #[doc(hidden)]
    fn into_raw(self, meets: Meets) -> RawExpr;
}

/// An expression on its way into another.
#[doc(hidden)]
pub struct RawExpr(pub(crate) Raw);

fn bind<V: Value>(value: Option<V::Rust>, meets: Meets) -> RawExpr {
    let raw = Raw::parameter(parameter::<V>(value, meets.is_untyped()));
    RawExpr(if V::SQL_TYPE.name.is_empty() { raw } else { meets.cast(V::SQL_TYPE, raw) })
}

impl<V: Value<Rust = V>> IntoExpr<V, NotNull> for V {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<V>(Some(self), meets)
    }
}

impl<V: Value<Rust = V> + Clone> IntoExpr<V, NotNull> for &V {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<V>(Some(self.clone()), meets)
    }
}

impl<V: Value, N: Nullability, K> IntoExpr<V, N> for Expr<V, N, K> {
    fn into_raw(self, _: Meets) -> RawExpr {
        RawExpr(self.raw())
    }
}

impl<V: Value, N: Nullability, W> IntoExpr<V, N> for Col<V, N, W> {
    fn into_raw(self, _: Meets) -> RawExpr {
        RawExpr(self.raw())
    }
}

/// `None` is NULL.
impl<V: Value, T: IntoExpr<V, NotNull>> IntoExpr<V, OrNone> for Option<T> {
    fn into_raw(self, meets: Meets) -> RawExpr {
        match self {
            Some(value) => value.into_raw(meets),
            None => bind::<V>(None, meets),
        }
    }
}

impl IntoExpr<String, NotNull> for &str {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<String>(Some(self.to_owned()), meets)
    }
}

impl IntoExpr<String, NotNull> for Cow<'_, str> {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<String>(Some(self.into_owned()), meets)
    }
}

impl IntoExpr<Vec<u8>, NotNull> for &[u8] {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<Vec<u8>>(Some(self.to_owned()), meets)
    }
}

/// A list by reference.
impl<V: Value<Rust = V> + Clone> IntoExpr<Vec<V>, NotNull> for &[V] {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<Vec<V>>(Some(self.to_owned()), meets)
    }
}

impl<V: Value<Rust = V>, const LENGTH: usize> IntoExpr<Vec<V>, NotNull> for [V; LENGTH] {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<Vec<V>>(Some(self.into()), meets)
    }
}

impl<const LENGTH: usize> IntoExpr<Vec<String>, NotNull> for [&str; LENGTH] {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<Vec<String>>(Some(self.into_iter().map(str::to_owned).collect()), meets)
    }
}

impl IntoExpr<Vec<String>, NotNull> for Vec<&str> {
    fn into_raw(self, meets: Meets) -> RawExpr {
        bind::<Vec<String>>(Some(self.into_iter().map(str::to_owned).collect()), meets)
    }
}

/// Types of the application, alone and in lists, by value and borrowed.
macro_rules! of_the_application {
    ($([$($generics:tt)*] $rust:ty: $value:ty;)*) => {
        $(
            impl<$($generics)*> IntoExpr<$value, NotNull> for $rust where $value: Value<Rust = $rust> {
                fn into_raw(self, meets: Meets) -> RawExpr {
                    bind::<$value>(Some(self), meets)
                }
            }

            impl<$($generics)*> IntoExpr<$value, NotNull> for &$rust where $value: Value<Rust = $rust>, $rust: Clone {
                fn into_raw(self, meets: Meets) -> RawExpr {
                    bind::<$value>(Some(self.clone()), meets)
                }
            }

            impl<$($generics)*> IntoExpr<Vec<$value>, NotNull> for &[$rust]
            where
                $value: Value<Rust = $rust>,
                $rust: Clone,
            {
                fn into_raw(self, meets: Meets) -> RawExpr {
                    bind::<Vec<$value>>(Some(self.to_owned()), meets)
                }
            }

            impl<$($generics)*> IntoExpr<Vec<$value>, NotNull> for &Vec<$rust>
            where
                $value: Value<Rust = $rust>,
                $rust: Clone,
            {
                fn into_raw(self, meets: Meets) -> RawExpr {
                    bind::<Vec<$value>>(Some(self.clone()), meets)
                }
            }

            impl<$($generics)*> IntoExpr<Vec<$value>, NotNull> for Vec<$rust> where $value: Value<Rust = $rust> {
                fn into_raw(self, meets: Meets) -> RawExpr {
                    bind::<Vec<$value>>(Some(self), meets)
                }
            }

            impl<const LENGTH: usize, $($generics)*> IntoExpr<Vec<$value>, NotNull> for [$rust; LENGTH]
            where
                $value: Value<Rust = $rust>,
            {
                fn into_raw(self, meets: Meets) -> RawExpr {
                    bind::<Vec<$value>>(Some(self.into()), meets)
                }
            }
        )*
    };
}

of_the_application! {
    [E: Enumeration] E: Enum<E>;
    [T: Composite] T: Record<T>;
    [T] T: Document<T>;
    [T, V] T: Replaced<T, V>;
}

impl<V: Value<Rust = bool>, N, K> From<Expr<V, N, K>> for RawExpr {
    fn from(expression: Expr<V, N, K>) -> Self {
        Self(expression.raw())
    }
}

/// What a query can be filtered by.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "not a condition",
    note = "conditions come of comparisons: `|p| p.title.eq(\"…\")`, `.and(…)`, `.or(…)`, `.is_null()`; a column of type bool is one too"
)]
pub trait IntoCondition {
    /// The condition.
    #[doc(hidden)]
    fn into_condition(self) -> Condition;
}

impl<N, K> IntoCondition for Expr<bool, N, K> {
    fn into_condition(self) -> Condition {
        Expr::new(self.raw())
    }
}

impl<N, W> IntoCondition for Col<bool, N, W> {
    fn into_condition(self) -> Condition {
        Expr::new(self.raw())
    }
}

impl IntoCondition for bool {
    fn into_condition(self) -> Condition {
        Expr::new(Raw::text(if self { "true" } else { "false" }))
    }
}
