//! One value, a piece at a time.

use super::{Relation, relation};
use crate::api::{ValueKind, ValueRequest, ValueResponse};
use crate::data::condition::Parameters;
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;

/// How many characters are sent at a time at most.
const LONGEST: u32 = 4 << 20;

/// Reads a piece of a value, as long as the page may ask for.
///
/// # Errors
/// As [`piece`].
pub async fn value(session: &mut Session, request: &ValueRequest) -> Result<ValueResponse, Failure> {
    piece(session, &ValueRequest { length: request.length.min(LONGEST), ..request.clone() }).await
}

/// Reads a piece of a value.
///
/// # Errors
/// Where there is no such row or column any more.
pub async fn piece(session: &mut Session, request: &ValueRequest) -> Result<ValueResponse, Failure> {
    let relation = relation::find(session, &request.schema, &request.name).await?;
    let column = relation.column(&request.column)?;
    let name = quote::name(&column.name);
    let mut parameters = Parameters::default();
    let key = key_condition(&relation, &request.key, &mut parameters)?;
    let length = request.length;
    let (characters, piece, skipped) = if column.kind == ValueKind::Bytes {
        // The text is `\x` and two digits for each byte: only those bytes are read that are wanted.
        let first = request.offset.saturating_sub(2) / 2;
        let bytes = length / 2 + 2;
        (
            format!("pg_catalog.octet_length({name}) * 2::bigint + 2"),
            format!(
                "pg_catalog.concat({}, pg_catalog.encode(pg_catalog.substr({name}, {}, {bytes}), 'hex'))",
                if request.offset < 2 { "'\\x'" } else { "''" },
                u64::from(first) + 1
            ),
            if request.offset < 2 { request.offset } else { request.offset - 2 - first * 2 },
        )
    } else {
        let text = if column.textual { name.clone() } else { format!("pg_catalog.concat({name})") };
        (
            format!("pg_catalog.length({text})"),
            format!("pg_catalog.substr({text}, {}, {length})", u64::from(request.offset) + 1),
            0,
        )
    };
    let version = if relation.has_versions() { "xmin::pg_catalog.text" } else { "NULL" };
    let sql = format!(
        "SELECT CASE WHEN {name} IS NOT NULL THEN {characters} END, CASE WHEN {name} IS NOT NULL THEN {piece} END, {version} \
         FROM {} WHERE {key}",
        quote::qualified(&relation.schema, &relation.name)
    );
    let (sql, values) = parameters.used(&sql);
    let row = session.row(&sql, &values).await?.ok_or_else(|| Failure::not_found("the row is gone"))?;
    let mut row = row.into_iter();
    let characters = row.next().flatten();
    let piece = row.next().flatten();
    let version = row.next().flatten();
    Ok(ValueResponse {
        text: piece.map(|piece| piece.chars().skip(skipped as usize).take(length as usize).collect()),
        characters: characters.and_then(|count| count.parse().ok()).unwrap_or(0),
        version,
    })
}

/// What holds for the row with a key.
///
/// # Errors
/// Where the relation has no key, or another.
pub fn key_condition(relation: &Relation, key: &[String], parameters: &mut Parameters) -> Result<String, Failure> {
    if relation.primary_key.is_empty() {
        return Err(Failure::request(format!("{} has no primary key", relation.name)));
    }
    if relation.primary_key.len() != key.len() {
        return Err(Failure::request(format!(
            "the key of {} has {} values",
            relation.name,
            relation.primary_key.len()
        )));
    }
    let parts = relation.primary_key.iter().zip(key);
    let parts: Vec<_> =
        parts.map(|(column, value)| format!("{} = {}", quote::name(column), parameters.add(value))).collect();
    Ok(parts.join(" AND "))
}
