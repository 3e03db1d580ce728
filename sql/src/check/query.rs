//! Queries: what WITH, set operations, ORDER BY and LIMIT make of them.

use sqlparser::ast::{
    Expr, LimitClause, OrderBy, OrderByKind, Query, SetExpr, SetOperator, SetQuantifier, Statement, Value as Literal,
};

use super::scope::{Scope, Source, folded};
use super::value::{Column, Value};
use super::{Checked, Checker};
use crate::facts::Context;
use crate::types::Type;

/// The types whose values are neither ordered nor hashed.
const UNORDERED: &[&str] =
    &["box", "cid", "circle", "json", "jsonpath", "line", "lseg", "path", "point", "polygon", "xml"];

/// What a query gives.
pub(crate) struct QueryResult {
    pub(crate) columns: Vec<Column>,
    /// Whether there is one row, neither more nor less.
    pub(crate) one_row: bool,
    /// Whether it gives no rows at all, as an INSERT without RETURNING.
    pub(crate) mute: bool,
}

impl Checker<'_> {
    /// A statement that is a query, which may be an INSERT behind WITH.
    pub(crate) fn query_statement(&mut self, query: &Query) -> Checked<Option<Vec<Column>>> {
        let result = self.subquery_result(query)?;
        if result.mute {
            return Ok(None);
        }
        result.columns.into_iter().map(|column| self.resolved(column)).collect::<Checked<Vec<_>>>().map(Some)
    }

    /// The columns of a query within a query.
    pub(crate) fn subquery(&mut self, query: &Query) -> Checked<Vec<Column>> {
        Ok(self.subquery_result(query)?.columns)
    }

    pub(crate) fn subquery_result(&mut self, query: &Query) -> Checked<QueryResult> {
        self.none(query.for_clause.as_ref(), query, "FOR XML and FOR JSON")?;
        self.none(query.settings.as_ref(), query, "SETTINGS")?;
        self.none(query.format_clause.as_ref(), query, "FORMAT")?;
        self.none(query.pipe_operators.first(), query, "pipes")?;
        self.depth += 1;
        let result = self.with(query.with.as_ref(), |checker| checker.body(query));
        self.depth -= 1;
        result
    }

    fn body(&mut self, query: &Query) -> Checked<QueryResult> {
        let limited = query.limit_clause.is_some() || query.fetch.is_some();
        let mut result = match query.body.as_ref() {
            SetExpr::Select(select) => self.select(select, query.order_by.as_ref())?,
            body => {
                let result = self.set_expr(body)?;
                if let Some(order) = &query.order_by {
                    self.order_by_results(order, &result.columns)?;
                }
                result
            }
        };
        result.one_row &= !limited;
        self.limits(query)?;
        for lock in &query.locks {
            if let Some(of) = &lock.of {
                // The names are those of FROM, which the query's own scope knew.
                let _ = of;
            }
        }
        Ok(result)
    }

    fn limits(&mut self, query: &Query) -> Checked<()> {
        let mut counts: Vec<&Expr> = Vec::new();
        match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, limit_by }) => {
                self.none(limit_by.first(), query, "LIMIT BY")?;
                counts.extend(limit);
                counts.extend(offset.as_ref().map(|offset| &offset.value));
            }
            Some(LimitClause::OffsetCommaLimit { .. }) => return Err(self.refused(query, "LIMIT with a comma")),
            None => {}
        }
        counts.extend(query.fetch.as_ref().and_then(|fetch| fetch.quantity.as_ref()));
        for count in counts {
            let value = self.within(Source::default(), |checker| checker.value(count))?;
            self.expect(&value, "int8", count)?;
        }
        Ok(())
    }

    pub(crate) fn set_expr(&mut self, body: &SetExpr) -> Checked<QueryResult> {
        match body {
            SetExpr::Select(select) => self.select(select, None),
            SetExpr::Query(query) => self.subquery_result(query),
            SetExpr::Values(values) => self.values(values),
            SetExpr::SetOperation { left, op, set_quantifier, right } => {
                if !matches!(set_quantifier, SetQuantifier::All | SetQuantifier::Distinct | SetQuantifier::None) {
                    return Err(self.refused(body, "BY NAME"));
                }
                let result = self.set_operation(left, *op, right)?;
                if *set_quantifier != SetQuantifier::All {
                    for column in &result.columns {
                        self.comparable(column.ty, &crate::text::At(column.place))?;
                    }
                }
                Ok(result)
            }
            SetExpr::Insert(statement) | SetExpr::Update(statement) | SetExpr::Delete(statement) => {
                self.writing(statement)
            }
            SetExpr::Table(table) => Err(self.refused(body, &format!("`{table}`"))),
            SetExpr::Merge(_) => Err(self.refused(body, "MERGE")),
        }
    }

    fn writing(&mut self, statement: &Statement) -> Checked<QueryResult> {
        let columns = self.statement(statement)?;
        Ok(QueryResult { mute: columns.is_none(), columns: columns.unwrap_or_default(), one_row: false })
    }

    fn set_operation(&mut self, left: &SetExpr, op: SetOperator, right: &SetExpr) -> Checked<QueryResult> {
        let lefts = self.set_expr(left)?.columns;
        let rights = self.set_expr(right)?.columns;
        if lefts.len() != rights.len() {
            let message = format!("one side gives {} columns, and the other {}", lefts.len(), rights.len());
            return Err(Box::new(self.error("several-columns", right, message)));
        }
        let mut columns = Vec::new();
        for (left_column, right_column) in lefts.into_iter().zip(rights) {
            let pair = [self.value_of(&left_column), self.value_of(&right_column)];
            let at = |checker: &Self| {
                let (left, right) = (checker.printed(pair[0].ty), checker.printed(pair[1].ty));
                let message = format!(
                    "the column `{}` is of type {left} on one side, and of type {right} on the other",
                    left_column.name
                );
                Box::new(checker.error("no-common-type", &crate::text::At(right_column.place), message))
            };
            let value = self
                .unify(&pair, right)
                .map_err(|problem| if problem.code == "no-common-type" { at(self) } else { problem })?;
            let nullable = match op {
                SetOperator::Union => value.nullable,
                SetOperator::Intersect => pair.iter().all(|one| one.nullable),
                SetOperator::Except | SetOperator::Minus => pair.first().is_some_and(|one| one.nullable),
            };
            let column = self.column(&left_column.name, value.ty, nullable);
            columns.push(Column { holes: value.holes, origin: value.origin, place: left_column.place, ..column });
        }
        Ok(QueryResult { columns, one_row: false, mute: false })
    }

    /// Refuses what cannot be told apart or put in order.
    pub(crate) fn comparable(&self, ty: Type, at: &impl crate::text::Placed) -> Checked<()> {
        let types = &self.schema.types;
        let base = types.base(ty);
        let base = types.element(base).map_or(base, |element| types.base(element));
        if UNORDERED.contains(&types.name(base)) {
            let message = format!("values of type {} cannot be compared, as is needed here", self.printed(ty));
            let error = self.error("incomparable", at, message);
            let help =
                if types.name(base) == "json" { "cast them: `(…)::jsonb`" } else { "cast them: `(…)::text`" };
            return Err(Box::new(error.with_help(help)));
        }
        Ok(())
    }

    /// `VALUES (…), (…)`.
    pub(crate) fn values(&mut self, values: &sqlparser::ast::Values) -> Checked<QueryResult> {
        let rows = values
            .rows
            .iter()
            .map(|row| row.content.iter().map(|expr| Ok((self.value(expr)?, expr))).collect::<Checked<Vec<_>>>());
        let rows = rows.collect::<Checked<Vec<_>>>()?;
        let width = rows.first().map_or(0, Vec::len);
        let mut columns = Vec::new();
        for position in 0..width {
            let cells: Option<Vec<_>> = rows.iter().map(|row| row.get(position)).collect();
            let Some(cells) = cells.filter(|_| rows.iter().all(|row| row.len() == width)) else {
                let message = "the rows of VALUES have different lengths";
                let at = values.rows.iter().find(|row| row.content.len() != width);
                return Err(match at.and_then(|row| row.content.first()) {
                    Some(expr) => Box::new(self.error("several-columns", expr, message)),
                    None => Box::new(self.text.error("several-columns", 0, 0, message)),
                });
            };
            let Some((only, at)) = cells.first().copied() else { continue };
            cells.iter().for_each(|(value, _)| self.accept_null(value));
            let name = format!("column{}", position + 1);
            let place = crate::text::Placed::placed(*at);
            let column = if cells.len() == 1 {
                let column = self.column(&name, only.ty, only.nullable);
                Column {
                    holes: only.holes,
                    literal: only.literal.clone(),
                    parameter: only.parameter,
                    origin: only.origin.clone(),
                    ..column
                }
            } else {
                let value = self.unify(cells.iter().map(|(value, _)| value), *at)?;
                Column { holes: value.holes, origin: value.origin, ..self.column(&name, value.ty, value.nullable) }
            };
            columns.push(Column { place, ..column });
        }
        Ok(QueryResult { columns, one_row: values.rows.len() == 1, mute: false })
    }

    /// `ARRAY(SELECT …)`.
    pub(crate) fn array_of(&mut self, query: &Query, at: &Expr) -> Checked<Value> {
        let columns = self.subquery(query)?;
        let [column] = columns.as_slice() else {
            let message = format!("ARRAY is of one column, and this gives {}", columns.len());
            return Err(Box::new(self.error("several-columns", query, message)));
        };
        let column = self.resolved(column.clone())?;
        match self.schema.types.array(column.ty) {
            Some(array) => {
                let origin = column.origin.map(|origin| origin.in_list());
                Ok(Value::new(array, false).with_holes(column.nullable).with_origin(origin))
            }
            None => Err(self.refused(at, "an array of this type")),
        }
    }

    /// What is unknown still becomes text.
    pub(crate) fn resolved(&mut self, column: Column) -> Checked<Column> {
        if !self.schema.types.is_unknown(column.ty) {
            return Ok(column);
        }
        let text = self.known("text");
        let value = self.value_of(&column);
        self.accept_null(&value);
        if value.parameter.is_some() {
            self.coerce(&value, text, Context::Implicit, None, &crate::text::At(column.place))?;
        }
        let nullable = self.is_nullable(&column);
        Ok(Column { ty: text, literal: None, parameter: None, nullable, outer: Vec::new(), ..column })
    }

    /// ORDER BY of a set operation: the names or positions of its columns.
    fn order_by_results(&mut self, order: &OrderBy, columns: &[Column]) -> Checked<()> {
        let OrderByKind::Expressions(list) = &order.kind else { return Err(self.refused(order, "ORDER BY ALL")) };
        for one in list {
            let known = match &one.expr {
                Expr::Identifier(ident) => columns.iter().any(|column| column.name == folded(ident)),
                Expr::Value(value) => position(&value.value).is_some_and(|position| position <= columns.len()),
                _ => false,
            };
            if !known {
                let message = "ORDER BY behind a set operation takes names of its columns only";
                return Err(Box::new(self.error("unknown-column", &one.expr, message)));
            }
        }
        Ok(())
    }

    /// Opens a scope for a query's own FROM.
    pub(crate) fn open(&mut self) {
        let depth = self.depth;
        self.scopes.push(Scope { depth, ..Scope::default() });
    }
}

/// The number of a column.
pub(crate) fn position(literal: &Literal) -> Option<usize> {
    match literal {
        Literal::Number(digits, _) => digits.parse().ok().filter(|position| *position > 0),
        _ => None,
    }
}
