//! Tables as a whole.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::{ConstraintKind, Table};
use evenkeel_model::{ObjectId, QualifiedName};

use super::column;
use super::comment;
use super::constraint;
use super::context::{Context, temporary_name};
use super::graph::{Node, Rank};
use super::logging;
use super::position;
use super::sequence;
use super::statement::{HazardKind, LockMode, Statement};
use super::toast;
use crate::diff::{Action, Attribute};

/// Creates, alters or drops a table.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    match (action, context.from.tables.get(name), context.to.tables.get(name)) {
        (Action::Create, _, Some(new)) => vec![create(name, new)],
        (Action::Drop, Some(old), _) => vec![drop(context, name, old)],
        (Action::Alter(attributes), Some(old), Some(new)) => {
            let id = ObjectId::Table(name.clone());
            let mut statements = Vec::new();
            if attributes.contains(&Attribute::Logged) {
                let logged = if new.unlogged { "UNLOGGED" } else { "LOGGED" };
                let sql = format!("ALTER TABLE {name} SET {logged}");
                let statement =
                    Statement::new(id.clone(), sql).locking(name, LockMode::AccessExclusive).rewriting(name);
                let statement = if new.unlogged {
                    statement.with_hazard(HazardKind::BreaksClients, "a crash of the server empties an unlogged table")
                } else {
                    statement
                };
                statements.extend(toast::keeping_options(context, name, statement));
            }
            for sql in changed_options(&toast::remaining_options(context, name, old), &new.options) {
                let sql = format!("ALTER TABLE {name} {sql}");
                let statement = Statement::new(id.clone(), sql).locking(name, LockMode::AccessExclusive);
                statements.extend(toast::setting_options(context, name, statement));
            }
            statements.extend(
                comment::change(&id, &format!("TABLE {name}"), old.comment.as_ref(), new.comment.as_ref())
                    .map(|comment| comment.locking(name, LockMode::ShareUpdateExclusive)),
            );
            let mut node = Node::new(Rank::Column, statements);
            if attributes.contains(&Attribute::Logged) {
                node = logging::in_turn(context, node, name, new.unlogged);
                let sequences = context
                    .from
                    .sequences
                    .iter()
                    .filter(|(_, sequence)| sequence.owned_by.as_ref().is_some_and(|(owner, _)| owner == name));
                node = sequences.fold(node, |node, (sequence, _)| node.needing(sequence::released_id(sequence)));
            }
            if !new.options.keys().any(|option| option.starts_with("toast.")) {
                return vec![node];
            }
            // What a table without a TOAST table is told of it is forgotten: the columns that bring one come first.
            let node = node.creating(has_toast_options(name));
            vec![new.columns.keys().fold(node, |node, column| {
                let id = ObjectId::Column(name.clone(), column.clone());
                node.needing(id).needing(column::leaves_row(name, column))
            })]
        }
        _ => Vec::new(),
    }
}

/// The address of the fact that a table has the options of its TOAST table. What makes the latter needless comes after:
/// the table keeps it until it is written anew.
pub(super) fn has_toast_options(table: &QualifiedName) -> ObjectId {
    ObjectId::Constraint(table.clone(), temporary_name(&table.name, "toast"))
}

/// `CREATE TABLE` with its columns and all constraints but foreign keys and those that are not validated, which a new
/// table cannot have.
fn create(name: &QualifiedName, table: &Table) -> Node {
    let id = ObjectId::Table(name.clone());
    let mut lines: Vec<_> =
        table.columns.iter().map(|(column, definition)| column::definition(name, column, definition)).collect();
    let inside = |constraint: &&evenkeel_model::object::Constraint| {
        constraint.validated && !matches!(constraint.kind, ConstraintKind::ForeignKey(_))
    };
    let mut constraints: Vec<_> = table.constraints.iter().filter(|(_, definition)| inside(definition)).collect();
    constraints.sort_by_key(|(name, definition)| (constraint_order(&definition.kind), *name));
    let mut beside = Vec::new();
    let mut keys = BTreeSet::new();
    for (constraint, definition) in &constraints {
        let text = format!("CONSTRAINT {} {}", quote_identifier(constraint), constraint::definition(definition));
        // Of several keys on the same columns CREATE TABLE makes only one.
        if constraint::key_columns(&definition.kind).is_none_or(|columns| keys.insert(columns)) {
            lines.push(text);
        } else {
            let id = ObjectId::Constraint(name.clone(), (*constraint).clone());
            beside.push(Statement::new(id, format!("ALTER TABLE {name} ADD {text}")));
        }
    }
    let unlogged = if table.unlogged { "UNLOGGED " } else { "" };
    let body = if lines.is_empty() { String::new() } else { format!("\n    {}\n", lines.join(",\n    ")) };
    let sql = format!("CREATE {unlogged}TABLE {name} ({body}){}", options_clause(&table.options));

    let mut statements = vec![Statement::new(id.clone(), sql)];
    statements.extend(beside);
    for (column, definition) in &table.columns {
        statements.extend(column::attributes_after_creation(name, column, definition));
    }
    statements.extend(comment::change(&id, &format!("TABLE {name}"), None, table.comment.as_ref()));
    for (column, definition) in &table.columns {
        statements.extend(column::comment(name, column, None, definition.comment.as_ref()));
    }
    for (constraint, definition) in &constraints {
        statements.extend(constraint::comment(name, constraint, None, definition.comment.as_ref()));
    }

    let mut node = Node::new(Rank::Table, statements).creating(id).taking(name.clone());
    for (column, definition) in &table.columns {
        node = node
            .creating(ObjectId::Column(name.clone(), column.clone()))
            .creating(ObjectId::ColumnValue(name.clone(), column.clone()));
        node = column::identity_sequence(name, definition).into_iter().fold(node, Node::taking);
    }
    for (constraint, definition) in constraints {
        node = node.creating(ObjectId::Constraint(name.clone(), constraint.clone()));
        if definition.kind.has_index() {
            node = node.taking(name.sibling(constraint));
        }
    }
    node
}

/// Keys first, as a reader expects them.
fn constraint_order(kind: &ConstraintKind) -> u8 {
    match kind {
        ConstraintKind::PrimaryKey(_) => 0,
        ConstraintKind::Unique { .. } => 1,
        ConstraintKind::Check { .. } => 2,
        ConstraintKind::Exclusion { .. } => 3,
        ConstraintKind::ForeignKey(_) => 4,
    }
}

/// `DROP TABLE`, with which columns, constraints, indexes and owned sequences go.
fn drop(context: &Context<'_>, name: &QualifiedName, table: &Table) -> Node {
    let id = ObjectId::Table(name.clone());
    let mut statement = Statement::new(id.clone(), format!("DROP TABLE {name}"))
        .locking(name, LockMode::AccessExclusive)
        .with_hazard(HazardKind::Destructive, format!("all rows of {name} are gone"));
    let mut node = Node::new(Rank::DropTable, Vec::new()).dropping(id).releasing(name.clone());
    for (column, definition) in &table.columns {
        node = node
            .dropping(ObjectId::Column(name.clone(), column.clone()))
            .dropping(ObjectId::ColumnValue(name.clone(), column.clone()));
        node = column::identity_sequence(name, definition).into_iter().fold(node, Node::releasing);
    }
    for (constraint, definition) in &table.constraints {
        if let ConstraintKind::ForeignKey(key) = &definition.kind {
            if context.drop_foreign_keys_apart {
                continue;
            }
            // The triggers that guard the referenced table go, which takes its strongest lock too.
            if context.was_there(&key.references) {
                statement = statement.locking(&key.references, LockMode::AccessExclusive);
            }
        }
        node = node.dropping(ObjectId::Constraint(name.clone(), constraint.clone()));
        if definition.kind.has_index() {
            node = node.releasing(name.sibling(constraint));
        }
    }
    for index in table.indexes.keys() {
        node = node.dropping(ObjectId::Index(name.sibling(index))).releasing(name.sibling(index));
    }
    for (sequence, definition) in &context.from.sequences {
        if definition.owned_by.as_ref().is_some_and(|(owner, _)| owner == name)
            && !context.to.sequences.contains_key(sequence)
        {
            let id = ObjectId::Sequence(sequence.clone());
            node = node.dropping(id.clone()).releasing(sequence.clone());
            if position::steps_aside(context, sequence) {
                node = node.bundled(id);
            }
        }
    }
    node.statements.push(statement);
    node
}

/// ` WITH (…)`, or nothing.
pub(super) fn options_clause(options: &BTreeMap<String, String>) -> String {
    if options.is_empty() { String::new() } else { format!(" WITH ({})", assignments(options)) }
}

/// `name = value, …`.
pub(super) fn assignments(options: &BTreeMap<String, String>) -> String {
    let written: Vec<_> = options.iter().map(|(name, value)| format!("{name} = {}", option_value(value))).collect();
    written.join(", ")
}

/// A storage parameter's value: bare where it is a number or word, else as a string constant.
fn option_value(value: &str) -> String {
    let bare = !value.is_empty()
        && value.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '.' | '_'))
        && value.chars().next().is_some_and(|first| first.is_ascii_alphanumeric());
    let word = quote_identifier(value) == value || matches!(value, "true" | "false");
    if (bare && word) || value.parse::<f64>().is_ok() { value.to_owned() } else { quote_literal(value) }
}

/// `SET (…)` and `RESET (…)` for what differs.
pub(super) fn changed_options(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Vec<String> {
    let set: BTreeMap<_, _> = new
        .iter()
        .filter(|(name, value)| old.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let reset: Vec<_> = old.keys().filter(|name| !new.contains_key(*name)).cloned().collect();
    let mut changes = Vec::new();
    if !set.is_empty() {
        changes.push(format!("SET ({})", assignments(&set)));
    }
    if !reset.is_empty() {
        changes.push(format!("RESET ({})", reset.join(", ")));
    }
    changes
}
