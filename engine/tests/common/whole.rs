//! Whether what a plan has committed can be lived with, should it get no further.

use std::collections::BTreeSet;

use evenkeel_model::object::{ColumnValue, ConstraintKind, IndexKey, OtherKind, Table};
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::Client;

/// What has to be there whenever a transaction of a plan commits.
pub struct Whole {
    /// The columns that get a value by themselves.
    values: BTreeSet<(QualifiedName, String)>,
    /// The columns in which no two rows are equal by a constraint, whatever its name, or by an index of this name.
    keys: BTreeSet<(Columns, Option<String>)>,
    /// Which columns refer to which.
    foreign_keys: BTreeSet<(Columns, Columns)>,
    /// The tables whose rows are told apart by an index where they are published.
    identities: BTreeSet<QualifiedName>,
    /// What the states themselves have, however it is called.
    names: BTreeSet<String>,
}

/// Columns of a table.
type Columns = (QualifiedName, Vec<String>);

impl Whole {
    /// What both states have, keys and foreign keys aside.
    pub fn between(from: &Catalog, to: &Catalog) -> Self {
        let names = [from, to].into_iter().flat_map(names).collect();
        let comes = |value: &ColumnValue| matches!(value, ColumnValue::Default(_));
        let goes_on = |value: &ColumnValue| !matches!(value, ColumnValue::Generated { .. });
        Self {
            values: values(from, comes).intersection(&values(to, goes_on)).cloned().collect(),
            keys: BTreeSet::new(),
            foreign_keys: BTreeSet::new(),
            identities: identities(from).intersection(&identities(to)).cloned().collect(),
            names,
        }
    }

    /// The same with keys and foreign keys. Where several keys that trade names and columns change types as well, a plan
    /// may yet be without one of them for a while.
    pub fn with_keys(self, from: &Catalog, to: &Catalog) -> Self {
        Self {
            keys: keys(from).intersection(&keys(to)).cloned().collect(),
            foreign_keys: foreign_keys(from).intersection(&foreign_keys(to)).cloned().collect(),
            ..self
        }
    }

    /// Nothing stands aside for something else, and no default, key or foreign key is gone that comes back.
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
            WHERE (a.atthasdef OR a.attidentity <> '') AND c.relkind = 'r'";
        let rows = client.query(sql, &[]).await.unwrap();
        let present: BTreeSet<_> = rows.iter().map(|row| (name(row, 0), row.get::<_, String>(2))).collect();
        if let Some((table, column)) = self.values.difference(&present).next() {
            return Err(format!("{table}.{column} is committed without its default"));
        }
        let sql = "SELECT n.nspname::text, c.relname::text, (SELECT array_agg(a.attname::text ORDER BY a.attname::text)
                FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL";
        let rows = client.query(sql, &[]).await.unwrap();
        let present: BTreeSet<Columns> = rows.iter().map(|row| (name(row, 0), row.get(2))).collect();
        if let Some(((table, columns), _)) = self.keys.iter().find(|(columns, _)| !present.contains(columns)) {
            return Err(format!("{table} is committed without its key of {columns:?}"));
        }
        let sql = "SELECT n.nspname::text, c.relname::text, m.nspname::text, r.relname::text,
                (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY AS k(number, place)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number),
                (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.confkey) WITH ORDINALITY AS k(number, place)
                    JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum = k.number)
            FROM pg_catalog.pg_constraint f
            JOIN pg_catalog.pg_class c ON c.oid = f.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_class r ON r.oid = f.confrelid JOIN pg_catalog.pg_namespace m ON m.oid = r.relnamespace
            WHERE f.contype = 'f'";
        let rows = client.query(sql, &[]).await.unwrap();
        let present: BTreeSet<(Columns, Columns)> =
            rows.iter().map(|row| ((name(row, 0), row.get(4)), (name(row, 2), row.get(5)))).collect();
        if let Some(((table, columns), (to, _))) = self.foreign_keys.difference(&present).next() {
            return Err(format!("{table} is committed without its foreign key of {columns:?} to {to}"));
        }
        let sql = "SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE i.indisreplident";
        let rows = client.query(sql, &[]).await.unwrap();
        let present: BTreeSet<_> = rows.iter().map(|row| name(row, 0)).collect();
        match self.identities.difference(&present).next() {
            Some(table) => Err(format!("{table} is committed without its replica identity")),
            None => Ok(()),
        }
    }
}

/// A qualified name in two fields of a row.
fn name(row: &tokio_postgres::Row, from: usize) -> QualifiedName {
    QualifiedName::new(row.get::<_, String>(from), row.get::<_, String>(from + 1))
}

fn values(catalog: &Catalog, wanted: impl Fn(&ColumnValue) -> bool) -> BTreeSet<(QualifiedName, String)> {
    let columns = catalog
        .tables
        .iter()
        .flat_map(|(table, definition)| definition.columns.iter().map(move |(name, column)| (table, name, column)));
    columns
        .filter(|(_, _, column)| column.value.as_ref().is_some_and(&wanted))
        .map(|(table, name, _)| (table.clone(), name.clone()))
        .collect()
}

/// The columns of all keys in the order of their names, and the names of those that are no constraints.
fn keys(catalog: &Catalog) -> BTreeSet<(Columns, Option<String>)> {
    let of_table = |table: &Table| -> Vec<(Vec<String>, Option<String>)> {
        let constraints = table.constraints.values().filter_map(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } if !key.without_overlaps => {
                Some((key.columns.clone(), None))
            }
            _ => None,
        });
        let indexes = table.indexes.iter().filter(|(_, of)| of.unique && of.valid && of.predicate.is_none());
        let indexes = indexes.filter_map(|(name, index)| {
            let columns = index.elements.iter().map(|element| match &element.key {
                IndexKey::Column(column) => Some(column.clone()),
                IndexKey::Expression(_) => None,
            });
            Some((columns.collect::<Option<Vec<_>>>()?, Some(name.clone())))
        });
        constraints.chain(indexes).collect()
    };
    let keys = catalog.tables.iter().flat_map(|(table, definition)| {
        of_table(definition).into_iter().map(|(mut columns, name)| {
            columns.sort();
            columns.dedup();
            ((table.clone(), columns), name)
        })
    });
    keys.collect()
}

fn foreign_keys(catalog: &Catalog) -> BTreeSet<(Columns, Columns)> {
    let tables = catalog.tables.iter();
    let all = tables.flat_map(|(name, table)| table.constraints.values().map(move |constraint| (name, constraint)));
    all.filter_map(|(name, constraint)| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => {
            let referring = (name.clone(), key.columns.clone());
            Some((referring, (key.references.clone(), key.referenced_columns.clone())))
        }
        _ => None,
    })
    .collect()
}

fn identities(catalog: &Catalog) -> BTreeSet<QualifiedName> {
    let others = catalog.others.iter().filter(|((kind, _), _)| *kind == OtherKind::ReplicaIdentity);
    others.filter_map(|(_, other)| other.on.clone()).collect()
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
