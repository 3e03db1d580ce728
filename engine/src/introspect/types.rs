//! Everything that has a row in `pg_type`, but for the row types of tables and their arrays.

use super::names::USER_SCHEMAS;
use super::reader::{Fields, FromRow};

/// A row of `pg_type`.
#[derive(Debug)]
pub(super) struct TypeRow {
    pub(super) oid: u32,
    pub(super) schema: u32,
    pub(super) name: String,
    /// `typtype`: `e` enum, `d` domain, `c` composite, `r` range, `m` multirange, `b` base, `p` a shell.
    pub(super) kind: char,
    /// The relation that lists the fields of a composite type, else 0.
    pub(super) relation: u32,
    /// The element of an array type, the range type of a multirange type, else 0.
    pub(super) element: u32,
    /// For a domain what lies below.
    pub(super) base: u32,
    /// For a domain the type below as SQL text, else empty.
    pub(super) base_text: String,
    /// The collation of a domain, where it is not that of its base, else 0.
    pub(super) collation: u32,
    pub(super) not_null: bool,
    /// The default expression of a domain.
    pub(super) default: Option<String>,
}

pub(super) fn sql() -> String {
    format!(
        "select t.oid, t.typnamespace, t.typname::text, t.typtype, t.typrelid,
            case when t.typtype = 'm' then coalesce(r.rngtypid, 0::oid) when t.typcategory = 'A' then t.typelem
                else 0::oid end,
            t.typbasetype, case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) else '' end,
            case when t.typtype = 'd' and t.typcollation is distinct from b.typcollation then t.typcollation
                else 0::oid end,
            t.typnotnull, pg_get_expr(t.typdefaultbin, 0)
        from pg_type t
            left join pg_type b on b.oid = t.typbasetype
            left join pg_class c on c.oid = t.typrelid
            left join pg_range r on r.rngmultitypid = t.oid
        where t.typnamespace in {USER_SCHEMAS} and (t.typrelid = 0 or c.relkind = 'c')"
    )
}

impl FromRow for TypeRow {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self {
            oid: fields.next()?,
            schema: fields.next()?,
            name: fields.next()?,
            kind: fields.letter()?,
            relation: fields.next()?,
            element: fields.next()?,
            base: fields.next()?,
            base_text: fields.next()?,
            collation: fields.next()?,
            not_null: fields.next()?,
            default: fields.next()?,
        })
    }
}
