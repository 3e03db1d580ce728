//! Whether rows use labels that an enum type is to lose.

use evenkeel_model::name::{dollar_quote, quote_identifier, quote_literal};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::context::Context;
use super::statement::{HazardKind, LockMode, Statement};

/// What to do about such rows.
const HELP: &str = "update those rows first, or keep the value";

/// The checks that fail where a row uses one of the labels, a statement a table. They come before anything is written
/// anew: the conversion itself would find such a row only when it has come so far, and not say where it is.
pub(super) fn checks(context: &Context<'_>, name: &QualifiedName, removed: &[&String]) -> Vec<Statement> {
    if removed.is_empty() {
        return Vec::new();
    }
    let tables = context.from.tables.keys().map(|table| (table, places(context, name, table)));
    let used = tables.filter(|(_, places)| !places.is_empty());
    used.map(|(table, places)| check(name, table, &places, removed)).collect()
}

/// Where a row has a value of the type: in a column, or deeper within one.
#[derive(PartialEq, Eq)]
struct Place {
    column: String,
    /// What has to be unfolded to get there, one from the other.
    lists: Vec<String>,
    value: String,
}

/// The places that have the type now and afterwards. Who says how values are converted says what becomes of
/// each of them.
fn places(context: &Context<'_>, name: &QualifiedName, table: &QualifiedName) -> Vec<Place> {
    let mut found = Vec::new();
    for (column, old) in context.from.tables.get(table).into_iter().flat_map(|table| &table.columns) {
        let Some(new) = context.new_column(table, column).filter(|_| !context.column_goes(table, column)) else {
            continue;
        };
        if context.facts.using.contains_key(&(table.clone(), column.clone())) {
            continue;
        }
        let within = |catalog: &Catalog, data_type: &str| {
            let value = format!("t.{}", quote_identifier(column));
            let mut places = Vec::new();
            descend(catalog, data_type, name, Place { column: column.clone(), lists: Vec::new(), value }, &mut places);
            places
        };
        let after = within(context.to, &new.data_type);
        found.extend(within(context.from, &old.data_type).into_iter().filter(|place| after.contains(place)));
    }
    found
}

/// Goes down into arrays, domains and composite types.
fn descend(catalog: &Catalog, data_type: &str, wanted: &QualifiedName, place: Place, found: &mut Vec<Place>) {
    if let Some(element) = data_type.strip_suffix("[]") {
        let Place { column, mut lists, value } = place;
        let alias = format!("e{}", lists.len() + 1);
        lists.push(format!("LATERAL (SELECT pg_catalog.unnest({value})) AS {alias}(value)"));
        let value = format!("{alias}.value");
        return descend(catalog, element, wanted, Place { column, lists, value }, found);
    }
    let Some(name) = QualifiedName::parse(data_type) else {
        return;
    };
    if name == *wanted {
        found.push(place);
    } else if let Some(domain) = catalog.domains.get(&name) {
        let value = format!("{}::{}", place.value, domain.base_type);
        descend(catalog, &domain.base_type, wanted, Place { value, ..place }, found);
    } else if let Some(composite) = catalog.composites.get(&name) {
        for (field, definition) in &composite.fields {
            let value = format!("({}).{}", place.value, quote_identifier(field));
            let inner = Place { column: place.column.clone(), lists: place.lists.clone(), value };
            descend(catalog, &definition.data_type, wanted, inner, found);
        }
    }
}

fn check(name: &QualifiedName, table: &QualifiedName, places: &[Place], removed: &[&String]) -> Statement {
    let labels: Vec<_> = removed.iter().map(|label| quote_literal(label)).collect();
    let uses: Vec<_> = places
        .iter()
        .map(|Place { column, lists, value }| {
            let rows: Vec<_> = [format!("{table} AS t")].iter().chain(lists).cloned().collect();
            format!(
                "        SELECT {} AS place, {value}::text AS label FROM {} WHERE {value} IN ({})",
                quote_literal(&quote_identifier(column)),
                rows.join(", "),
                labels.join(", ")
            )
        })
        .collect();
    let (before, after) = (format!("a row of {table} has "), format!(", which {name} is to lose"));
    let body = format!(
        "
DECLARE
    used record;
BEGIN
    SELECT * INTO used FROM (
{}
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = {} || pg_catalog.quote_literal(used.label) || ' in ' || used.place || {},
            HINT = {};
    END IF;
END
",
        uses.join("\n        UNION ALL\n"),
        quote_literal(&before),
        quote_literal(&after),
        quote_literal(HELP),
    );
    let quote = dollar_quote("check", &body);
    let mut columns: Vec<_> = places.iter().map(|place| quote_identifier(&place.column)).collect();
    columns.dedup();
    let words = format!("fails while a row of {table} has {} in {}; {HELP}", labels.join(" or "), columns.join(" or "));
    Statement::new(ObjectId::Type(name.clone()), format!("DO {quote}{body}{quote}"))
        .locking(table, LockMode::AccessShare)
        .with_hazard(HazardKind::DependsOnData, words)
}
