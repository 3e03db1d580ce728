//! `UPDATE` and `DELETE`.

use super::Writer;
use crate::query::tree::ChangeTree;

impl Writer {
    pub(in crate::query) fn update(&mut self, tree: &ChangeTree) {
        self.enter(tree.target);
        self.push("UPDATE ");
        self.table(tree.target);
        self.push(" SET ");
        self.assignments(tree.target.table, &tree.sets);
        self.conditions(" WHERE ", &tree.filters);
        self.returning(&tree.returning);
    }

    pub(in crate::query) fn delete(&mut self, tree: &ChangeTree) {
        self.enter(tree.target);
        self.push("DELETE FROM ");
        self.table(tree.target);
        self.conditions(" WHERE ", &tree.filters);
        self.returning(&tree.returning);
    }
}
