//! Sequences.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use evenkeel_model::object::{Sequence, SequenceOptions};

use super::column::Attributes;
use super::comment::Comments;
use super::names::{Names, class};
use super::reader::{Fields, FromRow};

/// A row of `pg_sequence`, with the column that owns it.
pub(super) struct SequenceRow {
    oid: u32,
    options: SequenceOptions,
    owner: Option<Owner>,
}

/// The column that owns a sequence.
#[derive(Clone, Copy)]
pub(super) struct Owner {
    table: u32,
    column: i16,
    /// Whether it is the column's identity, or only falls with the column.
    is_identity: bool,
}

pub(super) const SQL: &str = "
    select s.seqrelid, s.seqtypid::regtype::text, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
        s.seqcycle, d.refobjid, d.refobjsubid::int2, d.deptype = 'i'
    from pg_sequence s
        left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.objsubid = 0
            and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    where s.seqrelid >= 16384";

impl FromRow for SequenceRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            options: SequenceOptions {
                data_type: fields.next()?,
                start: fields.next()?,
                increment: fields.next()?,
                min_value: fields.next()?,
                max_value: fields.next()?,
                cache: fields.next()?,
                cycle: fields.next()?,
            },
            owner: match (fields.next()?, fields.next()?, fields.next()?) {
                (Some(table), Some(column), Some(is_identity)) => Some(Owner { table, column, is_identity }),
                _ => None,
            },
        })
    }
}

/// The sequences of a database, by whether they are objects of their own.
pub(super) struct Sequences {
    rows: BTreeMap<u32, SequenceRow>,
    identities: BTreeMap<(u32, i16), u32>,
}

impl Sequences {
    pub(super) fn new(rows: Vec<SequenceRow>) -> Self {
        let identities = rows
            .iter()
            .filter_map(|row| {
                row.owner.filter(|owner| owner.is_identity).map(|owner| ((owner.table, owner.column), row.oid))
            })
            .collect();
        Self { rows: rows.into_iter().map(|row| (row.oid, row)).collect(), identities }
    }

    /// The sequence behind an identity column and what it counts.
    pub(super) fn identity(&self, table: u32, column: i16) -> Option<(u32, &SequenceOptions)> {
        let row = self.rows.get(self.identities.get(&(table, column))?)?;
        Some((row.oid, &row.options))
    }

    /// The identity column that a sequence serves, as table and column number.
    pub(super) fn identity_of(&self, sequence: u32) -> Option<(u32, i16)> {
        let owner = self.rows.get(&sequence)?.owner.filter(|owner| owner.is_identity)?;
        Some((owner.table, owner.column))
    }

    /// The sequences that are objects of their own.
    pub(super) fn objects(
        &self,
        names: &Names,
        attributes: &Attributes,
        comments: &Comments,
    ) -> BTreeMap<QualifiedName, Sequence> {
        names
            .ours('S')
            .filter_map(|(relation, name)| {
                let row = self.rows.get(&relation.oid)?;
                if row.owner.is_some_and(|owner| owner.is_identity) {
                    return None;
                }
                let owned_by = row.owner.and_then(|owner| {
                    let column = attributes.get(owner.table, owner.column)?;
                    Some((names.relation(owner.table)?, column.name.clone()))
                });
                let sequence = Sequence {
                    options: row.options.clone(),
                    owned_by,
                    unlogged: relation.unlogged,
                    comment: comments.of(class::RELATION, relation.oid),
                };
                Some((name, sequence))
            })
            .collect()
    }
}
