//! Everything that the model can name but not describe, with the SQL that makes it.
//!
//! Each kind is a [`Source`]: one arm of a single query, so that a kind more costs no query more. A database without
//! objects of a kind does not pay for planning its arm: a first query asks which kinds there are. A new kind is one
//! source in the file where its like stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use evenkeel_model::name::quote_literal;
use evenkeel_model::object::{OtherKind, OtherObject};
use evenkeel_model::{ObjectId, QualifiedName};
use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use super::IntrospectError;
use super::column::Attributes;
use super::dependency::{Address, Edge};
use super::names::{LEDGER_SCHEMA, Names, class};
use super::reader::{Fields, FromRow, Parameter, Reader};
use super::resolve::Resolver;
use super::rows::Rows;

mod attribute;
mod comment;
mod foreign;
mod privilege;
mod relation;
mod routine;
mod search;
mod types;

pub(super) use comment::Homeless;

/// How objects of a kind are found.
///
/// The query gives the address of the object or of what the attribute is of (catalog, row, column), the table it
/// belongs to or 0, its identity where it is not what `pg_identify_object` prints for the address, and the SQL that
/// makes it or NULL. In it `words(…)` stands for the words by which SQL calls a type of `pg_identify_object`, and the
/// parameters are the [`Leads`]: `$1` the relations with special columns, `$2` to `$5` the comments.
struct Source {
    kind: OtherKind,
    is_object: bool,
    presence: Presence,
    sql: &'static str,
    since: u32,
    until: u32,
}

impl Source {
    /// A kind with rows of its own in a system catalog.
    const fn object(kind: OtherKind, presence: Presence, sql: &'static str) -> Self {
        Self { kind, is_object: true, presence, sql, since: 0, until: u32::MAX }
    }

    /// A kind that is an attribute of other objects.
    const fn attribute(kind: OtherKind, presence: Presence, sql: &'static str) -> Self {
        Self { kind, is_object: false, presence, sql, since: 0, until: u32::MAX }
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

/// How it is known whether there may be any objects of a kind.
enum Presence {
    /// By rows of a catalog: what stands behind FROM.
    Rows(&'static str),
    /// By what has been read before.
    Known(fn(&Leads<'_>) -> bool),
    /// By either.
    RowsOrKnown(&'static str, fn(&Leads<'_>) -> bool),
}

/// What the first round of reading says of the others.
pub(super) struct Leads<'rows> {
    names: &'rows Names,
    /// The relations with columns that have options, privileges or a statistics target.
    special: Vec<u32>,
    comments: Homeless,
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

/// Whether there are rows of each source, in their order.
#[derive(Default)]
pub(super) struct Present(Vec<bool>);

impl FromRow for Present {
    fn from_row(fields: &mut Fields<'_>) -> Result<Self, tokio_postgres::Error> {
        Ok(Self(fields.next()?))
    }
}

/// The query for [`Present`].
pub(super) fn presence_sql(major: u32) -> String {
    let exists = |source: &Source| match source.presence {
        _ if !(source.since..=source.until).contains(&major) => "false".to_owned(),
        Presence::Rows(rows) | Presence::RowsOrKnown(rows, _) => format!("exists (select from {rows})"),
        Presence::Known(_) => "false".to_owned(),
    };
    format!("select array[{}]", sources().map(exists).collect::<Vec<_>>().join(", "))
}

impl<'rows> Leads<'rows> {
    pub(super) fn new(names: &'rows Names, attributes: &Attributes, comments: Homeless) -> Self {
        let special = attributes.all().filter(|attribute| attribute.is_special).map(|attribute| attribute.relation);
        Self { names, special: special.collect::<BTreeSet<_>>().into_iter().collect(), comments }
    }

    /// Reads all others.
    ///
    /// # Errors
    /// When the query fails.
    pub(super) async fn read<C: GenericClient>(
        &self,
        reader: &Reader<'_, C>,
        major: u32,
        present: &Present,
    ) -> Result<Vec<OtherRow>, IntrospectError> {
        let parameters: [Parameter<'_>; 5] = [
            (&self.special, Type::OID_ARRAY),
            (&self.comments.classes, Type::OID_ARRAY),
            (&self.comments.objects, Type::OID_ARRAY),
            (&self.comments.parts, Type::INT4_ARRAY),
            (&self.comments.tables, Type::OID_ARRAY),
        ];
        let what = "reading the objects of other kinds";
        let rows: Vec<Option<OtherRow>> = reader.rows_with(what, &self.sql(major, present), &parameters).await?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// The query for the kinds that there are.
    fn sql(&self, major: u32, present: &Present) -> String {
        let mut arms = String::from("select 0, 0::oid, 0::oid, 0, 0::oid, null::text, null::text where false");
        for (number, source) in sources().enumerate() {
            let has_rows = present.0.get(number).copied().unwrap_or_default();
            let is_known = match source.presence {
                Presence::Known(known) | Presence::RowsOrKnown(_, known) => known(self),
                Presence::Rows(_) => false,
            };
            if (source.since..=source.until).contains(&major) && (has_rows || is_known) {
                let sql = source.sql.replace("words(i.type)", &words("i.type"));
                // Writing to a string cannot fail.
                let _ = write!(arms, " union all select {number}, q.* from ({sql}) q(c, o, s, t, i, d)");
            }
        }
        format!(
            "select u.number, u.classid, u.objid, u.objsubid, u.relation, i.schema::text,
                coalesce(u.identity, i.identity), {}, u.definition
            from ({arms}) u(number, classid, objid, objsubid, relation, identity, definition),
                lateral pg_identify_object(u.classid, u.objid, u.objsubid) i",
            words("i.type")
        )
    }
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
