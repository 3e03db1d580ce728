//! Expressions: one tree without types below, types of Rust above it.

mod aggregate;
mod boolean;
mod case;
mod compare;
mod function;
mod json;
mod list;
mod meets;
mod number;
mod operand;
mod order;
mod parts;
mod range;
mod search;
mod text;
mod window;

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::column::{Col, ColumnAt, Kind, NotNull, Null, Nullability, Settable};
use crate::query::{Item, Items};
use crate::sql::Parameter;
use crate::value::Value;

pub use aggregate::count_rows;
pub use case::{Case, case};
pub use compare::{exists, scalar};
pub use function::{Arguments, call, fragment, now, value, value_of};
pub use meets::Meets;
pub use number::Number;
pub use operand::{Condition, IntoCondition, IntoExpr};
pub(crate) use order::OrderList;
pub use order::{Order, Orders};
pub(crate) use parts::{Part, Parts};
pub use search::{plain_query, search_query, text_query, vector};
pub use window::{Window, cume_dist, dense_rank, ntile, percent_rank, rank, row_number};

/// An expression whose values are of the type that `V` stands for.
///
/// `K` is [`Change`] where it was made of a column, so that an update can set the column to it.
#[must_use = "an expression does nothing until a query takes it"]
pub struct Expr<V, N = NotNull, K = ()> {
    pub(crate) raw: Raw,
    kind: Kind<(V, N, K)>,
}

/// That an expression is what a column of the nullability `N` becomes: `p.views.add(1)`.
#[derive(Clone, Copy, Debug)]
pub struct Change<N, W = Settable>(PhantomData<fn() -> (N, W)>, Infallible);

impl<V, N, K> Clone for Expr<V, N, K> {
    fn clone(&self) -> Self {
        Self::new(self.raw.clone())
    }
}

impl<V, N, K> Expr<V, N, K> {
    pub(crate) fn new(raw: Raw) -> Self {
        Self { raw, kind: PhantomData }
    }

    /// The expression without its type.
    pub(crate) fn raw(self) -> Raw {
        self.raw
    }
}

impl<V, N, W> Col<V, N, W> {
    /// The expression without its type.
    pub(crate) fn raw(self) -> Raw {
        Raw::column(self.at)
    }
}

/// How tightly an expression holds together, from loose to tight:
/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Or,
    And,
    Not,
    Is,
    Compare,
    Like,
    Other,
    Add,
    Multiply,
    Atom,
}

/// An expression without its type.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) parts: Parts,
    level: Level,
    /// Whether the server infers the types of parameters that it is compared with.
    untyped: bool,
}

impl Raw {
    pub(crate) fn column(at: ColumnAt) -> Self {
        Self { parts: Parts::One(Part::Column(at)), level: Level::Atom, untyped: at.meta().untyped }
    }

    /// The column that it is, where it is nothing else.
    pub(crate) fn as_column(&self) -> Option<&ColumnAt> {
        if let [Part::Column(at)] = self.parts.as_slice() { Some(at) } else { None }
    }

    pub(crate) fn parameter(parameter: Parameter) -> Self {
        Self::atom(Parts::One(Part::Parameter(parameter)))
    }

    pub(crate) fn text(text: &'static str) -> Self {
        Self::atom(Parts::One(Part::Text(text)))
    }

    pub(crate) fn atom(parts: impl Into<Parts>) -> Self {
        Self { parts: parts.into(), level: Level::Atom, untyped: false }
    }

    pub(crate) fn untyped(&self) -> bool {
        self.untyped
    }

    /// What is read back in another form than it is compared in, if it is a column.
    pub(crate) fn read_as(&self) -> Option<&'static str> {
        match self.parts.as_slice() {
            [Part::Column(at)] if !at.meta().data_type.is_empty() => Some(at.meta().read_as),
            [Part::Query(tree)] => match &tree.items {
                Items::Chosen(items) => match items.as_slice() {
                    [Item::One(_, read_as)] => Some(read_as),
                    _ => None,
                },
                Items::All | Items::First => None,
            },
            _ => None,
        }
    }

    /// Whether it is more than a column, a parameter or a word.
    pub(crate) fn is_computed(&self) -> bool {
        !matches!(self.parts.as_slice(), [Part::Column(_) | Part::Parameter(_) | Part::Text(_)])
    }

    /// How tightly it holds together.
    pub(crate) fn level(&self) -> Level {
        self.level
    }

    /// Whether it holds together as tightly as this.
    pub(crate) fn is_at_least(&self, level: Level) -> bool {
        self.level >= level
    }

    /// Its parts, in parentheses where it does not hold together as tightly as this.
    fn into_parts(self, level: Level, out: &mut Vec<Part>) {
        if self.level >= level {
            return self.parts.add_to(out);
        }
        out.push(Part::Text("("));
        self.parts.add_to(out);
        out.push(Part::Text(")"));
    }

    /// `self operator other`.
    pub(crate) fn infix(self, operator: &'static str, level: Level, other: Self) -> Self {
        let untyped = self.untyped;
        // What stands beside an operator that does not associate is put into parentheses if it is one of its level.
        let (left, right) = match level {
            Level::Or | Level::And => (level, level),
            Level::Add | Level::Multiply => (level, above(level)),
            Level::Other => (above(level), above(level)),
            _ => (Level::Other, Level::Other),
        };
        let mut parts = if self.level >= left {
            self.parts.into_list()
        } else {
            let mut parts = Vec::with_capacity(self.parts.len() + other.parts.len() + 3);
            self.into_parts(left, &mut parts);
            parts
        };
        parts.push(Part::Text(operator));
        other.into_parts(right, &mut parts);
        Self { parts: parts.into(), level, untyped }
    }

    /// `self suffix`.
    pub(crate) fn suffix(self, suffix: &'static str, level: Level) -> Self {
        let untyped = self.untyped;
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        self.into_parts(Level::Other, &mut parts);
        parts.push(Part::Text(suffix));
        Self { parts: parts.into(), level, untyped }
    }

    /// The same with a text behind it that belongs to the operator: `left = ANY (right` and `)`.
    pub(crate) fn closed(self, closing: &'static str) -> Self {
        let mut parts = self.parts.into_list();
        parts.push(Part::Text(closing));
        Self { parts: parts.into(), ..self }
    }

    /// `prefix self`.
    pub(crate) fn prefix(self, prefix: &'static str, level: Level) -> Self {
        let mut parts = Vec::with_capacity(self.parts.len() + 1);
        parts.push(Part::Text(prefix));
        self.into_parts(level, &mut parts);
        Self { parts: parts.into(), level, untyped: false }
    }

    /// `opening self, self, … closing`.
    pub(crate) fn list(opening: &'static str, items: Vec<Self>, closing: &'static str) -> Self {
        let mut parts = vec![Part::Text(opening)];
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                parts.push(Part::Text(", "));
            }
            item.parts.add_to(&mut parts);
        }
        parts.push(Part::Text(closing));
        Self::atom(parts)
    }

    /// The parts of all in a row.
    pub(crate) fn join(items: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        items.into_iter().for_each(|item| item.parts.add_to(&mut parts));
        Self::atom(parts)
    }

    /// `self` of another level and without what it was made of.
    pub(crate) fn at_level(self, level: Level) -> Self {
        Self { level, ..self }
    }
}

/// The next tighter level.
fn above(level: Level) -> Level {
    match level {
        Level::Other => Level::Add,
        Level::Add => Level::Multiply,
        _ => Level::Atom,
    }
}

/// Writes methods for columns and for expressions alike.
macro_rules! methods {
    ([$($generics:tt)*] [$($of:tt)*] $($body:tt)*) => {
        impl<$($generics)*, Writing> $crate::column::Col<$($of)*, Writing> { $($body)* }
        impl<$($generics)*, K> $crate::expression::Expr<$($of)*, K> { $($body)* }
    };
}
use methods;

methods! {
    [V: Value, N: Nullability] [V, N]

    /// The same as an expression.
    pub fn expr(self) -> Expr<V, N> {
        Expr::new(self.raw())
    }

    /// The same, taken for something that can be NULL.
    pub fn nullable(self) -> Expr<V, Null> {
        Expr::new(self.raw())
    }

    /// The same as a value of another type: `CAST(… AS …)` to the type that stands for `W`, under the name given.
    pub fn cast<W: Value>(self, sql_type: &'static str) -> Expr<W, N> {
        let mut parts = vec![Part::Text("CAST(")];
        self.raw().parts.add_to(&mut parts);
        parts.extend([Part::Text(" AS "), Part::Text(sql_type), Part::Text(")")]);
        Expr::new(Raw::atom(parts))
    }
}
