//! Composite types.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{CompositeField, CompositeType};
use evenkeel_model::{ObjectId, QualifiedName};

use super::comment;
use super::context::Context;
use super::graph::{Node, Rank};
use super::statement::{HazardKind, Statement};
use crate::diff::Action;

/// Creates, alters or drops a composite type.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    let id = ObjectId::Type(name.clone());
    let (old, new) = (context.from.composites.get(name), context.to.composites.get(name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) => {
            let fields: Vec<_> = new.fields.iter().map(|(field, definition)| field_text(field, definition)).collect();
            let create =
                Statement::new(id.clone(), format!("CREATE TYPE {name} AS (\n    {}\n)", fields.join(",\n    ")));
            let statements = [create].into_iter().chain(comments(&id, name, None, new)).collect();
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
            let mut push = |sql: String, hazard: Option<&str>| {
                let statement = Statement::new(id.clone(), format!("ALTER TYPE {name} {sql}"));
                statements.push(match hazard {
                    Some(words) => statement.with_hazard(HazardKind::Destructive, words),
                    None => statement,
                });
            };
            let (mut gone, mut altered) = (Vec::new(), Vec::new());
            for field in old.fields.keys().filter(|field| !new.fields.contains_key(*field)) {
                let words = "the values of the field are gone";
                push(format!("DROP ATTRIBUTE {}", quote_identifier(field)), Some(words));
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
        _ => Vec::new(),
    }
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
