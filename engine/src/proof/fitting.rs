//! Values that fit two types, that of a column now and the one that it gets.

use evenkeel_model::name::quote_literal;
use evenkeel_model::{Catalog, QualifiedName};

use super::rows::{Later, base_and_length, sample, untyped};
use crate::plan::basis;

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
    if is_text(from_name) && !from.ends_with("[]") {
        return match text(later.catalog, &to, place) {
            Some(text) => format!("({text})::{old}"),
            None => plain(),
        };
    }
    match (from_name, to_name, length) {
        // One that is not a text's is its own number of digits.
        ("bit" | "bit varying", "bit", Some(length)) => format!("pg_catalog.lpad('1', {length}, '0')::{old}"),
        ("smallint" | "integer" | "bigint" | "real" | "double precision" | "numeric", "numeric", Some(_)) => {
            format!("{}::{old}", sample((catalog, later), &to, place))
        }
        _ => plain(),
    }
}

fn is_text(base: &str) -> bool {
    matches!(base, "text" | "character varying" | "character" | "public.citext")
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
