//! Arithmetic.

use std::ops;

use super::compare::infix;
use super::operand::IntoExpr;
use super::{Change, Expr, Level, Raw};
use crate::column::{Col, NotNull, Null, Nullability};
use crate::value::Value;
use rust_decimal::Decimal;

/// A type that can be counted with.
pub trait Number: Value {
    /// What a sum of many is.
    type Sum: Value;
    /// What their mean is.
    type Mean: Value;
}

macro_rules! numbers {
    ($($rust:ty: $sum:ty, $mean:ty;)*) => {
        $(impl Number for $rust {
            type Sum = $sum;
            type Mean = $mean;
        })*
    };
}

numbers! {
    i16: i64, Decimal;
    i32: i64, Decimal;
    i64: Decimal, Decimal;
    Decimal: Decimal, Decimal;
    f32: f32, f64;
    f64: f64, f64;
}

macro_rules! arithmetic {
    ($($name:ident $trait:ident $operator:literal $level:ident $about:literal;)*) => {
        impl<V: Number, N: Nullability, W> Col<V, N, W> {
            $(
                #[doc = $about]
                #[expect(clippy::should_implement_trait, reason = "the operator is there too; an update can set this one")]
                pub fn $name<M: Nullability>(self, other: impl IntoExpr<V, M>) -> Expr<V, N::Or<M>, Change<N, W>> {
                    Expr::new(infix(self.raw(), $operator, Level::$level, other))
                }
            )*
        }

        impl<V: Number, N: Nullability, K> Expr<V, N, K> {
            $(
                #[doc = $about]
                #[expect(clippy::should_implement_trait, reason = "as for columns")]
                pub fn $name<M: Nullability>(self, other: impl IntoExpr<V, M>) -> Expr<V, N::Or<M>, K> {
                    Expr::new(infix(self.raw(), $operator, Level::$level, other))
                }
            )*
        }

        $(
            impl<V: Number<Rust = V>, N: Nullability, W> ops::$trait<V> for Col<V, N, W> {
                type Output = Expr<V, N, Change<N, W>>;

                fn $name(self, other: V) -> Self::Output {
                    Expr::new(infix::<V, NotNull>(self.raw(), $operator, Level::$level, other))
                }
            }

            impl<V: Number<Rust = V>, N: Nullability, K> ops::$trait<V> for Expr<V, N, K> {
                type Output = Expr<V, N, K>;

                fn $name(self, other: V) -> Self::Output {
                    Expr::new(infix::<V, NotNull>(self.raw(), $operator, Level::$level, other))
                }
            }

            impl<V: Number, N: Nullability, M: Nullability, W, X> ops::$trait<Col<V, M, X>> for Col<V, N, W> {
                type Output = Expr<V, N::Or<M>, Change<N, W>>;

                fn $name(self, other: Col<V, M, X>) -> Self::Output {
                    Col::$name(self, other)
                }
            }

            impl<V: Number, N: Nullability, M: Nullability, L, W> ops::$trait<Expr<V, M, L>> for Col<V, N, W> {
                type Output = Expr<V, N::Or<M>, Change<N, W>>;

                fn $name(self, other: Expr<V, M, L>) -> Self::Output {
                    Col::$name(self, other)
                }
            }

            impl<V: Number, N: Nullability, M: Nullability, K, X> ops::$trait<Col<V, M, X>> for Expr<V, N, K> {
                type Output = Expr<V, N::Or<M>, K>;

                fn $name(self, other: Col<V, M, X>) -> Self::Output {
                    Expr::$name(self, other)
                }
            }

            impl<V: Number, N: Nullability, M: Nullability, K, L> ops::$trait<Expr<V, M, L>> for Expr<V, N, K> {
                type Output = Expr<V, N::Or<M>, K>;

                fn $name(self, other: Expr<V, M, L>) -> Self::Output {
                    Expr::$name(self, other)
                }
            }
        )*
    };
}

arithmetic! {
    add Add " + " Add "`+`";
    sub Sub " - " Add "`-`";
    mul Mul " * " Multiply "`*`";
    div Div " / " Multiply "`/`, which drops what is behind the point of whole numbers";
    rem Rem " % " Multiply "`%`, the rest of a division";
}

super::methods! {
    [V: Number, N: Nullability] [V, N]

    /// `abs(…)`
    pub fn abs(self) -> Expr<V, N> {
        Expr::new(Raw::list("abs(", vec![self.raw()], ")"))
    }

    /// `sum(…)`: NULL of no rows.
    pub fn sum(self) -> Expr<V::Sum, Null> {
        Expr::new(Raw::list("sum(", vec![self.raw()], ")"))
    }

    /// `avg(…)`: NULL of no rows.
    pub fn avg(self) -> Expr<V::Mean, Null> {
        Expr::new(Raw::list("avg(", vec![self.raw()], ")"))
    }
}

/// The minus before a number.
fn negative(number: Raw) -> Raw {
    let negative = number.prefix("- ", Level::Atom);
    Raw::list("(", vec![negative], ")")
}

impl<V: Number, N: Nullability, K> ops::Neg for Expr<V, N, K> {
    type Output = Expr<V, N>;

    fn neg(self) -> Self::Output {
        Expr::new(negative(self.raw()))
    }
}

impl<V: Number, N: Nullability, W> ops::Neg for Col<V, N, W> {
    type Output = Expr<V, N>;

    fn neg(self) -> Self::Output {
        Expr::new(negative(self.raw()))
    }
}
