//! That a query with groups gives nothing that differs within a group.

use sqlparser::ast::{
    Expr, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, OrderBy, OrderByKind, Select, SelectItem,
};

use super::query::position;
use super::scope::folded;
use super::value::Column;
use super::{Checked, Checker};
use crate::facts::{FunctionKind, facts};

/// What a query is grouped by.
struct Keys<'k> {
    exprs: Vec<&'k Expr>,
    columns: Vec<u32>,
}

impl Checker<'_> {
    /// Refuses results, and an order, that stand in no group and in no aggregate.
    pub(crate) fn only_grouped(&self, select: &Select, keys: &[Expr], order: Option<&OrderBy>) -> Checked<()> {
        let mut found = Keys { exprs: Vec::new(), columns: Vec::new() };
        for key in keys {
            let key = self.meant(key, &select.projection);
            if let Some(column) = parts_of(key).and_then(|parts| self.own_column(parts)) {
                found.columns.push(column.id);
            }
            found.exprs.push(key);
        }
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => self.grouped(expr, &found)?,
                SelectItem::Wildcard(_) => {
                    let visible = self.scopes.last().map(|scope| scope.source.visible.as_slice()).unwrap_or_default();
                    if let Some(column) = visible.iter().find(|column| !self.is_key(column, &found)) {
                        return Err(self.ungrouped(&column.name, item));
                    }
                }
                _ => {}
            }
        }
        if let Some(having) = &select.having {
            self.grouped(having, &found)?;
        }
        if let Some(OrderBy { kind: OrderByKind::Expressions(list), .. }) = order {
            for one in list {
                self.grouped(self.meant(&one.expr, &select.projection), &found)?;
            }
        }
        Ok(())
    }

    /// What a name or a position stands for.
    fn meant<'e>(&self, key: &'e Expr, items: &'e [SelectItem]) -> &'e Expr {
        let item = match key {
            Expr::Value(value) => position(&value.value).and_then(|position| items.get(position - 1)),
            Expr::Identifier(name) if self.own_column(std::slice::from_ref(name)).is_none() => items
                .iter()
                .find(|item| matches!(item, SelectItem::ExprWithAlias { alias, .. } if folded(alias) == folded(name))),
            _ => None,
        };
        match item {
            Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) => expr,
            _ => key,
        }
    }

    fn grouped(&self, expr: &Expr, keys: &Keys<'_>) -> Checked<()> {
        if keys.exprs.contains(&expr) {
            return Ok(());
        }
        if let Some(parts) = parts_of(expr) {
            return match self.own_column(parts) {
                Some(column) if !self.is_key(column, keys) => Err(self.ungrouped(&column.name, expr)),
                _ => Ok(()),
            };
        }
        children(expr).into_iter().try_for_each(|child| self.grouped(child, keys))
    }

    /// Whether a column is one of the keys, or depends on them since they hold its table's primary key.
    fn is_key(&self, column: &Column, keys: &Keys<'_>) -> bool {
        if keys.columns.contains(&column.id) {
            return true;
        }
        let relations = self.scopes.last().map(|scope| scope.source.relations.as_slice()).unwrap_or_default();
        let Some(relation) = relations.iter().find(|one| one.columns.iter().any(|known| known.id == column.id)) else {
            return false;
        };
        let table = relation.table.as_ref().and_then(|name| self.schema.tables.get(name));
        let is_grouped = |name: &String| {
            relation.columns.iter().any(|known| known.name == *name && keys.columns.contains(&known.id))
        };
        table.is_some_and(|table| !table.primary_key.is_empty() && table.primary_key.iter().all(is_grouped))
    }

    fn ungrouped(&self, name: &str, at: &impl crate::text::Placed) -> Box<evenkeel_model::Diagnostic> {
        let message = format!("`{name}` is neither grouped by nor in an aggregate");
        let help = format!("add `{name}` to GROUP BY, or take one of its values: `max({name})`");
        Box::new(self.error("ungrouped-column", at, message).with_help(help))
    }
}

/// The parts of a column's name.
fn parts_of(expr: &Expr) -> Option<&[Ident]> {
    match expr {
        Expr::Nested(inner) => parts_of(inner),
        Expr::Identifier(ident) => Some(std::slice::from_ref(ident)),
        Expr::CompoundIdentifier(parts) => Some(parts),
        _ => None,
    }
}

/// The expressions within an expression; those within an aggregate or a query of its own are none of them.
fn children(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Nested(inner)
        | Expr::Cast { expr: inner, .. }
        | Expr::Collate { expr: inner, .. }
        | Expr::UnaryOp { expr: inner, .. }
        | Expr::IsNull(inner)
        | Expr::IsNotNull(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::Extract { expr: inner, .. }
        | Expr::Ceil { expr: inner, .. }
        | Expr::Floor { expr: inner, .. }
        | Expr::Substring { expr: inner, .. }
        | Expr::Trim { expr: inner, .. }
        | Expr::In { expr: inner, .. }
        | Expr::CompoundFieldAccess { root: inner, .. } => vec![inner],
        Expr::BinaryOp { left, right, .. }
        | Expr::AnyOp { left, right, .. }
        | Expr::AllOp { left, right, .. }
        | Expr::IsDistinctFrom(left, right)
        | Expr::IsNotDistinctFrom(left, right) => vec![left, right],
        Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => vec![expr, pattern],
        Expr::AtTimeZone { timestamp, time_zone } => vec![timestamp, time_zone],
        Expr::Between { expr, low, high, .. } => vec![expr, low, high],
        Expr::Tuple(parts) => parts.iter().collect(),
        Expr::Array(array) => array.elem.iter().collect(),
        Expr::Case { operand, conditions, else_result, .. } => {
            let branches = conditions.iter().flat_map(|branch| [&branch.condition, &branch.result]);
            operand.as_deref().into_iter().chain(branches).chain(else_result.as_deref()).collect()
        }
        Expr::Function(function) => {
            let name = function.name.0.last().map(|part| part.to_string().to_lowercase()).unwrap_or_default();
            let aggregate = facts().functions(&name).iter().any(|one| one.kind == FunctionKind::Aggregate);
            if (aggregate && function.over.is_none()) || name == "grouping" {
                return Vec::new();
            }
            let FunctionArguments::List(list) = &function.args else { return Vec::new() };
            let plain = list.args.iter().filter_map(|argument| match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
                _ => None,
            });
            plain.collect()
        }
        _ => Vec::new(),
    }
}
