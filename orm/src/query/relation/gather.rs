//! Rows by the keys of those that they belong to.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::Multiplicity;
use super::keys::Keys;
use crate::error::Error;

/// What was found for rows with these keys.
pub(super) struct Gathered<'keys, R> {
    /// What is found for each row, by the position of its group; nothing where the key is NULL.
    rows: Vec<Option<usize>>,
    groups: Vec<Group<'keys, R>>,
    /// Where groups stand by their keys, unless they are few.
    positions: Option<HashMap<&'keys [u8], usize, RandomState>>,
    /// The group that was found last, which is often found again.
    last: usize,
    /// Whether a row came that belongs to none of the groups.
    has_stray: bool,
}

/// So many keys are sooner compared than hashed.
const FEW: usize = 8;

/// What belongs to one key.
struct Group<'keys, R> {
    key: &'keys [u8],
    /// How many rows wait for it.
    waiting: usize,
    found: Vec<R>,
}

impl<'keys, R: Clone + Send> Gathered<'keys, R> {
    /// Nothing yet, and the rows whose keys are to be asked for, each key once.
    pub(super) fn new(keys: &'keys Keys) -> (Self, Vec<usize>) {
        let count = keys.len();
        let mut all = Self {
            rows: Vec::with_capacity(count),
            groups: Vec::with_capacity(count),
            positions: (count > FEW).then(|| HashMap::with_capacity_and_hasher(count, RandomState::default())),
            last: 0,
            has_stray: false,
        };
        let mut asked = Vec::with_capacity(count);
        for row in 0..count {
            let group = keys.get(row).map(|key| {
                let known = all.position(key);
                known.unwrap_or_else(|| {
                    asked.push(row);
                    all.begin(key)
                })
            });
            if let Some(group) = group.and_then(|group| all.groups.get_mut(group)) {
                group.waiting += 1;
            }
            all.rows.push(group);
        }
        (all, asked)
    }

    /// A new group, and where it stands.
    fn begin(&mut self, key: &'keys [u8]) -> usize {
        let position = self.groups.len();
        self.groups.push(Group { key, waiting: 0, found: Vec::new() });
        if let Some(positions) = &mut self.positions {
            positions.insert(key, position);
        }
        position
    }

    /// Where the group of these bytes stands.
    fn position(&self, key: &[u8]) -> Option<usize> {
        match &self.positions {
            Some(positions) => positions.get(key).copied(),
            None => self.groups.iter().position(|group| group.key == key),
        }
    }

    /// The group of a row that belongs to those with the one key.
    pub(super) fn group(&mut self, key: &Keys) -> Option<usize> {
        self.known(key.get(0)?)
    }

    /// The group of these bytes.
    pub(super) fn known(&mut self, key: &[u8]) -> Option<usize> {
        // Rows that come in an order often belong to the same as the one before, or to the next.
        let is_of = |group: usize| self.groups.get(group).is_some_and(|group| group.key == key);
        if !is_of(self.last) {
            let next = self.last + 1;
            self.last = if is_of(next) { next } else { self.position(key)? };
        }
        Some(self.last)
    }

    /// Adds a row to a group.
    pub(super) fn add(&mut self, group: Option<usize>, row: R) {
        match group.and_then(|group| self.groups.get_mut(group)) {
            Some(group) => group.found.push(row),
            None => self.has_stray = true,
        }
    }

    /// Adds a row to the groups at these positions, from 1, unless they have as many as they may.
    pub(super) fn add_to_all(&mut self, positions: &[i64], row: R, limit: Option<i64>) {
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        for position in positions {
            let group = usize::try_from(*position).ok().and_then(|position| position.checked_sub(1));
            if group.and_then(|group| self.groups.get(group)).is_none_or(|group| group.found.len() < limit) {
                self.add(group, row.clone());
            }
        }
    }

    /// Whether the server may have found more than bytes show: a row that belongs to none; or none for a key, where
    /// several keys may be asked for that are equal for it.
    pub(super) fn is_in_doubt(&self, is_distinct: bool) -> bool {
        self.has_stray || !is_distinct && self.groups.iter().any(|group| group.found.is_empty())
    }

    /// What was found for each row.
    ///
    /// # Errors
    /// Where one must be there and is not, or where one came whose key is that of no row: none is lost in silence.
    pub(super) fn finish<M: Multiplicity>(mut self, what: &'static str) -> Result<Vec<M::Of<R>>, Error> {
        if self.has_stray {
            return Err(Error::invalid(format!(
                "a row of {what} belongs to another by a key that the server calls equal and that is not the same value, such as 1.5 and 1.50, in more columns than a relation compares so: a join finds such rows"
            )));
        }
        let mut all = Vec::with_capacity(self.rows.len());
        for group in self.rows {
            let found = group.and_then(|group| self.groups.get_mut(group)).map(|group| {
                group.waiting -= 1;
                if group.waiting == 0 { std::mem::take(&mut group.found) } else { group.found.clone() }
            });
            all.push(M::collect(found.unwrap_or_default(), what)?);
        }
        Ok(all)
    }
}
