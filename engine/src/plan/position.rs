//! Where a sequence goes on when a column begins to take its values from it: behind the values that the column has, and
//! behind what the sequence before it has given out, whose rows may be gone and known elsewhere.

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::{ColumnValue, SequenceOptions};
use evenkeel_model::printed_type::split_modifiers;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::context::{Context, aside};
use super::facts::basis;
use super::graph::Node;
use super::sequence::starts_anew;
use super::statement::{LockMode, Statement};

/// What a column takes its values from.
pub(super) struct Counter<'a> {
    pub name: QualifiedName,
    options: &'a SequenceOptions,
    /// Whether it is part of the column.
    pub identity: bool,
}

impl<'a> Counter<'a> {
    fn of(catalog: &'a Catalog, table: &QualifiedName, column: &str) -> Option<Self> {
        match catalog.tables.get(table)?.columns.get(column)?.value.as_ref()? {
            ColumnValue::Identity(identity) => {
                let name = table.sibling(&identity.sequence);
                Some(Self { name, options: &identity.options, identity: true })
            }
            ColumnValue::Default(_) => {
                let value = ObjectId::ColumnValue(table.clone(), column.to_owned());
                catalog.dependencies.needed_by(&value).find_map(|needed| match needed {
                    ObjectId::Sequence(name) => {
                        let options = &catalog.sequences.get(name)?.options;
                        Some(Self { name: name.clone(), options, identity: false })
                    }
                    _ => None,
                })
            }
            ColumnValue::Generated { .. } => None,
        }
    }
}

/// The sequences before and after, where a column that stays moves to another one or to its first.
fn moves<'a>(context: &Context<'a>, table: &QualifiedName, column: &str) -> Option<(Option<Counter<'a>>, Counter<'a>)> {
    if context.column_goes(table, column) || context.old_column(table, column).is_none() {
        return None;
    }
    let (old, new) = (Counter::of(context.from, table, column), Counter::of(context.to, table, column)?);
    let is_the_same = old.as_ref().is_some_and(|old| match (old.identity, new.identity) {
        (true, true) => true,
        (false, false) => old.name == new.name,
        _ => false,
    });
    (!is_the_same).then_some((old, new))
}

/// The sequence of an identity column from which the column moves to a sequence of its own standing. It steps aside, so
/// that its name is free, and nobody can take another value from it until the column has moved.
pub(super) fn left_identity(context: &Context<'_>, table: &QualifiedName, column: &str) -> Option<QualifiedName> {
    let (old, _) = moves(context, table, column)?;
    old.filter(|old| old.identity).map(|old| old.name)
}

/// Whether a sequence that goes is needed until columns have moved to others, one of which has its name.
pub(super) fn steps_aside(context: &Context<'_>, name: &QualifiedName) -> bool {
    let id = ObjectId::Sequence(name.clone());
    let users = context.from.dependencies.iter().filter(|(_, needed)| **needed == id);
    let moving = users.filter_map(|(dependent, _)| match dependent {
        ObjectId::ColumnValue(table, column) => moves(context, table, column),
        _ => None,
    });
    moving.into_iter().any(|(_, new)| new.name == *name)
}

/// The sequence before, by the name that it has while the column moves.
fn before<'a>(context: &Context<'_>, old: Option<Counter<'a>>) -> Option<Counter<'a>> {
    let old = old?;
    let is_aside = old.identity || steps_aside(context, &old.name);
    Some(if is_aside { Counter { name: aside(&old.name), ..old } } else { old })
}

/// A node that sets the position of a column's new sequence, so that it comes while the old one is there.
pub(super) fn asking(context: &Context<'_>, table: &QualifiedName, column: &str, node: Node) -> Node {
    match moves(context, table, column).and_then(|(old, _)| old) {
        Some(old) => node.needing(ObjectId::Sequence(aside(&old.name))).preceding(ObjectId::Sequence(old.name)),
        None => node,
    }
}

/// Sets the sequence to which a column moves to where it has to go on. What lies outside of its bounds cannot collide, and
/// of what was counted there the nearest bound remains.
pub(super) fn go_on(context: &Context<'_>, table: &QualifiedName, column: &str) -> Option<Statement> {
    let (old, new) = moves(context, table, column)?;
    set(context, table, column, old, &new)
}

/// The same where the column keeps its sequence and that starts anew, since it counts the other way or within other bounds.
pub(super) fn start_anew(
    context: &Context<'_>,
    (table, column): (&QualifiedName, &str),
    old: &SequenceOptions,
    sequence: (QualifiedName, &SequenceOptions),
) -> Option<Statement> {
    let (name, options) = sequence;
    // As if it were new: its own position says nothing more.
    let new = Counter { name, options, identity: true };
    if starts_anew(old, options) { set(context, table, column, None, &new) } else { None }
}

fn set(
    context: &Context<'_>,
    table: &QualifiedName,
    column: &str,
    old: Option<Counter<'_>>,
    new: &Counter<'_>,
) -> Option<Statement> {
    let options = new.options;
    let down = options.increment < 0;
    let (extreme, furthest) = if down { ("min", "LEAST") } else { ("max", "GREATEST") };
    let quoted = quote_identifier(column);
    let (low, high) = (options.min_value, options.max_value);
    // The way out of an identity begins before the column takes another type.
    let early = old.as_ref().is_some_and(|old| old.identity);
    let extreme = extreme_of(if early { context.from } else { context.to }, table, column)
        .map(|cast| format!("{extreme}({quoted}){cast}"));
    let rows = format!("FROM {table} WHERE {quoted} BETWEEN {low} AND {high}");
    let mut positions = Vec::new();
    if let Some(old) = before(context, old).filter(|old| (old.options.increment < 0) == down) {
        positions.push(position(&old, options));
    }
    let is_new = new.identity || !context.from.sequences.contains_key(&new.name);
    if !is_new || is_shared(context, &new.name) {
        positions.push(position(new, options));
    }
    let set = |value: &str, is_called: &str| {
        format!("SELECT pg_catalog.setval({}, {value}, {is_called})", quote_literal(&new.name.to_string()))
    };
    let start = options.start;
    let reaches = |value: &str| format!("{value} {} {start}", if down { "<=" } else { ">=" });
    let sql = match (extreme, positions.is_empty()) {
        (None, true) => return None,
        (Some(extreme), true) if start == if down { high } else { low } => {
            let select = set(&format!("COALESCE({extreme}, {start})"), &format!("{extreme} IS NOT NULL"));
            format!("{select} {rows}")
        }
        (Some(extreme), true) => {
            let select =
                set(&format!("{furthest}({extreme}, {start})"), &format!("COALESCE({}, false)", reaches(&extreme)));
            format!("{select} {rows}")
        }
        (extreme, false) => {
            positions.extend(extreme.map(|extreme| format!("(SELECT {extreme} {rows})")));
            let select =
                set(&format!("{furthest}(reached, {start})"), &format!("COALESCE({}, false)", reaches("reached")));
            format!("{select} FROM (SELECT {furthest}({})) AS position(reached)", positions.join(", "))
        }
    };
    let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
    Some(Statement::new(id, sql).locking(table, LockMode::AccessShare))
}

/// The last value that a sequence gave out, or the one before the first, within the bounds of another. Where there is no
/// number before the first, it is none.
fn position(counter: &Counter<'_>, bounds: &SequenceOptions) -> String {
    let options = counter.options;
    let last = format!("last_value - CASE WHEN is_called THEN 0 ELSE {} END", options.increment);
    let last = if options.max_value > bounds.max_value { format!("LEAST({last}, {})", bounds.max_value) } else { last };
    let last =
        if options.min_value < bounds.min_value { format!("GREATEST({last}, {})", bounds.min_value) } else { last };
    let has_one_before = match options.increment {
        up @ 0.. if options.min_value.checked_sub(up).is_none() => {
            format!(" WHERE is_called OR last_value >= {}", i64::MIN + up)
        }
        down @ ..0 if options.max_value.checked_sub(down).is_none() => {
            format!(" WHERE is_called OR last_value <= {}", i64::MAX + down)
        }
        _ => String::new(),
    };
    format!("(SELECT {last} FROM {}{has_one_before})", counter.name)
}

/// Whether several columns take their values from the sequence, so that its position is none of one column alone.
fn is_shared(context: &Context<'_>, name: &QualifiedName) -> bool {
    let id = ObjectId::Sequence(name.clone());
    let users = context
        .to
        .dependencies
        .iter()
        .filter(|(dependent, needed)| **needed == id && matches!(dependent, ObjectId::ColumnValue(..)));
    users.count() > 1
}

/// How the greatest value of the column becomes a sequence's, where its values are numbers at all.
fn extreme_of(catalog: &Catalog, table: &QualifiedName, column: &str) -> Option<&'static str> {
    let column = catalog.tables.get(table)?.columns.get(column)?;
    match split_modifiers(&basis(catalog, &column.data_type)).0.as_str() {
        "smallint" | "integer" | "bigint" => Some(""),
        "numeric" => Some("::bigint"),
        _ => None,
    }
}
