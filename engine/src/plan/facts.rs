//! What a plan has to know of the server and of the decisions in the schema file.

use std::collections::BTreeMap;

use evenkeel_model::QualifiedName;
use tokio_postgres::GenericClient;

use super::conversion::split_modifiers;

/// What is known besides the two catalogs.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The server's major version.
    pub major: u32,
    /// Whether nobody else uses the database, so that the direct form of every change will do.
    pub exclusive: bool,
    /// How values of one type become values of another, for the pairs of types (as SQL text) that are asked about.
    /// A pair that is not there converts automatically.
    pub conversions: BTreeMap<(String, String), Conversion>,
    /// `using:` expressions of the schema file, by table and column.
    pub using: BTreeMap<(QualifiedName, String), String>,
}

/// How values of one type become values of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    /// ALTER COLUMN … TYPE does it by itself.
    Automatic,
    /// It needs `USING column::type`.
    Explicit,
    /// It needs `USING column::text::type`: there is no cast but the one through text.
    ThroughText,
    /// There is no cast: a person has to say how.
    Impossible,
}

/// Asks a server how values of one type become values of another. A type that the server does not know is one that the
/// plan itself makes: there is no cast to it yet but the one through text.
///
/// # Errors
/// When the query fails.
pub async fn conversions(
    client: &impl GenericClient,
    pairs: Vec<(String, String)>,
) -> Result<BTreeMap<(String, String), Conversion>, tokio_postgres::Error> {
    // Casts as ALTER COLUMN … TYPE finds them: same type, a cast for assignment, or any type to a string.
    const QUERY: &str = "
        SELECT CASE
            WHEN source.oid IS NULL OR target.oid IS NULL THEN 't'
            WHEN source.base = target.base THEN 'a'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = source.base
                AND c.casttarget = target.base AND c.castcontext IN ('a', 'i')) THEN 'a'
            WHEN target.category = 'S' THEN 'a'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_cast c WHERE c.castsource = source.base
                AND c.casttarget = target.base) THEN 'e'
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
            (_, true, false) | (_, false, true) => Conversion::Impossible,
            ("a", ..) => Conversion::Automatic,
            ("e", ..) => Conversion::Explicit,
            ("t", ..) => Conversion::ThroughText,
            _ => Conversion::Impossible,
        };
        found.insert((old, new), conversion);
    }
    Ok(found)
}

fn is_string(data_type: &str) -> bool {
    matches!(base_name(data_type).as_str(), "text" | "character varying" | "character")
}

/// A type's name without its modifiers, which no cast depends on.
fn base_name(data_type: &str) -> String {
    split_modifiers(data_type).0
}
