//! Sequences.

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::{Sequence, SequenceOptions};
use evenkeel_model::{ObjectId, QualifiedName};

use super::comment;
use super::context::{Context, aside, temporary_name};
use super::graph::{Node, Rank};
use super::logging::logged;
use super::position;
use super::statement::{HazardKind, Statement};
use crate::diff::{Action, Attribute};

/// Creates, alters or drops a sequence.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    let id = ObjectId::Sequence(name.clone());
    let (old, new) = (context.from.sequences.get(name), context.to.sequences.get(name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) => {
            let mut statements = create(context, &id, name, new);
            statements.extend(comment::change(&id, &format!("SEQUENCE {name}"), None, new.comment.as_ref()));
            let mut nodes = vec![Node::new(Rank::Sequence, statements).creating(id.clone()).taking(name.clone())];
            nodes.extend(new.owned_by.as_ref().map(|_| ownership(&id, name, None, new)));
            nodes
        }
        (Action::Drop, Some(old), _) => drop(context, &id, name, old),
        (Action::Alter(attributes), Some(old), Some(new)) => {
            let mut statements = Vec::new();
            if attributes.contains(&Attribute::Options) {
                statements.extend(moved_into_bounds(&id, name, &old.options, &new.options));
                let changes = changed_options(&old.options, &new.options);
                statements.push(Statement::new(id.clone(), format!("ALTER SEQUENCE {name}{changes}")));
            }
            if attributes.contains(&Attribute::Logged) {
                let logged = if new.unlogged { "UNLOGGED" } else { "LOGGED" };
                statements.push(Statement::new(id.clone(), format!("ALTER SEQUENCE {name} SET {logged}")));
            }
            let target = format!("SEQUENCE {name}");
            statements.extend(comment::change(&id, &target, old.comment.as_ref(), new.comment.as_ref()));
            let mut nodes = Vec::new();
            if !statements.is_empty() {
                let node = Node::new(Rank::Sequence, statements);
                let owner = old.owned_by.as_ref().filter(|_| attributes.contains(&Attribute::Logged));
                nodes.push(owner.into_iter().fold(node, |node, (table, _)| node.needing(logged(table))));
            }
            if attributes.contains(&Attribute::Options) {
                nodes.extend(behind_rows(context, &id, (name, &old.options, &new.options)));
            }
            if attributes.contains(&Attribute::OwnedBy) {
                // It must not fall with its old owner, nor the old owner wait until there is a new one.
                let outlives = old.owned_by.as_ref().is_some_and(|owner| goes(context, owner));
                // A table whose rows are logged or no more takes its sequences along, which this one is not to be.
                let other = |owner: &(QualifiedName, String)| context.changes_logging(&owner.0);
                let leaves = outlives || [old, new].iter().any(|of| of.owned_by.as_ref().is_some_and(other));
                let leaves = leaves && old.owned_by.is_some();
                if leaves {
                    let released = Sequence { owned_by: None, ..new.clone() };
                    nodes.push(ownership(&id, name, Some(old), &released).creating(released_id(name)));
                }
                if !leaves || new.owned_by.is_some() {
                    let node = ownership(&id, name, Some(old).filter(|_| !leaves), new).needing(released_id(name));
                    let owner = new.owned_by.as_ref();
                    nodes.push(owner.into_iter().fold(node, |node, (table, _)| node.needing(logged(table))));
                }
            }
            nodes
        }
        _ => Vec::new(),
    }
}

/// Sets a sequence that starts anew to where it has to go on beside the values of the columns that go on to use it.
fn behind_rows(
    context: &Context<'_>,
    id: &ObjectId,
    (name, old, new): (&QualifiedName, &SequenceOptions, &SequenceOptions),
) -> Vec<Node> {
    let users = context.to.dependencies.iter().filter(|(_, needed)| *needed == id);
    let users = users.filter_map(|(user, _)| match user {
        ObjectId::ColumnValue(table, column)
            if context.from.dependencies.needed_by(user).any(|needed| needed == id) =>
        {
            let statement = position::start_anew(context, (table, column), old, (name.clone(), new))?;
            let node = Node::new(Rank::Value, vec![statement]);
            Some(node.needing(ObjectId::Column(table.clone(), column.clone())))
        }
        _ => None,
    });
    users.collect()
}

/// `CREATE SEQUENCE`. That looks for its name among the types too, where it needs none, and renaming does not.
fn create(context: &Context<'_>, id: &ObjectId, name: &QualifiedName, new: &Sequence) -> Vec<Statement> {
    let named_as_type = [context.from, context.to]
        .iter()
        .any(|catalog| catalog.enums.contains_key(name) || catalog.domains.contains_key(name));
    let first = if named_as_type { name.sibling(temporary_name(&name.name, "new")) } else { name.clone() };
    let unlogged = if new.unlogged { "UNLOGGED " } else { "" };
    let sql = format!("CREATE {unlogged}SEQUENCE {first}{}", created_options(&new.options));
    let rename = || format!("ALTER SEQUENCE {first} RENAME TO {}", quote_identifier(&name.name));
    let rename = named_as_type.then(|| Statement::new(id.clone(), rename()));
    [Statement::new(id.clone(), sql)].into_iter().chain(rename).collect()
}

/// A sequence that a column owns goes with that column. One from which a column moves to another of its name steps aside
/// until that knows how far it has counted.
fn drop(context: &Context<'_>, id: &ObjectId, name: &QualifiedName, old: &Sequence) -> Vec<Node> {
    let goes_with_column = old.owned_by.as_ref().is_some_and(|owner| goes(context, owner));
    if position::steps_aside(context, name) {
        let aside = aside(name);
        let rename = format!("ALTER SEQUENCE {name} RENAME TO {}", quote_identifier(&aside.name));
        let rename = Node::new(Rank::Sequence, vec![Statement::new(id.clone(), rename)])
            .creating(ObjectId::Sequence(aside.clone()))
            .releasing(name.clone())
            .bundled(id.clone());
        let drop = Statement::new(id.clone(), format!("DROP SEQUENCE {aside}"));
        let drop = Node::new(Rank::DropColumn, vec![drop]).dropping(id.clone()).needing(ObjectId::Sequence(aside));
        let drop = drop.bundled(id.clone());
        return if goes_with_column { vec![rename] } else { vec![rename, drop] };
    }
    if goes_with_column {
        return Vec::new();
    }
    let mut statement = Statement::new(id.clone(), format!("DROP SEQUENCE {name}"));
    if old.owned_by.is_none() {
        statement = statement.with_hazard(HazardKind::Destructive, "how far the sequence has counted is forgotten");
    }
    vec![Node::new(Rank::DropColumn, vec![statement]).dropping(id.clone()).releasing(name.clone())]
}

/// Whether a column that owns a sequence goes, alone or with its table.
fn goes(context: &Context<'_>, (table, column): &(QualifiedName, String)) -> bool {
    context.is_dropped(&ObjectId::Table(table.clone())) || context.column_goes(table, column)
}

/// The address of the fact that a sequence no longer belongs to its old owner.
pub(super) fn released_id(sequence: &QualifiedName) -> ObjectId {
    ObjectId::Sequence(sequence.sibling(temporary_name(&sequence.name, "released")))
}

fn ownership(id: &ObjectId, name: &QualifiedName, old: Option<&Sequence>, new: &Sequence) -> Node {
    let owner = new
        .owned_by
        .as_ref()
        .map_or_else(|| "NONE".to_owned(), |(table, column)| format!("{table}.{}", quote_identifier(column)));
    let statement = Statement::new(id.clone(), format!("ALTER SEQUENCE {name} OWNED BY {owner}"));
    let mut node = Node::new(Rank::Ownership, vec![statement]).needing(id.clone());
    if let Some((table, column)) = &new.owned_by {
        node = node.needing(ObjectId::Table(table.clone())).needing(ObjectId::Column(table.clone(), column.clone()));
    }
    if let Some((table, column)) = old.and_then(|old| old.owned_by.as_ref()) {
        node =
            node.preceding(ObjectId::Table(table.clone())).preceding(ObjectId::Column(table.clone(), column.clone()));
    }
    node
}

/// The options of a new sequence that are not what the server would choose, each with a space before it.
pub(super) fn created_options(options: &SequenceOptions) -> String {
    let type_default = SequenceOptions::defaults("bigint", options.increment);
    let base = SequenceOptions {
        data_type: type_default.data_type,
        ..SequenceOptions::defaults(&options.data_type, options.increment)
    };
    // The start follows the bound, so it is compared with the bound that is really there.
    let start = if options.increment < 0 { options.max_value } else { options.min_value };
    let base = SequenceOptions { start, increment: 1, ..base };
    written(&base, options)
}

/// The options in which two sequences differ, each with a space before it.
pub(super) fn changed_options(old: &SequenceOptions, new: &SequenceOptions) -> String {
    let mut changes = written(old, new);
    if starts_anew(old, new) {
        changes.push_str(" RESTART");
    }
    changes
}

/// Whether what was counted so far cannot lie within the new bounds, or lies on their wrong side.
pub(super) fn starts_anew(old: &SequenceOptions, new: &SequenceOptions) -> bool {
    (old.increment < 0) != (new.increment < 0) || old.max_value < new.min_value || new.max_value < old.min_value
}

/// A sequence refuses bounds within which its last value does not lie, so where the bounds become narrower that value is
/// moved to the nearest one; only a value that lies before the new first one is not counted as used.
pub(super) fn moved_into_bounds(
    id: &ObjectId,
    name: &QualifiedName,
    old: &SequenceOptions,
    new: &SequenceOptions,
) -> Option<Statement> {
    let narrower = new.min_value > old.min_value || new.max_value < old.max_value;
    if !narrower || starts_anew(old, new) {
        return None;
    }
    let (low, high) = (new.min_value, new.max_value);
    let used = if new.increment < 0 { format!("last_value <= {high}") } else { format!("last_value >= {low}") };
    let sql = format!(
        "SELECT pg_catalog.setval({}, LEAST(GREATEST(last_value, {low}), {high}), is_called AND {used}) FROM {name}",
        quote_literal(&name.to_string()),
    );
    Some(Statement::new(id.clone(), sql))
}

fn written(old: &SequenceOptions, new: &SequenceOptions) -> String {
    let mut text = String::new();
    if old.data_type != new.data_type {
        text.push_str(&format!(" AS {}", new.data_type));
    }
    let numbers = [
        ("INCREMENT BY", old.increment, new.increment),
        ("MINVALUE", old.min_value, new.min_value),
        ("MAXVALUE", old.max_value, new.max_value),
        ("START WITH", old.start, new.start),
        ("CACHE", old.cache, new.cache),
    ];
    for (keyword, _, value) in numbers.into_iter().filter(|(_, old, new)| old != new) {
        text.push_str(&format!(" {keyword} {value}"));
    }
    if old.cycle != new.cycle {
        text.push_str(if new.cycle { " CYCLE" } else { " NO CYCLE" });
    }
    text
}
