//! Functions and pieces of SQL that have no method of their own.

use super::operand::IntoExpr;
use super::{Expr, Level, Meets, Part, Raw};
use crate::column::{Col, NotNull, Null};
use crate::value::{PointInTime, Value, parameter};

/// A value as an expression.
pub fn value<V: Value<Rust = V>>(value: V) -> Expr<V> {
    Expr::new(Raw::parameter(parameter::<V>(Some(value), false)))
}

/// The same of an enum, of a composite, of a text that is borrowed, or of what else stands for one of the type that is named:
/// `value_of::<Enum<MemberRole>>(MemberRole::Owner)`, `value_of::<Record<Address>>(address)`.
pub fn value_of<V: Value>(value: impl IntoExpr<V, NotNull>) -> Expr<V> {
    Expr::new(value.into_raw(Meets::NOTHING).0)
}

/// `now()`: when the transaction began. Where nothing else says of which type it is, `now::<Timestamp>()` does.
pub fn now<T: PointInTime>() -> Expr<T> {
    Expr::new(Raw::text("now()"))
}

/// Any function of the server, by its name: `call::<String>("md5", (p.title,))`. Its value is taken for one that can be
/// NULL. Enums, composites and what else stands for a type of the database are given by [`value_of`], which says for which:
/// `call::<Enum<Mood>>("next", (value_of::<Enum<Mood>>(Mood::Sad),))`.
pub fn call<V: Value>(name: &'static str, arguments: impl Arguments) -> Expr<V, Null> {
    let raw = raw(arguments);
    let list = Raw::list("(", raw, ")");
    Expr::new(Raw::join([Raw::text(name), list]))
}

/// A piece of SQL, with arguments between its texts: `fragment::<Decimal>(&["extract(year FROM ", ")"], (p.created_at,))`.
/// Its value is taken for one that can be NULL.
pub fn fragment<V: Value>(texts: &[&'static str], arguments: impl Arguments) -> Expr<V, Null> {
    let raw = raw(arguments);
    let mut parts = vec![Part::Text("(")];
    let mut arguments = raw.into_iter();
    for text in texts {
        parts.push(Part::Text(text));
        if let Some(argument) = arguments.next() {
            argument.into_parts(Level::Atom, &mut parts);
        }
    }
    parts.push(Part::Text(")"));
    Expr::new(Raw::atom(parts))
}

fn raw(arguments: impl Arguments) -> Vec<Raw> {
    let mut all = Vec::new();
    arguments.add_to(&mut all);
    all.into_iter().map(|ArgumentExpr(raw)| raw).collect()
}

/// The arguments of a function: a tuple of columns, expressions and values.
pub trait Arguments {
    /// Adds them.
    #[doc(hidden)]
    fn add_to(self, out: &mut Vec<ArgumentExpr>);
}

/// An argument on its way into a call.
#[doc(hidden)]
pub struct ArgumentExpr(Raw);

/// One argument.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a function",
    label = "not a value of a type of PostgreSQL's own, a column, nor an expression",
    note = "of an enum or composite, `value_of` says for which type it stands: `value_of::<Enum<E>>(…)`, `value_of::<Record<T>>(…)`"
)]
pub trait Argument {
    /// The expression without its type.
    #[doc(hidden)]
    fn argument(self) -> ArgumentExpr;
}

impl<V, N, W> Argument for Col<V, N, W> {
    fn argument(self) -> ArgumentExpr {
        ArgumentExpr(self.raw())
    }
}

impl<V, N, K> Argument for Expr<V, N, K> {
    fn argument(self) -> ArgumentExpr {
        ArgumentExpr(self.raw())
    }
}

impl Argument for &str {
    fn argument(self) -> ArgumentExpr {
        ArgumentExpr(Raw::parameter(parameter::<String>(Some(self.to_owned()), false)))
    }
}

impl<V: Value<Rust = V>> Argument for V {
    fn argument(self) -> ArgumentExpr {
        ArgumentExpr(<V as IntoExpr<V, NotNull>>::into_raw(self, Meets::NOTHING).0)
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Argument),*> Arguments for ($($name,)*) {
            #[expect(non_snake_case, reason = "the names are those of the types")]
            fn add_to(self, out: &mut Vec<ArgumentExpr>) {
                let ($($name,)*) = self;
                out.extend([$($name.argument()),*]);
            }
        }
    };
}

impl Arguments for () {
    fn add_to(self, _: &mut Vec<ArgumentExpr>) {}
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
