//! What is in a scratch database and no part of a claim: it is there to stand in the way of what it would on the target.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::{Catalog, ObjectId, QualifiedName};
use tokio_postgres::Client;

use crate::introspect::keep;

/// Objects by what the server knows them by, whatever they are renamed to.
#[derive(Clone, Debug, Default)]
pub struct Strangers(BTreeMap<(String, u32), ObjectId>);

impl Strangers {
    /// All that is in the database, by their present names.
    ///
    /// # Errors
    /// When the query fails.
    pub async fn all(client: &Client) -> Result<Self, tokio_postgres::Error> {
        let rows = client
            .query_typed(
                "SELECT c.relkind::text, c.oid, n.nspname::text, c.relname::text
                 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.oid >= 16384 AND c.relkind IN ('r', 'S')
                 UNION ALL
                 SELECT 'type', t.oid, n.nspname::text, t.typname::text
                 FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                 WHERE t.oid >= 16384 AND t.typtype IN ('e', 'd', 'c')
                 UNION ALL
                 SELECT 'schema', n.oid, '', n.nspname::text FROM pg_catalog.pg_namespace n WHERE n.oid >= 16384
                 UNION ALL
                 SELECT 'extension', e.oid, '', e.extname::text FROM pg_catalog.pg_extension e WHERE e.oid >= 16384",
                &[],
            )
            .await?;
        let mut found = BTreeMap::new();
        for row in rows {
            let (kind, schema, name): (String, String, String) = (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
            let object = match kind.as_str() {
                "schema" => ObjectId::Schema(name),
                "extension" => ObjectId::Extension(name),
                "type" => ObjectId::Type(QualifiedName::new(schema, name)),
                "S" => ObjectId::Sequence(QualifiedName::new(schema, name)),
                _ => ObjectId::Table(QualifiedName::new(schema, name)),
            };
            found.insert((kind, row.try_get(1)?), object);
        }
        Ok(Self(found))
    }

    /// Those that were not there before.
    #[must_use]
    pub fn without(mut self, before: &Self) -> Self {
        self.0.retain(|key, _| !before.0.contains_key(key));
        self
    }

    /// Those that are gone.
    ///
    /// # Errors
    /// When the query fails.
    pub(super) async fn lost(&self, client: &Client) -> Result<Vec<String>, tokio_postgres::Error> {
        if self.0.is_empty() {
            return Ok(Vec::new());
        }
        let there = Self::all(client).await?.0;
        let gone = self.0.iter().filter(|(key, _)| !there.contains_key(key)).map(|(_, object)| match object {
            ObjectId::Sequence(name) => format!(
                "{object}, which nothing but a column that goes owns (`ALTER SEQUENCE {name} OWNED BY NONE` keeps it)"
            ),
            object => object.to_string(),
        });
        Ok(gone.collect())
    }

    /// A catalog of the database without them.
    ///
    /// # Errors
    /// When the query fails.
    pub(super) async fn leave_out(&self, client: &Client, catalog: Catalog) -> Result<Catalog, tokio_postgres::Error> {
        if self.0.is_empty() {
            return Ok(catalog);
        }
        let mut now = Self::all(client).await?.0;
        now.retain(|key, _| self.0.contains_key(key));
        let names: BTreeSet<ObjectId> = now.into_values().collect();
        Ok(keep(catalog, |object| !names.contains(object)))
    }
}
