//! What a condition says of NULL.

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator};

use super::Checker;

impl Checker<'_> {
    /// Learns which columns of the innermost query are not NULL in the rows for which a condition holds.
    pub(crate) fn narrow(&mut self, condition: &Expr) {
        match condition {
            Expr::Nested(inner) => self.narrow(inner),
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.narrow(left);
                self.narrow(right);
            }
            Expr::IsNotNull(inner) | Expr::IsTrue(inner) | Expr::IsFalse(inner) => self.not_null(inner),
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => match without_parentheses(expr) {
                Expr::IsNull(inner) => self.not_null(inner),
                inner => self.not_null(inner),
            },
            Expr::BinaryOp { left, op, right } if is_strict(op) => {
                self.not_null(left);
                self.not_null(right);
            }
            Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => {
                self.not_null(expr);
                self.not_null(pattern);
            }
            Expr::Between { expr, low, high, negated: false } => {
                self.not_null(expr);
                self.not_null(low);
                self.not_null(high);
            }
            Expr::In { expr, negated: false, .. } => self.not_null(expr),
            Expr::AnyOp { left, .. } => self.not_null(left),
            other => self.not_null(other),
        }
    }

    /// Learns that this is not NULL, where it is a column of the innermost query.
    fn not_null(&mut self, expr: &Expr) {
        let parts = match expr {
            Expr::Nested(inner) => return self.not_null(inner),
            Expr::Identifier(ident) => std::slice::from_ref(ident),
            Expr::CompoundIdentifier(parts) => parts.as_slice(),
            _ => return,
        };
        if let Some(column) = self.own_column(parts) {
            let (id, outer) = (column.id, column.outer.clone());
            self.learnt.narrowed.insert(id);
            self.learnt.matched.extend(outer);
        }
    }
}

fn without_parentheses(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => without_parentheses(inner),
        other => other,
    }
}

/// Whether an operator never holds for NULL: all that give a condition are strict, but for those of three values.
fn is_strict(op: &BinaryOperator) -> bool {
    !matches!(
        op,
        BinaryOperator::And
            | BinaryOperator::Or
            | BinaryOperator::Xor
            | BinaryOperator::Overlaps
            | BinaryOperator::Is
            | BinaryOperator::IsNot
    )
}
