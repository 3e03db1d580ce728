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
    let (old, new): (Vec<String>, Vec<String>) =
        pairs.iter().map(|(old, new)| (base_name(old), base_name(new))).unzip();
    let rows = client.query(QUERY, &[&old, &new]).await?;
    let mut found = BTreeMap::new();
    for ((old, new), row) in pairs.into_iter().zip(&rows) {
        let said = Said {
            cast: row.try_get(0)?,
            cast_depends: row.try_get(1)?,
            text_depends: row.try_get(2)?,
            both_dated: row.try_get(3)?,
            rereads: row.try_get(4)?,
        };
        let conversion = said.of(&old, &new);
        found.insert((old, new), conversion);
    }
    Ok(found)
}

/// What a server says of two types.
struct Said<'a> {
    /// The cast between them: by itself (a), where it is written (e), none (n), or one of the types is not known (t).
    cast: &'a str,
    /// Whether what the cast makes of a value depends on settings of the session.
    cast_depends: bool,
    /// The same of the way through text.
    text_depends: bool,
    /// Whether both are dates or times.
    both_dated: bool,
    /// Whether the old one is a string, and what the new one prints does not depend on the session.
    rereads: bool,
}

impl Said<'_> {
    fn of(&self, old: &str, new: &str) -> Conversion {
        let through_text = |conversion| match self.text_depends {
            false => conversion,
            true if self.rereads => Conversion::Reread,
            true => Conversion::Impossible(Obstacle::Session),
        };
        match (self.cast, old.ends_with("[]"), new.ends_with("[]")) {
            // Only as text does a list become a single value, or the other way round.
            (_, true, false) if is_string(new) => through_text(Conversion::Automatic),
            (_, false, true) if is_string(old) => through_text(Conversion::Explicit),
            (_, true, false) | (_, false, true) => Conversion::Impossible(Obstacle::NoCast),
            ("a" | "e", ..) if self.cast_depends && self.both_dated => Conversion::Impossible(Obstacle::TimeZone),
            ("e", ..) if self.cast_depends && self.rereads => Conversion::Reread,
            ("a" | "e", ..) if self.cast_depends => Conversion::Impossible(Obstacle::Session),
            ("a", ..) if never_fits(old, new) => Conversion::Impossible(Obstacle::Length),
            ("a", ..) => Conversion::Automatic,
            ("e", ..) => Conversion::Explicit,
            ("t", ..) => Conversion::ThroughText,
            _ => Conversion::Impossible(Obstacle::NoCast),
        }
    }
}

/// What a server says of pairs of types, a row each, in their order: the columns are the fields of [`Said`].
///
/// Casts are those that ALTER COLUMN … TYPE finds: same type, a cast for assignment, or any type to a string unless there is
/// a cast of another sort, as to "char". A function whose outcome no setting changes is immutable, and so
/// are those that print bytes and numbers with a floating point, though `bytea_output` and `extra_float_digits` have a part in
/// that: what they print is read again as the same under every setting but one that somebody chose for less digits; what reads and prints
/// lists, rows, ranges, domains and labels never is, so it is those of their parts that count.
const QUERY: &str = "
    WITH RECURSIVE pairs AS (
        SELECT number, side, pg_catalog.to_regtype(name) AS oid
        FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[]))
            WITH ORDINALITY AS given (old, new, number)
        CROSS JOIN LATERAL (VALUES ('old', old), ('new', new)) AS named (side, name)
    ), types AS (
        SELECT number, side, y.oid, coalesce(nullif(CASE WHEN y.typcategory = 'A' THEN y.typelem END, 0::oid),
                nullif(y.typbasetype, 0::oid), y.oid) AS base,
            coalesce(e.typcategory, y.typcategory) AS category
        FROM pairs
        JOIN pg_catalog.pg_type y ON y.oid = pairs.oid
        LEFT JOIN pg_catalog.pg_type e ON e.oid = y.typelem AND y.typcategory = 'A'
    ), parts AS (
        SELECT oid AS whole, oid FROM types
        UNION
        SELECT whole.whole, part.oid
        FROM parts whole
        JOIN pg_catalog.pg_type y ON y.oid = whole.oid
        CROSS JOIN LATERAL (
            SELECT y.typelem WHERE y.typcategory = 'A' AND y.typelem <> 0
            UNION ALL SELECT y.typbasetype WHERE y.typtype = 'd'
            UNION ALL SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE y.oid IN (r.rngtypid, r.rngmultitypid)
            UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
                WHERE y.typtype = 'c' AND a.attrelid = y.typrelid AND a.attnum > 0 AND NOT a.attisdropped
        ) AS part (oid)
    ), depending AS (
        SELECT parts.whole AS oid, bool_or(reads.provolatile <> 'i') AS read, bool_or(prints.provolatile <> 'i') AS printed
        FROM parts
        JOIN pg_catalog.pg_type y ON y.oid = parts.oid
        JOIN pg_catalog.pg_proc reads ON reads.oid = y.typinput
        JOIN pg_catalog.pg_proc prints ON prints.oid = y.typoutput
        WHERE y.typtype = 'b' AND NOT (y.typcategory = 'A' AND y.typelem <> 0)
        GROUP BY parts.whole
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
        coalesce(source.category = 'D' AND target.category = 'D', false),
        coalesce(source.category = 'S' AND NOT as_new.printed, false)
    FROM pairs one
    JOIN pairs other ON other.number = one.number AND other.side = 'new'
    LEFT JOIN types source ON source.number = one.number AND source.side = 'old'
    LEFT JOIN types target ON target.number = one.number AND target.side = 'new'
    LEFT JOIN depending as_old ON as_old.oid = source.oid
    LEFT JOIN depending as_new ON as_new.oid = target.oid
    CROSS JOIN LATERAL (SELECT coalesce(as_old.printed, false) OR coalesce(as_new.read, false)) AS text (depends)
    LEFT JOIN pg_catalog.pg_cast c ON c.castsource = source.base AND c.casttarget = target.base
    LEFT JOIN pg_catalog.pg_proc f ON f.oid = c.castfunc
    WHERE one.side = 'old'
    ORDER BY one.number";

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
