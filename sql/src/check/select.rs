//! SELECT.

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, NamedWindowDefinition, OrderBy, OrderByKind, Select, SelectItem,
    SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

use super::from::idents;
use super::query::{QueryResult, position};
use super::scope::{Source, folded};
use super::value::{Column, Value};
use super::window::may_be_empty;
use super::{Checked, Checker};
use crate::text::Placed;

impl Checker<'_> {
    pub(crate) fn select(&mut self, select: &Select, order: Option<&OrderBy>) -> Checked<QueryResult> {
        self.none(select.top.as_ref(), select, "TOP")?;
        self.none(select.into.as_ref(), select, "SELECT INTO")?;
        self.none(select.exclude.as_ref(), select, "EXCLUDE")?;
        self.none(select.qualify.as_ref(), select, "QUALIFY")?;
        self.none(select.prewhere.as_ref(), select, "PREWHERE")?;
        self.none(select.lateral_views.first(), select, "LATERAL VIEW")?;
        self.none(select.connect_by.first(), select, "CONNECT BY")?;
        self.none(select.value_table_mode.as_ref(), select, "AS STRUCT")?;
        self.open();
        let result = self.select_in_scope(select, order);
        self.scopes.pop();
        result
    }

    fn select_in_scope(&mut self, select: &Select, order: Option<&OrderBy>) -> Checked<QueryResult> {
        self.add_from(&select.from)?;
        let window = |NamedWindowDefinition(name, window): &NamedWindowDefinition| (folded(name), may_be_empty(window));
        let windows = select.named_window.iter().map(window).collect();
        if let Some(scope) = self.scopes.last_mut() {
            scope.windows = windows;
        }
        let (keys, filled) = self.group_keys(select)?;
        self.grouping(|grouping| grouping.filled = filled);
        let own = self.scopes.last().map(|scope| scope.source.clone()).unwrap_or_default();
        if keys.is_some() && !filled {
            // A row of a set that a column is not in has NULL for it.
            let missing = self.fresh();
            self.see_only(own.clone().maybe_missing(missing));
        }
        let columns = self.items(&select.projection)?;
        self.see_only(own);
        if let Some(condition) = &select.selection {
            self.condition(condition)?;
            self.narrow(condition);
        }
        if let Some(having) = &select.having {
            self.condition(having)?;
        }
        if let Some(order) = order {
            self.order_by(order, &columns)?;
        }
        for key in keys.iter().flatten() {
            self.key(key, &columns, &select.projection)?;
        }
        if matches!(select.distinct, Some(Distinct::Distinct)) {
            for column in &columns {
                self.comparable(column.ty, &crate::text::At(column.place))?;
            }
        }
        if let Some(Distinct::On(list)) = &select.distinct {
            for expr in list {
                self.key(expr, &columns, &select.projection)?;
            }
        }
        self.named_windows(&select.named_window)?;
        let grouping = self.grouping(|_| ());
        if keys.is_some() || grouping.aggregates || select.having.is_some() {
            self.only_grouped(select, keys.as_deref().unwrap_or_default(), order)?;
        }
        let bare = select.from.is_empty() && select.selection.is_none();
        let one_row = keys.is_none() && select.having.is_none() && !grouping.sets && (grouping.aggregates || bare);
        Ok(QueryResult { columns, one_row, mute: false })
    }

    /// Brings what stands in FROM into the innermost scope, one after the other.
    pub(crate) fn add_from(&mut self, items: &[sqlparser::ast::TableWithJoins]) -> Checked<()> {
        for item in items {
            let source = self.joined(item)?;
            let known = self.scopes.last().map(|scope| scope.source.relations.as_slice()).unwrap_or_default();
            let twice = source.relations.iter().enumerate().find(|(index, relation)| {
                let same = |other: &super::scope::Relation| other.alias == relation.alias && !other.alias.is_empty();
                known.iter().any(same) || source.relations.iter().take(*index).any(same)
            });
            if let Some((_, relation)) = twice {
                let message = format!("two things in FROM are called `{}`", relation.alias);
                return Err(Box::new(
                    self.error("ambiguous-table", item, message).with_help("give one another name: `as …`"),
                ));
            }
            if let Some(scope) = self.scopes.last_mut() {
                scope.source = std::mem::take(&mut scope.source).and(source);
            }
        }
        Ok(())
    }

    fn see_only(&mut self, source: Source) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.source = source;
        }
    }

    /// What a query is grouped by, and whether each group has a row at least.
    fn group_keys(&self, select: &Select) -> Checked<(Option<Vec<Expr>>, bool)> {
        let GroupByExpr::Expressions(list, modifiers) = &select.group_by else {
            return Err(self.refused(select, "GROUP BY ALL"));
        };
        self.none(modifiers.first(), select, "this form of GROUP BY")?;
        if list.is_empty() {
            return Ok((None, false));
        }
        let mut keys = Vec::new();
        let mut sets = false;
        for expr in list {
            match expr {
                Expr::GroupingSets(lists) | Expr::Cube(lists) | Expr::Rollup(lists) => {
                    sets = true;
                    keys.extend(lists.iter().flatten().cloned());
                }
                Expr::Tuple(parts) => keys.extend(parts.iter().cloned()),
                other => keys.push(other.clone()),
            }
        }
        Ok((Some(keys), !sets))
    }

    /// An expression of GROUP BY or ORDER BY: a column of FROM, a name or position of a result, or anything else.
    fn key(&mut self, expr: &Expr, columns: &[Column], items: &[SelectItem]) -> Checked<()> {
        if let Expr::Value(value) = expr
            && let Some(position) = position(&value.value)
        {
            if position > columns.len() {
                let message = format!("there is no column number {position} in the result");
                return Err(Box::new(self.error("unknown-column", expr, message)));
            }
            return Ok(());
        }
        let named = |item: &SelectItem| matches!((item, expr), (SelectItem::ExprWithAlias { alias, .. }, Expr::Identifier(name)) if folded(alias) == folded(name));
        match self.value(expr) {
            Ok(value) => self.comparable(value.ty, expr),
            Err(_) if items.iter().any(named) => Ok(()),
            Err(problem) => Err(problem),
        }
    }

    fn order_by(&mut self, order: &OrderBy, columns: &[Column]) -> Checked<()> {
        let OrderByKind::Expressions(list) = &order.kind else { return Err(self.refused(order, "ORDER BY ALL")) };
        for one in list {
            // A name is one of the result's first.
            if let Expr::Identifier(name) = &one.expr
                && columns.iter().any(|column| column.name == folded(name))
            {
                continue;
            }
            self.key(&one.expr, columns, &[])?;
        }
        Ok(())
    }

    /// The columns of a list behind SELECT or RETURNING.
    pub(crate) fn items(&mut self, items: &[SelectItem]) -> Checked<Vec<Column>> {
        let mut columns = Vec::new();
        for item in items {
            match item {
                SelectItem::UnnamedExpr(expr) => {
                    let value = self.value(expr)?;
                    let name = self.name_of(expr);
                    columns.push(self.output(&name, value, expr));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    let value = self.value(expr)?;
                    columns.push(Column { place: alias.span, ..self.output(&folded(alias), value, expr) });
                }
                SelectItem::Wildcard(options) => {
                    self.plain_star(options, item)?;
                    let visible = self.scopes.last().map(|scope| scope.source.visible.clone()).unwrap_or_default();
                    if visible.is_empty() {
                        return Err(Box::new(self.error("unknown-column", item, "`*` without anything in FROM")));
                    }
                    columns.extend(visible.iter().map(|column| self.star(column, item)));
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
                    self.plain_star(options, item)?;
                    let parts: Vec<_> = idents(name).into_iter().cloned().collect();
                    let all = self.relation(&parts)?.columns.clone();
                    columns.extend(all.iter().map(|column| self.star(column, item)));
                }
                other => return Err(self.refused(other, "this form of result")),
            }
        }
        Ok(columns)
    }

    fn plain_star(&self, options: &WildcardAdditionalOptions, at: &SelectItem) -> Checked<()> {
        let WildcardAdditionalOptions {
            opt_ilike, opt_exclude, opt_except, opt_replace, opt_rename, opt_alias, ..
        } = options;
        let extra = opt_ilike.is_some()
            || opt_exclude.is_some()
            || opt_except.is_some()
            || opt_replace.is_some()
            || opt_rename.is_some()
            || opt_alias.is_some();
        if extra { Err(self.refused(at, "what stands behind `*`")) } else { Ok(()) }
    }

    fn star(&self, column: &Column, at: &SelectItem) -> Column {
        let nullable = self.is_nullable(column);
        Column { nullable, outer: Vec::new(), place: at.placed(), ..column.clone() }
    }

    fn output(&self, name: &str, value: Value, at: &Expr) -> Column {
        Column {
            holes: value.holes,
            literal: value.literal,
            parameter: value.parameter,
            origin: value.origin,
            place: at.placed(),
            ..self.column(name, value.ty, value.nullable)
        }
    }
}
