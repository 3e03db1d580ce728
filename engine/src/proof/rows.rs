//! Sample rows for a scratch database: a few in every table that takes them, so that a plan has something to lose.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::{Column, ColumnValue, ConstraintKind, ForeignKey, Table};
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::Client;

use crate::plan::Origins;

/// How many rows a table gets.
const ROWS: usize = 6;

/// What becomes of the tables.
pub(super) struct Later<'a> {
    /// The state in which they will be.
    pub catalog: &'a Catalog,
    /// What they will be called, by what they are called now.
    pub names: &'a Origins,
}

/// Fills the tables of `catalog`, referenced ones first; gives those that stay empty, with the reason. A column that
/// takes no NULL in `later` gets none.
pub(super) async fn fill(
    client: &Client,
    catalog: &Catalog,
    later: &Later<'_>,
    keep_empty: &BTreeMap<QualifiedName, String>,
) -> Result<Vec<(QualifiedName, String)>, tokio_postgres::Error> {
    let mut unfilled = Vec::new();
    let mut filled: BTreeSet<QualifiedName> = BTreeSet::new();
    for name in order(catalog, keep_empty) {
        let Some(table) = catalog.tables.get(name) else {
            continue;
        };
        let reason = match keep_empty.get(name) {
            Some(reason) => Some(reason.clone()),
            None => insert(client, (catalog, later), name, table, &filled).await?,
        };
        match reason {
            None => {
                filled.insert(name.clone());
            }
            Some(reason) => unfilled.push((name.clone(), reason)),
        }
    }
    Ok(unfilled)
}

/// The tables in the order in which they are filled.
fn order<'a>(catalog: &'a Catalog, keep_empty: &BTreeMap<QualifiedName, String>) -> Vec<&'a QualifiedName> {
    let (empty, pending): (BTreeSet<_>, BTreeSet<_>) =
        catalog.tables.keys().partition(|name| keep_empty.contains_key(*name));
    let (mut ordered, mut pending) = (Vec::from_iter(empty), pending);
    while !pending.is_empty() {
        // A table whose references are all decided is next; in a cycle one whose keys may be NULL.
        let undecided =
            |name: &QualifiedName, key: &ForeignKey| key.references != *name && pending.contains(&key.references);
        let table = |name: &QualifiedName| catalog.tables.get(name);
        let free =
            |name: &QualifiedName| table(name).is_none_or(|table| !foreign_keys(table).any(|key| undecided(name, key)));
        let may_wait = |name: &QualifiedName| {
            table(name).is_none_or(|table| {
                foreign_keys(table)
                    .filter(|key| undecided(name, key))
                    .all(|key| key.columns.iter().any(|column| is_nullable(table, column)))
            })
        };
        // All that are free at once: none of them waits for another.
        let mut next: BTreeSet<_> = pending.iter().copied().filter(|name| free(name)).collect();
        if next.is_empty() {
            let waits = pending.iter().copied().find(|name| may_wait(name));
            next.extend(waits.or_else(|| pending.first().copied()));
        }
        pending.retain(|name| !next.contains(name));
        ordered.extend(next);
    }
    ordered
}

fn foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.constraints.values().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some(key),
        _ => None,
    })
}

fn is_nullable(table: &Table, column: &str) -> bool {
    table.columns.get(column).is_some_and(|column| !column.not_null)
}

/// Tries to insert rows; gives the server's reason where it takes none.
async fn insert(
    client: &Client,
    (catalog, later): (&Catalog, &Later<'_>),
    name: &QualifiedName,
    table: &Table,
    filled: &BTreeSet<QualifiedName>,
) -> Result<Option<String>, tokio_postgres::Error> {
    let words = checked_words(table);
    let mut reason = String::new();
    for shape in SHAPES {
        let mut columns = Vec::new();
        let mut expressions = Vec::new();
        for (position, (column, definition)) in table.columns.iter().enumerate() {
            if matches!(definition.value, Some(ColumnValue::Identity(_) | ColumnValue::Generated { .. })) {
                continue;
            }
            let takes_null = !definition.not_null && !will_be_required(later, name, column);
            if shape.sparse && (definition.value.is_some() || takes_null) {
                continue;
            }
            columns.push(quote_identifier(column));
            let place = if shape.ascending { position } else { table.columns.len() - position };
            let words = if shape.words { words.get(column).map(Vec::as_slice) } else { None };
            let sample = Sample { column, data_type: &definition.data_type, takes_null, words, place };
            expressions.push(expression((catalog, later), table, &sample, filled));
        }
        let sql = if columns.is_empty() {
            format!("INSERT INTO {name} DEFAULT VALUES")
        } else {
            format!(
                "INSERT INTO {name} ({}) SELECT {} FROM pg_catalog.generate_series(1, {}) AS sample(i)",
                columns.join(", "),
                expressions.join(", "),
                shape.rows
            )
        };
        match client.batch_execute(&sql).await {
            Ok(()) => return Ok(None),
            Err(error) if error.is_closed() => return Err(error),
            Err(error) => {
                reason = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
            }
        }
    }
    Ok(Some(reason))
}

/// One way of making rows.
struct Shape {
    rows: usize,
    /// Whether values are taken from the constants that checks name.
    words: bool,
    /// Whether later columns have greater values, as `expires_at` after `created_at` wants, or smaller ones.
    ascending: bool,
    /// Whether only columns without which there is no row get a value.
    sparse: bool,
}

/// The ways, tried in this order: many rows with values that may be, then one with as little as can be.
const SHAPES: [Shape; 6] = [
    Shape { rows: ROWS, words: true, ascending: true, sparse: false },
    Shape { rows: ROWS, words: true, ascending: false, sparse: false },
    Shape { rows: ROWS, words: false, ascending: true, sparse: false },
    Shape { rows: ROWS, words: true, ascending: true, sparse: true },
    Shape { rows: 1, words: true, ascending: true, sparse: false },
    Shape { rows: 1, words: true, ascending: true, sparse: true },
];

/// The string constants with which the checks of a table compare, by column of text: `= 'x'` and `= ANY (ARRAY['x', …])`.
fn checked_words(table: &Table) -> BTreeMap<String, Vec<String>> {
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for constraint in table.constraints.values() {
        let ConstraintKind::Check { expression, .. } = &constraint.kind else {
            continue;
        };
        let parts: Vec<&str> = expression.split('\'').collect();
        let constants: Vec<String> = parts
            .iter()
            .zip(parts.iter().skip(1))
            .step_by(2)
            .filter(|(before, _)| before.trim_end().ends_with(['[', ',']) || before.trim_end().ends_with(" ="))
            .map(|(_, constant)| (*constant).to_owned())
            .collect();
        let of_text =
            |column: &Column| column.data_type.starts_with("text") || column.data_type.starts_with("character");
        for (column, _) in table
            .columns
            .iter()
            .filter(|(name, column)| of_text(column) && expression.contains(quote_identifier(name).as_str()))
        {
            words.entry(column.clone()).or_default().extend(constants.iter().cloned());
        }
    }
    words.retain(|_, constants| !constants.is_empty());
    words
}

/// Whether a column will take no NULL.
fn will_be_required(later: &Later<'_>, table: &QualifiedName, column: &str) -> bool {
    let definition = || {
        let table = later.names.table(table)?;
        later.catalog.tables.get(table)?.columns.get(later.names.column(table, column)?)
    };
    definition().is_some_and(|column| column.not_null)
}

/// Whether a label of an enum type is one afterwards too. Of a type that goes, or becomes one of another kind, all do.
fn stays(later: &Later<'_>, name: &QualifiedName, label: &str) -> bool {
    let Some((name, definition)) =
        later.names.enum_type(name).and_then(|now| Some((now, later.catalog.enums.get(now)?)))
    else {
        return true;
    };
    later.names.label(name, label).is_some_and(|now| definition.labels.iter().any(|other| other == now))
}

/// What values a column gets.
struct Sample<'a> {
    column: &'a str,
    data_type: &'a str,
    takes_null: bool,
    words: Option<&'a [String]>,
    /// Sets columns apart.
    place: usize,
}

/// The value of a column in row `i`.
fn expression(
    (catalog, later): (&Catalog, &Later<'_>),
    table: &Table,
    column: &Sample<'_>,
    filled: &BTreeSet<QualifiedName>,
) -> String {
    let key = foreign_keys(table).find_map(|key| {
        let position = key.columns.iter().position(|own| own == column.column)?;
        Some((key, key.referenced_columns.get(position)?))
    });
    if let Some((key, referenced)) = key {
        if !filled.contains(&key.references) {
            return "NULL".to_owned();
        }
        let order = key.referenced_columns.iter().map(|name| quote_identifier(name)).collect::<Vec<_>>().join(", ");
        return format!(
            "(SELECT r.{} FROM {} r ORDER BY {order} OFFSET (i - 1) % (SELECT pg_catalog.count(*) FROM {}) LIMIT 1)",
            quote_identifier(referenced),
            key.references,
            key.references
        );
    }
    let value = match column.words {
        Some(words) => {
            let list: Vec<_> = words.iter().map(|word| quote_literal(word)).collect();
            format!("(ARRAY[{}])[1 + (i - 1) % {}]::{}", list.join(", "), list.len(), column.data_type)
        }
        None => sample((catalog, later), column.data_type, column.place),
    };
    if column.takes_null && value != "NULL" {
        // Some NULLs, where they may be.
        format!("CASE WHEN i % 3 = 0 THEN NULL ELSE {value} END")
    } else {
        value
    }
}

/// A value of a type that differs from row to row, as an expression over `i`; `place` sets columns apart.
fn sample((catalog, later): (&Catalog, &Later<'_>), data_type: &str, place: usize) -> String {
    if let Some(element) = data_type.strip_suffix("[]") {
        let value = sample((catalog, later), element, place);
        return if value == "NULL" { format!("'{{}}'::{data_type}") } else { format!("ARRAY[{value}]::{data_type}") };
    }
    let name = QualifiedName::parse(data_type);
    if let Some((name, definition)) = name.as_ref().and_then(|name| Some((name, catalog.enums.get(name)?))) {
        let labels: Vec<_> = definition
            .labels
            .iter()
            .filter(|label| stays(later, name, label))
            .map(|label| quote_literal(label))
            .collect();
        return if labels.is_empty() {
            "NULL".to_owned()
        } else {
            format!("(ARRAY[{}]::{data_type}[])[1 + (i - 1) % {}]", labels.join(", "), labels.len())
        };
    }
    if let Some(domain) = name.as_ref().and_then(|name| catalog.domains.get(name)) {
        return format!("({})::{data_type}", sample((catalog, later), &domain.base_type, place));
    }
    let (base, length) = match data_type.split_once('(') {
        Some((base, rest)) => (base, rest.split([')', ',']).next().and_then(|digits| digits.parse::<usize>().ok())),
        None => (data_type, None),
    };
    let text = match base {
        "text" | "public.citext" => "'sample' || i".to_owned(),
        "character varying" | "character" => match length {
            Some(length) => format!("pg_catalog.left('s' || i, {length})"),
            None => "'sample' || i".to_owned(),
        },
        "name" | "bytea" | "xml" => "'s' || i".to_owned(),
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "oid" => format!("i + {place}"),
        "numeric" => "i".to_owned(),
        "money" => "i::int".to_owned(),
        "boolean" => "(i % 2 = 0)".to_owned(),
        "uuid" => "pg_catalog.md5(i::text)".to_owned(),
        "date" | "timestamp without time zone" | "timestamp with time zone" | "timestamp" => {
            format!("'2024-01-01'::timestamp + (i + {place}) * '1 day'::interval")
        }
        "time without time zone" | "time with time zone" | "time" => {
            "'00:00'::time + i * '1 minute'::interval".to_owned()
        }
        "interval" => "i * '1 hour'::interval".to_owned(),
        "json" | "jsonb" => "('{\"n\": ' || i || '}')".to_owned(),
        "inet" | "cidr" => "('10.0.0.' || i)".to_owned(),
        "macaddr" => "('08:00:2b:01:02:0' || i)".to_owned(),
        "bit" | "bit varying" => match length {
            Some(length) if base == "bit" => format!("pg_catalog.lpad('1', {length}, '0')"),
            _ => "'1'".to_owned(),
        },
        "point" => "('(' || i || ',0)')".to_owned(),
        "tsvector" => "('word' || i)".to_owned(),
        "int4range" | "int8range" | "numrange" => "('[' || (i * 10) || ',' || (i * 10 + 5) || ')')".to_owned(),
        "tsrange" | "tstzrange" | "daterange" => "('[2024-01-0' || i || ',2024-01-0' || (i + 1) || ')')".to_owned(),
        _ => return "NULL".to_owned(),
    };
    format!("({text})::{data_type}")
}
