//! Rows of a file into a table: all of them or none.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::csv;
use crate::api::{ImportFormat, ImportRequest, ImportResponse};
use crate::audit::Audit;
use crate::data::{Parameters, Relation, find};
use crate::database::{Database, Mode, Session};
use crate::failure::Failure;
use crate::quote;
use crate::wire::Limits;

/// How many values a statement has at most; the protocol takes 65535.
const MOST_VALUES: usize = 20_000;

/// How many rows a statement has at most.
const MOST_ROWS: usize = 500;

/// Rows with the columns that they give; what a row does not give has its default.
struct Rows {
    columns: Vec<String>,
    rows: Vec<Vec<Given>>,
}

/// What a row says of a column.
enum Given {
    Value(Option<String>),
    Nothing,
}

/// Adds the rows of a file.
///
/// # Errors
/// Where the file cannot be read, or a row is refused; nothing is added then.
pub async fn import(
    database: &Arc<Database>,
    audit: &Audit,
    request: &ImportRequest,
) -> Result<ImportResponse, Failure> {
    let rows = match request.format {
        ImportFormat::Csv => of_csv(&request.text)?,
        ImportFormat::Json => of_json(&request.text)?,
    };
    let count = rows.rows.len() as u64;
    let mut session = database.session(Some(&request.request), Mode::Write).await?;
    let result = add(&mut session, audit, request, &rows).await;
    session.end_with(result).await?;
    Ok(ImportResponse { rows: count })
}

async fn add(session: &mut Session, audit: &Audit, request: &ImportRequest, rows: &Rows) -> Result<(), Failure> {
    let relation = find(session, &request.schema, &request.name).await?;
    for column in &rows.columns {
        if relation.column(column)?.generated.is_some() {
            return Err(Failure::request(format!("{column} is generated and cannot be set")));
        }
    }
    let step = (MOST_VALUES / rows.columns.len().max(1)).clamp(1, MOST_ROWS);
    let mut first = 1;
    for batch in rows.rows.chunks(step) {
        let mut parameters = Parameters::default();
        let sql = insert(&relation, &rows.columns, batch, &mut parameters);
        let (sql, values) = parameters.used(&sql);
        session.query(&sql, &values, &Limits::NONE).await.map_err(|mut failure| {
            failure.body.position = None;
            failure.body.detail = Some(format!(
                "within rows {first} to {}{}",
                first + batch.len() - 1,
                failure.body.detail.map(|detail| format!(": {detail}")).unwrap_or_default()
            ));
            failure
        })?;
        first += batch.len();
    }
    let words = format!("import {} rows into {}.{}", rows.rows.len(), request.schema, request.name);
    let logged = audit.begin("import", vec![words], "committing")?;
    let committed = session.commit().await;
    logged.end(&committed);
    committed
}

fn insert(relation: &Relation, columns: &[String], rows: &[Vec<Given>], parameters: &mut Parameters) -> String {
    let names: Vec<_> = columns.iter().map(|name| quote::name(name)).collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let values: Vec<String> = row
                .iter()
                .map(|given| match given {
                    Given::Value(Some(text)) => parameters.add(text),
                    Given::Value(None) => "NULL".to_owned(),
                    Given::Nothing => "DEFAULT".to_owned(),
                })
                .collect();
            format!("({})", values.join(", "))
        })
        .collect();
    format!(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES {}",
        quote::qualified(&relation.schema, &relation.name),
        names.join(", "),
        lines.join(", ")
    )
}

fn of_csv(text: &str) -> Result<Rows, Failure> {
    let mut records = csv::read(text)?.into_iter().skip_while(|record| is_blank(record));
    let heading = records.next().ok_or_else(|| Failure::request("the file is empty"))?;
    let columns: Vec<String> = heading
        .into_iter()
        .map(|name| name.ok_or_else(|| Failure::request("a column of the heading has no name")))
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    // In a file of one column a blank line is a NULL, in others it is none.
    let records = records.filter(|record| columns.len() == 1 || !is_blank(record));
    for (number, record) in (1_u64..).zip(records) {
        if record.len() != columns.len() {
            return Err(Failure::request(format!(
                "row {number} has {} fields and the heading {}",
                record.len(),
                columns.len()
            )));
        }
        rows.push(record.into_iter().map(Given::Value).collect());
    }
    Ok(Rows { columns, rows })
}

fn is_blank(record: &[Option<String>]) -> bool {
    matches!(record, [None])
}

fn of_json(text: &str) -> Result<Rows, Failure> {
    // Numbers keep their digits: they are never numbers here.
    let objects: Vec<BTreeMap<String, Box<RawValue>>> = serde_json::from_str(text)
        .map_err(|error| Failure::request(format!("the file is no array of objects: {error}")))?;
    let mut columns: Vec<String> = objects.iter().flat_map(BTreeMap::keys).cloned().collect();
    columns.sort();
    columns.dedup();
    let value = |raw: &RawValue| match raw.get() {
        "null" => Ok(Given::Value(None)),
        text if text.starts_with('"') => serde_json::from_str(text).map(|text| Given::Value(Some(text))),
        text => Ok(Given::Value(Some(text.to_owned()))),
    };
    let mut rows = Vec::new();
    for object in &objects {
        let row: Result<Vec<Given>, _> =
            columns.iter().map(|name| object.get(name).map_or(Ok(Given::Nothing), |raw| value(raw))).collect();
        rows.push(row.map_err(|error| Failure::request(error.to_string()))?);
    }
    Ok(Rows { columns, rows })
}
