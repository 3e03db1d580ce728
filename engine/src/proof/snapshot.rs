//! What the rows of a database are, column by column, so that it can be seen whether they stayed.

use std::collections::BTreeMap;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, ColumnValue, CompositeField};
use evenkeel_model::{Catalog, QualifiedName};
use futures_util::future::try_join_all;
use tokio_postgres::Client;

/// The rows of all tables. Tables go by object identifier and columns by attribute number, which renames do not change.
#[derive(Clone, Debug, Default)]
pub(super) struct Snapshot(BTreeMap<u32, TableRows>);

/// The names of columns and the sums of their values, by number.
pub(super) type Columns = BTreeMap<i16, (String, String)>;

#[derive(Clone, Debug)]
struct TableRows {
    name: QualifiedName,
    count: i64,
    columns: Columns,
}

impl Snapshot {
    /// The object identifier of a table, and its columns' names and sums by number.
    pub(super) fn table(&self, name: &QualifiedName) -> Option<(u32, &Columns)> {
        self.0.iter().find(|(_, table)| table.name == *name).map(|(oid, table)| (*oid, &table.columns))
    }

    /// Whether a table has rows.
    pub(super) fn has_rows(&self, name: &QualifiedName) -> bool {
        self.0.values().any(|table| table.name == *name && table.count > 0)
    }

    /// The tables that had rows here and have none later, by their names here.
    pub(super) fn emptied<'a>(&'a self, later: &'a Self) -> impl Iterator<Item = &'a QualifiedName> {
        let filled = self.0.iter().filter(|(_, table)| table.count > 0);
        let is_empty = |oid: &u32| later.0.get(oid).is_some_and(|table| table.count == 0);
        filled.filter(move |(oid, _)| is_empty(oid)).map(|(_, table)| &table.name)
    }

    /// How many tables have rows.
    pub(super) fn filled(&self) -> usize {
        self.0.values().filter(|table| table.count > 0).count()
    }
}

/// Counts the rows of every table, and sums the values of every column, whatever the order of rows.
pub(super) async fn take(client: &Client) -> Result<Snapshot, tokio_postgres::Error> {
    let rows = client
        .query_typed(
            "SELECT c.oid, n.nspname::text, c.relname::text, a.attnum, a.attname::text
             FROM pg_catalog.pg_class c
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             LEFT JOIN pg_catalog.pg_attribute a
               ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
             ORDER BY c.oid, a.attnum",
            &[],
        )
        .await?;
    let mut tables: BTreeMap<u32, (QualifiedName, Vec<(i16, String)>)> = BTreeMap::new();
    for row in rows {
        let name = QualifiedName::new(row.try_get::<_, String>(1)?, row.try_get::<_, String>(2)?);
        let (_, columns) = tables.entry(row.try_get(0)?).or_insert_with(|| (name, Vec::new()));
        if let (Some(number), Some(column)) = (row.try_get(3)?, row.try_get(4)?) {
            columns.push((number, column));
        }
    }
    // All in flight at once: on the one connection they are answered one after the other.
    let summed = tables.into_iter().map(|(oid, (name, columns))| async move {
        Ok::<_, tokio_postgres::Error>((oid, table(client, name, columns).await?))
    });
    Ok(Snapshot(try_join_all(summed).await?.into_iter().collect()))
}

async fn table(
    client: &Client,
    name: QualifiedName,
    columns: Vec<(i16, String)>,
) -> Result<TableRows, tokio_postgres::Error> {
    let sums: Vec<_> = columns
        .iter()
        .map(|(_, column)| {
            let column = quote_identifier(column);
            format!(
                "pg_catalog.md5(coalesce(pg_catalog.string_agg(coalesce(t.{column}::text, '\\N'), E'\\n' ORDER BY \
                 t.{column}::text), ''))"
            )
        })
        .collect();
    let list = if sums.is_empty() { String::new() } else { format!(", {}", sums.join(", ")) };
    let row = client.query_typed_one(&format!("SELECT pg_catalog.count(*){list} FROM {name} t"), &[]).await?;
    let mut summed = BTreeMap::new();
    for (index, (number, column)) in columns.into_iter().enumerate() {
        summed.insert(number, (column, row.try_get(index + 1)?));
    }
    Ok(TableRows { name, count: row.try_get(0)?, columns: summed })
}

/// Two states, from one of which rows came into the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Between<'a> {
    /// The one.
    pub from: &'a Catalog,
    /// The other.
    pub to: &'a Catalog,
}

impl Between<'_> {
    /// Whether the type or the source of values of a column changes, which may have different names in the two states; or
    /// what a composite type in it is made of, so that the same value has another text.
    fn touches(&self, old: (&QualifiedName, &str), new: (&QualifiedName, &str)) -> bool {
        let (Some(old), Some(new)) = (column(self.from, old), column(self.to, new)) else {
            return false;
        };
        let computed_anew = matches!(old.value, Some(ColumnValue::Generated { .. })) && old.value != new.value;
        (&old.data_type, &old.collation) != (&new.data_type, &new.collation)
            || makeup(self.from, &old.data_type) != makeup(self.to, &new.data_type)
            || computed_anew
    }
}

/// What values of a type are made of: the types of the fields, where there are any, through domains and lists.
fn makeup(catalog: &Catalog, data_type: &str) -> String {
    let (element, list) = match data_type.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (data_type, ""),
    };
    let name = QualifiedName::parse(element);
    if let Some(composite) = name.as_ref().and_then(|name| catalog.composites.get(name)) {
        // One of another name is another field, which has no values yet.
        let field = |(name, field): (&String, &CompositeField)| {
            format!("{} {}", quote_identifier(name), makeup(catalog, &field.data_type))
        };
        let fields: Vec<_> = composite.fields.iter().map(field).collect();
        return format!("({}){list}", fields.join(","));
    }
    match name.as_ref().and_then(|name| catalog.domains.get(name)) {
        Some(domain) => format!("{}{list}", makeup(catalog, &domain.base_type)),
        // An enum may have another name than before, and its values the same text.
        None if name.as_ref().is_some_and(|name| catalog.enums.contains_key(name)) => format!("enum{list}"),
        None => data_type.to_owned(),
    }
}

fn column<'a>(catalog: &'a Catalog, (table, column): (&QualifiedName, &str)) -> Option<&'a Column> {
    catalog.tables.get(table)?.columns.get(column)
}

/// What became of rows that should have stayed.
pub(super) fn compare(before: &Snapshot, after: &Snapshot, way: &Between<'_>) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    for (oid, old) in &before.0 {
        let Some(new) = after.0.get(oid) else {
            continue;
        };
        if old.count != new.count {
            problems.push(format!("{} had {} rows and has {}", old.name, old.count, new.count));
            continue;
        }
        for (number, (column, sum)) in &old.columns {
            if let Some((new_column, new_sum)) = new.columns.get(number)
                && sum != new_sum
                && !way.touches((&old.name, column), (&new.name, new_column))
            {
                problems.push(format!("the values of {}.{} changed", old.name, quote_identifier(column)));
            }
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The columns and tables that had values and have them no more after the way up and back.
pub(super) fn lost(before: &Snapshot, returned: &Snapshot) -> Vec<String> {
    let mut lost = Vec::new();
    for (oid, old) in before.0.iter().filter(|(_, table)| table.count > 0) {
        match returned.0.get(oid) {
            None => lost.push(format!("the rows of {}", old.name)),
            Some(new) => {
                for (number, (column, _)) in &old.columns {
                    if !new.columns.contains_key(number) {
                        lost.push(format!("the values of {}.{}", old.name, quote_identifier(column)));
                    }
                }
            }
        }
    }
    lost
}
