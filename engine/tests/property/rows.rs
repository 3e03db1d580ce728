//! Sample rows that fit both databases of a pair, so that no plan between them may fail on them.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, ColumnValue, ConstraintKind, IndexKey, Table};
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::Client;

use crate::types::{base, family, sample};

const ROWS: usize = 3;

/// Fills the tables of `from` as far as rows that fit `to` as well can be had. Columns of one family hold the same value
/// in the same row of every table, so that every foreign key finds its row.
pub async fn fill(client: &Client, from: &Catalog, to: &Catalog) {
    let mut filled: BTreeSet<&QualifiedName> = BTreeSet::new();
    client.batch_execute("BEGIN; SET LOCAL session_replication_role = replica").await.unwrap();
    for (name, table) in &from.tables {
        let fits = to.tables.get(name).is_none_or(|other| fits(from, table, to, other) && fits(to, other, from, table));
        if fits && insert(client, from, to, name, table).await {
            filled.insert(name);
        }
    }
    // Who refers to an empty table is empty too.
    loop {
        let dangling = filled.iter().copied().find(|name| {
            let tables = [from.tables.get(*name), to.tables.get(*name)];
            tables
                .into_iter()
                .flatten()
                .flat_map(|table| references(table))
                .any(|target| !filled.contains(target) || !to.tables.contains_key(target))
        });
        let Some(name) = dangling else {
            break;
        };
        client.batch_execute(&format!("DELETE FROM {name}")).await.unwrap();
        filled.remove(name);
    }
    client.batch_execute("COMMIT").await.unwrap();
}

/// The number of rows of each table, by the table's address on the server.
pub async fn counts(client: &Client) -> BTreeMap<u32, i64> {
    let tables = "SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
    let tables = client.query(tables, &[]).await.unwrap();
    if tables.is_empty() {
        return BTreeMap::new();
    }
    let parts: Vec<_> = tables
        .iter()
        .map(|row| format!("SELECT {}::oid, count(*) FROM {}", row.get::<_, u32>(0), row.get::<_, &str>(1)))
        .collect();
    let rows = client.query(&parts.join(" UNION ALL "), &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

fn references(table: &Table) -> Vec<&QualifiedName> {
    let keys = table.constraints.values().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(&key.references),
        _ => None,
    });
    keys.collect()
}

/// Whether rows of the old form of a table become rows of the new one.
fn fits(from: &Catalog, old: &Table, to: &Catalog, new: &Table) -> bool {
    let mut fresh: BTreeSet<&String> = BTreeSet::new();
    let empty = new.columns.iter().any(|(name, column)| !old.columns.contains_key(name) && column.value.is_none());
    for (name, column) in &new.columns {
        let before = old.columns.get(name);
        if before.is_some_and(|before| family(from, &before.data_type) != family(to, &column.data_type)) {
            return false;
        }
        let computed = |column: &Column| matches!(column.value, Some(ColumnValue::Generated { .. }));
        // What was computed stays when the expression goes, and is no sample value.
        if before.is_some_and(|before| computed(before) && !computed(column) && before.data_type != column.data_type) {
            return false;
        }
        // What is computed of a column without values is NULL.
        if empty && column.not_null && computed(column) && before.is_none_or(|before| before.value != column.value) {
            return false;
        }
        if before.is_none_or(|before| computed(before) != computed(column)) {
            let domain = base(to, &column.data_type) != column.data_type;
            if domain || (column.not_null && column.value.is_none()) {
                return false;
            }
            fresh.insert(name);
        }
        // Without a value there is nothing that could become NOT NULL.
        if column.not_null && !computed(column) && sample(to, from, &column.data_type, 1).is_none() {
            return false;
        }
    }
    let keys = new.constraints.values().flat_map(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => key.columns.clone(),
        ConstraintKind::ForeignKey(key) => key.columns.clone(),
        ConstraintKind::Exclusion { .. } => new.columns.keys().cloned().collect(),
        ConstraintKind::Check { .. } => Vec::new(),
    });
    let unique = new.indexes.values().filter(|index| index.unique).flat_map(|index| &index.elements);
    let indexed = unique.filter_map(|element| match &element.key {
        IndexKey::Column(column) => Some(column.clone()),
        IndexKey::Expression(_) => None,
    });
    !keys.chain(indexed).any(|column| fresh.contains(&column))
}

async fn insert(client: &Client, from: &Catalog, to: &Catalog, name: &QualifiedName, table: &Table) -> bool {
    let plain: Vec<_> = table
        .columns
        .iter()
        .filter(|(_, column)| !matches!(column.value, Some(ColumnValue::Generated { .. })))
        .map(|(column, of)| (quote_identifier(column), &of.data_type))
        .collect();
    let rows = (1..=ROWS).map(|i| {
        let value = |data_type| sample(from, to, data_type, i).unwrap_or_else(|| format!("NULL::{data_type}"));
        let values: Vec<_> = plain.iter().map(|(_, data_type)| value(data_type)).collect();
        format!("SELECT {}", values.join(", "))
    });
    let sql = if plain.is_empty() {
        format!("INSERT INTO {name} DEFAULT VALUES")
    } else {
        let columns: Vec<_> = plain.iter().map(|(column, _)| column.as_str()).collect();
        let rows: Vec<_> = rows.collect();
        format!("INSERT INTO {name} ({}) OVERRIDING SYSTEM VALUE {}", columns.join(", "), rows.join(" UNION ALL "))
    };
    client.batch_execute("SAVEPOINT row").await.unwrap();
    let done = client.batch_execute(&sql).await.is_ok();
    let end = if done { "RELEASE row" } else { "ROLLBACK TO row" };
    client.batch_execute(end).await.unwrap();
    done
}
