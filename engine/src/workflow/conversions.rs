//! How values of one type become values of another, as the server says.

use std::collections::BTreeMap;

use evenkeel_model::printed_type::split_modifiers;
use tokio_postgres::GenericClient;

use crate::plan::{Conversion, Obstacle};

/// Asks a server how values of one type become values of another. A type that the server does not know is one that the
/// plan itself makes: there is no cast to it yet but the one through text.
///
/// # Errors
/// When the query fails.
pub async fn conversions(
    client: &impl GenericClient,
    pairs: Vec<(String, String)>,
) -> Result<BTreeMap<(String, String), Conversion>, tokio_postgres::Error> {
    // Casts as ALTER COLUMN … TYPE finds them: same type, a cast for assignment, or any type to a string unless there is a
    // cast of another sort, as to "char".
    const QUERY: &str = "
        SELECT CASE
            WHEN source.oid IS NULL OR target.oid IS NULL THEN 't'
            WHEN source.base = target.base THEN 'a'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = source.base
                AND c.casttarget = target.base AND c.castcontext IN ('a', 'i')) THEN 'a'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = source.base
                AND c.casttarget = target.base) THEN 'e'
            WHEN target.category = 'S' THEN 'a'
            WHEN source.category = 'S' THEN 'e'
            ELSE 'n'
        END
        FROM (SELECT pg_catalog.to_regtype($1) AS oid) AS s
        CROSS JOIN (SELECT pg_catalog.to_regtype($2) AS oid) AS t
        LEFT JOIN LATERAL (
            SELECT y.oid, coalesce(nullif(CASE WHEN y.typcategory = 'A' THEN y.typelem END, 0::oid), nullif(y.typbasetype, 0::oid), y.oid) AS base,
                coalesce(e.typcategory, y.typcategory) AS category
            FROM pg_catalog.pg_type y
            LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND y.typcategory = 'A'
            WHERE y.oid = s.oid) AS source ON true
        LEFT JOIN LATERAL (
            SELECT y.oid, coalesce(nullif(CASE WHEN y.typcategory = 'A' THEN y.typelem END, 0::oid), nullif(y.typbasetype, 0::oid), y.oid) AS base,
                coalesce(e.typcategory, y.typcategory) AS category
            FROM pg_catalog.pg_type y
            LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND y.typcategory = 'A'
            WHERE y.oid = t.oid) AS target ON true";
    let mut found = BTreeMap::new();
    for (old, new) in pairs {
        let row = client.query_one(QUERY, &[&base_name(&old), &base_name(&new)]).await?;
        let conversion = match (row.try_get::<_, &str>(0)?, old.ends_with("[]"), new.ends_with("[]")) {
            // Only as text does a list become a single value, or the other way round.
            (_, true, false) if is_string(&new) => Conversion::Automatic,
            (_, false, true) if is_string(&old) => Conversion::Explicit,
            (_, true, false) | (_, false, true) => Conversion::Impossible(Obstacle::NoCast),
            ("a" | "e", ..) if depends_on_time_zone(&old, &new) => Conversion::Impossible(Obstacle::TimeZone),
            ("a", ..) if never_fits(&old, &new) => Conversion::Impossible(Obstacle::Length),
            ("a", ..) => Conversion::Automatic,
            ("e", ..) => Conversion::Explicit,
            ("t", ..) => Conversion::ThroughText,
            _ => Conversion::Impossible(Obstacle::NoCast),
        };
        found.insert((old, new), conversion);
    }
    Ok(found)
}

/// Whether no value of one type has a length that the other takes: bits are not cut or filled up unless a cast is written.
/// Where only some are too long, as with strings, the rows decide.
fn never_fits(old: &str, new: &str) -> bool {
    let bits = |data_type: &str| {
        let (name, modifiers) = split_modifiers(data_type);
        (name.trim_end_matches("[]").to_owned(), modifiers.parse::<u32>().ok())
    };
    match (bits(old), bits(new)) {
        ((old, length), (new, wanted)) if old == "bit" && new == "bit" => length.unwrap_or(1) != wanted.unwrap_or(1),
        ((old, length), (new, Some(most))) if old == "bit" && new == "bit varying" => length.unwrap_or(1) > most,
        _ => false,
    }
}

/// Whether the session's TimeZone decides which value of one type a value of the other becomes: the server would take
/// that of whoever migrates.
fn depends_on_time_zone(old: &str, new: &str) -> bool {
    const LOCAL: [&str; 3] = ["timestamp without time zone", "time without time zone", "date"];
    const MOMENT: &str = "timestamp with time zone";
    const TIME: &str = "time with time zone";
    let (old, new) = (base_name(old), base_name(new));
    let (old, new) = (old.trim_end_matches("[]"), new.trim_end_matches("[]"));
    (LOCAL.contains(&old) && [MOMENT, TIME].contains(&new)) || (old == MOMENT && (LOCAL.contains(&new) || new == TIME))
}

fn is_string(data_type: &str) -> bool {
    matches!(base_name(data_type).as_str(), "text" | "character varying" | "character")
}

/// A type's name without its modifiers, which no cast depends on.
fn base_name(data_type: &str) -> String {
    split_modifiers(data_type).0
}
