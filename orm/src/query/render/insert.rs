//! `INSERT`.

use super::Writer;
use crate::query::tree::{Conflict, InsertTree};
use crate::query::values::{self, Cells, Form};

impl Writer {
    pub(in crate::query) fn insert(&mut self, tree: &InsertTree) {
        let table = tree.into.table;
        self.enter(tree.into);
        let mut rows = tree.rows.clone();
        rows.iter_mut().for_each(Cells::generate);
        self.push("INSERT INTO ");
        self.table(tree.into);
        let set: Vec<usize> =
            (0..table.columns.len()).filter(|index| rows.iter().any(|row| row.is_set(*index))).collect();
        let is_uniform = rows.iter().all(|row| set.iter().all(|index| row.is_set(*index)));
        match rows.as_slice() {
            [] => self.push(" SELECT WHERE false"),
            [_] if set.is_empty() => self.push(" DEFAULT VALUES"),
            [_] => self.values(tree, &set, &rows),
            _ if is_uniform && !set.is_empty() => self.unnest(tree, &set, &rows),
            // Any column can be given its default.
            _ if set.is_empty() => self.values(tree, &[0], &rows),
            _ => self.values(tree, &set, &rows),
        }
        if let Some(conflict) = &tree.conflict {
            self.conflict(tree, conflict);
        }
        self.returning(&tree.returning);
    }

    fn column_names(&mut self, tree: &InsertTree, set: &[usize]) {
        self.push(" (");
        self.list(set.iter().filter_map(|index| tree.into.table.columns.get(*index)), ", ", |writer, column| {
            writer.name(column.name);
        });
        self.push(")");
    }

    /// `VALUES ($1, DEFAULT), …`
    fn values(&mut self, tree: &InsertTree, set: &[usize], rows: &[Cells]) {
        self.column_names(tree, set);
        self.push(" VALUES ");
        self.list(rows, ", ", |writer, row| {
            writer.push("(");
            writer.list(set, ", ", |writer, index| match row.parameter(*index) {
                Some(parameter) => writer.parameter(parameter),
                None => writer.push("DEFAULT"),
            });
            writer.push(")");
        });
    }

    /// One array for each column, so that the statement is the same for any number of rows.
    fn unnest(&mut self, tree: &InsertTree, set: &[usize], rows: &[Cells]) {
        let forms: Vec<(usize, Form)> =
            set.iter().filter_map(|index| Some((*index, rows.first()?.form(*index)?))).collect();
        self.column_names(tree, set);
        self.push(" SELECT ");
        self.list(&forms, ", ", |writer, (index, form)| {
            writer.push("\"rows\".");
            writer.name(&format!("c{index}"));
            if let (true, Some(column)) = (form.is_text, tree.into.table.columns.get(*index)) {
                writer.push("::");
                writer.push(column.data_type);
            }
        });
        self.push(" FROM unnest(");
        self.list(&forms, ", ", |writer, (index, form)| writer.parameter(values::list(rows, *index, form)));
        self.push(") AS \"rows\" (");
        self.list(&forms, ", ", |writer, (index, _)| writer.name(&format!("c{index}")));
        self.push(")");
    }

    fn conflict(&mut self, tree: &InsertTree, conflict: &Conflict) {
        self.push(" ON CONFLICT ");
        self.push(conflict.target);
        match &conflict.update {
            None => self.push(" DO NOTHING"),
            Some(assignments) => {
                self.push(" DO UPDATE SET ");
                self.assignments(tree.into, assignments);
                self.conditions(" WHERE ", &conflict.filters);
            }
        }
    }
}
