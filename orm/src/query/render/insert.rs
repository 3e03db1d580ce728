//! `INSERT`.

use std::sync::Arc;

use smallvec::SmallVec;

use super::{Name, Writer};
use crate::column::ColumnAt;
use crate::query::assign::Assignment;
use crate::query::tree::{Conflict, InsertTree, Part, SelectTree};
use crate::query::values::Cells;
use crate::table::ColumnMeta;

impl Writer {
    pub(in crate::query) fn insert(&mut self, tree: &InsertTree) {
        let table = tree.into.table;
        self.along(&tree.along);
        self.enter_excluded();
        self.enter(&tree.into);
        let rows = tree.generated();
        self.push("INSERT INTO ");
        self.table(&tree.into);
        let is_said = |index: usize| tree.sets.iter().any(|each| usize::from(each.at.index) == index);
        let set: SmallVec<[usize; 16]> =
            (0..table.columns.len()).filter(|index| !is_said(*index) && rows.is_set(*index)).collect();
        let said: Vec<&Assignment> = tree.sets.iter().filter(|each| !each.is_default).collect();
        let has_columns = !set.is_empty() || !said.is_empty();
        let is_uniform = set.iter().all(|index| rows.is_set_in_all(*index));
        match (&tree.query, rows.rows()) {
            (Some((columns, query)), _) => {
                self.of_query(columns, query, &said);
            }
            (None, 0) => self.push(" SELECT WHERE false"),
            (None, 1) if !has_columns => self.push(" DEFAULT VALUES"),
            (None, 2..) if is_uniform && !set.is_empty() => self.unnest(tree, &set, &rows, &said),
            // Any column can be given its default.
            (None, _) if !has_columns => self.values(tree, &[0], &rows, &said),
            (None, _) => self.values(tree, &set, &rows, &said),
        }
        if let Some(conflict) = &tree.conflict {
            self.conflict(tree, conflict);
        }
        self.returning(&tree.returning);
    }

    fn column_names<'a>(&mut self, columns: impl Iterator<Item = &'a ColumnMeta>, said: &[&Assignment]) {
        self.push(" (");
        self.list(columns.chain(said.iter().map(|each| each.at.meta())), ", ", |writer, column| {
            writer.name(Name::own(column.name));
        });
        self.push(")");
    }

    /// `VALUES ($1, DEFAULT), …`
    fn values(&mut self, tree: &InsertTree, set: &[usize], rows: &Cells, said: &[&Assignment]) {
        self.column_names(set.iter().filter_map(|index| tree.into.table.columns.get(*index)), said);
        self.push(" VALUES ");
        self.list(0..rows.rows(), ", ", |writer, row| {
            writer.push("(");
            writer.list(set, ", ", |writer, index| match rows.parameter(row, *index) {
                Some(parameter) => writer.parameter(parameter),
                None => writer.push("DEFAULT"),
            });
            for (index, each) in said.iter().enumerate() {
                writer.push(if set.is_empty() && index == 0 { "" } else { ", " });
                writer.raw(&each.value);
            }
            writer.push(")");
        });
    }

    /// One array for each column, so that the statement is the same for any number of rows. Where they stand among what is
    /// selected, the server takes them apart as it goes, and behind FROM it would first make a table of them.
    fn unnest(&mut self, tree: &InsertTree, set: &[usize], rows: &Arc<Cells>, said: &[&Assignment]) {
        self.column_names(set.iter().filter_map(|index| tree.into.table.columns.get(*index)), said);
        self.push(" SELECT unnest(");
        let forms = set.iter().filter_map(|index| Some((*index, rows.form(*index)?)));
        self.list(forms, ", unnest(", |writer, (index, form)| {
            writer.parameter(Cells::list(rows, index, &form));
            writer.push(")");
            if let (true, Some(column)) = (form.is_text, tree.into.table.columns.get(index)) {
                writer.push("::");
                writer.push(column.cast_as());
            }
        });
        self.said(said);
    }

    /// The rows of a query, with the same behind each.
    fn of_query(&mut self, columns: &[ColumnAt], query: &SelectTree, said: &[&Assignment]) {
        self.column_names(columns.iter().map(ColumnAt::meta), said);
        self.push(" ");
        if said.is_empty() {
            self.inner(|writer| writer.select(query));
        } else {
            self.push("SELECT \"rows\".*");
            self.said(said);
            self.push(" FROM ");
            self.nested(|writer| writer.select(query));
            self.push(" AS \"rows\"");
        }
    }

    /// What columns are given, behind others in a `SELECT`, where the server does not know the column.
    fn said(&mut self, said: &[&Assignment]) {
        for Assignment { at, value, .. } in said {
            let is_untyped = at.meta().untyped;
            self.push(if is_untyped { ", CAST(" } else { ", " });
            self.raw(value);
            if is_untyped {
                self.push(" AS ");
                self.push(at.meta().cast_as());
                self.push(")");
            }
        }
    }

    /// `COPY … FROM STDIN`
    pub(in crate::query) fn copy(&mut self, into: &Part, set: &[usize]) {
        self.enter(into);
        self.push("COPY ");
        self.table(into);
        self.column_names(set.iter().filter_map(|index| into.table.columns.get(*index)), &[]);
        self.push(" FROM STDIN");
    }

    fn conflict(&mut self, tree: &InsertTree, conflict: &Conflict) {
        self.push(" ON CONFLICT");
        if let Some(target) = conflict.target {
            self.push(" ");
            self.push(target);
        }
        match &conflict.update {
            None => self.push(" DO NOTHING"),
            Some(assignments) => {
                self.push(" DO UPDATE SET ");
                self.assignments(&tree.into, assignments);
                self.conditions(" WHERE ", &conflict.filters);
            }
        }
    }
}
