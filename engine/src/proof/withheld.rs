//! Sample rows that are held back because the plan fails on them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use evenkeel_model::{Catalog, QualifiedName};

use super::ProofError;
use crate::plan::Origins;

/// What sample rows are held back, by the names at the start.
#[derive(Clone, Debug, Default)]
pub struct Withheld {
    /// Tables that stay empty, with the reason.
    pub tables: BTreeMap<QualifiedName, String>,
    /// Columns that hold nothing but NULL, with the reason.
    pub columns: BTreeMap<(QualifiedName, String), String>,
    /// Tables that get a single row.
    pub few: BTreeMap<QualifiedName, Few>,
    /// How often something was held back.
    times: usize,
}

/// What the single row of a table is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Few {
    /// It has a value in every column, as far as may be.
    Whole,
    /// It has no more values than it must.
    Sparse,
}

impl Withheld {
    /// How often as little as can be is held back of a table before it stays empty: each time costs a proof.
    const GENTLY: usize = 8;
    /// After how many times all tables stay empty.
    const AT_ALL: usize = 16;

    /// Holds back as little as can be of the table on whose rows a proof of a plan from `start` failed; says whether there
    /// was anything left to hold back, else the rows are not why it failed.
    pub fn after(&mut self, error: &ProofError, start: &Catalog, origins: &Origins) -> bool {
        let Some((table, reason)) = error.rows_that_do_not_fit() else {
            return false;
        };
        let table = origins.table(table).unwrap_or(table);
        let gently = self.times < Self::GENTLY;
        self.times += 1;
        let is_there = start.tables.contains_key(table);
        if !is_there || self.tables.contains_key(table) || self.times > Self::AT_ALL {
            // It may be the rows of another one, as where the check of a foreign key waits for the commit.
            let before = self.tables.len();
            for name in start.tables.keys() {
                self.tables.entry(name.clone()).or_insert_with(|| reason.clone());
            }
            return self.tables.len() > before;
        }
        if gently && let Some(unfit) = error.unfit() {
            let column = self.columns.entry((table.clone(), unfit.column.clone()));
            if let Entry::Vacant(free) = column {
                free.insert(unfit.reason.clone());
                return true;
            }
        }
        let fewer = match self.few.get(table) {
            None => Some(Few::Whole),
            Some(Few::Whole) => Some(Few::Sparse),
            Some(Few::Sparse) => None,
        };
        match fewer.filter(|_| gently) {
            Some(fewer) => {
                self.few.insert(table.clone(), fewer);
            }
            None => {
                self.tables.insert(table.clone(), reason);
            }
        }
        true
    }
}
