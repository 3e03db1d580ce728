//! Everything that the model can name but not describe, with the SQL that makes it.
//!
//! Each kind is a [`Source`]: one arm of a single query, so that a kind more costs no query more. A new kind is one
//! source in the file where its like stands.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use evenkeel_model::name::quote_literal;
use evenkeel_model::object::{OtherKind, OtherObject};
use evenkeel_model::{ObjectId, QualifiedName};

use super::dependency::{Address, Edge};
use super::names::{LEDGER_SCHEMA, class};
use super::reader::{Fields, FromRow};
use super::resolve::Resolver;
use super::rows::Rows;

mod attribute;
mod foreign;
mod privilege;
mod relation;
mod routine;
mod search;
mod types;

/// How objects of a kind are found.
///
/// The query gives the address of the object or of what the attribute is of (catalog, row, column), the table it
/// belongs to or 0, its identity where it is not what `pg_identify_object` prints for the address, and the SQL that
/// makes it or NULL. In it `words(…)` stands for the words by which SQL calls a type of `pg_identify_object`.
struct Source {
    kind: OtherKind,
    is_object: bool,
    sql: &'static str,
    since: u32,
    until: u32,
}

impl Source {
    /// A kind with rows of its own in a system catalog.
    const fn object(kind: OtherKind, sql: &'static str) -> Self {
        Self { kind, is_object: true, sql, since: 0, until: u32::MAX }
    }

    /// A kind that is an attribute of other objects.
    const fn attribute(kind: OtherKind, sql: &'static str) -> Self {
        Self { kind, is_object: false, sql, since: 0, until: u32::MAX }
    }

    /// The same, asked only of this major version and later ones.
    const fn since(self, major: u32) -> Self {
        Self { since: major, ..self }
    }

    /// The same, asked only of this major version and earlier ones.
    const fn until(self, major: u32) -> Self {
        Self { until: major, ..self }
    }
}

fn sources() -> impl Iterator<Item = &'static Source> {
    [
        relation::SOURCES,
        routine::SOURCES,
        types::SOURCES,
        foreign::SOURCES,
        search::SOURCES,
        attribute::SOURCES,
        privilege::SOURCES,
    ]
    .into_iter()
    .flatten()
}

/// An object or attribute known by name.
pub(super) struct OtherRow {
    source: &'static Source,
    address: Address,
    /// The table it belongs to, or 0.
    table: u32,
    schema: Option<String>,
    identity: String,
    /// The words by which SQL calls it: `MATERIALIZED VIEW`.
    words: String,
    definition: Option<String>,
}

/// The words by which SQL calls what `pg_identify_object` calls `type`.
fn words(type_: &str) -> String {
    format!(
        "case when {type_} like '% column' then 'COLUMN' when {type_} like '% constraint' then 'CONSTRAINT'
            when {type_} = 'statistics object' then 'STATISTICS'
            when {type_} = 'foreign-data wrapper' then 'FOREIGN DATA WRAPPER' else upper({type_}) end"
    )
}

/// The query for all kinds.
pub(super) fn sql(major: u32) -> String {
    let mut arms = String::new();
    for (number, source) in sources().enumerate() {
        if (source.since..=source.until).contains(&major) {
            let sql = source.sql.replace("words(i.type)", &words("i.type"));
            let union = if arms.is_empty() { "" } else { " union all " };
            // Writing to a string cannot fail.
            let _ = write!(arms, "{union}select {number}::int4, q.* from ({sql}) q(c, o, s, t, i, d)");
        }
    }
    format!(
        "select u.number, u.classid, u.objid, u.objsubid, u.relation, i.schema::text, coalesce(u.identity, i.identity),
            {}, u.definition
        from ({arms}) u(number, classid, objid, objsubid, relation, identity, definition),
            lateral pg_identify_object(u.classid, u.objid, u.objsubid) i",
        words("i.type")
    )
}

impl FromRow for Option<OtherRow> {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        let number = usize::try_from(fields.next::<i32>()?).unwrap_or(usize::MAX);
        let address = Address::from_row(fields)?;
        let (table, schema) = (fields.next()?, fields.next()?);
        // All NULL where the object has vanished since the snapshot.
        let identity: Option<String> = fields.next()?;
        let words: Option<String> = fields.next()?;
        let definition = fields.next()?;
        Ok(match (sources().nth(number), identity, words) {
            (Some(source), Some(identity), Some(words)) => {
                Some(OtherRow { source, address, table, schema, identity, words, definition })
            }
            _ => None,
        })
    }
}

/// The catalog's others, and what they need besides what `pg_depend` says of them.
pub(super) fn others(
    rows: &Rows,
    resolver: &mut Resolver<'_>,
) -> (BTreeMap<(OtherKind, String), OtherObject>, Vec<Edge>) {
    let mut others = BTreeMap::new();
    let mut edges = Vec::new();
    let schemas: BTreeMap<_, _> = rows.names.schemas.iter().map(|(oid, name)| (name.as_str(), *oid)).collect();
    for (number, row) in rows.others.iter().enumerate() {
        let on = rows.names.relation(row.table);
        if !is_ours(rows, row, on.as_ref()) {
            continue;
        }
        let kind = row.source.kind;
        let id = ObjectId::Other(kind, row.identity.clone());
        let address = if row.source.is_object {
            row.address
        } else {
            // An attribute has no row of its own: it stands at its number in a catalog that does not exist.
            let address = Address { class: 0, oid: u32::try_from(number).unwrap_or(u32::MAX), column: 0 };
            edges.push((address, row.address));
            address
        };
        resolver.learn(address, id);
        if row.table != 0 {
            edges.push((address, Address::of(class::RELATION, row.table)));
        }
        if let Some(schema) = row.schema.as_deref().and_then(|schema| schemas.get(schema)) {
            edges.push((address, Address::of(class::SCHEMA, *schema)));
        }
        let object = OtherObject { kind, schema: row.schema.clone(), on, definition: definition(rows, row) };
        others.insert((kind, row.identity.clone()), object);
    }
    (others, edges)
}

/// Whether the model speaks of it: neither in the system's schemas nor in the ledger's, and not of an extension's own
/// making. What a person granted on an extension's object, or how they labelled it, counts.
fn is_ours(rows: &Rows, row: &OtherRow, on: Option<&QualifiedName>) -> bool {
    if row.table != 0 && on.is_none() {
        return false;
    }
    let schema = row.schema.as_deref().or(on.map(|on| on.schema.as_str()));
    if schema
        .is_some_and(|schema| schema == LEDGER_SCHEMA || schema.starts_with("pg_") || schema == "information_schema")
    {
        return false;
    }
    if matches!(row.source.kind, OtherKind::Privileges | OtherKind::SecurityLabel) {
        let is_ledger = row.address.class == class::SCHEMA
            && rows.names.schemas.get(&row.address.oid).is_some_and(|name| name == LEDGER_SCHEMA);
        return !is_ledger;
    }
    let is_member = |class, oid| rows.names.members.contains_key(&(class, oid));
    !is_member(row.address.class, row.address.oid) && !is_member(class::RELATION, row.table)
}

/// The SQL that makes the object, with its comment.
fn definition(rows: &Rows, row: &OtherRow) -> Option<String> {
    let mut definition = row.definition.clone()?;
    if row.source.is_object
        && let Some(comment) = rows.comments.of(row.address.class, row.address.oid)
    {
        // Writing to a string cannot fail.
        let _ = write!(definition, ";\nCOMMENT ON {} {} IS {}", row.words, row.identity, quote_literal(&comment));
    }
    Some(definition)
}
