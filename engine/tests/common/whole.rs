//! Whether what a plan has committed can be lived with, should it get no further.

use std::collections::BTreeSet;

use evenkeel_model::object::ColumnValue;
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::Client;

/// What has to be there whenever a transaction of a plan commits.
pub struct Whole {
    defaults: BTreeSet<(QualifiedName, String)>,
    /// What the states themselves have, however it is called.
    names: BTreeSet<String>,
}

impl Whole {
    /// What both states have.
    pub fn between(from: &Catalog, to: &Catalog) -> Self {
        let names = [from, to].into_iter().flat_map(names).collect();
        Self { defaults: defaults(from).intersection(&defaults(to)).cloned().collect(), names }
    }

    /// Nothing stands aside for something else, and no default is gone that comes back.
    pub async fn check(&self, client: &Client) -> Result<(), String> {
        let sql = r"SELECT relname::text FROM pg_catalog.pg_class WHERE relkind = 'S' AND relname LIKE '%\_\_keel\_old'
            UNION ALL SELECT typname::text FROM pg_catalog.pg_type
            WHERE typtype IN ('c', 'd', 'e') AND typname LIKE '%\_\_keel\_old'";
        let aside = client.query(sql, &[]).await.unwrap();
        let mut aside = aside.iter().map(|row| row.get::<_, String>(0));
        if let Some(name) = aside.find(|name| !self.names.contains(name)) {
            return Err(format!("{name} is committed"));
        }
        let sql = "SELECT n.nspname::text, c.relname::text, a.attname::text FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.atthasdef AND c.relkind = 'r'";
        let rows = client.query(sql, &[]).await.unwrap();
        let name = |row: &tokio_postgres::Row| QualifiedName::new(row.get::<_, String>(0), row.get::<_, String>(1));
        let present: BTreeSet<_> = rows.iter().map(|row| (name(row), row.get::<_, String>(2))).collect();
        match self.defaults.difference(&present).next() {
            Some((table, column)) => Err(format!("{table}.{column} is committed without its default")),
            None => Ok(()),
        }
    }
}

fn defaults(catalog: &Catalog) -> BTreeSet<(QualifiedName, String)> {
    let columns = catalog
        .tables
        .iter()
        .flat_map(|(table, definition)| definition.columns.iter().map(move |(name, column)| (table, name, column)));
    columns
        .filter(|(_, _, column)| matches!(column.value, Some(ColumnValue::Default(_))))
        .map(|(table, name, _)| (table.clone(), name.clone()))
        .collect()
}

/// The names of all types and sequences.
fn names(catalog: &Catalog) -> Vec<String> {
    let types = catalog.enums.keys().chain(catalog.domains.keys()).chain(catalog.composites.keys());
    let names = types.chain(catalog.tables.keys()).chain(catalog.sequences.keys()).map(|name| name.name.clone());
    let columns = catalog.tables.values().flat_map(|table| table.columns.values());
    let identities = columns.filter_map(|column| match &column.value {
        Some(ColumnValue::Identity(identity)) => Some(identity.sequence.clone()),
        _ => None,
    });
    names.chain(identities).collect()
}
