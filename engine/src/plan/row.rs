//! Rows of a composite type that takes the place of another one of its name.

use evenkeel_model::QualifiedName;
use evenkeel_model::name::quote_identifier;
use evenkeel_model::printed_type::split_modifiers;

use super::context::Context;
use super::conversion::{Unconverted, as_text, conversion, swapped_composite};
use super::facts::{Conversion, Obstacle, basis};
use super::keeps::{keeps, lists_within, told};

/// A row of the composite type that takes another one's place, field by field, as a value of `data_type`. In a list there
/// is no such way: its rows go through their text.
pub(super) fn row(
    context: &Context<'_>,
    expression: &str,
    composite: &QualifiedName,
    data_type: &str,
) -> Result<String, Unconverted> {
    let (Some(old), Some(new)) = (context.from.composites.get(composite), context.to.composites.get(composite)) else {
        return Err(Unconverted::Column(Obstacle::NoCast));
    };
    let mut values = Vec::new();
    let mut is_read = false;
    for (field, before) in &old.fields {
        let Some(after) = new.fields.get(field) else { continue };
        let value = format!("({expression}).{}", quote_identifier(field));
        let (before, after) = (before.data_type.as_str(), after.data_type.as_str());
        if let Some(inner) = swapped_composite(context, before, after) {
            let row = row(context, &value, &inner, after)?;
            values.push(format!("CASE WHEN {value} IS DISTINCT FROM NULL THEN {row} END"));
            continue;
        }
        let way = conversion(context, before, after)
            .map_err(|unconverted| of_field(context, unconverted, (composite, field), (before, after)))?;
        values.push(match way {
            // A cast that is written cuts what is too long; what reads text refuses it, as an assignment does.
            Conversion::Automatic | Conversion::ThroughText
                if has_length(context, after) && !keeps(context, before, after) =>
            {
                is_read = true;
                as_text(context, &value, (before, after))
            }
            Conversion::ThroughText => format!("{}::{after}", as_text(context, &value, (before, after))),
            _ if basis(context.from, before) == basis(context.to, after) && before == after => value,
            _ => format!("{value}::{after}"),
        });
    }
    values.extend(new.fields.keys().filter(|field| !old.fields.contains_key(*field)).map(|_| "NULL".to_owned()));
    let text = if is_read { "::text" } else { "" };
    let domain = if data_type == composite.to_string() { String::new() } else { format!("::{data_type}") };
    Ok(format!("ROW({}){text}::{composite}{domain}", values.join(", ")))
}

/// Checks that rows of a replaced composite type, or of one in a list, can go through their text.
///
/// # Errors
/// When a field's values cannot become those of its new type, or their text is not that of the value.
pub(super) fn check_in_list(context: &Context<'_>, data_type: &str) -> Result<(), Unconverted> {
    let Some(composite) = QualifiedName::parse(data_type.trim_end_matches("[]")) else { return Ok(()) };
    let (old, new) = (context.from.composites.get(&composite), context.to.composites.get(&composite));
    let (Some(old), Some(new)) = (old, new) else { return Ok(()) };
    for (field, before) in &old.fields {
        let Some(after) = new.fields.get(field) else { continue };
        let types = (before.data_type.as_str(), after.data_type.as_str());
        let is_boolean = |basis: String| basis.trim_end_matches("[]") == "boolean";
        let (from, to) = (basis(context.from, types.0), basis(context.to, types.1));
        let way = match conversion(context, types.0, types.1) {
            // A cast makes 1 or `true` of what is `t` as text.
            Ok(_) if is_boolean(from) != is_boolean(to) => Err(Unconverted::Column(Obstacle::InList)),
            other => other,
        };
        way.map_err(|unconverted| of_field(context, unconverted, (&composite, field), types))?;
    }
    Ok(())
}

/// Names the field whose values have no way.
fn of_field(
    context: &Context<'_>,
    unconverted: Unconverted,
    (composite, field): (&QualifiedName, &str),
    (old, new): (&str, &str),
) -> Unconverted {
    match unconverted {
        Unconverted::Column(obstacle) => Unconverted::Field {
            composite: composite.clone(),
            field: field.to_owned(),
            old: told(context.from, old),
            new: told(context.to, new),
            obstacle,
        },
        inner @ Unconverted::Field { .. } => inner,
    }
}

/// Whether values of the type, or those in a list, have a length to which a cast that is written cuts them.
fn has_length(context: &Context<'_>, data_type: &str) -> bool {
    let basis = basis(context.to, data_type);
    if let Some((_, within)) = lists_within(context, &basis, &basis) {
        return has_length(context, within);
    }
    let (name, modifiers) = split_modifiers(&basis);
    let name = name.trim_end_matches("[]");
    matches!(name, "character varying" | "character" | "bit" | "bit varying") && !modifiers.is_empty()
}
