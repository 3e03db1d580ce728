//! Indexes that no constraint owns.

use evenkeel_model::name::{quote_identifier, quote_identifiers};
use evenkeel_model::object::{Index, IndexElement, IndexKey, OperatorClass};
use evenkeel_model::{ObjectId, QualifiedName};

use super::column::goes_with_column;
use super::comment as comment_on;
use super::context::{Context, temporary_name};
use super::duplicates;
use super::graph::{Node, Rank};
use super::statement::{HazardKind, LockMode, Phase, Probe, Statement};
use super::table::{assignments, changed_options, options_clause};
use crate::diff::Action;

/// Creates, alters, replaces or drops an index.
pub(super) fn nodes(context: &Context<'_>, name: &QualifiedName, action: &Action) -> Vec<Node> {
    let (old, new) = (context.old_index(name), context.new_index(name));
    match (action, old, new) {
        (Action::Create, _, Some((table, new))) => create(context, table, name, new),
        (Action::Drop, Some((table, _)), _) => drop(context, table, name),
        (Action::Replace, Some((old_table, old)), Some((table, new))) => {
            let id = ObjectId::Index(name.clone());
            // An index that differs by itself serves until its successor stands.
            if old_table == table
                && old.valid
                && context.is_live(table)
                && !context.forced.contains(&id)
                && !context.must_go_first(table, &id)
            {
                swap(context, table, name, new)
            } else if old_table == table && old.valid && new.unique && context.is_live(table) {
                within(context, table, name, new)
            } else {
                gone(context, old_table, name).into_iter().chain(create(context, table, name, new)).collect()
            }
        }
        (Action::Alter(_), Some((table, old)), Some((_, new))) => {
            let id = ObjectId::Index(name.clone());
            let mut statements: Vec<_> = changed_options(&old.options, &new.options)
                .into_iter()
                .map(|change| Statement::new(id.clone(), format!("ALTER INDEX {name} {change}")))
                .collect();
            statements.extend(comment(name, old.comment.as_ref(), new.comment.as_ref()));
            vec![Node::new(Rank::Index, statements).needing(ObjectId::Table(table.clone()))]
        }
        _ => Vec::new(),
    }
}

/// `CREATE INDEX`, without CONCURRENTLY.
fn definition(table: &QualifiedName, name: &str, index: &Index, concurrently: bool) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let concurrently = if concurrently { "CONCURRENTLY " } else { "" };
    let method =
        if index.method == "btree" { String::new() } else { format!(" USING {}", quote_identifier(&index.method)) };
    let elements: Vec<_> = index.elements.iter().map(element_text).collect();
    let mut sql = format!(
        "CREATE {unique}INDEX {concurrently}{} ON {table}{method} ({})",
        quote_identifier(name),
        elements.join(", ")
    );
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", quote_identifiers(&index.include)));
    }
    if index.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    sql.push_str(&options_clause(&index.options));
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {predicate}"));
    }
    sql
}

/// One key part as CREATE INDEX writes it.
pub(super) fn element_text(element: &IndexElement) -> String {
    let mut sql = match &element.key {
        IndexKey::Column(name) => quote_identifier(name),
        IndexKey::Expression(expression) => format!("({expression})"),
    };
    if let Some(collation) = &element.collation {
        sql.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(class) = &element.operator_class {
        sql.push_str(&format!(" {}", operator_class_text(class)));
    }
    if element.descending {
        sql.push_str(" DESC");
    }
    if element.nulls_first != element.descending {
        sql.push_str(if element.nulls_first { " NULLS FIRST" } else { " NULLS LAST" });
    }
    sql
}

fn operator_class_text(class: &OperatorClass) -> String {
    let name = if class.name.schema.is_empty() { quote_identifier(&class.name.name) } else { class.name.to_string() };
    if class.options.is_empty() { name } else { format!("{name} ({})", assignments(&class.options)) }
}

fn comment(name: &QualifiedName, old: Option<&String>, new: Option<&String>) -> Option<Statement> {
    comment_on::change(&ObjectId::Index(name.clone()), &format!("INDEX {name}"), old, new)
}

fn create(context: &Context<'_>, table: &QualifiedName, name: &QualifiedName, new: &Index) -> Vec<Node> {
    let id = ObjectId::Index(name.clone());
    let live = context.is_live(table);
    let mut statement = Statement::new(id.clone(), definition(table, &name.name, new, live));
    let comment = comment(name, None, new.comment.as_ref());
    if !live {
        let statements = [statement].into_iter().chain(comment).collect();
        return vec![Node::new(Rank::Index, statements).creating(id).taking(name.clone())];
    }
    statement = building(statement, table, name, new);
    let commented =
        comment.map(|comment| Node::new(Rank::Index, vec![comment.in_phase(Phase::AttachIndex)]).needing(id.clone()));
    let (statement, check) = duplicates::of_index(context, table, &id, new).of(statement);
    let built = Node::new(Rank::Index, vec![statement]).creating(id).taking(name.clone());
    [built].into_iter().chain(commented).chain(check).collect()
}

fn building(statement: Statement, table: &QualifiedName, built: &QualifiedName, new: &Index) -> Statement {
    let statement = statement
        .locking(table, LockMode::ShareUpdateExclusive)
        .outside_transaction(Phase::BuildIndex, Probe::ValidIndex(built.clone()));
    if new.unique { statement.failing_while(format!("two rows of {table} are equal in it")) } else { statement }
}

/// Builds the new form beside the old one and lets it take its place in one short transaction.
fn swap(context: &Context<'_>, table: &QualifiedName, name: &QualifiedName, new: &Index) -> Vec<Node> {
    let id = ObjectId::Index(name.clone());
    let beside = name.sibling(temporary_name(&name.name, "new"));
    let beside_id = ObjectId::Index(beside.clone());
    let build = Statement::new(id.clone(), definition(table, &beside.name, new, true));
    let (build, check) = duplicates::of_index(context, table, &id, new).of(building(build, table, &beside, new));
    let drop = Statement::new(id.clone(), format!("DROP INDEX {name}"))
        .locking(table, LockMode::AccessExclusive)
        .in_phase(Phase::AttachIndex);
    let rename = Statement::new(id.clone(), format!("ALTER INDEX {beside} RENAME TO {}", quote_identifier(&name.name)))
        .in_phase(Phase::AttachIndex);
    let comment = comment(name, None, new.comment.as_ref()).map(|comment| comment.in_phase(Phase::AttachIndex));
    let built = Node::new(Rank::Index, vec![build]).creating(beside_id.clone()).taking(beside);
    let built = context.to.dependencies.needed_by(&id).fold(built, |built, needed| built.needing(needed.clone()));
    let swapped = Node::new(Rank::Index, [drop, rename].into_iter().chain(comment).collect())
        .needing(beside_id)
        .dropping(id.clone())
        .creating(id.clone())
        .bundled(id);
    [built, swapped].into_iter().chain(check).collect()
}

/// Drops a unique index and builds it anew in one transaction, under the lock of the change that it cannot outlive: rows
/// are never without it, nor are foreign keys that rest on it.
fn within(context: &Context<'_>, table: &QualifiedName, name: &QualifiedName, new: &Index) -> Vec<Node> {
    let id = ObjectId::Index(name.clone());
    let statement = Statement::new(id.clone(), definition(table, &name.name, new, false))
        .locking(table, LockMode::Share)
        .with_hazard(
            HazardKind::Blocks,
            format!("builds its index while {table} is locked, so that the table is never without it"),
        )
        .failing_while(format!("two rows of {table} are equal in it"));
    let (statement, check) = duplicates::of_index(context, table, &id, new).of(statement);
    let statements = [statement].into_iter().chain(comment(name, None, new.comment.as_ref())).collect();
    let built = Node::new(Rank::Index, statements).creating(id.clone()).taking(name.clone()).bundled(id.clone());
    [drop_at_once(table, name).bundled(id), built].into_iter().chain(check).collect()
}

/// Drops an index that another one takes the name of, unless it goes with its table.
fn gone(context: &Context<'_>, table: &QualifiedName, name: &QualifiedName) -> Vec<Node> {
    if context.to.tables.contains_key(table) { vec![drop_at_once(table, name)] } else { Vec::new() }
}

/// Drops an index in the course of a transaction, for what comes next cannot wait.
fn drop_at_once(table: &QualifiedName, name: &QualifiedName) -> Node {
    let id = ObjectId::Index(name.clone());
    let statement = Statement::new(id.clone(), format!("DROP INDEX {name}")).locking(table, LockMode::AccessExclusive);
    Node::new(Rank::DropDependent, vec![statement]).dropping(id).releasing(name.clone())
}

fn drop(context: &Context<'_>, table: &QualifiedName, name: &QualifiedName) -> Vec<Node> {
    let id = ObjectId::Index(name.clone());
    if goes_with_column(context, table, &id) || !context.to.tables.contains_key(table) {
        return Vec::new();
    }
    if !context.is_live(table) {
        return vec![drop_at_once(table, name)];
    }
    let statement = Statement::new(id.clone(), format!("DROP INDEX CONCURRENTLY {name}"))
        .locking(table, LockMode::ShareUpdateExclusive)
        .outside_transaction(Phase::DropIndex, Probe::NoIndex(name.clone()));
    let at_once = drop_at_once(table, name).statements.pop();
    vec![Node { at_once, ..Node::new(Rank::Index, vec![statement]).dropping(id).releasing(name.clone()) }]
}
