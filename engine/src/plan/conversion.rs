//! Changes of a column's type.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::Column;
use evenkeel_model::printed_type::split_modifiers;
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use super::facts::{Conversion, Obstacle, basis};
use super::held;
use super::keeps::{becomes_another_kind, keeps, lists_within, loss, stricter_domains};
use super::row::{self, row};
use super::statement::{ColumnAction, HazardKind, LockMode, Rows, Statement, Unasked};

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
    if !keeps(context, &old.data_type, &new.data_type) {
        return statement.with_hazard(HazardKind::Destructive, loss(context, &old.data_type, &new.data_type));
    }
    let domains = stricter_domains(context, &old.data_type, &new.data_type);
    if domains.is_empty() {
        return statement;
    }
    let domains: Vec<_> = domains.iter().map(ToString::to_string).collect();
    let condition = format!("a row has a value that {} does not take", domains.join(" or "));
    let object = statement.object.clone();
    statement.failing(object, Rows { unasked: Some(Unasked::Changes), ..Rows::of(condition) })
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
    let (from, to) = (&old.data_type, &new.data_type);
    Ok(match conversion(context, from, to)? {
        // Unlike a cast that is written, the one of an assignment cuts nothing.
        Conversion::ThroughText if is_string(&basis(context.to, to)) => Some(as_text(context, expression, (from, to))),
        Conversion::ThroughText => Some(format!("{}::{to}", as_text(context, expression, (from, to)))),
        Conversion::Explicit | Conversion::Reread => Some(format!("{expression}::{to}")),
        Conversion::Automatic => None,
        Conversion::Impossible(obstacle) => return Err(Unconverted::Column(obstacle)),
    })
}

/// The text of a value on its way from one type to another; between lists, that of each value within.
pub(super) fn as_text(context: &Context<'_>, expression: &str, (old, new): (&str, &str)) -> String {
    let (from, to) = (basis(context.from, old), basis(context.to, new));
    let are_lists = from.ends_with("[]") && to.ends_with("[]") && lists_within(context, &from, &to).is_none();
    format!("{expression}::{}", if are_lists { "text[]" } else { "text" })
}

/// How values of one type become those of another, as far as the server was asked: as those of the types that they are
/// made of, whose casts domains share.
pub(super) fn conversion(context: &Context<'_>, old: &str, new: &str) -> Result<Conversion, Unconverted> {
    let (from, to) = (basis(context.from, old), basis(context.to, new));
    if becomes_another_kind(context, &from) || becomes_another_kind(context, &to) {
        // The server that was asked knows another type by that name.
        let is_automatic = is_string(&to) && from.ends_with("[]") == to.ends_with("[]");
        return Ok(if is_automatic { Conversion::Automatic } else { Conversion::ThroughText });
    }
    if from != to {
        return match context.facts.conversions.get(&(from, to)) {
            Some(Conversion::Impossible(obstacle)) => Err(Unconverted::Column(*obstacle)),
            Some(Conversion::Reread) if context.facts.back => Ok(Conversion::Explicit),
            Some(Conversion::Reread) => Err(Unconverted::Column(Obstacle::Session)),
            Some(conversion) => Ok(*conversion),
            None => Ok(Conversion::Automatic),
        };
    }
    if let Some((old, new)) = lists_within(context, &from, &to) {
        return match conversion(context, old, new)? {
            Conversion::Automatic => Ok(Conversion::Automatic),
            _ => Ok(Conversion::ThroughText),
        };
    }
    // The type itself was replaced by one of the same name: only its text is common to both.
    if is_replaced(context, &from) {
        row::check_in_list(context, &from)?;
        return Ok(Conversion::ThroughText);
    }
    Ok(Conversion::Automatic)
}

/// Whether values of the type, or those in a list, are strings, which a value of any type becomes by assignment.
fn is_string(data_type: &str) -> bool {
    let name = split_modifiers(data_type).0;
    matches!(name.trim_end_matches("[]"), "text" | "character varying" | "character")
}

/// The composite type that values of both types are rows of, by themselves or through domains, if another one of its name
/// takes its place.
pub(super) fn swapped_composite(context: &Context<'_>, old: &str, new: &str) -> Option<QualifiedName> {
    let (old, new) = (basis(context.from, old), basis(context.to, new));
    let name = QualifiedName::parse(&old).filter(|_| old == new)?;
    (context.steps_aside(&name) && context.to.composites.contains_key(&name)).then_some(name)
}

fn is_replaced(context: &Context<'_>, data_type: &str) -> bool {
    let name = QualifiedName::parse(data_type.trim_end_matches("[]"));
    name.is_some_and(|name| context.is_replaced(&ObjectId::Type(name)))
}
