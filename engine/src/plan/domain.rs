//! Domains.

use std::collections::BTreeSet;

use evenkeel_model::name::{make_object_name, quote_identifier};
use evenkeel_model::object::{Domain, DomainCheck};
use evenkeel_model::{ObjectId, QualifiedName};

use super::comment;
use super::context::{Context, aside, drop_aside};
use super::domain_rows;
use super::expand::is_in_container;
use super::graph::{Node, Rank};
use super::statement::{LockMode, Phase, Statement};
use crate::diff::{Action, Attribute};

/// The first major version in which the NOT NULL of a domain has a name.
pub(super) const NAMED_NOT_NULL: u32 = 17;

/// Creates, alters, swaps or drops a domain.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    let id = ObjectId::Type(name.clone());
    let (old, new) = (context.from.domains.get(name), context.to.domains.get(name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) => {
            let node = Node::new(Rank::Type, create(context, &id, name, new)).creating(id).taking(name.clone());
            vec![
                new.checks
                    .keys()
                    .fold(node, |node, check| node.creating(ObjectId::Constraint(name.clone(), check.clone()))),
            ]
        }
        (Action::Drop, ..) => {
            let drop = Statement::new(id.clone(), format!("DROP DOMAIN {name}"));
            vec![Node::new(Rank::DropPrerequisite, vec![drop]).dropping(id).releasing(name.clone())]
        }
        (Action::Alter(attributes), Some(old), Some(new)) => alter(context, &id, name, old, new, attributes),
        (Action::Replace, Some(_), Some(new)) => swap(context, &id, name, new),
        _ => Vec::new(),
    }
}

/// A check constraint that comes, goes or is validated by itself.
pub(super) fn check(context: &Context<'_>, name: &QualifiedName, check: &str, action: &Action) -> Vec<Node> {
    let id = ObjectId::Constraint(name.clone(), check.to_owned());
    let quoted = quote_identifier(check);
    // A domain that comes, goes or is replaced as a whole brings its checks or takes them along.
    if matches!(context.action(&ObjectId::Type(name.clone())), Some(Action::Create | Action::Drop | Action::Replace)) {
        return Vec::new();
    }
    let new = context.to.domains.get(name).and_then(|domain| domain.checks.get(check));
    let old = context.from.domains.get(name).and_then(|domain| domain.checks.get(check));
    let drop = || {
        let drop = Statement::new(id.clone(), format!("ALTER DOMAIN {name} DROP CONSTRAINT {quoted}"));
        Node::new(Rank::DropDependent, vec![drop]).dropping(id.clone())
    };
    let add = |new: &DomainCheck| {
        let mut nodes = Vec::new();
        let target = format!("CONSTRAINT {quoted} ON DOMAIN {name}");
        let comment = comment::change(&id, &target, None, new.comment.as_ref());
        // Where a column will hold the domain inside of another type, PostgreSQL validates nothing any more: at once,
        // before there is such a column.
        if new.validated && is_in_container(context.to, name) {
            let sql = format!("ALTER DOMAIN {name} ADD {}", check_text(check, new));
            let statement = Statement::new(id.clone(), sql);
            let (statement, rows) = checking(context, name, (check, &new.expression), statement);
            let statements = [statement].into_iter().chain(comment).collect();
            let node = Node::new(Rank::Type, statements).creating(id.clone());
            return [node.altering(ObjectId::Type(name.clone()))].into_iter().chain(rows).collect();
        }
        let sql = format!("ALTER DOMAIN {name} ADD {} NOT VALID", check_text(check, new));
        let statements = [Statement::new(id.clone(), sql)].into_iter().chain(comment).collect();
        nodes.push(Node::new(Rank::Constraint, statements).creating(id.clone()));
        if new.validated {
            nodes.extend(validate(context, &id, name, (check, &new.expression)));
        }
        nodes
    };
    match (action, old, new) {
        (Action::Create, _, Some(new)) | (Action::Replace, None, Some(new)) => add(new),
        (Action::Drop | Action::Replace, Some(_), None) => vec![drop()],
        (Action::Replace, Some(_), Some(new)) => [drop()].into_iter().chain(add(new)).collect(),
        (Action::Alter(attributes), Some(old), Some(new)) => {
            let target = format!("CONSTRAINT {quoted} ON DOMAIN {name}");
            let comment = comment::change(&id, &target, old.comment.as_ref(), new.comment.as_ref());
            let mut nodes: Vec<_> =
                comment.into_iter().map(|comment| Node::new(Rank::Constraint, vec![comment])).collect();
            if attributes.contains(&Attribute::Validated) {
                let validate = validate(context, &id, name, (check, &new.expression));
                nodes.extend(validate.into_iter().map(|node| match node.phase() {
                    Phase::Validate if is_in_container(context.to, name) => before_containers(node, name),
                    _ => node,
                }));
            }
            nodes
        }
        _ => Vec::new(),
    }
}

fn validate(context: &Context<'_>, id: &ObjectId, name: &QualifiedName, condition: (&str, &str)) -> Vec<Node> {
    let sql = format!("ALTER DOMAIN {name} VALIDATE CONSTRAINT {}", quote_identifier(condition.0));
    let statement = Statement::new(id.clone(), sql).in_phase(Phase::Validate);
    let (statement, rows) = checking(context, name, condition, statement);
    [Node::new(Rank::Constraint, vec![statement]).needing(id.clone())].into_iter().chain(rows).collect()
}

/// The same in the first phase, before there is a column that holds the domain inside of another type.
fn before_containers(mut node: Node, name: &QualifiedName) -> Node {
    for statement in &mut node.statements {
        statement.phase = Phase::Main;
    }
    node.altering(ObjectId::Type(name.clone()))
}

/// The statement reads all rows, and they have to meet the condition, by its name and its text: they are asked before.
fn checking(
    context: &Context<'_>,
    name: &QualifiedName,
    (check, expression): (&str, &str),
    statement: Statement,
) -> (Statement, Option<Node>) {
    let statement = scanning(context, name, statement.failing_while("a row breaks the condition"));
    let (statement, rows) = domain_rows::of_check(context, name, check, expression).of(statement);
    let broken =
        |column: &str| format!("a value in {column} that breaks the condition {} of {name}", quote_identifier(check));
    (domain_rows::of_others(context, name, statement, broken), rows)
}

/// The statement reads every table with a column of the domain, and writes wait meanwhile
/// (<https://www.postgresql.org/docs/current/sql-alterdomain.html#SQL-ALTERDOMAIN-NOTES>).
fn scanning(context: &Context<'_>, name: &QualifiedName, statement: Statement) -> Statement {
    let domain = BTreeSet::from([ObjectId::Type(name.clone())]);
    // Columns may take the domain, or leave it, in the same plan.
    let mut users = context.from.dependencies.dependents_of(&domain);
    users.extend(context.to.dependencies.dependents_of(&domain));
    let tables = users.iter().filter_map(|user| match user {
        ObjectId::Column(table, _) if context.was_there(table) => Some(table),
        _ => None,
    });
    tables.fold(statement, |statement, table| statement.locking(table, LockMode::Share))
}

fn check_text(name: &str, check: &DomainCheck) -> String {
    format!("CONSTRAINT {} CHECK ({})", quote_identifier(name), check.expression)
}

fn create(context: &Context<'_>, id: &ObjectId, name: &QualifiedName, definition: &Domain) -> Vec<Statement> {
    let mut sql = format!("CREATE DOMAIN {name} AS {}", definition.base_type);
    if let Some(collation) = &definition.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &definition.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    if definition.not_null {
        // The name that it has by itself, which the domain that steps aside may hold still (PostgreSQL 17).
        let constraint = match context.action(id) {
            Some(Action::Replace) if context.facts.major >= NAMED_NOT_NULL => {
                format!(" CONSTRAINT {}", quote_identifier(&make_object_name(&name.name, None, "not_null")))
            }
            _ => String::new(),
        };
        sql.push_str(&format!("{constraint} NOT NULL"));
    }
    for (check, condition) in definition.checks.iter().filter(|(_, check)| check.validated) {
        sql.push_str(&format!("\n    {}", check_text(check, condition)));
    }
    let mut statements = vec![Statement::new(id.clone(), sql)];
    for (check, condition) in definition.checks.iter().filter(|(_, check)| !check.validated) {
        let sql = format!("ALTER DOMAIN {name} ADD {} NOT VALID", check_text(check, condition));
        statements.push(Statement::new(id.clone(), sql));
    }
    statements.extend(comment::change(id, &format!("DOMAIN {name}"), None, definition.comment.as_ref()));
    for (check, condition) in &definition.checks {
        let target = format!("CONSTRAINT {} ON DOMAIN {name}", quote_identifier(check));
        statements.extend(comment::change(id, &target, None, condition.comment.as_ref()));
    }
    statements
}

fn alter(
    context: &Context<'_>,
    id: &ObjectId,
    name: &QualifiedName,
    old: &Domain,
    new: &Domain,
    attributes: &BTreeSet<Attribute>,
) -> Vec<Node> {
    let alter = |sql: &str| Statement::new(id.clone(), format!("ALTER DOMAIN {name} {sql}"));
    let (mut statements, mut rows) = (Vec::new(), None);
    if attributes.contains(&Attribute::Value) {
        let default = new.default.as_ref().map(|text| format!("SET DEFAULT {text}"));
        statements.push(alter(default.as_deref().unwrap_or("DROP DEFAULT")));
    }
    if attributes.contains(&Attribute::NotNull) && new.not_null {
        let set = alter("SET NOT NULL").failing_while(format!("a row has NULL in a column of {name}"));
        let (set, check) = domain_rows::of_not_null(context, name).of(scanning(context, name, set));
        statements.push(domain_rows::of_others(context, name, set, |column| format!("NULL in {column}")));
        rows = check;
    } else if attributes.contains(&Attribute::NotNull) {
        statements.push(alter("DROP NOT NULL"));
    }
    statements.extend(comment::change(id, &format!("DOMAIN {name}"), old.comment.as_ref(), new.comment.as_ref()));
    let node = Node::new(Rank::Type, statements);
    // Only what may be refused has to wait until old columns are gone.
    let stricter = attributes.contains(&Attribute::NotNull) && new.not_null;
    let node = if stricter { node.altering(id.clone()) } else { node.creating(id.clone()) };
    [node].into_iter().chain(rows).collect()
}

/// The base type of a domain is for life: a new domain takes the old one's place, and columns are converted.
fn swap(context: &Context<'_>, id: &ObjectId, name: &QualifiedName, new: &Domain) -> Vec<Node> {
    let aside = aside(name);
    let step_aside =
        Statement::new(id.clone(), format!("ALTER DOMAIN {name} RENAME TO {}", quote_identifier(&aside.name)));
    let begin = [step_aside].into_iter().chain(create(context, id, name, new)).collect();
    let drop = Statement::new(id.clone(), format!("DROP DOMAIN {aside}"));
    vec![Node::new(Rank::Type, begin).creating(id.clone()).bundled(id.clone()), drop_aside(context, name, drop)]
}
