//! The columns that the rows of a query are inserted into.

use super::output::Whole;
use super::shape::Derived;
use crate::column::{CanBeSet, Col, ColumnAt, Fits, Nullability};
use crate::expression::Expr;
use crate::value::Value;

/// Columns of a table that can be given what a query selects as `O`: a column, or a tuple of columns, of the same types in the
/// same order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given the rows of this query",
    label = "not the columns that the query has values for",
    note = "there are as many columns as the query selects, of the same types and in the same order, and what can be NULL goes into nullable ones"
)]
pub trait Targets<O> {
    /// Adds the columns.
    #[doc(hidden)]
    fn add_to(self, columns: &mut Vec<Target>);
}

/// A column that is given something.
#[doc(hidden)]
pub struct Target(pub(super) ColumnAt);

impl<V: Value, N: Nullability, M: Nullability + Fits<N>, W: CanBeSet, X> Targets<Col<V, M, X>> for Col<V, N, W> {
    fn add_to(self, columns: &mut Vec<Target>) {
        columns.push(Target(self.at));
    }
}

impl<V: Value, N: Nullability, M: Nullability + Fits<N>, K, W: CanBeSet> Targets<Expr<V, M, K>> for Col<V, N, W> {
    fn add_to(self, columns: &mut Vec<Target>) {
        columns.push(Target(self.at));
    }
}

/// The rows of a union or of a query with a name, as they were selected there.
impl<C: Targets<O>, O> Targets<Whole<Derived<O>>> for C {
    fn add_to(self, columns: &mut Vec<Target>) {
        <Self as Targets<O>>::add_to(self, columns);
    }
}

macro_rules! tuples {
    ($($name:ident $other:ident)*) => {
        impl<$($name: Targets<$other>, $other),*> Targets<($($other,)*)> for ($($name,)*) {
            #[expect(non_snake_case, reason = "the names are those of the types")]
            fn add_to(self, columns: &mut Vec<Target>) {
                let ($($name,)*) = self;
                $($name.add_to(columns);)*
            }
        }
    };
}

tuples!(A A2);
tuples!(A A2 B B2);
tuples!(A A2 B B2 C C2);
tuples!(A A2 B B2 C C2 D D2);
tuples!(A A2 B B2 C C2 D D2 E E2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2 J J2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2 J J2 K K2);
tuples!(A A2 B B2 C C2 D D2 E E2 F F2 G G2 H H2 I I2 J J2 K K2 L L2);
