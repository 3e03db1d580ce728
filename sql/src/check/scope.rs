//! What names mean.

use evenkeel_model::language::naming::nearest;
use evenkeel_model::{Diagnostic, QualifiedName};
use sqlparser::ast::Ident;

use super::value::{Column, Value};
use super::{Checked, Checker};
use crate::types::Type;

/// What one query, or one part of it, sees.
#[derive(Clone, Default)]
pub(crate) struct Scope {
    pub(crate) source: Source,
    /// How deep in queries within queries it is.
    pub(crate) depth: usize,
    /// Whether it is not seen for now.
    pub(crate) hidden: bool,
    pub(crate) grouping: Grouping,
    /// The names of its windows, and whether each may have no row.
    pub(crate) windows: Vec<(String, bool)>,
}

/// How the rows of a query are grouped.
#[derive(Clone, Default)]
pub(crate) struct Grouping {
    /// Whether each group has a row at least.
    pub(crate) filled: bool,
    /// Whether an aggregate was found.
    pub(crate) aggregates: bool,
    /// Whether a function was found that makes several rows of one.
    pub(crate) sets: bool,
}

/// What stands in FROM.
#[derive(Clone, Default)]
pub(crate) struct Source {
    pub(crate) relations: Vec<Relation>,
    /// The columns that are found without a table's name, which are those of `*`.
    pub(crate) visible: Vec<Column>,
}

/// A table, or what stands for one.
#[derive(Clone)]
pub(crate) struct Relation {
    pub(crate) alias: String,
    /// The schema of a table that has no other name.
    pub(crate) schema: Option<String>,
    pub(crate) columns: Vec<Column>,
    /// The type of a whole row.
    pub(crate) row: Option<Type>,
    /// The table that it is.
    pub(crate) table: Option<QualifiedName>,
}

impl Source {
    pub(crate) fn of(relation: Relation) -> Self {
        Self { visible: relation.columns.clone(), relations: vec![relation] }
    }

    /// Both.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.relations.extend(other.relations);
        self.visible.extend(other.visible);
        self
    }

    /// The same where an outer join may have no row of it.
    pub(crate) fn maybe_missing(mut self, join: u32) -> Self {
        let columns = self.relations.iter_mut().flat_map(|relation| &mut relation.columns).chain(&mut self.visible);
        for column in columns {
            column.outer.push(join);
        }
        self
    }
}

/// A name of SQL as the server folds it.
pub(crate) fn folded(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_lowercase() }
}

impl Checker<'_> {
    /// Whether a column can be NULL, after all that conditions say.
    pub(crate) fn is_nullable(&self, column: &Column) -> bool {
        let missing = column.outer.iter().any(|join| !self.before.matched.contains(join));
        missing || (column.nullable && !self.before.narrowed.contains(&column.id))
    }

    pub(crate) fn value_of(&self, column: &Column) -> Value {
        Value {
            holes: column.holes,
            literal: column.literal.clone(),
            parameter: column.parameter,
            ..Value::new(column.ty, self.is_nullable(column)).with_origin(column.origin.clone())
        }
    }

    /// Does something while the scopes of this query are not seen, as in a subquery in FROM that is not LATERAL.
    pub(crate) fn without_siblings<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.depth;
        let was: Vec<bool> = self.scopes.iter().map(|scope| scope.hidden).collect();
        for scope in self.scopes.iter_mut().filter(|scope| scope.depth == depth) {
            scope.hidden = true;
        }
        let done = work(self);
        for (scope, was) in self.scopes.iter_mut().zip(was) {
            scope.hidden = was;
        }
        done
    }

    /// Does something while this is seen too.
    pub(crate) fn within<T>(&mut self, source: Source, work: impl FnOnce(&mut Self) -> Checked<T>) -> Checked<T> {
        let depth = self.depth;
        self.scopes.push(Scope { source, depth, ..Scope::default() });
        let done = work(self);
        self.scopes.pop();
        done
    }

    /// The scopes that are seen, the innermost first.
    fn seen(&self) -> impl Iterator<Item = &Scope> {
        self.scopes.iter().rev().filter(|scope| !scope.hidden)
    }

    /// A column by its name alone.
    pub(crate) fn plain_column(&self, ident: &Ident) -> Checked<Value> {
        let name = folded(ident);
        for scope in self.seen() {
            let mut found = scope.source.visible.iter().filter(|column| column.name == name);
            if let Some(column) = found.next() {
                if found.next().is_some() {
                    return Err(Box::new(self.ambiguous(ident, &name, scope)));
                }
                return Ok(self.value_of(column));
            }
            if let Some(relation) = scope.source.relations.iter().find(|relation| relation.alias == name)
                && let Some(row) = relation.row
            {
                return Ok(Value::new(row, relation.columns.iter().any(|column| !column.outer.is_empty())));
            }
        }
        let mut tables =
            self.seen().flat_map(|scope| &scope.source.relations).filter(|relation| relation.table.is_some());
        if let (Some(relation), Some(ty)) = (tables.next(), system_column(&name)) {
            return Ok(self.system_value(relation, ty));
        }
        let known: Vec<&str> = self.seen().flat_map(|scope| &scope.source.visible).map(|c| c.name.as_str()).collect();
        let error = self.error("unknown-column", ident, format!("there is no column `{name}`"));
        Err(Box::new(with_nearest(error, &name, &known)))
    }

    fn ambiguous(&self, ident: &Ident, name: &str, scope: &Scope) -> Diagnostic {
        let holds = |relation: &&super::scope::Relation| relation.columns.iter().any(|column| column.name == name);
        let places: Vec<String> = scope
            .source
            .relations
            .iter()
            .filter(holds)
            .map(|relation| format!("`{}.{name}`", relation.alias))
            .collect();
        let error = self.error("ambiguous-column", ident, format!("`{name}` could be several columns"));
        if places.is_empty() { error } else { error.with_help(format!("say which: {}", places.join(" or "))) }
    }

    /// A column behind the name of its table.
    pub(crate) fn qualified_column(&self, qualifier: &[Ident], ident: &Ident) -> Checked<Value> {
        let relation = self.relation(qualifier)?;
        let name = folded(ident);
        if let Some(column) = relation.columns.iter().find(|column| column.name == name) {
            return Ok(self.value_of(column));
        }
        if let Some(ty) = system_column(&name).filter(|_| relation.table.is_some()) {
            return Ok(self.system_value(relation, ty));
        }
        let known: Vec<&str> = relation.columns.iter().map(|column| column.name.as_str()).collect();
        let message = format!("there is no column `{name}` in {}", relation.alias);
        Err(Box::new(with_nearest(self.error("unknown-column", ident, message), &name, &known)))
    }

    fn system_value(&self, relation: &Relation, ty: &str) -> Value {
        let missing = |column: &Column| column.outer.iter().any(|join| !self.before.matched.contains(join));
        Value::new(self.known(ty), relation.columns.iter().any(missing))
    }

    /// What a name in front of a dot means.
    pub(crate) fn relation(&self, qualifier: &[Ident]) -> Checked<&Relation> {
        let (schema, last) = match qualifier {
            [last] => (None, last),
            [schema, last] => (Some(folded(schema)), last),
            _ => {
                let message = "a name of more parts than schema, table and column";
                return Err(match qualifier.first() {
                    Some(first) => Box::new(self.error("unknown-table", first, message)),
                    None => Box::new(self.text.error("unknown-table", 0, 0, message)),
                });
            }
        };
        let name = folded(last);
        for scope in self.seen() {
            let fits = |relation: &&Relation| {
                relation.alias == name && (schema.is_none() || relation.schema.as_deref() == schema.as_deref())
            };
            if let Some(relation) = scope.source.relations.iter().find(fits) {
                return Ok(relation);
            }
        }
        let known: Vec<&str> =
            self.seen().flat_map(|scope| &scope.source.relations).map(|r| r.alias.as_str()).collect();
        let message = format!("nothing in FROM is called `{name}`");
        Err(Box::new(with_nearest(self.error("unknown-table", last, message), &name, &known)))
    }

    /// The column that a name stands for in the innermost query, if it is one there.
    pub(crate) fn own_column(&self, parts: &[Ident]) -> Option<&Column> {
        let scope = self.scopes.last()?;
        match parts {
            [name] => {
                let name = folded(name);
                let mut found = scope.source.visible.iter().filter(|column| column.name == name);
                let column = found.next()?;
                found.next().is_none().then_some(column)
            }
            [.., relation, name] => {
                let (relation, name) = (folded(relation), folded(name));
                let relation = scope.source.relations.iter().find(|one| one.alias == relation)?;
                relation.columns.iter().find(|column| column.name == name)
            }
            [] => None,
        }
    }
}

/// The type of a column that every table has.
fn system_column(name: &str) -> Option<&'static str> {
    Some(match name {
        "ctid" => "tid",
        "tableoid" => "oid",
        "xmin" | "xmax" => "xid",
        "cmin" | "cmax" => "cid",
        _ => return None,
    })
}

/// An error with the one of several names that was most likely meant.
pub(crate) fn with_nearest(error: Diagnostic, wrong: &str, known: &[&str]) -> Diagnostic {
    match nearest(wrong, known.iter().copied()) {
        Some(near) => error.with_label(format!("did you mean `{near}`?")),
        None if known.is_empty() || known.len() > 30 => error,
        None => error.with_help(format!("there are {}", known.join(", "))),
    }
}
