//! Comments for which the model has no place: on the columns of views and of tables that are no ordinary ones, on their
//! constraints and indexes, on the indexes behind constraints, the sequences behind identity columns, and NOT NULL
//! constraints of domains. The comments of objects themselves are part of what makes them.

use std::collections::{BTreeMap, BTreeSet};

use crate::introspect::comment::Comments;
use crate::introspect::constraint::ConstraintRow;
use crate::introspect::index::Indexes;
use crate::introspect::names::{Names, class};
use crate::introspect::sequence::Sequences;

/// Where those comments stand, each list with an entry for each of them.
#[derive(Default)]
pub(in super::super) struct Homeless {
    pub(super) classes: Vec<u32>,
    pub(super) objects: Vec<u32>,
    pub(super) parts: Vec<i32>,
    /// The table that it belongs to, or 0.
    pub(super) tables: Vec<u32>,
}

impl Homeless {
    pub(in super::super) fn new(
        names: &Names,
        constraints: &BTreeMap<u32, ConstraintRow>,
        indexes: &Indexes,
        sequences: &Sequences,
        comments: &Comments,
    ) -> Self {
        let owned: BTreeSet<_> = constraints.values().filter(|row| row.owns_index()).map(|row| row.index).collect();
        let is_table = |oid: u32| names.relations.get(&oid).is_some_and(|row| names.is_table(row));
        let mut found = Self::default();
        for (&(class, oid, part), _) in comments.all() {
            let table = match (class, names.relations.get(&oid)) {
                (class::CONSTRAINT, _) => constraints
                    .get(&oid)
                    .filter(|row| if row.table == 0 { row.kind != 'c' } else { !is_table(row.table) })
                    .map(|row| row.table),
                (class::RELATION, Some(row)) => match row.kind {
                    'S' => sequences.identity_of(oid).map(|_| 0),
                    'i' | 'I' => indexes
                        .get(oid)
                        .filter(|index| owned.contains(&oid) || !is_table(index.table))
                        .map(|index| index.table),
                    'c' => None,
                    _ => Some(oid).filter(|_| part > 0 && !names.is_table(row)),
                },
                _ => None,
            };
            if let Some(table) = table {
                found.classes.push(class);
                found.objects.push(oid);
                found.parts.push(part);
                found.tables.push(table);
            }
        }
        found
    }
}
