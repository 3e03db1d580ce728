//! Which sample values do not become values of another type, tried one row at a time.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{ObjectId, QualifiedName};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::snapshot::{Columns, Snapshot};
use crate::plan::{ColumnAction, Origins, Statement};

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

/// Tries the changes of columns' types, of which one failed, on each row that is there, one column after the other.
/// Nothing where the statement is no such change, or each row passes by itself, or this cannot be tried, as where the type
/// itself comes with the plan.
pub(super) async fn unfit(
    client: &Client,
    direction: &str,
    statement: &Statement,
    before: &Snapshot,
    origins: &Origins,
) -> Option<Unfit> {
    let ObjectId::Column(table, _) = &statement.object else {
        return None;
    };
    let original = origins.table(table)?;
    let (oid, columns) = before.table(original)?;
    let (name, selected) = present(client, oid, columns, original, table, origins).await.ok()?;
    for ColumnAction { column, data_type, action } in &statement.column_actions {
        let Some(data_type) = data_type else { continue };
        let retype = (column.as_str(), data_type.as_str(), action.as_str());
        let Some(reason) = reason(client, direction, (&name, &selected), retype).await else { continue };
        let column = origins.column(original, column)?.to_owned();
        return Some(Unfit { column, reason });
    }
    None
}

/// Which values of a column do not become values of its new type, and why. `rows` are the table and what is selected of
/// it, and the column comes with that type and what changes it within ALTER TABLE.
async fn reason(
    client: &Client,
    direction: &str,
    rows: (&QualifiedName, &str),
    (column, data_type, action): (&str, &str, &str),
) -> Option<String> {
    let (name, selected) = rows;
    let rows = values(client, name, selected, &quote_identifier(column)).await.ok()?;
    let mut refused: Vec<(&String, String)> = Vec::new();
    for (index, value) in &rows {
        if let Some(message) = refusal(client, name, selected, *index, action).await? {
            refused.push((value, message));
        }
    }
    let (value, message) = refused.first()?;
    if refused.len() < rows.len() {
        return Some(format!("the value {value} does not become {data_type}: {message}"));
    }
    let values = if rows.len() == 1 {
        format!("its sample value {value} does not become {data_type}")
    } else {
        format!("none of its {} sample values becomes {data_type}, {value} for one", rows.len())
    };
    let advice = match direction {
        "up" => "this fails on every table with values like these: say what they become with `using: <expression>`",
        _ => "the way back fails on every table with values like these",
    };
    Some(format!("{values}: {message}; {advice}"))
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
            let refused = error.as_db_error().filter(|error| super::error::is_about_data(error))?;
            Some(Some(refused.message().to_owned()))
        }
    }
}
