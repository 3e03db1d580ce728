//! Schemas and extensions.

use evenkeel_model::ObjectId;
use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::Schema;

use super::comment;
use super::context::Context;
use super::graph::{Node, Rank};
use super::statement::{HazardKind, Statement};
use crate::diff::{Action, Attribute};

/// What a new database says of the public schema.
const STANDARD_COMMENT: &str = "standard public schema";

/// `CREATE SCHEMA`, `DROP SCHEMA` and its comment.
pub(super) fn schema(context: &Context<'_>, name: &str, action: &Action) -> Vec<Node> {
    let id = ObjectId::Schema(name.to_owned());
    let quoted = quote_identifier(name);
    let (old, new) = (context.from.schemas.get(name), context.to.schemas.get(name));
    // Without a comment of the file's it has that of a new database, which is read as none.
    let standard = (name == "public").then(|| STANDARD_COMMENT.to_owned());
    let comment_of = |schema: Option<&'_ Schema>| schema.and_then(|schema| schema.comment.clone()).or(standard.clone());
    let (before, after) = (comment_of(old), comment_of(new));
    let comment = comment::change(&id, &format!("SCHEMA {quoted}"), before.as_ref(), after.as_ref());
    match action {
        Action::Create => {
            let create = Statement::new(id.clone(), format!("CREATE SCHEMA {quoted}"));
            vec![Node::new(Rank::Prerequisite, [create].into_iter().chain(comment).collect()).creating(id)]
        }
        Action::Drop => {
            let drop = Statement::new(id.clone(), format!("DROP SCHEMA {quoted}"));
            vec![Node::new(Rank::DropPrerequisite, vec![drop]).dropping(id)]
        }
        Action::Alter(_) | Action::Replace => vec![Node::new(Rank::Prerequisite, comment.into_iter().collect())],
    }
}

/// `CREATE EXTENSION`, `ALTER EXTENSION`, `DROP EXTENSION` and its comment.
pub(super) fn extension(context: &Context<'_>, name: &str, action: &Action) -> Vec<Node> {
    let id = ObjectId::Extension(name.to_owned());
    let quoted = quote_identifier(name);
    let (old, new) = (context.from.extensions.get(name), context.to.extensions.get(name));
    // Without a comment of the file's it has its own, which CREATE EXTENSION gives it.
    let own = new.or(old).and_then(|extension| extension.own_comment.as_ref());
    let comment = comment::change(
        &id,
        &format!("EXTENSION {quoted}"),
        old.and_then(|old| old.comment.as_ref()).or(own),
        new.and_then(|new| new.comment.as_ref()).or(own),
    );
    match (action, new) {
        (Action::Create, Some(new)) => {
            let mut sql = format!("CREATE EXTENSION {quoted}");
            if let Some(schema) = &new.schema {
                sql.push_str(&format!(" WITH SCHEMA {}", quote_identifier(schema)));
            }
            let create = Statement::new(id.clone(), sql);
            let node = Node::new(Rank::Prerequisite, [create].into_iter().chain(comment).collect()).creating(id);
            vec![match &new.schema {
                Some(schema) => node.needing(ObjectId::Schema(schema.clone())),
                None => node,
            }]
        }
        (Action::Drop, _) => {
            let drop = Statement::new(id.clone(), format!("DROP EXTENSION {quoted}"))
                .with_hazard(HazardKind::BreaksClients, "the functions, types and operators of the extension are gone");
            vec![Node::new(Rank::DropPrerequisite, vec![drop]).dropping(id)]
        }
        (Action::Alter(attributes), Some(new)) => {
            let mut statements = Vec::new();
            if let (true, Some(schema)) = (attributes.contains(&Attribute::Schema), &new.schema) {
                let sql = format!("ALTER EXTENSION {quoted} SET SCHEMA {}", quote_identifier(schema));
                statements.push(Statement::new(id.clone(), sql));
            }
            if let (true, Some(version)) = (attributes.contains(&Attribute::Version), &new.version) {
                let sql = format!("ALTER EXTENSION {quoted} UPDATE TO {}", quote_literal(version));
                statements.push(Statement::new(id.clone(), sql).with_hazard(
                    HazardKind::BreaksClients,
                    "the extension's own update script runs; what it does is the extension's affair",
                ));
            }
            statements.extend(comment);
            let node = Node::new(Rank::Prerequisite, statements);
            vec![match old.and_then(|old| old.schema.as_ref()) {
                // What it brings is there under new names only after it has moved, and the old schema goes when it is empty.
                Some(schema) if attributes.contains(&Attribute::Schema) => {
                    node.creating(id).preceding(ObjectId::Schema(schema.clone()))
                }
                _ => node,
            }]
        }
        _ => Vec::new(),
    }
}
