//! `CASE`.

use std::marker::PhantomData;

use super::operand::{IntoCondition, IntoExpr};
use super::{Expr, Meets, Part, Raw};
use crate::column::{NotNull, Null, Nullability};
use crate::value::Value;

/// `CASE WHEN … THEN … END`, from [`case`].
#[must_use = "a case does nothing until `otherwise` or `end` makes it an expression"]
pub struct Case<V, N> {
    parts: Vec<Part>,
    kind: PhantomData<fn() -> (V, N)>,
}

/// A value for each of several conditions, of which the first that holds counts.
pub fn case<V: Value>() -> Case<V, NotNull> {
    Case { parts: vec![Part::Text("CASE")], kind: PhantomData }
}

impl<V: Value, N: Nullability> Case<V, N> {
    /// `WHEN condition THEN value`
    pub fn when<M: Nullability>(
        mut self,
        condition: impl IntoCondition,
        value: impl IntoExpr<V, M>,
    ) -> Case<V, N::Or<M>> {
        self.parts.push(Part::Text(" WHEN "));
        self.parts.extend(condition.into_condition().raw().parts);
        self.parts.push(Part::Text(" THEN "));
        self.parts.extend(value.into_raw(Meets::NOTHING).0.parts);
        Case { parts: self.parts, kind: PhantomData }
    }

    /// `ELSE value END`
    pub fn otherwise<M: Nullability>(mut self, value: impl IntoExpr<V, M>) -> Expr<V, N::Or<M>> {
        self.parts.push(Part::Text(" ELSE "));
        self.parts.extend(value.into_raw(Meets::NOTHING).0.parts);
        self.parts.push(Part::Text(" END"));
        Expr::new(Raw::atom(self.parts))
    }

    /// `END`: NULL where no condition holds.
    pub fn end(mut self) -> Expr<V, Null> {
        self.parts.push(Part::Text(" END"));
        Expr::new(Raw::atom(self.parts))
    }
}
