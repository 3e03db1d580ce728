//! Queries that WITH gives names.

use sqlparser::ast::{Cte as Written, Ident, Query, SetExpr, SetOperator, TableAlias, With};

use super::scope::{Relation, folded};
use super::value::Column;
use super::{Checked, Checker};

/// A query with a name.
pub(crate) struct Cte {
    name: String,
    columns: Vec<Column>,
    /// Whether it gives no rows, as an INSERT without RETURNING.
    mute: bool,
}

impl Checker<'_> {
    /// The relation of a name that WITH gave.
    pub(crate) fn cte(&mut self, name: &Ident, alias: Option<&TableAlias>) -> Checked<Option<Relation>> {
        let wanted = folded(name);
        let Some(cte) = self.ctes.iter().rev().find(|cte| cte.name == wanted) else { return Ok(None) };
        if cte.mute {
            let error = self.error("unknown-table", name, format!("`{wanted}` gives no rows"));
            return Err(Box::new(error.with_help("give it a RETURNING")));
        }
        let columns = cte.columns.clone();
        let alias = alias.map_or(wanted, |alias| folded(&alias.name));
        Ok(Some(Relation { alias, schema: None, columns: self.own(columns), row: None, table: None }))
    }

    pub(crate) fn cte_names(&self) -> Vec<String> {
        self.ctes.iter().map(|cte| cte.name.clone()).collect()
    }

    /// Checks the queries of WITH while the statement behind it is checked.
    pub(crate) fn with<T>(&mut self, with: Option<&With>, work: impl FnOnce(&mut Self) -> Checked<T>) -> Checked<T> {
        let before = self.ctes.len();
        let result = self.add_ctes(with).and_then(|()| work(self));
        self.ctes.truncate(before);
        result
    }

    fn add_ctes(&mut self, with: Option<&With>) -> Checked<()> {
        for written in with.iter().flat_map(|with| &with.cte_tables) {
            let recursive = with.is_some_and(|with| with.recursive);
            let cte = match recursive.then(|| terms(&written.query)).flatten() {
                Some((first, second)) if mentions(second, &folded(&written.alias.name)) => {
                    self.recursive(written, first, second)?
                }
                _ => {
                    let result = self.without_siblings(|checker| checker.subquery_result(&written.query))?;
                    let mute = result.mute;
                    let columns =
                        result.columns.into_iter().map(|column| self.resolved(column)).collect::<Checked<Vec<_>>>()?;
                    Cte { name: folded(&written.alias.name), columns: self.named(written, columns)?, mute }
                }
            };
            self.ctes.push(cte);
        }
        Ok(())
    }

    /// The types are those of the first term; what of NULL the second one adds is found by reading it until nothing is added.
    fn recursive(&mut self, written: &Written, first: &SetExpr, second: &SetExpr) -> Checked<Cte> {
        let name = folded(&written.alias.name);
        let with = written.query.with.as_ref();
        self.with(with, |checker| {
            let columns = checker.without_siblings(|checker| checker.set_expr(first))?.columns;
            let columns = columns.into_iter().map(|column| checker.resolved(column)).collect::<Checked<Vec<_>>>()?;
            let mut columns = checker.own(checker.named(written, columns)?);
            let at = checker.next_id;
            loop {
                checker.next_id = at;
                checker.ctes.push(Cte { name: name.clone(), columns: columns.clone(), mute: false });
                let result = checker.without_siblings(|checker| checker.set_expr(second));
                checker.ctes.pop();
                let result = result?.columns;
                if result.len() != columns.len() {
                    let message = format!("one term gives {} columns, and the other {}", columns.len(), result.len());
                    return Err(Box::new(checker.error("several-columns", second, message)));
                }
                let mut changed = false;
                for (column, other) in columns.iter_mut().zip(result) {
                    let value = checker.value_of(&other);
                    checker.coerce(
                        &value,
                        column.ty,
                        crate::facts::Context::Implicit,
                        column.origin.as_ref(),
                        second,
                    )?;
                    if checker.schema.common(&[column.ty, value.ty]) != Some(column.ty) {
                        let message = format!(
                            "the column `{}` is of type {} in the first term, and of type {} in the second",
                            column.name,
                            checker.printed(column.ty),
                            checker.printed(value.ty)
                        );
                        let help = "cast it in the first term";
                        return Err(Box::new(checker.error("no-common-type", second, message).with_help(help)));
                    }
                    changed |= value.nullable && !column.nullable;
                    column.nullable |= value.nullable;
                    let same = value.origin == column.origin || value.literal.is_some();
                    if !same {
                        changed |= column.origin.is_some();
                        column.origin = None;
                    }
                }
                if !changed {
                    return Ok(Cte { name, columns, mute: false });
                }
            }
        })
    }

    /// The columns under the names that stand behind the query's own.
    fn named(&self, written: &Written, mut columns: Vec<Column>) -> Checked<Vec<Column>> {
        let names = &written.alias.columns;
        if names.len() > columns.len() {
            let message = format!("this query gives {} columns only", columns.len());
            return Err(Box::new(self.error("several-columns", &written.alias.name, message)));
        }
        for (column, name) in columns.iter_mut().zip(names) {
            column.name = folded(&name.name);
        }
        Ok(columns)
    }
}

/// The two terms of a query that may be recursive.
fn terms(query: &Query) -> Option<(&SetExpr, &SetExpr)> {
    match query.body.as_ref() {
        SetExpr::SetOperation { op: SetOperator::Union, left, right, .. } => Some((left, right)),
        SetExpr::Query(inner) => terms(inner),
        _ => None,
    }
}

/// Whether a term reads from a name.
fn mentions(term: &SetExpr, name: &str) -> bool {
    let text = term.to_string().to_lowercase();
    text.split(|each: char| !(each.is_alphanumeric() || each == '_')).any(|word| word == name.to_lowercase())
}
