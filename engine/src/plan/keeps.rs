//! What a change of a type does to values.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::object::Domain;
use evenkeel_model::printed_type::split_modifiers;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::context::Context;
use super::facts::basis;
use super::types;
use crate::diff::Action;

/// Whether every value of the old type is the same value in the new one, whatever domains the types are made of. What a
/// composite type makes of its fields is told where that is swapped.
pub(super) fn keeps(context: &Context<'_>, old: &str, new: &str) -> bool {
    let (from, to) = (basis(context.from, old), basis(context.to, new));
    if from != to {
        return keeps_values(&from, &to);
    }
    match lists_within(context, &from, &to) {
        Some((old, new)) => keeps(context, old, new),
        None => !becomes_another_kind(context, &from),
    }
}

/// The hazard of values that are not kept, in words.
pub(super) fn loss(context: &Context<'_>, old: &str, new: &str) -> String {
    let (old, new) = (told(context.from, old), told(context.to, new));
    format!("{old} to {new}: a value that does not fit is refused or loses what does not fit")
}

/// A type as a person is told it: with what it is made of, where it is a domain.
pub(super) fn told(catalog: &Catalog, data_type: &str) -> String {
    let basis = basis(catalog, data_type);
    if basis == data_type { basis } else { format!("{data_type} ({basis})") }
}

/// The domains that values of the new type have to suit and did not have to before, where nothing else says so.
pub(super) fn stricter_domains(context: &Context<'_>, old: &str, new: &str) -> BTreeSet<QualifiedName> {
    let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
    domains_within(context.from, old, &mut before);
    domains_within(context.to, new, &mut after);
    let is_stricter = |name: &QualifiedName, new: &Domain| {
        let old = before.get(name);
        let comes = matches!(context.action(&ObjectId::Type(name.clone())), Some(Action::Create | Action::Replace));
        let refuses_null = new.not_null && !old.is_some_and(|old| old.not_null);
        refuses_null
            || new.checks.iter().any(|(check, condition)| {
                let was = old.and_then(|old| old.checks.get(check));
                let by_itself = !comes && context.action(&ObjectId::Constraint(name.clone(), check.clone())).is_some();
                !by_itself && was.is_none_or(|was| was.expression != condition.expression)
            })
    };
    after.into_iter().filter(|(name, new)| is_stricter(name, new)).map(|(name, _)| name).collect()
}

/// Collects the domains of values of a type, and of what is within them.
fn domains_within<'a>(catalog: &'a Catalog, data_type: &str, found: &mut BTreeMap<QualifiedName, &'a Domain>) {
    let Some(name) = QualifiedName::parse(data_type.trim_end_matches("[]")) else { return };
    if let Some(domain) = catalog.domains.get(&name) {
        found.insert(name, domain);
        domains_within(catalog, &domain.base_type, found);
    } else if let Some(composite) = catalog.composites.get(&name) {
        composite.fields.values().for_each(|field| domains_within(catalog, &field.data_type, found));
    }
}

/// What the values in lists of lists are made of, each a value of a domain: before and afterwards.
pub(super) fn lists_within<'a>(context: &Context<'a>, from: &str, to: &str) -> Option<(&'a str, &'a str)> {
    let within = |catalog: &'a Catalog, data_type: &str| {
        let name = QualifiedName::parse(data_type.strip_suffix("[]")?)?;
        catalog.domains.get(&name).map(|domain| domain.base_type.as_str())
    };
    Some((within(context.from, from)?, within(context.to, to)?))
}

/// Whether the type, or that of the values in a list, has the name of one of another kind that goes.
pub(super) fn becomes_another_kind(context: &Context<'_>, data_type: &str) -> bool {
    let Some(name) = QualifiedName::parse(data_type.trim_end_matches("[]")) else { return false };
    types::kinds(context, &name).is_some_and(|(old, new)| old != new)
}

/// Whether every value of one type that is no domain is the same value in another one.
fn keeps_values(old: &str, new: &str) -> bool {
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
