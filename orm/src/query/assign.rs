//! What columns are set to.

use crate::column::{CanBeSet, Col, ColumnAt, Fits, IsChanged, Null, Nullability};
use crate::expression::{Change, Expr, IntoExpr, Meets, Part, Raw};
use crate::value::Value;

/// A column and what it is set to.
#[derive(Clone, Debug)]
#[must_use = "an assignment does nothing until a statement takes it"]
pub struct Assignment {
    pub(crate) at: ColumnAt,
    pub(crate) value: Raw,
    /// Whether the value is `DEFAULT`.
    pub(crate) is_default: bool,
}

impl Assignment {
    pub(crate) fn new(at: ColumnAt, value: Raw) -> Self {
        Self { at, value, is_default: false }
    }
}

impl<V: Value, N: Nullability, W> Col<V, N, W> {
    /// Sets the column to a value.
    pub fn set<M: Nullability + Fits<N>>(self, value: impl IntoExpr<V, M>) -> Assignment
    where
        W: CanBeSet + IsChanged,
    {
        Assignment::new(self.at, value.into_raw(Meets::target(self.at.meta())).0)
    }

    /// Sets a nullable column to NULL, as `set(None::<String>)` does, without a type.
    pub fn set_null(self) -> Assignment
    where
        W: CanBeSet + IsChanged,
        Null: Fits<N>,
    {
        Assignment::new(self.at, Raw::text("NULL"))
    }

    /// Sets the column to its default, or to NULL where it has none. A column that the database computes is computed anew, and
    /// of an identity the next number is taken.
    pub fn set_default(self) -> Assignment
    where
        W: IsChanged,
    {
        Assignment { is_default: true, ..Assignment::new(self.at, Raw::text("DEFAULT")) }
    }
}

/// One or several assignments: `p.title.set("…")`, `p.views.add(1)`, a tuple of these, a `Vec` or an `Option`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not set a column",
    label = "not an assignment",
    note = "a column is set by `p.title.set(…)`, `p.views.add(1)`, or several by a tuple of these"
)]
pub trait Assignments {
    /// Adds them.
    #[doc(hidden)]
    fn add_to(self, assignments: &mut Vec<Assignment>);
}

impl Assignments for Assignment {
    fn add_to(self, assignments: &mut Vec<Assignment>) {
        assignments.push(self);
    }
}

impl<A: Assignments> Assignments for Vec<A> {
    fn add_to(self, assignments: &mut Vec<Assignment>) {
        for each in self {
            each.add_to(assignments);
        }
    }
}

impl<A: Assignments> Assignments for Option<A> {
    fn add_to(self, assignments: &mut Vec<Assignment>) {
        if let Some(each) = self {
            each.add_to(assignments);
        }
    }
}

impl<V: Value, M: Nullability + Fits<N>, N: Nullability, W: CanBeSet + IsChanged> Assignments
    for Expr<V, M, Change<N, W>>
{
    fn add_to(self, assignments: &mut Vec<Assignment>) {
        let value = self.raw();
        // The column that it was made of is the first in it.
        let column = value.parts.iter().find_map(|part| if let Part::Column(at) = part { Some(*at) } else { None });
        assignments.extend(column.map(|at| Assignment::new(at, value)));
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Assignments),*> Assignments for ($($name,)*) {
            #[expect(non_snake_case, reason = "the names are those of the types")]
            fn add_to(self, assignments: &mut Vec<Assignment>) {
                let ($($name,)*) = self;
                $($name.add_to(assignments);)*
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
