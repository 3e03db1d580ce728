//! Joins.

use sqlparser::ast::{Expr, Ident, JoinConstraint, JoinOperator, TableWithJoins};

use super::from::idents;
use super::scope::{Source, folded, with_nearest};
use super::value::Column;
use super::{Checked, Checker};

/// Which side keeps its rows where the other has none for them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeps {
    Neither,
    Left,
    Right,
    Both,
}

impl Checker<'_> {
    /// A table with what is joined to it.
    pub(crate) fn joined(&mut self, tables: &TableWithJoins) -> Checked<Source> {
        let mut left = self.factor(&tables.relation)?;
        for join in &tables.joins {
            let (keeps, constraint) = match &join.join_operator {
                JoinOperator::Join(constraint) | JoinOperator::Inner(constraint) => (Keeps::Neither, constraint),
                JoinOperator::CrossJoin(constraint) => (Keeps::Neither, constraint),
                JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => (Keeps::Left, constraint),
                JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => (Keeps::Right, constraint),
                JoinOperator::FullOuter(constraint) => (Keeps::Both, constraint),
                _ => return Err(self.refused(&join.relation, "this kind of join")),
            };
            // What is joined with LATERAL, and any function, sees what stands before it.
            let right = self.within(left.clone(), |checker| checker.factor(&join.relation))?;
            left = self.join(left, right, keeps, constraint)?;
        }
        Ok(left)
    }

    fn join(&mut self, left: Source, right: Source, keeps: Keeps, constraint: &JoinConstraint) -> Checked<Source> {
        let names: Option<Vec<Ident>> = match constraint {
            JoinConstraint::On(condition) => {
                self.on(&left, &right, condition, keeps == Keeps::Neither)?;
                None
            }
            JoinConstraint::Using(names) | JoinConstraint::UsingAlias(names, _) => {
                Some(names.iter().flat_map(idents).cloned().collect())
            }
            JoinConstraint::Natural => {
                let shared = |column: &&Column| right.visible.iter().any(|other| other.name == column.name);
                Some(left.visible.iter().filter(shared).map(|column| Ident::with_quote('"', &column.name)).collect())
            }
            JoinConstraint::None => None,
        };
        let merged = match &names {
            Some(names) => self.merged(&left, &right, names, keeps)?,
            None => Vec::new(),
        };
        // That one side is there says nothing of the other.
        let (no_left, no_right) = (self.fresh(), self.fresh());
        let left = if matches!(keeps, Keeps::Right | Keeps::Both) { left.maybe_missing(no_left) } else { left };
        let right = if matches!(keeps, Keeps::Left | Keeps::Both) { right.maybe_missing(no_right) } else { right };
        let mut both = left.and(right);
        let is_merged = |column: &Column| merged.iter().any(|one| one.name == column.name);
        both.visible.retain(|column| !is_merged(column));
        both.visible.splice(0..0, merged);
        Ok(both)
    }

    /// A condition sees what is joined, and nothing beside it.
    fn on(&mut self, left: &Source, right: &Source, condition: &Expr, inner: bool) -> Checked<()> {
        let both = left.clone().and(right.clone());
        self.without_siblings(|checker| {
            checker.within(both, |checker| {
                checker.condition(condition)?;
                if inner {
                    checker.narrow(condition);
                }
                Ok(())
            })
        })
    }

    /// The columns that are one for both sides.
    fn merged(&mut self, left: &Source, right: &Source, names: &[Ident], keeps: Keeps) -> Checked<Vec<Column>> {
        let mut merged = Vec::new();
        for ident in names {
            let name = folded(ident);
            let find = |source: &Source, side: &str| {
                if let Some(column) = source.visible.iter().find(|column| column.name == name) {
                    return Ok(column.clone());
                }
                let known: Vec<&str> = source.visible.iter().map(|column| column.name.as_str()).collect();
                let message = format!("there is no column `{name}` on the {side} of the join");
                Err(Box::new(with_nearest(self.error("unknown-column", ident, message), &name, &known)))
            };
            let (left, right) = (find(left, "left")?, find(right, "right")?);
            let at = Expr::Identifier(ident.clone());
            let (left_value, right_value) = (self.value_of(&left), self.value_of(&right));
            self.compare("=", &left_value, &right_value, &at)?;
            let both = self.unify(&[left_value, right_value], &at)?;
            let nullable = match keeps {
                // Both are equal, so neither is NULL.
                Keeps::Neither => false,
                Keeps::Left => self.is_nullable(&left),
                Keeps::Right => self.is_nullable(&right),
                Keeps::Both => both.nullable,
            };
            let id = self.fresh();
            merged.push(Column { id, origin: both.origin, ..self.column(&name, both.ty, nullable) });
        }
        Ok(merged)
    }
}
