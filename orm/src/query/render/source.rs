//! What statements read from: tables, and other statements.

use std::borrow::Cow;
use std::mem;
use std::sync::Arc;

use super::Writer;
use super::name::quote;
use crate::column::ColumnAt;
use crate::query::subquery::{Named, SetTree, Statement, Subquery};
use crate::query::tree::{EXCLUDED, Part};
use crate::table::{TableMeta, is_plain};

/// A table, or what stands for one, that takes part in the statement that is written now.
pub(super) struct Entered {
    source: u32,
    /// What it is called.
    name: Cow<'static, str>,
    is_plain: bool,
    query: Option<Arc<Subquery>>,
}

/// A statement in `WITH`.
pub(super) struct Common {
    id: u32,
    name: Cow<'static, str>,
    text: String,
}

impl Entered {
    /// What takes part in every statement.
    pub(super) fn at_first() -> Vec<Self> {
        let mut all = Vec::with_capacity(4);
        all.push(Self { source: EXCLUDED, name: "excluded".into(), is_plain: true, query: None });
        all
    }

    /// A column under its name there.
    fn column(&self, column: &str, is_plain: bool, out: &mut String) {
        quote(&self.name, self.is_plain, out);
        out.push('.');
        quote(column, is_plain, out);
    }
}

/// What takes part under this number.
fn find(all: &[Entered], source: u32) -> Option<&Entered> {
    all.iter().rev().find(|each| each.source == source)
}

/// A column of a table that takes no part: the server will say so.
fn of_unknown(column: &str, out: &mut String) {
    out.push_str("\"?\".");
    quote(column, is_plain(column), out);
}

/// The name, or one with a number behind it that is not taken.
fn free(own: &'static str, is_taken: impl Fn(&str) -> bool) -> Cow<'static, str> {
    let mut name = Cow::Borrowed(own);
    let mut number = 2;
    while is_taken(&name) {
        name = format!("{own}_{number}").into();
        number += 1;
    }
    name
}

impl Writer {
    /// Gives a table a name that no other in the statement has.
    pub(super) fn enter(&mut self, part: &Part) {
        let named = part.query.as_ref().and_then(|query| query.named.as_ref());
        let own = named.map_or(part.table.name, |named| named.name);
        let name = free(own, |name| self.entered.iter().any(|each| each.name == name));
        let is_plain = is_plain(&name);
        self.entered.push(Entered { source: part.source, name, is_plain, query: part.query.clone() });
    }

    pub(super) fn name_of(&self, source: u32) -> Cow<'static, str> {
        find(&self.entered, source).map_or(Cow::Borrowed("?"), |each| each.name.clone())
    }

    /// All columns of what takes part, each in the form that it is read in.
    pub(super) fn columns_of(&mut self, part: &Part) {
        let Self { text, entered, is_nested, .. } = self;
        let entered = find(entered, part.source);
        let mut write = |index: usize, name: &str, is_plain: bool, read_as: &str| {
            text.push_str(if index > 0 { ", " } else { "" });
            match entered {
                Some(entered) => entered.column(name, is_plain, text),
                None => of_unknown(name, text),
            }
            text.push_str(if *is_nested { "" } else { read_as });
        };
        match &part.query {
            Some(query) => {
                for (index, column) in query.columns.iter().enumerate() {
                    write(index, &column.name, is_plain(&column.name), column.read_as);
                }
            }
            None => {
                for (index, column) in part.table.columns.iter().enumerate() {
                    write(index, column.name, column.is_plain(), column.read_as);
                }
            }
        }
    }

    /// The column under the name that it has there.
    pub(super) fn column_at(&mut self, at: ColumnAt) {
        let Some(entered) = find(&self.entered, at.source) else {
            return of_unknown(at.meta().name, &mut self.text);
        };
        let query = entered.query.as_ref();
        match query.and_then(|query| query.columns.get(usize::from(at.index))) {
            Some(column) => entered.column(&column.name, is_plain(&column.name), &mut self.text),
            None => entered.column(at.meta().name, at.meta().is_plain(), &mut self.text),
        }
    }

    /// What is read from, and what it is called here where that is something else.
    pub(super) fn table(&mut self, part: &Part) {
        let here = self.name_of(part.source);
        let own: Cow<'_, str> = match &part.query {
            None => {
                let TableMeta { schema, name, .. } = part.table;
                self.name(schema);
                self.push(".");
                self.name(name);
                Cow::Borrowed(*name)
            }
            Some(query) => match &query.named {
                Some(named) => {
                    let name = self.common(query, named);
                    self.name(&name);
                    name
                }
                None => return self.derived(query, &here),
            },
        };
        if here != own {
            self.push(" AS ");
            self.name(&here);
        }
    }

    /// `(SELECT …) AS name (column, column)`
    fn derived(&mut self, query: &Subquery, name: &str) {
        self.nested(|writer| writer.statement(&query.statement));
        self.push(" AS ");
        self.name(name);
        self.column_names_of(query);
    }

    fn column_names_of(&mut self, query: &Subquery) {
        if !query.has_own_names() {
            self.push(" (");
            self.list(&query.columns, ", ", |writer, column| writer.name(&column.name));
            self.push(")");
        }
    }

    /// A statement in parentheses.
    pub(super) fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        self.push("(");
        self.inner(write);
        self.push(")");
    }

    /// What another statement reads as it is.
    pub(super) fn inner(&mut self, write: impl FnOnce(&mut Self)) {
        let was_nested = mem::replace(&mut self.is_nested, true);
        write(self);
        self.is_nested = was_nested;
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Select(tree) => self.select(tree),
            Statement::Set(tree) => {
                let SetTree { left, words, right } = &**tree;
                self.nested(|writer| writer.statement(left));
                self.push(words);
                self.nested(|writer| writer.statement(right));
            }
            Statement::Insert(tree) => self.insert(tree),
            Statement::Update(tree) => self.update(tree),
            Statement::Delete(tree) => self.delete(tree),
        }
    }

    /// Puts a statement into `WITH`, unless it is there already, and says what it is called.
    fn common(&mut self, query: &Subquery, named: &Named) -> Cow<'static, str> {
        if let Some(known) = self.common.iter().find(|each| each.id == named.id) {
            return known.name.clone();
        }
        let name = free(named.name, |name| self.common.iter().any(|each| each.name == name));
        // Known at once, for it may read from itself.
        self.common.push(Common { id: named.id, name: name.clone(), text: String::new() });
        let outer = mem::take(&mut self.text);
        let entered = mem::replace(&mut self.entered, Entered::at_first());
        self.name(&name);
        self.column_names_of(query);
        self.push(" AS ");
        self.push(named.materialized);
        self.nested(|writer| match &named.next {
            None => writer.statement(&query.statement),
            Some(next) => {
                writer.is_recursive = true;
                writer.nested(|writer| writer.statement(&query.statement));
                writer.push(if named.is_distinct { " UNION " } else { " UNION ALL " });
                writer.nested(|writer| writer.statement(next));
            }
        });
        let text = mem::replace(&mut self.text, outer);
        self.entered = entered;
        // Behind those that it reads from.
        self.common.retain(|each| each.id != named.id);
        self.common.push(Common { id: named.id, name: name.clone(), text });
        name
    }

    /// Puts what runs along into `WITH`.
    pub(super) fn along(&mut self, all: &[Arc<Subquery>]) {
        for query in all {
            if let Some(named) = &query.named {
                self.common(query, named);
            }
        }
    }

    /// `WITH …`, or nothing.
    pub(super) fn with(&mut self) -> Option<String> {
        if self.common.is_empty() {
            return None;
        }
        let words = if self.is_recursive { "WITH RECURSIVE " } else { "WITH " };
        let all: Vec<_> = self.common.drain(..).map(|each| each.text).collect();
        Some(format!("{words}{} ", all.join(", ")))
    }
}
