//! `SELECT`.

use super::Writer;
use crate::query::tree::{Distinct, SelectTree};

impl Writer {
    pub(in crate::query) fn select(&mut self, tree: &SelectTree) {
        self.along(&tree.along);
        self.enter_all(tree);
        self.push("SELECT ");
        match &tree.distinct {
            None => {}
            Some(Distinct::Rows) => self.push("DISTINCT "),
            Some(Distinct::On(keys)) => {
                self.orders("DISTINCT ON (", keys);
                self.push(") ");
            }
        }
        // What is selected and what it is grouped, distinct or ordered by have to be the same to the number of a parameter.
        let shares = !tree.groups.is_empty() || tree.distinct.is_some();
        let shared_before = std::mem::replace(&mut self.shares_parameters, shares);
        self.selected(tree);
        self.rest(tree);
        self.orders(" ORDER BY ", &tree.orders);
        self.shares_parameters = shared_before;
        if let Some(limit) = tree.limit {
            self.push(" LIMIT ");
            self.number(limit);
        }
        if let Some(offset) = tree.offset {
            self.push(" OFFSET ");
            self.number(offset);
        }
        if let Some(lock) = tree.lock {
            self.push(lock);
            if !tree.lock_of.is_empty() {
                self.push(" OF ");
                self.list(&tree.lock_of, ", ", |writer, source| writer.called(*source));
            }
            self.push(tree.lock_wait);
        }
    }

    /// How many rows there are.
    pub(in crate::query) fn count(&mut self, tree: &SelectTree) {
        if tree.is_plain() {
            self.enter_all(tree);
            self.push("SELECT count(*)");
            self.rest(tree);
        } else {
            self.push("SELECT count(*) FROM ");
            // Rows may be counted under a lock only one by one.
            self.nested(|writer| writer.select(&SelectTree { lock: None, ..tree.clone() }));
            self.push(" AS \"rows\"");
        }
    }

    fn enter_all(&mut self, tree: &SelectTree) {
        self.enter(&tree.from);
        for join in &tree.joins {
            self.enter(&join.part);
        }
    }

    /// From `FROM` to `HAVING`.
    fn rest(&mut self, tree: &SelectTree) {
        self.push(" FROM ");
        self.table(&tree.from);
        for join in &tree.joins {
            self.push(join.words);
            self.table(&join.part);
            if let Some(on) = &join.on {
                self.push(" ON ");
                self.raw(on);
            }
        }
        self.conditions(" WHERE ", &tree.filters);
        self.orders(" GROUP BY ", &tree.groups);
        self.conditions(" HAVING ", &tree.having);
    }
}
