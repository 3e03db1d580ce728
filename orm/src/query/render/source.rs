//! What statements read from: tables, and other statements.

use std::mem;
use std::sync::Arc;

use super::Writer;
use super::name::{Name, Words};
use super::piece::{Piece, Static};
use crate::column::ColumnAt;
use crate::query::subquery::{Named, SetTree, Statement, Subquery};
use crate::query::tree::{EXCLUDED, Part};

/// A table, or what stands for one, that takes part in the statement that is written now.
pub(super) struct Entered {
    source: u32,
    /// The position of what it is called.
    name: u32,
    query: Option<Arc<Subquery>>,
}

/// A statement in `WITH`.
pub(super) struct Common {
    id: u32,
    name: Name,
    pieces: Vec<Piece>,
}

impl Writer {
    /// Gives a table a name that no other in the statement has.
    pub(super) fn enter(&mut self, part: &Part) {
        let named = part.query.as_ref().and_then(|query| query.named.as_ref());
        let own = named.map_or(part.table.name, |named| named.name);
        let is_taken = |name: Name| self.entered.iter().any(|each| self.name_of(each).is_some_and(|one| one.is(name)));
        let name = Name::free(own, is_taken);
        self.enter_as(name, part.source, part.query.clone());
    }

    /// Gives the row that was to be inserted its name, which no table in the statement can have then.
    pub(super) fn enter_excluded(&mut self) {
        self.enter_as(Name::own("excluded"), EXCLUDED, None);
    }

    fn enter_as(&mut self, name: Name, source: u32, query: Option<Arc<Subquery>>) {
        let position = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name);
        self.entered.push(Entered { source, name: position, query });
    }

    fn name_of(&self, entered: &Entered) -> Option<Name> {
        self.names.get(usize::try_from(entered.name).ok()?).copied()
    }

    fn entered(&self, source: u32) -> Option<&Entered> {
        self.entered.iter().rev().find(|each| each.source == source)
    }

    /// What it is called here; what takes no part has no name, and the server says so.
    pub(super) fn called(&mut self, source: u32) {
        let name = self.entered(source).map_or(u32::MAX, |each| each.name);
        self.pieces.push(Piece::Entered(name));
    }

    /// All columns of what takes part, each in the form that it is read in.
    pub(super) fn columns_of(&mut self, part: &Part) {
        match &part.query {
            Some(query) => self.list(&query.columns, ", ", |writer, column| {
                writer.called(part.source);
                writer.push(".");
                writer.name(column.name);
                writer.read_as(column.read_as);
            }),
            None => {
                let name = self.entered(part.source).map_or(u32::MAX, |each| each.name);
                self.pieces.push(Piece::Columns(name, Static(part.table), !self.is_nested));
            }
        }
    }

    /// The column under the name that it has there.
    pub(super) fn column_at(&mut self, at: ColumnAt) {
        let entered = self.entered(at.source);
        let query = entered.and_then(|each| each.query.as_ref());
        let column = query.and_then(|query| query.columns.get(usize::from(at.index))).map(|column| column.name);
        let name = entered.map_or(u32::MAX, |each| each.name);
        match column {
            Some(column) => {
                self.pieces.extend([Piece::Entered(name), Piece::Words(Words(".")), Piece::Name(column)]);
            }
            None => self.pieces.push(Piece::Column(name, Static(at.meta()))),
        }
    }

    /// What is read from, and what it is called here where that is something else.
    pub(super) fn table(&mut self, part: &Part) {
        let own = match &part.query {
            None => {
                self.pieces.push(Piece::Table(Static(part.table)));
                Name::own(part.table.name)
            }
            Some(query) => match &query.named {
                Some(named) => {
                    let name = self.common(query, named);
                    self.name(name);
                    name
                }
                None => return self.derived(query, part.source),
            },
        };
        let here = self.entered(part.source).and_then(|each| self.name_of(each));
        if !here.is_some_and(|here| here.is(own)) {
            self.push(" AS ");
            self.called(part.source);
        }
    }

    /// `(SELECT …) AS name (column, column)`
    fn derived(&mut self, query: &Subquery, source: u32) {
        self.nested(|writer| writer.statement(&query.statement));
        self.push(" AS ");
        self.called(source);
        self.column_names_of(query);
    }

    fn column_names_of(&mut self, query: &Subquery) {
        if !query.has_own_names() {
            self.push(" (");
            self.list(&query.columns, ", ", |writer, column| writer.name(column.name));
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
            Statement::Lists(lists) => {
                self.push("SELECT ");
                self.list(&**lists, ", ", |writer, list| {
                    writer.push("unnest(");
                    writer.raw(list);
                    writer.push(")");
                });
            }
        }
    }

    /// Puts a statement into `WITH`, unless it is there already, and says what it is called.
    fn common(&mut self, query: &Subquery, named: &Named) -> Name {
        if let Some(known) = self.common.iter().find(|each| each.id == named.id) {
            return known.name;
        }
        let name = Name::free(named.name, |name| self.common.iter().any(|each| each.name.is(name)));
        // Known at once, for it may read from itself.
        self.common.push(Common { id: named.id, name, pieces: Vec::new() });
        let outer = mem::take(&mut self.pieces);
        let entered = mem::take(&mut self.entered);
        self.name(name);
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
        let pieces = mem::replace(&mut self.pieces, outer);
        self.entered = entered;
        // Behind those that it reads from.
        self.common.retain(|each| each.id != named.id);
        self.common.push(Common { id: named.id, name, pieces });
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
    pub(super) fn with(&mut self) -> Option<Vec<Piece>> {
        if self.common.is_empty() {
            return None;
        }
        let mut all = vec![Piece::Words(Words(if self.is_recursive { "WITH RECURSIVE " } else { "WITH " }))];
        for (index, mut each) in self.common.drain(..).enumerate() {
            if index > 0 {
                all.push(Piece::Words(Words(", ")));
            }
            all.append(&mut each.pieces);
        }
        all.push(Piece::Words(Words(" ")));
        Some(all)
    }
}
