//! Changes of a column's type.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::Column;
use evenkeel_model::printed_type::split_modifiers;
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use super::facts::{Conversion, Obstacle, basis};
use super::held;
use super::statement::{ColumnAction, HazardKind, LockMode, Statement};

/// `ALTER COLUMN … TYPE` with the USING that it needs.
pub(super) fn retype(
    context: &Context<'_>,
    table: &QualifiedName,
    name: &str,
    old: &Column,
    new: &Column,
) -> Statement {
    let id = ObjectId::Column(table.clone(), name.to_owned());
    let quoted = quote_identifier(name);
    let mut action = format!("ALTER COLUMN {quoted} TYPE {}", new.data_type);
    if let Some(collation) = &new.collation {
        action.push_str(&format!(" COLLATE {collation}"));
    }
    let given = context.facts.using.get(&(table.clone(), name.into())).cloned();
    // What has no conversion was refused before.
    if let Some(using) = given.or_else(|| using(context, &quoted, old, new).ok().flatten()) {
        action.push_str(&format!(" USING {using}"));
    }
    let statement =
        Statement::new(id, format!("ALTER TABLE {table} {action}")).locking(table, LockMode::AccessExclusive);
    let retype = ColumnAction { column: name.to_owned(), data_type: Some(new.data_type.clone()), action };
    let statement = Statement { column_actions: vec![retype], ..statement };
    let statement = held::retyped(context, (table, name), (old, new), statement);
    if old.data_type == new.data_type || keeps_values(&old.data_type, &new.data_type) {
        return statement;
    }
    let words = format!(
        "{} to {}: a value that does not fit is refused or loses what does not fit",
        old.data_type, new.data_type
    );
    statement.with_hazard(HazardKind::Destructive, words)
}

/// Why values of one type do not become values of another.
pub(super) enum Unconverted {
    /// There is no way.
    Column(Obstacle),
    /// A field of a composite type has none.
    Field {
        /// The composite type.
        composite: QualifiedName,
        /// The field.
        field: String,
        /// Its type before.
        old: String,
        /// Its type afterwards.
        new: String,
        /// Why not.
        obstacle: Obstacle,
    },
}

/// The expression after USING, if one is needed.
///
/// # Errors
/// When there is no way that PostgreSQL knows.
pub(super) fn using(
    context: &Context<'_>,
    expression: &str,
    old: &Column,
    new: &Column,
) -> Result<Option<String>, Unconverted> {
    if let Some(composite) = swapped_composite(context, &old.data_type, &new.data_type) {
        let row = row(context, expression, &composite, &new.data_type)?;
        return Ok(Some(format!("CASE WHEN {expression} IS DISTINCT FROM NULL THEN {row} END")));
    }
    // The type itself was replaced by one of the same name: only its text is common to both.
    let is_swapped = old.data_type == new.data_type && old.collation == new.collation;
    let conversion =
        if is_swapped { Some(Conversion::ThroughText) } else { conversion(context, &old.data_type, &new.data_type) };
    match conversion {
        Some(Conversion::ThroughText) => Ok(Some(through_text(expression, &new.data_type))),
        Some(Conversion::Explicit | Conversion::Reread) => Ok(Some(format!("{expression}::{}", new.data_type))),
        Some(Conversion::Automatic) | None => Ok(None),
        Some(Conversion::Impossible(obstacle)) => Err(Unconverted::Column(obstacle)),
    }
}

fn through_text(expression: &str, data_type: &str) -> String {
    let text = if data_type.ends_with("[]") { "text[]" } else { "text" };
    format!("{expression}::{text}::{data_type}")
}

/// How values of one type become those of another, as far as the server was asked.
fn conversion(context: &Context<'_>, old: &str, new: &str) -> Option<Conversion> {
    let pair = (basis(context.from, old), basis(context.to, new));
    if pair.0 == pair.1 && is_replaced(context, &pair.0) {
        Some(Conversion::ThroughText)
    } else {
        match context.facts.conversions.get(&pair).copied() {
            Some(Conversion::Reread) if context.facts.back => Some(Conversion::Explicit),
            Some(Conversion::Reread) => Some(Conversion::Impossible(Obstacle::Session)),
            other => other,
        }
    }
}

/// The composite type that values of both types are rows of, by themselves or through domains, if another one of its name
/// takes its place.
fn swapped_composite(context: &Context<'_>, old: &str, new: &str) -> Option<QualifiedName> {
    let (old, new) = (basis(context.from, old), basis(context.to, new));
    let name = QualifiedName::parse(&old).filter(|_| old == new)?;
    (context.steps_aside(&name) && context.to.composites.contains_key(&name)).then_some(name)
}

/// A row of the composite type that takes another one's place, field by field, as a value of `data_type`. In a list there
/// is no such way: its rows go through their text.
fn row(
    context: &Context<'_>,
    expression: &str,
    composite: &QualifiedName,
    data_type: &str,
) -> Result<String, Unconverted> {
    let (Some(old), Some(new)) = (context.from.composites.get(composite), context.to.composites.get(composite)) else {
        return Err(Unconverted::Column(Obstacle::NoCast));
    };
    let mut values = Vec::new();
    for (field, before) in &old.fields {
        let Some(after) = new.fields.get(field) else { continue };
        let value = format!("({expression}).{}", quote_identifier(field));
        if let Some(inner) = swapped_composite(context, &before.data_type, &after.data_type) {
            let row = row(context, &value, &inner, &after.data_type)?;
            values.push(format!("CASE WHEN {value} IS DISTINCT FROM NULL THEN {row} END"));
            continue;
        }
        values.push(match conversion(context, &before.data_type, &after.data_type) {
            Some(Conversion::ThroughText) => through_text(&value, &after.data_type),
            Some(Conversion::Impossible(obstacle)) => {
                return Err(Unconverted::Field {
                    composite: composite.clone(),
                    field: field.clone(),
                    old: before.data_type.clone(),
                    new: after.data_type.clone(),
                    obstacle,
                });
            }
            _ if before.data_type == after.data_type => value,
            _ => format!("{value}::{}", after.data_type),
        });
    }
    values.extend(new.fields.keys().filter(|field| !old.fields.contains_key(*field)).map(|_| "NULL".to_owned()));
    let domain = if data_type == composite.to_string() { String::new() } else { format!("::{data_type}") };
    Ok(format!("ROW({})::{composite}{domain}", values.join(", ")))
}

fn is_replaced(context: &Context<'_>, data_type: &str) -> bool {
    let name = QualifiedName::parse(data_type.trim_end_matches("[]"));
    name.is_some_and(|name| context.is_replaced(&ObjectId::Type(name)))
}

/// Whether every value of the old type is the same value in the new one.
pub(super) fn keeps_values(old: &str, new: &str) -> bool {
    let ((old_name, old_modifiers), (new_name, new_modifiers)) = (split(old), split(new));
    if old_name.ends_with("[]") != new_name.ends_with("[]") {
        return false;
    }
    let (old_name, new_name) = (old_name.trim_end_matches("[]"), new_name.trim_end_matches("[]"));
    let wider = |default: i64| {
        let first = |modifiers: &[i64]| modifiers.first().copied().unwrap_or(default);
        first(&new_modifiers) >= first(&old_modifiers)
    };
    match (old_name, new_name) {
        (_, "text") => true,
        ("text", "character varying") => new_modifiers.is_empty(),
        ("text" | "character varying", new_name) if is_citext(new_name) => true,
        ("boolean", "integer") => true,
        ("character varying", "character varying") | ("bit varying", "bit varying") => wider(i64::MAX),
        ("smallint", "integer" | "bigint") | ("integer", "bigint") => true,
        ("smallint" | "integer" | "bigint", "numeric") => new_modifiers.is_empty(),
        ("smallint", "real") | ("smallint" | "integer" | "real", "double precision") => true,
        ("numeric", "numeric") => match (old_modifiers.as_slice(), new_modifiers.as_slice()) {
            (_, []) => true,
            ([old_precision, old_scale], [new_precision, new_scale]) => {
                new_scale >= old_scale && new_precision - new_scale >= old_precision - old_scale
            }
            _ => false,
        },
        (old_name, new_name) if old_name == new_name => wider(6),
        ("date", "timestamp without time zone" | "timestamp with time zone") => true,
        ("timestamp without time zone", "timestamp with time zone") => wider(6),
        ("cidr", "inet") | ("json", "jsonb") | ("jsonb", "json") => true,
        _ => false,
    }
}

/// Whether values that differ in the old type differ in the new one, or are refused.
pub(super) fn tells_apart(old: &str, new: &str) -> bool {
    let ((old_name, _), (new_name, _)) = (split(old), split(new));
    let (old_name, new_name) = (old_name.trim_end_matches("[]"), new_name.trim_end_matches("[]"));
    const WHOLE: [&str; 3] = ["smallint", "integer", "bigint"];
    if WHOLE.contains(&old_name) && WHOLE.contains(&new_name) {
        return true;
    }
    // Two dates, or two times of day, are the same moment where a zone has skipped one of them.
    let gets_zone = new_name == "timestamp with time zone" && old_name != new_name;
    keeps_values(old, new) && !is_citext(new_name) && !gets_zone
}

/// Whether a type is that of the extension `citext`, in whatever schema: text that is compared in another way.
fn is_citext(name: &str) -> bool {
    QualifiedName::parse(name).is_some_and(|name| name.name == "citext")
}

/// A type's name and its modifiers: `numeric(10,2)` is (`numeric`, [10, 2]).
fn split(text: &str) -> (String, Vec<i64>) {
    let (name, modifiers) = split_modifiers(text);
    // `numeric(5)` is `numeric(5,0)` to the server, which prints it so.
    (name, modifiers.split(',').filter_map(|part| part.trim().parse().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::{keeps_values, tells_apart};

    #[test]
    fn widening_keeps_values() {
        for (old, new) in [
            ("character varying(20)", "character varying(40)"),
            ("character varying(20)", "text"),
            ("integer", "bigint"),
            ("numeric(10,2)", "numeric(12,4)"),
            ("timestamp(3) without time zone", "timestamp without time zone"),
            ("integer[]", "bigint[]"),
            ("text", "public.citext"),
            ("character varying(20)[]", "extensions.citext[]"),
            ("boolean", "integer"),
        ] {
            assert!(keeps_values(old, new), "{old} to {new}");
        }
        for (old, new) in [
            ("character varying(40)", "character varying(20)"),
            ("text", "character varying(20)"),
            ("bigint", "integer"),
            ("numeric(10,2)", "numeric(10,4)"),
            ("timestamp without time zone", "timestamp(3) without time zone"),
            ("timestamp with time zone", "date"),
            ("text", "integer"),
            ("integer", "boolean"),
            ("integer", "public.citext"),
        ] {
            assert!(!keeps_values(old, new), "{old} to {new}");
        }
    }

    #[test]
    fn what_differs_may_become_equal() {
        for (old, new) in
            [("bigint", "integer"), ("text", "character varying"), ("date", "timestamp without time zone")]
        {
            assert!(tells_apart(old, new), "{old} to {new}");
        }
        for (old, new) in [
            ("text", "public.citext"),
            ("timestamp without time zone", "timestamp with time zone"),
            ("timestamp without time zone", "date"),
            ("numeric(10,2)", "numeric(10,1)"),
        ] {
            assert!(!tells_apart(old, new), "{old} to {new}");
        }
    }
}
