//! Which sample values do not become values of another type, tried one row at a time.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{ObjectId, QualifiedName};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::snapshot::{Columns, Snapshot};
use crate::plan::{Origins, Statement};

/// The table to which a change is put, which holds one row.
const PROBE: &str = "keel_sample";

/// A column whose values do not become values of its new type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What the column was called at the start.
    pub column: String,
    /// Which of its values do not, and why.
    pub reason: String,
}

/// Tries the change of a column's type, which failed, on each row that is there. Nothing where it is no such change, or
/// each row passes by itself, or this cannot be tried, as where the type itself comes with the plan.
pub(super) async fn unfit(
    client: &Client,
    direction: &str,
    statement: &Statement,
    before: &Snapshot,
    origins: &Origins,
) -> Option<Unfit> {
    let ObjectId::Column(table, column) = &statement.object else {
        return None;
    };
    let quoted = quote_identifier(column);
    let change = statement.sql.strip_prefix(&format!("ALTER TABLE {table} "))?;
    let data_type = change.strip_prefix(&format!("ALTER COLUMN {quoted} TYPE "))?;
    let data_type = data_type.split(" USING ").next().unwrap_or(data_type);
    let original = origins.table(table)?;
    let (oid, columns) = before.table(original)?;
    let (name, selected) = present(client, oid, columns, original, table, origins).await.ok()?;
    let rows = values(client, &name, &selected, &quoted).await.ok()?;
    let mut refused: Vec<(&String, String)> = Vec::new();
    for (index, value) in &rows {
        if let Some(message) = refusal(client, &name, &selected, *index, change).await? {
            refused.push((value, message));
        }
    }
    let (value, message) = refused.first()?;
    let reason = if refused.len() < rows.len() {
        format!("the value {value} does not become {data_type}: {message}")
    } else {
        let values = if rows.len() == 1 {
            format!("its sample value {value} does not become {data_type}")
        } else {
            format!("none of its {} sample values becomes {data_type}, {value} for one", rows.len())
        };
        let advice = match direction {
            "up" => "this fails on every table with values like these: say what they become with `using: <expression>`",
            _ => "the way back fails on every table with values like these",
        };
        format!("{values}: {message}; {advice}")
    };
    Some(Unfit { column: origins.column(original, column)?.to_owned(), reason })
}

/// What a table is called now, and its columns with the names that a plan gives them: the renames of the transaction in
/// which it failed were taken back.
async fn present(
    client: &Client,
    oid: u32,
    columns: &Columns,
    original: &QualifiedName,
    table: &QualifiedName,
    origins: &Origins,
) -> Result<(QualifiedName, String), tokio_postgres::Error> {
    let rows = client
        .query_typed(
            "SELECT n.nspname::text, c.relname::text, a.attnum, a.attname::text
             FROM pg_catalog.pg_class c
             JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.oid = $1
             ORDER BY a.attnum",
            &[(&oid, Type::OID)],
        )
        .await?;
    let onward = origins.reversed();
    let (mut name, mut selected) = (original.clone(), Vec::new());
    for row in rows {
        name = QualifiedName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?);
        let (number, now): (i16, String) = (row.try_get(2)?, row.try_get(3)?);
        let planned = columns.get(&number).and_then(|(original, _)| onward.column(table, original));
        let planned = planned.unwrap_or(&now);
        selected.push(format!("t.{} AS {}", quote_identifier(&now), quote_identifier(planned)));
    }
    Ok((name, selected.join(", ")))
}

/// The values of a column that are none of NULL, in words, each with the number of its row from 0.
async fn values(
    client: &Client,
    table: &QualifiedName,
    selected: &str,
    column: &str,
) -> Result<Vec<(i64, String)>, tokio_postgres::Error> {
    let sql = format!(
        "SELECT place, pg_catalog.quote_literal(pg_catalog.left(value, 40)) FROM (
           SELECT pg_catalog.row_number() OVER () - 1, whole.{column}::text
           FROM (SELECT {selected} FROM {table} t ORDER BY t.ctid) AS whole) AS numbered(place, value)
         WHERE value IS NOT NULL ORDER BY place"
    );
    let rows = client.query_typed(&sql, &[]).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Why the server refuses a change on one row of a table; `Some(None)` where it does not, and nothing where what it says
/// is not about data.
async fn refusal(
    client: &Client,
    table: &QualifiedName,
    selected: &str,
    row: i64,
    change: &str,
) -> Option<Option<String>> {
    let copied = format!(
        "BEGIN; CREATE TEMPORARY TABLE {PROBE} ON COMMIT DROP AS
         SELECT {selected} FROM {table} t ORDER BY t.ctid OFFSET {row} LIMIT 1"
    );
    let changed = match client.batch_execute(&copied).await {
        Ok(()) => Ok(client.batch_execute(&format!("ALTER TABLE pg_temp.{PROBE} {change}")).await),
        Err(error) => Err(error),
    };
    client.batch_execute("ROLLBACK").await.ok()?;
    match changed.ok()? {
        Ok(()) => Some(None),
        Err(error) => {
            let refused = error.as_db_error().filter(|error| super::error::is_about_data(error.code()))?;
            Some(Some(refused.message().to_owned()))
        }
    }
}
