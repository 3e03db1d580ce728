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
    let mut found = BTreeMap::new();
    for (old, new) in pairs {
        let row = client.query_one(QUERY, &[&base_name(&old), &base_name(&new)]).await?;
        let cast: &str = row.try_get(0)?;
        let (cast_depends, text_depends, both_dated): (bool, bool, bool) =
            (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let conversion = match (cast, old.ends_with("[]"), new.ends_with("[]")) {
            // Only as text does a list become a single value, or the other way round.
            (_, true, false) if is_string(&new) => through_text(Conversion::Automatic, text_depends),
            (_, false, true) if is_string(&old) => through_text(Conversion::Explicit, text_depends),
            (_, true, false) | (_, false, true) => Conversion::Impossible(Obstacle::NoCast),
            ("a" | "e", ..) if cast_depends && both_dated => Conversion::Impossible(Obstacle::TimeZone),
            ("a" | "e", ..) if cast_depends => Conversion::Impossible(Obstacle::Session),
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

fn through_text(conversion: Conversion, depends_on_session: bool) -> Conversion {
    if depends_on_session { Conversion::Impossible(Obstacle::Session) } else { conversion }
}

/// What a server says of two types: the cast between them; whether what it makes of a value depends on settings of the
/// session; the same of the way through text; and whether both are dates or times.
///
/// Casts are those that ALTER COLUMN … TYPE finds: same type, a cast for assignment, or any type to a string unless there is
/// a cast of another sort, as to "char". A function whose outcome no setting changes is immutable; what reads and prints
/// lists, rows, ranges, domains and labels never is, so it is those of their parts that count.
const QUERY: &str = "
    WITH RECURSIVE types AS (
        SELECT side, y.oid, coalesce(nullif(CASE WHEN y.typcategory = 'A' THEN y.typelem END, 0::oid),
                nullif(y.typbasetype, 0::oid), y.oid) AS base,
            coalesce(e.typcategory, y.typcategory) AS category
        FROM (VALUES ('old', pg_catalog.to_regtype($1)), ('new', pg_catalog.to_regtype($2))) AS named (side, oid)
        JOIN pg_catalog.pg_type y ON y.oid = named.oid
        LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND y.typcategory = 'A'
    ), parts AS (
        SELECT side, oid FROM types
        UNION
        SELECT whole.side, part.oid
        FROM parts whole
        JOIN pg_catalog.pg_type y ON y.oid = whole.oid
        CROSS JOIN LATERAL (
            SELECT y.typelem WHERE y.typcategory = 'A' AND y.typelem <> 0
            UNION ALL SELECT y.typbasetype WHERE y.typtype = 'd'
            UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE y.oid IN (r.rngtypid, r.rngmultitypid)
            UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                WHERE y.typtype = 'c' AND a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ) AS part (oid)
    ), text AS (
        SELECT EXISTS (
            SELECT FROM parts
            JOIN pg_catalog.pg_type y ON y.oid = parts.oid
            JOIN pg_catalog.pg_proc f ON f.oid = CASE parts.side WHEN 'old' THEN y.typoutput ELSE y.typinput END
            WHERE y.typtype = 'b' AND NOT (y.typcategory = 'A' AND y.typelem <> 0) AND f.provolatile <> 'i'
        ) AS depends
    )
    SELECT CASE
            WHEN source.oid IS NULL OR target.oid IS NULL THEN 't'
            WHEN source.base = target.base OR c.castcontext IN ('a', 'i') THEN 'a'
            WHEN c.oid IS NOT NULL THEN 'e'
            WHEN target.category = 'S' THEN 'a'
            WHEN source.category = 'S' THEN 'e'
            ELSE 'n'
        END,
        CASE
            WHEN source.base = target.base THEN false
            WHEN c.castmethod = 'f' THEN f.provolatile <> 'i'
            WHEN c.castmethod = 'b' THEN false
            ELSE text.depends
        END,
        text.depends,
        coalesce(source.category = 'D' AND target.category = 'D', false)
    FROM text
    LEFT JOIN types source ON source.side = 'old'
    LEFT JOIN types target ON target.side = 'new'
    LEFT JOIN pg_catalog.pg_cast c ON c.castsource = source.base AND c.casttarget = target.base
    LEFT JOIN pg_catalog.pg_proc f ON f.oid = c.castfunc";

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

fn is_string(data_type: &str) -> bool {
    matches!(base_name(data_type).as_str(), "text" | "character varying" | "character")
}

/// A type's name without its modifiers, which no cast depends on.
fn base_name(data_type: &str) -> String {
    split_modifiers(data_type).0
}
