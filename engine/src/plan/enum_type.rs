//! Enum types.

use std::collections::BTreeSet;

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::EnumType;
use evenkeel_model::{ObjectId, QualifiedName};

use super::comment;
use super::context::{Context, aside, drop_aside};
use super::enum_use;
use super::graph::{Node, Rank};
use super::statement::{Phase, Statement};
use crate::diff::Action;

/// Creates, alters, swaps or drops an enum type.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    let id = ObjectId::Type(name.clone());
    let (old, new) = (context.from.enums.get(name), context.to.enums.get(name));
    let comment = |old: Option<&EnumType>| {
        comment::change(
            &id,
            &format!("TYPE {name}"),
            old.and_then(|old| old.comment.as_ref()),
            new.and_then(|new| new.comment.as_ref()),
        )
    };
    match (action, old, new) {
        (Action::Create, _, Some(new)) => {
            let statements = [create(&id, name, new)].into_iter().chain(comment(None)).collect();
            vec![Node::new(Rank::Type, statements).creating(id.clone()).taking(name.clone())]
        }
        (Action::Drop, ..) => {
            let drop = Statement::new(id.clone(), format!("DROP TYPE {name}"));
            vec![Node::new(Rank::DropPrerequisite, vec![drop]).dropping(id).releasing(name.clone())]
        }
        (Action::Alter(_), Some(old), Some(new)) => {
            let added = add_labels(&id, name, old, new);
            let comment = comment(Some(old)).into_iter().collect::<Vec<_>>();
            let mut nodes = Vec::new();
            if !added.is_empty() {
                nodes.push(Node::new(Rank::Type, added).creating(id.clone()));
            }
            if !comment.is_empty() {
                nodes.push(Node::new(Rank::Type, comment));
            }
            nodes
        }
        (Action::Replace, Some(old), Some(new)) => swap(context, &id, name, old, new, comment(None)),
        _ => Vec::new(),
    }
}

fn create(id: &ObjectId, name: &QualifiedName, definition: &EnumType) -> Statement {
    let labels: Vec<_> = definition.labels.iter().map(|label| quote_literal(label)).collect();
    Statement::new(id.clone(), format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", ")))
}

/// `ADD VALUE` for each new label, each placed beside one that is there by then. A new label cannot be used in the
/// transaction that adds it (<https://www.postgresql.org/docs/current/sql-altertype.html#id-1.9.3.42.7>).
fn add_labels(id: &ObjectId, name: &QualifiedName, old: &EnumType, new: &EnumType) -> Vec<Statement> {
    let mut present: BTreeSet<&String> = old.labels.iter().collect();
    let mut statements = Vec::new();
    let mut previous: Option<&String> = None;
    for (position, label) in new.labels.iter().enumerate() {
        if present.insert(label) {
            let following = new.labels.iter().skip(position + 1).find(|next| present.contains(next));
            let place = match (previous, following) {
                (_, None) => String::new(),
                (Some(previous), Some(_)) => format!(" AFTER {}", quote_literal(previous)),
                (None, Some(following)) => format!(" BEFORE {}", quote_literal(following)),
            };
            let sql = format!("ALTER TYPE {name} ADD VALUE {}{place}", quote_literal(label));
            statements.push(Statement::new(id.clone(), sql).in_phase(Phase::EnumLabels));
        }
        previous = Some(label);
    }
    statements
}

/// PostgreSQL can neither remove nor move a label, so a new type takes the old one's place: the old one steps aside,
/// columns are converted through text, and the old one goes. That no row uses a removed label is checked before.
fn swap(
    context: &Context<'_>,
    id: &ObjectId,
    name: &QualifiedName,
    old: &EnumType,
    new: &EnumType,
    comment: Option<Statement>,
) -> Vec<Node> {
    let aside = aside(name);
    let removed: Vec<_> = old.labels.iter().filter(|label| !new.labels.contains(label)).collect();
    let step_aside =
        Statement::new(id.clone(), format!("ALTER TYPE {name} RENAME TO {}", quote_identifier(&aside.name)));
    let checks = enum_use::checks(context, name, &removed);
    let (early, checks): (Vec<_>, Vec<_>) = checks.into_iter().partition(|check| check.phase == Phase::Check);
    let begin = [step_aside, create(id, name, new)].into_iter().chain(comment);
    let begin = checks.into_iter().chain(begin).collect();
    let drop = Statement::new(id.clone(), format!("DROP TYPE {aside}"));
    vec![
        Node::new(Rank::Prerequisite, early),
        Node::new(Rank::Type, begin).creating(id.clone()).bundled(id.clone()),
        drop_aside(context, name, drop),
    ]
}
