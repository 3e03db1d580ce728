//! Rows by the keys of those that they belong to.

use std::collections::HashMap;

use bytes::BytesMut;

use super::Multiplicity;
use crate::error::Error;
use crate::query::values::Cells;

/// The key of a row, unless a column of it is NULL.
pub(super) type RowKey = Option<BytesMut>;

/// What was found for rows with these keys.
pub(super) struct Gathered<'keys, R> {
    keys: &'keys [RowKey],
    /// How many rows wait for what belongs to a key, and what was found.
    found: HashMap<&'keys [u8], (usize, Vec<R>)>,
}

impl<'keys, R: Clone + Send> Gathered<'keys, R> {
    /// Nothing yet, and the keys to ask for, each once; `cells` makes them of the row at a position.
    pub(super) fn new(keys: &'keys [RowKey], cells: impl Fn(usize) -> Option<Cells>) -> (Self, Vec<Cells>) {
        let mut found: HashMap<&[u8], (usize, Vec<R>)> = HashMap::new();
        let mut asked = Vec::new();
        for (position, key) in keys.iter().enumerate() {
            let Some(key) = key else { continue };
            let (waiting, _) = found.entry(key).or_insert_with(|| {
                asked.extend(cells(position));
                (0, Vec::new())
            });
            *waiting += 1;
        }
        (Self { keys, found }, asked)
    }

    /// Adds a row that belongs to those with the key.
    pub(super) fn add(&mut self, key: &RowKey, row: R) {
        if let Some((_, rows)) = key.as_deref().and_then(|key| self.found.get_mut(key)) {
            rows.push(row);
        }
    }

    /// What was found for each row.
    pub(super) fn finish<M: Multiplicity>(mut self, what: &'static str) -> Result<Vec<M::Of<R>>, Error> {
        let of_key = |key: &RowKey| {
            let rows = key.as_deref().and_then(|key| self.found.get_mut(key)).map(|(waiting, rows)| {
                *waiting -= 1;
                if *waiting == 0 { std::mem::take(rows) } else { rows.clone() }
            });
            M::collect(rows.unwrap_or_default(), what)
        };
        self.keys.iter().map(of_key).collect()
    }
}
