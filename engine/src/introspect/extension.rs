//! Extensions.

use std::collections::BTreeMap;

use evenkeel_model::object::Extension;

use super::comment::Comments;
use super::names::class;
use super::reader::{Fields, FromRow};

/// A row of `pg_extension`.
pub(super) struct ExtensionRow {
    pub(super) oid: u32,
    pub(super) name: String,
    pub(super) schema_oid: u32,
    schema: String,
    version: String,
    own_comment: Option<String>,
}

/// `plpgsql` is left out: every database is born with it.
pub(super) const SQL: &str = "
    select e.oid, e.extname::text, n.oid, n.nspname::text, e.extversion, a.comment
    from pg_extension e
        join pg_namespace n on n.oid = e.extnamespace
        left join pg_available_extensions() a on a.name = e.extname
    where e.extname <> 'plpgsql'";

impl FromRow for ExtensionRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            name: fields.next()?,
            schema_oid: fields.next()?,
            schema: fields.next()?,
            version: fields.next()?,
            own_comment: fields.next()?,
        })
    }
}

pub(super) fn extensions(rows: &[ExtensionRow], comments: &Comments) -> BTreeMap<String, Extension> {
    rows.iter()
        .map(|row| {
            let comment = comments.of(class::EXTENSION, row.oid).filter(|text| row.own_comment.as_ref() != Some(text));
            let (schema, version) = (Some(row.schema.clone()), Some(row.version.clone()));
            let extension = Extension { schema, version, comment, own_comment: row.own_comment.clone() };
            (row.name.clone(), extension)
        })
        .collect()
}
