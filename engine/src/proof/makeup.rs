//! What the relations that evenkeel leaves alone are made of: that no plan may change unsaid.

use std::collections::BTreeMap;

use evenkeel_model::{Catalog, ObjectId, QualifiedName};
use tokio_postgres::Client;

/// The columns and constraints of relations, by what the server knows these by, whatever they are renamed to.
#[derive(Debug, Default)]
pub(super) struct Makeup(BTreeMap<Part, (ObjectId, String)>);

/// A relation, the number of its column or 0, and the name of its constraint or nothing.
type Part = (u32, i16, String);

/// What extensions bring is theirs. Expressions stand in the form that the server keeps, which has no names in it. A foreign key is made anew where a column to
/// which it refers takes another type, and is the same afterwards.
const PARTS: &str = "
    SELECT c.oid, n.nspname::text, c.relname::text, p.number, p.name, p.makeup
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,
    LATERAL (
        SELECT a.attnum AS number, a.attname::text AS name,
            pg_catalog.concat_ws(' ', a.attname, a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attstorage,
                a.attidentity, a.attgenerated, d.adbin::text) AS makeup
        FROM pg_catalog.pg_attribute a
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT 0::int2, o.conname::text,
            CASE WHEN o.contype <> 'f' THEN
                pg_catalog.concat_ws(' ', o.convalidated, o.connoinherit, o.conkey::text, o.conbin::text) END
        FROM pg_catalog.pg_constraint o
        WHERE o.conrelid = c.oid AND o.contype <> 't' AND NOT (o.contype = 'f' AND o.conparentid <> 0)
    ) p
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'f') AND NOT c.oid = ANY ($1)
        AND NOT EXISTS (
            SELECT FROM pg_catalog.pg_depend e
            WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = c.oid AND e.deptype = 'e')";

impl Makeup {
    /// What all relations are made of but the tables of a catalog, as they are called at present.
    pub(super) async fn beside(client: &Client, catalog: &Catalog) -> Result<(Vec<u32>, Self), tokio_postgres::Error> {
        let own = super::observe::tables(client).await?;
        let own: Vec<u32> =
            own.into_iter().filter(|(_, (name, _))| catalog.tables.contains_key(name)).map(|(oid, _)| oid).collect();
        let makeup = Self::without(client, &own).await?;
        Ok((own, makeup))
    }

    /// What all relations are made of but these.
    async fn without(client: &Client, own: &[u32]) -> Result<Self, tokio_postgres::Error> {
        let mut parts = BTreeMap::new();
        for row in client.query_typed(PARTS, &[(&own, tokio_postgres::types::Type::OID_ARRAY)]).await? {
            let table = QualifiedName::new(row.try_get::<_, String>(1)?, row.try_get::<_, String>(2)?);
            let (number, name): (i16, String) = (row.try_get(3)?, row.try_get(4)?);
            let (key, object) = match number {
                0 => (name.clone(), ObjectId::Constraint(table, name)),
                _ => (String::new(), ObjectId::Column(table, name)),
            };
            let makeup: Option<String> = row.try_get(5)?;
            parts.insert((row.try_get(0)?, number, key), (object, makeup.unwrap_or_default()));
        }
        Ok(Self(parts))
    }

    /// The parts that have come, gone or become others since, in relations that were there.
    pub(super) async fn changed(&self, client: &Client, own: &[u32]) -> Result<Vec<ObjectId>, tokio_postgres::Error> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let now = Self::without(client, own).await?;
        let was_there = |(relation, ..): &Part| {
            let mut from_there_on = self.0.range((*relation, 0, String::new())..);
            from_there_on.next().is_some_and(|((found, ..), _)| found == relation)
        };
        let gone = self.0.iter().filter(|(part, (_, makeup))| now.0.get(*part).is_none_or(|(_, now)| now != makeup));
        let come = now.0.iter().filter(|(part, _)| !self.0.contains_key(*part) && was_there(part));
        Ok(gone.chain(come).map(|(_, (object, _))| object.clone()).collect())
    }
}
