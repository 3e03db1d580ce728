//! `UPDATE` and `DELETE`.

use super::Writer;
use crate::query::tree::ChangeTree;

impl Writer {
    pub(in crate::query) fn update(&mut self, tree: &ChangeTree) {
        self.enter_parts(tree);
        if tree.sets.is_empty() {
            return self.unchanged(tree);
        }
        self.push("UPDATE ");
        self.table(&tree.target);
        self.push(" SET ");
        self.assignments(&tree.target, &tree.sets);
        self.others(" FROM ", tree);
        self.conditions(" WHERE ", &tree.filters);
        self.returning(&tree.returning);
    }

    pub(in crate::query) fn delete(&mut self, tree: &ChangeTree) {
        self.enter_parts(tree);
        self.push("DELETE FROM ");
        self.table(&tree.target);
        self.others(" USING ", tree);
        self.conditions(" WHERE ", &tree.filters);
        self.returning(&tree.returning);
    }

    /// What an update returns that sets nothing: the rows as they are, each once.
    fn unchanged(&mut self, tree: &ChangeTree) {
        self.push("SELECT ");
        if !tree.others.is_empty() {
            self.push("DISTINCT ON (");
            self.called(tree.target.source);
            self.push(".tableoid, ");
            self.called(tree.target.source);
            self.push(".ctid) ");
            if tree.returning.is_empty() {
                self.push("true");
            }
        }
        self.items(&tree.returning);
        self.push(" FROM ");
        self.list(std::iter::once(&tree.target).chain(&tree.others), ", ", |writer, part| writer.table(part));
        self.conditions(" WHERE ", &tree.filters);
    }

    fn enter_parts(&mut self, tree: &ChangeTree) {
        self.along(&tree.along);
        self.enter(&tree.target);
        tree.others.iter().for_each(|part| self.enter(part));
    }

    fn others(&mut self, words: &'static str, tree: &ChangeTree) {
        if !tree.others.is_empty() {
            self.push(words);
            self.list(&tree.others, ", ", |writer, part| writer.table(part));
        }
    }
}
