//! Changes of a column's type.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::Column;
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use super::facts::{Conversion, basis};
use super::statement::{HazardKind, LockMode, Statement};

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
    let mut sql = format!("ALTER TABLE {table} ALTER COLUMN {quoted} TYPE {}", new.data_type);
    if let Some(collation) = &new.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    let given = context.facts.using.get(&(table.clone(), name.into()));
    let conversion = conversion(context, old, new);
    match (given, conversion) {
        (Some(using), _) => sql.push_str(&format!(" USING {using}")),
        (None, Some(Conversion::ThroughText)) => {
            let text = if new.data_type.ends_with("[]") { "text[]" } else { "text" };
            sql.push_str(&format!(" USING {quoted}::{text}::{}", new.data_type));
        }
        (None, Some(Conversion::Explicit)) => sql.push_str(&format!(" USING {quoted}::{}", new.data_type)),
        (None, Some(Conversion::Automatic | Conversion::Impossible) | None) => {}
    }
    let statement = Statement::new(id, sql).locking(table, LockMode::AccessExclusive);
    if old.data_type == new.data_type || keeps_values(&old.data_type, &new.data_type) {
        return statement;
    }
    statement.with_hazard(
        HazardKind::Destructive,
        format!(
            "{} to {}: a value that does not fit is refused or loses what does not fit",
            old.data_type, new.data_type
        ),
    )
}

/// How values of the column become those of its new type, as far as the server was asked.
pub(super) fn conversion(context: &Context<'_>, old: &Column, new: &Column) -> Option<Conversion> {
    let pair = (basis(context.from, &old.data_type), basis(context.to, &new.data_type));
    // The type itself was replaced by one of the same name: only its text is common to both.
    let is_swapped = old.data_type == new.data_type && old.collation == new.collation
        || pair.0 == pair.1 && is_replaced(context, &pair.0);
    if is_swapped { Some(Conversion::ThroughText) } else { context.facts.conversions.get(&pair).copied() }
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

/// A type's name and its modifiers: `numeric(10,2)` is (`numeric`, [10, 2]).
fn split(text: &str) -> (String, Vec<i64>) {
    let (name, modifiers) = split_modifiers(text);
    // `numeric(5)` is `numeric(5,0)` to the server, which prints it so.
    (name, modifiers.split(',').filter_map(|part| part.trim().parse().ok()).collect())
}

/// A type's name and the text of its modifiers: `numeric(10,2)[]` is (`numeric[]`, `10,2`). A parenthesis in a quoted
/// name is part of the name.
pub(crate) fn split_modifiers(text: &str) -> (String, &str) {
    let mut quoted = false;
    let opening = text.find(|character| {
        quoted ^= character == '"';
        character == '(' && !quoted
    });
    let split = opening.and_then(|opening| {
        let (before, rest) = (text.get(..opening)?, text.get(opening + 1..)?);
        let (inside, after) = rest.split_once(')')?;
        Some((format!("{before}{after}"), inside))
    });
    split.unwrap_or_else(|| (text.to_owned(), ""))
}

#[cfg(test)]
mod tests {
    use super::{keeps_values, split_modifiers};

    #[test]
    fn parentheses_in_quoted_names_are_no_modifiers() {
        assert_eq!(split_modifiers("numeric(10,2)[]"), ("numeric[]".to_owned(), "10,2"));
        assert_eq!(split_modifiers("public.\"(a)\"[]"), ("public.\"(a)\"[]".to_owned(), ""));
        assert_eq!(split_modifiers("\"a\"\"(\"(3)"), ("\"a\"\"(\"".to_owned(), "3"));
    }

    #[test]
    fn widening_keeps_values() {
        for (old, new) in [
            ("character varying(20)", "character varying(40)"),
            ("character varying(20)", "text"),
            ("integer", "bigint"),
            ("numeric(10,2)", "numeric(12,4)"),
            ("timestamp(3) without time zone", "timestamp without time zone"),
            ("integer[]", "bigint[]"),
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
        ] {
            assert!(!keeps_values(old, new), "{old} to {new}");
        }
    }
}
