//! Composite types.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{CompositeField, CompositeType};
use evenkeel_model::{ObjectId, QualifiedName};

use super::comment;
use super::context::{Context, aside, drop_aside};
use super::graph::{Node, Rank};
use super::keeps::{keeps, loss};
use super::statement::{HazardKind, Statement};
use crate::diff::Action;

/// Creates, alters, swaps or drops a composite type.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    let id = ObjectId::Type(name.clone());
    let (old, new) = (context.from.composites.get(name), context.to.composites.get(name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) => {
            let fields: Vec<_> = new.fields.iter().map(|(field, definition)| field_text(field, definition)).collect();
            let statements = [create(&id, name, &fields)].into_iter().chain(comments(&id, name, None, new)).collect();
            let node = Node::new(Rank::Type, statements).creating(id).taking(name.clone());
            vec![
                new.fields
                    .keys()
                    .fold(node, |node, field| node.creating(ObjectId::Column(name.clone(), field.clone()))),
            ]
        }
        (Action::Drop, Some(old), _) => {
            let drop = Statement::new(id.clone(), format!("DROP TYPE {name}"));
            let node = Node::new(Rank::DropPrerequisite, vec![drop]).dropping(id).releasing(name.clone());
            vec![
                old.fields
                    .keys()
                    .fold(node, |node, field| node.dropping(ObjectId::Column(name.clone(), field.clone()))),
            ]
        }
        (Action::Alter(_), Some(old), Some(new)) => {
            let mut statements = Vec::new();
            let mut push = |sql: String, hazard: Option<String>| {
                let statement = Statement::new(id.clone(), format!("ALTER TYPE {name} {sql}"));
                statements.push(match hazard {
                    Some(words) => statement.with_hazard(HazardKind::Destructive, words),
                    None => statement,
                });
            };
            let (mut gone, mut altered) = (Vec::new(), Vec::new());
            for field in old.fields.keys().filter(|field| !new.fields.contains_key(*field)) {
                push(format!("DROP ATTRIBUTE {}", quote_identifier(field)), Some(is_gone(field)));
                gone.push(ObjectId::Column(name.clone(), field.clone()));
            }
            for (field, definition) in &new.fields {
                match old.fields.get(field) {
                    None => push(format!("ADD ATTRIBUTE {}", field_text(field, definition)), None),
                    Some(before)
                        if (&before.data_type, &before.collation) != (&definition.data_type, &definition.collation) =>
                    {
                        push(format!("ALTER ATTRIBUTE {}", retype_text(field, definition)), None);
                    }
                    Some(_) => continue,
                }
                altered.push(ObjectId::Column(name.clone(), field.clone()));
            }
            let same_form = statements.is_empty();
            statements.extend(comments(&id, name, Some(old), new));
            let node = Node::new(Rank::Type, statements);
            let node = if same_form { node.creating(id) } else { node.altering(id) };
            // The types of its fields have to be there before, and those of fields that are gone go afterwards.
            vec![altered.into_iter().fold(gone.into_iter().fold(node, Node::dropping), Node::altering)]
        }
        (Action::Replace, Some(old), Some(new)) => swap(context, &id, name, old, new),
        _ => Vec::new(),
    }
}

/// PostgreSQL changes no field of a composite type that a column holds, so a new type takes the old one's place: the old
/// one steps aside, columns are converted, and the old one goes. Fields that come and go do so before, so that the
/// fields of both have the same order and a row of one is a row of the other as text, too.
fn swap(
    context: &Context<'_>,
    id: &ObjectId,
    name: &QualifiedName,
    old: &CompositeType,
    new: &CompositeType,
) -> Vec<Node> {
    let field_id = |field: &String| ObjectId::Column(name.clone(), field.clone());
    let aside = aside(name);
    let alter = |sql: String| Statement::new(id.clone(), format!("ALTER TYPE {name} {sql}"));
    let (kept, gone): (Vec<_>, Vec<_>) = old.fields.iter().partition(|(field, _)| new.fields.contains_key(*field));
    let come: Vec<_> = new.fields.iter().filter(|(field, _)| !old.fields.contains_key(*field)).collect();
    let mut statements = Vec::new();
    for (field, _) in &gone {
        let drop = alter(format!("DROP ATTRIBUTE {}", quote_identifier(field)));
        statements.push(drop.with_hazard(HazardKind::Destructive, is_gone(field)));
    }
    statements.extend(come.iter().map(|(field, new)| alter(format!("ADD ATTRIBUTE {}", field_text(field, new)))));
    let mut step_aside = alter(format!("RENAME TO {}", quote_identifier(&aside.name)));
    let mut fields = Vec::new();
    for (field, before) in kept {
        let Some(after) = new.fields.get(field) else { continue };
        fields.push(field_text(field, after));
        if !keeps(context, &before.data_type, &after.data_type) {
            let loss = loss(context, &before.data_type, &after.data_type);
            let words = format!("{name}.{} from {loss}", quote_identifier(field));
            step_aside = step_aside.with_hazard(HazardKind::Destructive, words);
        }
    }
    fields.extend(come.iter().map(|(field, definition)| field_text(field, definition)));
    statements.push(step_aside);
    statements.push(create(id, name, &fields));
    statements.extend(comments(id, name, None, new));
    let mut begin = Node::new(Rank::Type, statements).creating(id.clone()).bundled(id.clone());
    begin = gone.into_iter().fold(begin, |node, (field, _)| node.dropping(field_id(field)));
    begin = new.fields.keys().fold(begin, |node, field| node.creating(field_id(field)));
    let mut end = drop_aside(context, name, Statement::new(id.clone(), format!("DROP TYPE {aside}")));
    for field in old.fields.keys().map(field_id) {
        // The old type goes before the types of its fields, and after what names one of them.
        end = context.from.dependencies.needed_by(&field).fold(end, |end, needed| end.preceding(needed.clone()));
        for (dependent, _) in context.from.dependencies.iter().filter(|(_, needed)| **needed == field) {
            end = end.following(dependent.clone());
        }
    }
    vec![begin, end]
}

/// What becomes of a field that goes.
fn is_gone(field: &str) -> String {
    format!("the values of the field {} are gone", quote_identifier(field))
}

fn create(id: &ObjectId, name: &QualifiedName, fields: &[String]) -> Statement {
    Statement::new(id.clone(), format!("CREATE TYPE {name} AS (\n    {}\n)", fields.join(",\n    ")))
}

fn field_text(name: &str, field: &CompositeField) -> String {
    format!("{} {}{}", quote_identifier(name), field.data_type, collate(field))
}

fn retype_text(name: &str, field: &CompositeField) -> String {
    format!("{} TYPE {}{}", quote_identifier(name), field.data_type, collate(field))
}

fn collate(field: &CompositeField) -> String {
    field.collation.as_ref().map(|collation| format!(" COLLATE {collation}")).unwrap_or_default()
}

fn comments(id: &ObjectId, name: &QualifiedName, old: Option<&CompositeType>, new: &CompositeType) -> Vec<Statement> {
    let old_comment = old.and_then(|old| old.comment.as_ref());
    let mut statements: Vec<_> =
        comment::change(id, &format!("TYPE {name}"), old_comment, new.comment.as_ref()).into_iter().collect();
    for (field, definition) in &new.fields {
        let before = old.and_then(|old| old.fields.get(field)).and_then(|field| field.comment.as_ref());
        let target = format!("COLUMN {name}.{}", quote_identifier(field));
        statements.extend(comment::change(id, &target, before, definition.comment.as_ref()));
    }
    statements
}
