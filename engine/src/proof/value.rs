//! Sample values of a type, as expressions over `i`, the number of the row: where the type changes, such as fit both.

use evenkeel_model::name::quote_literal;
use evenkeel_model::printed_type::split_modifiers;
use evenkeel_model::{Catalog, QualifiedName};

use super::later::Later;
use crate::plan::basis;

/// A value of a type that differs from row to row, as an expression over `i`; `place` sets columns apart.
pub(super) fn sample((catalog, later): (&Catalog, &Later<'_>), data_type: &str, place: usize) -> String {
    if let Some(element) = data_type.strip_suffix("[]") {
        let value = sample((catalog, later), element, place);
        return if value == "NULL" { format!("'{{}}'::{data_type}") } else { format!("ARRAY[{value}]::{data_type}") };
    }
    let name = QualifiedName::parse(data_type);
    if let Some((name, definition)) = name.as_ref().and_then(|name| Some((name, catalog.enums.get(name)?))) {
        let labels: Vec<_> = definition
            .labels
            .iter()
            .filter(|label| later.keeps_label(name, label))
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
    if let Some((name, composite)) = name.as_ref().and_then(|name| Some((name, catalog.composites.get(name)?))) {
        let new = later.catalog.composites.get(name);
        let fields = composite.fields.iter().map(|(name, field)| match new.and_then(|new| new.fields.get(name)) {
            Some(new) => fitting((catalog, later), &field.data_type, &new.data_type, place),
            None => sample((catalog, later), &field.data_type, place),
        });
        return format!("ROW({})::{data_type}", fields.collect::<Vec<_>>().join(", "));
    }
    untyped(data_type, place).map_or_else(|| "NULL".to_owned(), |value| format!("({value})::{data_type}"))
}

/// A value of the old type that becomes one of the new type, as far as there are any: text that reads as the new type
/// prints it, bits as many as it wants. An expression over `i`.
pub(super) fn fitting((catalog, later): (&Catalog, &Later<'_>), old: &str, new: &str, place: usize) -> String {
    let plain = || sample((catalog, later), old, place);
    let (from, to) = (basis(catalog, old), basis(later.catalog, new));
    if from == to {
        return plain();
    }
    if let (Some(own), Some(other)) = (from.strip_suffix("[]"), to.strip_suffix("[]")) {
        return format!("ARRAY[{}]::{old}", fitting((catalog, later), own, other, place));
    }
    let ((from_name, _), (to_name, length)) = (base_and_length(&from), base_and_length(&to));
    if is_text(&from_name) {
        return match text(later.catalog, &to, place) {
            Some(text) => format!("({text})::{old}"),
            None => plain(),
        };
    }
    match (from_name.as_str(), to_name.as_str(), length) {
        // One that is not a text's is its own number of digits.
        ("bit" | "bit varying", "bit", Some(length)) => format!("pg_catalog.lpad('1', {length}, '0')::{old}"),
        ("smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric", "numeric", Some(_)) => {
            format!("{}::{old}", sample((catalog, later), &to, place))
        }
        _ => plain(),
    }
}

fn is_text(base: &str) -> bool {
    matches!(base, "text" | "character varying" | "character" | "bpchar" | "public.citext")
}

/// The text of a value of a type that may not be there yet, as an expression over `i`; nothing for types of which no value
/// is known.
fn text(catalog: &Catalog, data_type: &str, place: usize) -> Option<String> {
    if let Some(element) = data_type.strip_suffix("[]") {
        return Some(format!("ARRAY[{}]::text[]::text", text(catalog, element, place)?));
    }
    if let Some(name) = QualifiedName::parse(data_type) {
        if let Some(definition) = catalog.enums.get(&name) {
            let labels: Vec<_> = definition.labels.iter().map(|label| quote_literal(label)).collect();
            let list = labels.join(", ");
            return (!labels.is_empty()).then(|| format!("(ARRAY[{list}])[1 + (i - 1) % {}]", labels.len()));
        }
        if let Some(domain) = catalog.domains.get(&name) {
            return text(catalog, &domain.base_type, place);
        }
        if let Some(composite) = catalog.composites.get(&name) {
            let fields = composite.fields.values();
            let fields =
                fields.map(|field| text(catalog, &field.data_type, place).unwrap_or_else(|| "NULL".to_owned()));
            return Some(format!("ROW({})::text", fields.collect::<Vec<_>>().join(", ")));
        }
    }
    let value = untyped(data_type, place)?;
    // A type of an extension may come with the plan.
    let is_here = !base_and_length(data_type).0.contains('.');
    Some(if is_here { format!("({value})::{data_type}::text") } else { format!("({value})::text") })
}

/// The name of a type without its first modifier, and that.
fn base_and_length(data_type: &str) -> (String, Option<usize>) {
    let (base, modifiers) = split_modifiers(data_type);
    (base, modifiers.split(',').next().and_then(|digits| digits.parse().ok()))
}

/// A value of a type that PostgreSQL or an extension brings, before it is cast to the type; nothing for a type of which no
/// value is known.
fn untyped(data_type: &str, place: usize) -> Option<String> {
    let (base, length) = base_and_length(data_type);
    let text = match base.as_str() {
        "text" | "public.citext" => "'sample' || i".to_owned(),
        "character varying" | "character" | "bpchar" => match length {
            Some(length) => format!("pg_catalog.left('s' || i, {length})"),
            None => "'sample' || i".to_owned(),
        },
        "name" | "bytea" | "xml" => "'s' || i".to_owned(),
        "smallint" | "integer" | "bigint" | "real" | "double precision" | "oid" => format!("i + {place}"),
        "numeric" => match numeric_modifiers(data_type) {
            // As many digits as it has, the least first.
            Some((precision, scale)) if precision <= scale => format!("i * 1e-{scale}"),
            _ => "i".to_owned(),
        },
        "money" => "i::int".to_owned(),
        "boolean" => "(i % 2 = 0)".to_owned(),
        "uuid" => "pg_catalog.md5(i::text)".to_owned(),
        "date" | "timestamp without time zone" | "timestamp with time zone" => {
            format!("'2024-01-01'::timestamp + (i + {place}) * '1 day'::interval")
        }
        "time without time zone" | "time with time zone" => "'00:00'::time + i * '1 minute'::interval".to_owned(),
        "interval" => "i * '1 hour'::interval".to_owned(),
        "json" | "jsonb" => "('{\"n\": ' || i || '}')".to_owned(),
        "inet" | "cidr" => "('10.0.0.' || i)".to_owned(),
        "macaddr" => "('08:00:2b:01:02:0' || i)".to_owned(),
        "bit" | "bit varying" => match length {
            Some(length) if base == "bit" => format!("pg_catalog.lpad('1', {length}, '0')"),
            _ => "'1'".to_owned(),
        },
        "\"char\"" => "pg_catalog.chr(96 + i)".to_owned(),
        "public.hstore" => "'n=>' || i".to_owned(),
        "point" => "('(' || i || ',0)')".to_owned(),
        "tsvector" => "('word' || i)".to_owned(),
        "int4range" | "int8range" | "numrange" => "('[' || (i * 10) || ',' || (i * 10 + 5) || ')')".to_owned(),
        "tsrange" | "tstzrange" | "daterange" => "('[2024-01-0' || i || ',2024-01-0' || (i + 1) || ')')".to_owned(),
        _ => return None,
    };
    Some(text)
}

/// The digits of a `numeric(10,2)`, all and those after its point.
fn numeric_modifiers(data_type: &str) -> Option<(i64, i64)> {
    let (_, modifiers) = split_modifiers(data_type);
    let (precision, scale) = modifiers.split_once(',')?;
    Some((precision.trim().parse().ok()?, scale.trim().parse().ok()?))
}
