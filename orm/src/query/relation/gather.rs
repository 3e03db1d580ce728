//! Rows by the keys of those that they belong to.

use std::collections::HashMap;

use super::Multiplicity;
use super::keys::Keys;
use crate::error::Error;

/// What was found for rows with these keys.
pub(super) struct Gathered<'keys, R> {
    keys: &'keys Keys,
    /// How many rows wait for what belongs to a key, and what was found.
    found: HashMap<&'keys [u8], (usize, Vec<R>)>,
}

impl<'keys, R: Clone + Send> Gathered<'keys, R> {
    /// Nothing yet, and the rows whose keys are to be asked for, each key once.
    pub(super) fn new(keys: &'keys Keys) -> (Self, Vec<usize>) {
        let mut found: HashMap<&[u8], (usize, Vec<R>)> = HashMap::with_capacity(keys.len());
        let mut asked = Vec::with_capacity(keys.len());
        for row in 0..keys.len() {
            let Some(key) = keys.get(row) else { continue };
            let (waiting, _) = found.entry(key).or_insert_with(|| {
                asked.push(row);
                (0, Vec::new())
            });
            *waiting += 1;
        }
        (Self { keys, found }, asked)
    }

    /// Adds a row that belongs to those with the key.
    pub(super) fn add(&mut self, key: Option<&[u8]>, row: R) {
        if let Some((_, rows)) = key.and_then(|key| self.found.get_mut(key)) {
            rows.push(row);
        }
    }

    /// What was found for each row.
    pub(super) fn finish<M: Multiplicity>(mut self, what: &'static str) -> Result<Vec<M::Of<R>>, Error> {
        let of_row = |row| {
            let rows = self.keys.get(row).and_then(|key| self.found.get_mut(key)).map(|(waiting, rows)| {
                *waiting -= 1;
                if *waiting == 0 { std::mem::take(rows) } else { rows.clone() }
            });
            M::collect(rows.unwrap_or_default(), what)
        };
        (0..self.keys.len()).map(of_row).collect()
    }
}
