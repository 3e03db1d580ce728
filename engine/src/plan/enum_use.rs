//! Whether rows use labels that an enum type is to lose.

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::check::{MAY_NOT_READ, Names, block, hidden, unseen};
use super::context::Context;
use super::statement::{LockMode, Phase, Rows, Statement, Unasked};

/// What to do about such rows.
const HELP: &str = "update those rows first, or keep the value";

/// The checks that fail where a row uses one of the labels, a statement a table: the conversion itself would find such a row
/// only when it has come so far, and not say where it is. They come before anything else happens, or, where they have names
/// that come with the plan, before anything is written anew.
pub(super) fn checks(context: &Context<'_>, name: &QualifiedName, removed: &[&String]) -> Vec<Statement> {
    if removed.is_empty() || context.facts.without_plpgsql {
        return Vec::new();
    }
    let tables = context.from.tables.keys().map(|table| (table, places(context, name, table)));
    let used: Vec<_> = tables.filter(|(_, places)| !places.is_empty()).collect();
    let early = used.iter().map(|(table, places)| early(context, name, table, places, removed));
    early.collect::<Result<_, _>>().unwrap_or_else(|_| {
        let now = |(table, places): &(&QualifiedName, Vec<Place>)| {
            let sources: Vec<_> = places.iter().map(|place| (place, format!("{table} AS t"))).collect();
            check(context, name, table, &sources, removed)
        };
        used.iter().map(now).collect()
    })
}

/// The check of a table by what it and its columns are called at the start.
fn early(
    context: &Context<'_>,
    name: &QualifiedName,
    table: &QualifiedName,
    places: &[Place],
    removed: &[&String],
) -> Result<Statement, Unasked> {
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let before = names.table;
    let mut sources = Vec::new();
    for place in places {
        if let Some(origins) = &context.facts.origins {
            let mut types = place.types.iter().chain([name]).map(|name| ObjectId::Type(name.clone()));
            if origins.renames_schemas() || types.any(|name| origins.is_renamed(&name)) {
                return Err(Unasked::Names);
            }
        }
        let (old, new) = (names.column(&place.column).ok_or(Unasked::Names)?, place.column.as_str());
        let source = match old == new {
            true => format!("{before} AS t"),
            false => format!("(SELECT {} AS {} FROM {before}) AS t", quote_identifier(old), quote_identifier(new)),
        };
        sources.push((place, source));
    }
    Ok(check(context, name, before, &sources, removed).in_phase(Phase::Check))
}

/// Where a row has a value of the type: in a column, or deeper within one.
struct Place {
    column: String,
    /// What has to be unfolded to get there, one from the other.
    lists: Vec<String>,
    /// The types that are gone through to get there.
    types: Vec<QualifiedName>,
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
            let place = Place { column: column.clone(), lists: Vec::new(), types: Vec::new(), value };
            descend(catalog, data_type, name, place, &mut places);
            places
        };
        let after = within(context.to, &new.data_type);
        let stays =
            |place: &Place| after.iter().any(|after| (&after.lists, &after.value) == (&place.lists, &place.value));
        found.extend(within(context.from, &old.data_type).into_iter().filter(stays));
    }
    found
}

/// Goes down into arrays, domains and composite types.
fn descend(catalog: &Catalog, data_type: &str, wanted: &QualifiedName, place: Place, found: &mut Vec<Place>) {
    if let Some(element) = data_type.strip_suffix("[]") {
        let Place { column, mut lists, types, value } = place;
        let alias = format!("e{}", lists.len() + 1);
        lists.push(format!("LATERAL (SELECT pg_catalog.unnest({value})) AS {alias}(value)"));
        let value = format!("{alias}.value");
        return descend(catalog, element, wanted, Place { column, lists, types, value }, found);
    }
    let Some(name) = QualifiedName::parse(data_type) else {
        return;
    };
    let through = |place: &Place| [place.types.as_slice(), std::slice::from_ref(&name)].concat();
    if name == *wanted {
        found.push(place);
    } else if let Some(domain) = catalog.domains.get(&name) {
        let value = format!("{}::{}", place.value, domain.base_type);
        let types = through(&place);
        descend(catalog, &domain.base_type, wanted, Place { value, types, ..place }, found);
    } else if let Some(composite) = catalog.composites.get(&name) {
        for (field, definition) in &composite.fields {
            let value = format!("({}).{}", place.value, quote_identifier(field));
            let (column, lists, types) = (place.column.clone(), place.lists.clone(), through(&place));
            let inner = Place { column, lists, types, value };
            descend(catalog, &definition.data_type, wanted, inner, found);
        }
    }
}

/// The check of a table, at places that each come with what stands behind FROM.
fn check(
    context: &Context<'_>,
    name: &QualifiedName,
    table: &QualifiedName,
    places: &[(&Place, String)],
    removed: &[&String],
) -> Statement {
    let labels: Vec<_> = removed.iter().map(|label| quote_literal(label)).collect();
    let uses: Vec<_> = places
        .iter()
        .map(|(Place { column, lists, value, .. }, source)| {
            let rows: Vec<_> = [source].into_iter().chain(lists).cloned().collect();
            format!(
                "        SELECT {} AS place, {value}::text AS label FROM {} WHERE {value} IN ({})",
                quote_literal(&quote_identifier(column)),
                rows.join(", "),
                labels.join(", ")
            )
        })
        .collect();
    let hidden = hidden(context, std::slice::from_ref(table), Some(table));
    let unseen = unseen(hidden.iter());
    let (before, after) = (format!("a row of {table} has "), format!(", which {name} is to lose"));
    let body = format!(
        "
DECLARE
    used record;
BEGIN
{unseen}    SELECT * INTO used FROM (
{}
    ) AS uses LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
            MESSAGE = {} || pg_catalog.quote_literal(used.label) || ' in ' || used.place || {},
            HINT = {};
    END IF;
{MAY_NOT_READ}END
",
        uses.join("\n        UNION ALL\n"),
        quote_literal(&before),
        quote_literal(&after),
        quote_literal(HELP),
    );
    let mut columns: Vec<_> = places.iter().map(|(place, _)| quote_identifier(&place.column)).collect();
    columns.dedup();
    let condition = format!("a row of {table} has {} in {}; {HELP}", labels.join(" or "), columns.join(" or "));
    let object = ObjectId::Type(name.clone());
    Statement::new(object.clone(), block("check", &body))
        .locking(table, LockMode::AccessShare)
        .failing(object, Rows { hidden, ..Rows::of(condition) })
}
