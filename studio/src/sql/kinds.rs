//! What the columns of results are like.

use serde::Deserialize;

use crate::api::{ResultColumn, ValueKind};
use crate::database::Session;
use crate::failure::Failure;
use crate::wire::Field;

const SQL: &str = "SELECT pg_catalog.json_agg(pg_catalog.json_build_object(\
    'name', pg_catalog.format_type(k.oid, k.modifier), 'kind', CASE \
    WHEN b.typcategory = 'A' THEN 'array' WHEN b.typtype = 'e' THEN 'enum' WHEN b.typcategory = 'N' THEN 'number' \
    WHEN b.typcategory = 'B' THEN 'boolean' WHEN b.typname IN ('json', 'jsonb') THEN 'json' \
    WHEN b.typname = 'bytea' THEN 'bytes' WHEN b.typname = 'uuid' THEN 'uuid' \
    WHEN b.typcategory IN ('D', 'T') THEN 'time' WHEN b.typcategory = 'S' THEN 'text' ELSE 'other' END) \
    ORDER BY k.place) \
    FROM unnest($1::pg_catalog.oid[], $2::pg_catalog.int4[]) WITH ORDINALITY k(oid, modifier, place) \
    LEFT JOIN pg_catalog.pg_type b ON b.oid = k.oid";

#[derive(Deserialize)]
struct Kind {
    name: Option<String>,
    kind: ValueKind,
}

/// Describes columns.
///
/// # Errors
/// Where the server does not answer.
pub async fn describe(session: &mut Session, fields: Vec<Field>) -> Result<Vec<ResultColumn>, Failure> {
    let list = |values: Vec<String>| format!("{{{}}}", values.join(","));
    let types = list(fields.iter().map(|field| field.type_oid.to_string()).collect());
    let modifiers = list(fields.iter().map(|field| field.type_modifier.to_string()).collect());
    let kinds: Vec<Kind> = session.json(SQL, &[Some(&types), Some(&modifiers)]).await?.unwrap_or_default();
    Ok(columns(fields, kinds))
}

/// Columns of which only the names are known.
pub fn undescribed(fields: Vec<Field>) -> Vec<ResultColumn> {
    columns(fields, Vec::new())
}

fn columns(fields: Vec<Field>, kinds: Vec<Kind>) -> Vec<ResultColumn> {
    let mut kinds = kinds.into_iter();
    fields
        .into_iter()
        .map(|field| {
            let (type_name, kind) = kinds.next().map_or((None, ValueKind::Other), |kind| (kind.name, kind.kind));
            ResultColumn { name: field.name, type_name: type_name.unwrap_or_else(|| "unknown".to_owned()), kind }
        })
        .collect()
}
