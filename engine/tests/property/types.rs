//! The types of columns, and a value of each for every row.

use evenkeel_model::name::quote_literal;
use evenkeel_model::object::{CompositeField, CompositeType};
use evenkeel_model::{Catalog, QualifiedName};

/// Numbers and texts that convert into one another, as the server prints them.
pub const CONVERTIBLE: [&str; 12] = [
    "integer",
    "bigint",
    "text",
    "integer",
    "numeric",
    "smallint",
    "character varying(40)",
    "numeric(12,0)",
    "text",
    "character varying",
    "double precision",
    "public.citext",
];

pub const OTHER: [&str; 23] = [
    "boolean",
    "jsonb",
    "date",
    "timestamp with time zone",
    "uuid",
    "int4range",
    "tsvector",
    "json",
    "timestamp without time zone",
    "timestamp(3) with time zone",
    "bytea",
    "inet",
    "interval",
    "time(3) without time zone",
    "character(5)",
    "bit(4)",
    "bit varying(8)",
    "point",
    "money",
    "real",
    "\"char\"",
    "public.hstore",
    "cidr",
];

pub const ARRAYS: [&str; 4] = ["integer[]", "text[]", "bigint[]", "character varying(40)[]"];

/// Types whose values in different rows differ, and that a btree holds.
const KEYS: [&str; 4] = ["uuid", "date", "inet", "money"];

/// The type below domains.
pub fn base(catalog: &Catalog, data_type: &str) -> String {
    let mut text = data_type.to_owned();
    while let Some(domain) = QualifiedName::parse(&text).and_then(|name| catalog.domains.get(&name)) {
        text.clone_from(&domain.base_type);
    }
    text
}

pub fn is_convertible(data_type: &str) -> bool {
    CONVERTIBLE.contains(&data_type)
}

pub fn is_key(catalog: &Catalog, data_type: &str) -> bool {
    let base = base(catalog, data_type);
    is_convertible(&base) || KEYS.contains(&base.as_str()) || base.starts_with("timestamp")
}

pub fn is_text(data_type: &str) -> bool {
    data_type == "text" || data_type.starts_with("character varying")
}

/// Whether a column of it can be compressed and stored elsewhere.
pub fn is_toastable(data_type: &str) -> bool {
    (is_text(data_type) || ["jsonb", "json", "bytea", "tsvector"].contains(&data_type)) && !data_type.ends_with(']')
}

/// Whether a btree orders it.
pub fn is_orderable(catalog: &Catalog, data_type: &str) -> bool {
    let base = base(catalog, data_type);
    let element = base.trim_end_matches("[]");
    let composite = QualifiedName::parse(element).is_some_and(|name| catalog.composites.contains_key(&name));
    let domain_array = QualifiedName::parse(element).is_some_and(|name| catalog.domains.contains_key(&name));
    !composite && !domain_array && !["json", "point"].contains(&element)
}

/// Types of one family hold the same values for the same row.
pub fn family(catalog: &Catalog, data_type: &str) -> String {
    let base = base(catalog, data_type);
    if let Some(element) = base.strip_suffix("[]") {
        return format!("{}[]", family(catalog, element));
    }
    let family = match base.as_str() {
        base if is_convertible(base) => "convertible",
        "date" => "time",
        // Between these the plan asks how: the time zone of the session would decide.
        base if base.starts_with("timestamp") && base.ends_with("with time zone") => "moment",
        base if base.starts_with("timestamp") => "time",
        "json" | "jsonb" => "json",
        other => other,
    };
    family.to_owned()
}

fn refuses_null(catalog: &Catalog, data_type: &str) -> bool {
    let domain = QualifiedName::parse(data_type).and_then(|name| catalog.domains.get(&name));
    domain.is_some_and(|domain| domain.not_null || refuses_null(catalog, &domain.base_type))
}

/// The value of a type in row `i`; labels are taken from those that `other` has too.
pub fn sample(catalog: &Catalog, other: &Catalog, data_type: &str, i: usize) -> Option<String> {
    if let Some(element) = data_type.strip_suffix("[]") {
        let value = sample(catalog, other, element, i)?;
        return Some(format!("ARRAY[{value}]::{data_type}"));
    }
    if let Some(name) = QualifiedName::parse(data_type) {
        if let Some(definition) = catalog.enums.get(&name) {
            let common = |label: &&String| other.enums.get(&name).is_none_or(|other| other.labels.contains(label));
            let labels: Vec<_> = definition.labels.iter().filter(common).collect();
            let label = labels.get(i % labels.len().max(1))?;
            return Some(format!("{}::{data_type}", quote_literal(label)));
        }
        if let Some(domain) = catalog.domains.get(&name) {
            let value = sample(catalog, other, &domain.base_type, i)?;
            return Some(format!("({value})::{data_type}"));
        }
        if let Some(composite) = catalog.composites.get(&name) {
            return row(catalog, other, &name, composite, i);
        }
    }
    let text = match data_type {
        _ if is_convertible(data_type) => i.to_string(),
        "boolean" => "true".to_owned(),
        "jsonb" | "json" => format!("{{\"n\": {i}}}"),
        "date" => format!("2024-01-0{i}"),
        "uuid" => format!("00000000-0000-0000-0000-00000000000{i}"),
        "int4range" => format!("[{i}0,{i}5)"),
        "tsvector" => format!("word{i}"),
        "inet" => format!("10.0.0.{i}"),
        "cidr" => format!("10.0.{i}.0/24"),
        "interval" => format!("{i} days"),
        "bit(4)" | "bit varying(8)" => "1010".to_owned(),
        "point" => format!("({i},{i})"),
        "public.hstore" => format!("n=>{i}"),
        _ if data_type.starts_with("timestamp") => format!("2024-01-0{i} 00:00:00"),
        _ if data_type.starts_with("time") => format!("00:00:0{i}"),
        _ => i.to_string(),
    };
    Some(format!("'{text}'::{data_type}"))
}

/// A row of a composite type in row `i`: fields that get a value of another family are NULL, which a domain may not take.
fn row(
    catalog: &Catalog,
    other: &Catalog,
    name: &QualifiedName,
    composite: &CompositeType,
    i: usize,
) -> Option<String> {
    let new = other.composites.get(name);
    let mut values = Vec::new();
    for (field, of) in &composite.fields {
        let after = new.and_then(|new| new.fields.get(field));
        let same = |after: &CompositeField| family(catalog, &of.data_type) == family(other, &after.data_type);
        let value = if after.is_none_or(same) { sample(catalog, other, &of.data_type, i) } else { None };
        let null_is_refused =
            refuses_null(catalog, &of.data_type) || after.is_some_and(|after| refuses_null(other, &after.data_type));
        if value.is_none() && null_is_refused {
            return None;
        }
        values.push(value.unwrap_or_else(|| "NULL".to_owned()));
    }
    let mut come =
        new.into_iter().flat_map(|new| &new.fields).filter(|(field, _)| !composite.fields.contains_key(*field));
    if come.any(|(_, field)| refuses_null(other, &field.data_type)) {
        return None;
    }
    Some(format!("ROW({})::{name}", values.join(", ")))
}
