//! Everything that has a row in `pg_class`: the names and storage of tables, indexes, sequences, views.

use super::names::USER_SCHEMAS;
use super::reader::{Fields, FromRow};

/// A row of `pg_class` in a schema that is not the system's.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) oid: u32,
    pub(super) schema: u32,
    pub(super) name: String,
    /// `relkind`: `r` table, `p` partitioned table, `i` index, `I` its partitioned kind, `S` sequence, `v` view,
    /// `m` materialized view, `f` foreign table, `c` composite type.
    pub(super) kind: char,
    pub(super) unlogged: bool,
    /// The composite type of a typed table, else 0.
    pub(super) of_type: u32,
    pub(super) row_type: u32,
    /// Storage parameters, `name=value` each, those of the TOAST table with `toast.` before them.
    pub(super) options: Vec<String>,
    /// The access method, empty where the relation has none.
    pub(super) method: String,
}

pub(super) fn sql() -> String {
    format!(
        "select c.oid, c.relnamespace, c.relname::text, c.relkind, c.relpersistence, c.reloftype, c.reltype,
            c.reloptions, t.reloptions, m.amname::text
        from pg_class c
            left join pg_class t on t.oid = c.reltoastrelid and t.reloptions is not null
            left join pg_am m on m.oid = c.relam
        where c.relkind in ('r', 'p', 'i', 'I', 'S', 'v', 'm', 'f', 'c') and c.relnamespace in {USER_SCHEMAS}"
    )
}

impl FromRow for Relation {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            schema: fields.next()?,
            name: fields.next()?,
            kind: fields.letter()?,
            unlogged: fields.letter()? == 'u',
            of_type: fields.next()?,
            row_type: fields.next()?,
            options: {
                let mut options: Vec<String> = fields.list()?;
                options.extend(fields.list::<&str>()?.into_iter().map(|option| format!("toast.{option}")));
                options
            },
            method: fields.next::<Option<String>>()?.unwrap_or_default(),
        })
    }
}

/// Cuts `name=value` options apart.
pub(super) fn options(options: &[String]) -> std::collections::BTreeMap<String, String> {
    options
        .iter()
        .map(|option| option.split_once('=').unwrap_or((option, "")))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
