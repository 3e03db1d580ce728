//! Constraints of tables.

use std::collections::BTreeSet;

use evenkeel_model::name::{quote_identifier, quote_identifiers};
use evenkeel_model::object::{
    Constraint, ConstraintKind, Deferrability, ExclusionElement, ForeignKey, ForeignKeyAction, IndexKey, Key,
};
use evenkeel_model::{ObjectId, QualifiedName};

use super::column::goes_with_column;
use super::comment as comment_on;
use super::context::{Context, temporary_name};
use super::duplicates;
use super::graph::{Node, Rank};
use super::index;
use super::logging;
use super::not_null;
use super::statement::{HazardKind, LockMode, Phase, Probe, Statement};
use super::successor;
use super::table::{changed_options, options_clause};
use super::violations;
use crate::diff::{Action, Attribute};

/// Adds, alters, replaces or drops a constraint of a table.
pub(super) fn nodes(context: &Context<'_>, table: &QualifiedName, name: &str, action: &Action) -> Vec<Node> {
    let (old, new) = (context.old_constraint(table, name), context.new_constraint(table, name));
    match (action, old, new) {
        (Action::Create, _, Some(new)) | (Action::Replace, None, Some(new)) => add(context, table, name, new),
        (Action::Drop, Some(old), _) | (Action::Replace, Some(old), None) => drop(context, table, name, old),
        (Action::Replace, Some(old), Some(new)) => replace(context, table, name, old, new),
        (Action::Alter(attributes), Some(old), Some(new)) => alter(context, table, name, (old, new), attributes),
        _ => Vec::new(),
    }
}

/// What an index behind the constraint would hold, for the kinds of which CREATE TABLE takes equal ones for the same.
pub(super) fn key_columns(kind: &ConstraintKind) -> Option<String> {
    match kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => Some(key.columns.join("\0")),
        ConstraintKind::Exclusion { elements, .. } => {
            Some(elements.iter().map(exclusion_element).collect::<Vec<_>>().join("\0"))
        }
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_) => None,
    }
}

/// A constraint as it stands behind `CONSTRAINT name`.
pub(super) fn definition(constraint: &Constraint) -> String {
    let mut sql = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => format!("PRIMARY KEY {}", key_text(key)),
        ConstraintKind::Unique { key, nulls_not_distinct } => {
            let nulls = if *nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" };
            format!("UNIQUE {nulls}{}", key_text(key))
        }
        ConstraintKind::Check { expression, no_inherit } => {
            let inherit = if *no_inherit { " NO INHERIT" } else { "" };
            format!("CHECK ({expression}){inherit}")
        }
        ConstraintKind::ForeignKey(key) => foreign_key_text(key),
        ConstraintKind::Exclusion { method, elements, include, predicate, options } => {
            let elements: Vec<_> = elements.iter().map(exclusion_element).collect();
            let mut sql = format!("EXCLUDE USING {} ({})", quote_identifier(method), elements.join(", "));
            sql.push_str(&include_text(include));
            sql.push_str(&options_clause(options));
            if let Some(predicate) = predicate {
                sql.push_str(&format!(" WHERE ({predicate})"));
            }
            sql
        }
    };
    sql.push_str(match constraint.deferrability {
        Deferrability::NotDeferrable => "",
        Deferrability::InitiallyImmediate => " DEFERRABLE",
        Deferrability::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    });
    if !constraint.enforced {
        sql.push_str(" NOT ENFORCED");
    } else if !constraint.validated {
        sql.push_str(" NOT VALID");
    }
    sql
}

fn key_text(key: &Key) -> String {
    let overlaps = if key.without_overlaps { " WITHOUT OVERLAPS" } else { "" };
    let columns = quote_identifiers(&key.columns);
    format!("({columns}{overlaps}){}{}", include_text(&key.include), options_clause(&key.options))
}

fn include_text(include: &[String]) -> String {
    if include.is_empty() { String::new() } else { format!(" INCLUDE ({})", quote_identifiers(include)) }
}

fn exclusion_element(element: &ExclusionElement) -> String {
    format!("{} WITH {}", index::element_text(&element.element), element.operator)
}

fn foreign_key_text(key: &ForeignKey) -> String {
    let columns = |columns: &[String]| match columns.split_last() {
        Some((last, before)) if key.period => {
            let mut written: Vec<_> = before.iter().map(|name| quote_identifier(name)).collect();
            written.push(format!("PERIOD {}", quote_identifier(last)));
            written.join(", ")
        }
        _ => quote_identifiers(columns),
    };
    let mut sql = format!(
        "FOREIGN KEY ({}) REFERENCES {} ({})",
        columns(&key.columns),
        key.references,
        columns(&key.referenced_columns)
    );
    if key.match_full {
        sql.push_str(" MATCH FULL");
    }
    if key.on_update != ForeignKeyAction::NoAction {
        sql.push_str(&format!(" ON UPDATE {}", key.on_update.as_sql()));
    }
    if key.on_delete != ForeignKeyAction::NoAction {
        sql.push_str(&format!(" ON DELETE {}", key.on_delete.as_sql()));
        if !key.on_delete_columns.is_empty() {
            sql.push_str(&format!(" ({})", quote_identifiers(&key.on_delete_columns)));
        }
    }
    sql
}

/// `COMMENT ON CONSTRAINT`, if the comments differ.
pub(super) fn comment(
    table: &QualifiedName,
    name: &str,
    old: Option<&String>,
    new: Option<&String>,
) -> Option<Statement> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    comment_on::change(&id, &format!("CONSTRAINT {} ON {table}", quote_identifier(name)), old, new)
}

fn add(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Constraint) -> Vec<Node> {
    let (id, live) = (ObjectId::Constraint(table.clone(), name.to_owned()), context.is_live(table));
    match &new.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } if live && !key.without_overlaps => {
            if successor::replaces(context, table, new) && context.awaits_column(table, &id) {
                let added = add_directly(context, table, name, new).into_iter();
                return added.map(|node| bundled_unless_looking(node, &id)).collect();
            }
            // It is built beside the key that has had its name, and takes the name with its place.
            let beside = context.was_key(&table.sibling(name)).then(|| temporary_name(name, "new"));
            add_over_index(context, table, name, new, key, beside.as_deref().unwrap_or(name), None)
        }
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey(_) if live && new.enforced => {
            add_and_validate(context, table, name, new)
        }
        _ => add_directly(context, table, name, new),
    }
}

/// The statement that adds the constraint as it is, with its comment.
fn add_directly(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Constraint) -> Vec<Node> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} ADD CONSTRAINT {} {}", quote_identifier(name), definition(new));
    let mut statement = locked(context, Statement::new(id.clone(), sql), table, &new.kind, LockMode::AccessExclusive);
    let mut check = None;
    if context.was_there(table) && new.kind.has_index() {
        let (foresight, reason) = match &new.kind {
            ConstraintKind::PrimaryKey(key) if !key.without_overlaps => {
                (duplicates::of_key(context, table, &id, key, false), "so that the table is never without it")
            }
            ConstraintKind::Unique { key, nulls_not_distinct } if !key.without_overlaps => {
                let foresight = duplicates::of_key(context, table, &id, key, *nulls_not_distinct);
                (foresight, "so that the table is never without it")
            }
            _ => {
                let foresight = violations::of_constraint(context, table, name, new);
                (foresight, "since PostgreSQL knows no other way")
            }
        };
        statement = statement
            .with_hazard(HazardKind::Blocks, format!("builds its index under the strongest lock, {reason}"))
            .failing_while(format!("rows of {table} break it"));
        if context.is_live(table) {
            (statement, check) = foresight.of(statement);
        }
    }
    let comment = comment(table, name, None, new.comment.as_ref());
    let rank = if matches!(new.kind, ConstraintKind::ForeignKey(_)) { Rank::ForeignKey } else { Rank::Constraint };
    let mut node = Node::new(rank, [statement].into_iter().chain(comment).collect()).creating(id);
    if new.kind.has_index() {
        node = node.taking(table.sibling(name));
    }
    if let ConstraintKind::ForeignKey(key) = &new.kind {
        node = follow_referenced_index(context, node, table, name);
        node = logging::afterwards(follow_old_keys(context, node, key), table, key);
    }
    let node = follow_primary_key(context, follow_not_null(context, node, table, &new.kind), table, &new.kind);
    [node].into_iter().chain(check).collect()
}

/// A foreign key takes whichever index of the referenced columns it finds: not one that is about to go.
fn follow_old_keys(context: &Context<'_>, node: Node, key: &ForeignKey) -> Node {
    let Some(referenced) = context.from.tables.get(&key.references) else {
        return node;
    };
    let wanted: BTreeSet<&String> = key.referenced_columns.iter().collect();
    let constraints = referenced.constraints.iter().filter(|(_, constraint)| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => {
            key.columns.iter().collect::<BTreeSet<_>>() == wanted
        }
        _ => false,
    });
    let constraints = constraints.map(|(name, _)| ObjectId::Constraint(key.references.clone(), name.clone()));
    let indexes = referenced.indexes.iter().filter(|(_, index)| {
        let columns = index.elements.iter().map(|element| match &element.key {
            IndexKey::Column(column) => Some(column),
            IndexKey::Expression(_) => None,
        });
        index.unique && columns.collect::<Option<BTreeSet<_>>>().as_ref() == Some(&wanted)
    });
    let indexes = indexes.map(|(name, _)| ObjectId::Index(key.references.sibling(name)));
    constraints.chain(indexes).fold(node, Node::following)
}

/// A table has one primary key at a time: the old one, under whatever name, goes before.
fn follow_primary_key(context: &Context<'_>, node: Node, table: &QualifiedName, kind: &ConstraintKind) -> Node {
    let old = context.from.tables.get(table).and_then(|old| old.primary_key());
    match (kind, old) {
        (ConstraintKind::PrimaryKey(_), Some((old, _))) => {
            node.following(ObjectId::Constraint(table.clone(), old.to_owned()))
        }
        _ => node,
    }
}

/// The index to which a foreign key refers is written anew where a column in it, also one that only rides along, takes
/// another type: the foreign key comes afterwards.
fn follow_referenced_index(context: &Context<'_>, node: Node, table: &QualifiedName, name: &str) -> Node {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let dependencies = &context.to.dependencies;
    let keys =
        dependencies.needed_by(&id).filter(|needed| matches!(needed, ObjectId::Constraint(..) | ObjectId::Index(_)));
    let columns = keys.flat_map(|key| dependencies.needed_by(key));
    columns
        .filter(|needed| matches!(needed, ObjectId::Column(..)))
        .fold(node, |node, column| node.needing(column.clone()))
}

/// Adds a lock on the table if it was there, and on the referenced one.
fn locked(
    context: &Context<'_>,
    statement: Statement,
    table: &QualifiedName,
    kind: &ConstraintKind,
    mode: LockMode,
) -> Statement {
    let lock = |statement: Statement, table: &QualifiedName, mode| {
        if context.was_there(table) { statement.locking(table, mode) } else { statement }
    };
    match kind {
        ConstraintKind::ForeignKey(key) if mode == LockMode::AccessExclusive => {
            let statement = lock(statement, table, LockMode::ShareRowExclusive);
            lock(statement, &key.references, LockMode::ShareRowExclusive)
        }
        _ => lock(statement, table, mode),
    }
}

/// NOT VALID first, which is quick under its lock, and the scan in a later transaction under a weak one
/// (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES>).
fn add_and_validate(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Constraint) -> Vec<Node> {
    let unvalidated = Constraint { validated: false, ..new.clone() };
    let mut nodes = add_directly(context, table, name, &unvalidated);
    if new.validated {
        nodes.extend(validate(context, table, name, new));
    }
    nodes
}

fn validate(context: &Context<'_>, table: &QualifiedName, name: &str, new: &Constraint) -> Vec<Node> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} VALIDATE CONSTRAINT {}", quote_identifier(name));
    let mut statement = Statement::new(id.clone(), sql)
        .locking(table, LockMode::ShareUpdateExclusive)
        .in_phase(Phase::Validate)
        .failing_while(format!("a row of {table} breaks the constraint"));
    if let ConstraintKind::ForeignKey(key) = &new.kind {
        statement = statement.locking(&key.references, LockMode::RowShare);
    }
    let (statement, check) = violations::of_constraint(context, table, name, new).of(statement);
    [Node::new(Rank::Constraint, vec![statement]).needing(id)].into_iter().chain(check).collect()
}

/// Builds the index CONCURRENTLY under `index_name` and lets the constraint take it over; `before` is the old
/// constraint's removal, in the same transaction.
fn add_over_index(
    context: &Context<'_>,
    table: &QualifiedName,
    name: &str,
    new: &Constraint,
    key: &Key,
    index_name: &str,
    before: Option<Statement>,
) -> Vec<Node> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let nulls = match &new.kind {
        ConstraintKind::Unique { nulls_not_distinct: true, .. } => " NULLS NOT DISTINCT",
        _ => "",
    };
    let sql = format!(
        "CREATE UNIQUE INDEX CONCURRENTLY {} ON {table} ({}){}{nulls}{}",
        quote_identifier(index_name),
        quote_identifiers(&key.columns),
        include_text(&key.include),
        options_clause(&key.options),
    );
    let build = Statement::new(id.clone(), sql)
        .locking(table, LockMode::ShareUpdateExclusive)
        .outside_transaction(Phase::BuildIndex, Probe::ValidIndex(table.sibling(index_name)))
        .failing_while(format!("two rows of {table} are equal in these columns"));
    let (keyword, deferrable) = (
        if matches!(new.kind, ConstraintKind::PrimaryKey(_)) { "PRIMARY KEY" } else { "UNIQUE" },
        match new.deferrability {
            Deferrability::NotDeferrable => "",
            Deferrability::InitiallyImmediate => " DEFERRABLE",
            Deferrability::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        },
    );
    let sql = format!(
        "ALTER TABLE {table} ADD CONSTRAINT {} {keyword} USING INDEX {}{deferrable}",
        quote_identifier(name),
        quote_identifier(index_name)
    );
    let attach = Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive);
    let swaps = before.is_some();
    let statements = before
        .into_iter()
        .chain([attach])
        .chain(comment(table, name, None, new.comment.as_ref()))
        .map(|statement| statement.in_phase(Phase::AttachIndex))
        .collect();
    let (build, check) = duplicates::of_key(context, table, &id, key, !nulls.is_empty()).of(build);
    let helper = ObjectId::Index(table.sibling(temporary_name(name, "built")));
    let mut attached = Node::new(Rank::Constraint, statements).creating(id.clone()).needing(helper.clone());
    let mut built = Node::new(Rank::Index, vec![build]);
    for column in key.columns.iter().chain(&key.include) {
        built = built.needing(ObjectId::Column(table.clone(), column.clone()));
    }
    built = built.creating(helper).taking(table.sibling(index_name));
    if index_name != name {
        attached = attached.taking(table.sibling(name));
    }
    if swaps {
        attached = attached.dropping(id.clone());
    }
    let attached = attached.bundled(id);
    let attached = follow_primary_key(context, follow_not_null(context, attached, table, &new.kind), table, &new.kind);
    [built, attached].into_iter().chain(check).collect()
}

/// A primary key makes its columns NOT NULL: where they have to become it, that is done without a scan before.
fn follow_not_null(context: &Context<'_>, node: Node, table: &QualifiedName, kind: &ConstraintKind) -> Node {
    match kind {
        ConstraintKind::PrimaryKey(key) if context.is_live(table) => {
            key.columns.iter().fold(node, |node, column| node.needing(not_null::is_not_null(table, column)))
        }
        _ => node,
    }
}

fn drop_statement(context: &Context<'_>, table: &QualifiedName, name: &str, old: &Constraint) -> Statement {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let sql = format!("ALTER TABLE {table} DROP CONSTRAINT {}", quote_identifier(name));
    let statement = Statement::new(id, sql).locking(table, LockMode::AccessExclusive);
    match &old.kind {
        ConstraintKind::ForeignKey(key) if context.was_there(&key.references) => {
            statement.locking(&key.references, LockMode::AccessExclusive)
        }
        _ => statement,
    }
}

fn drop(context: &Context<'_>, table: &QualifiedName, name: &str, old: &Constraint) -> Vec<Node> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let with_table = context.is_dropped(&ObjectId::Table(table.clone()));
    let apart = context.drop_foreign_keys_apart && matches!(old.kind, ConstraintKind::ForeignKey(_));
    if (with_table && !apart) || (!with_table && goes_with_column(context, table, &id)) {
        return Vec::new();
    }
    let mut node = Node::new(Rank::DropDependent, vec![drop_statement(context, table, name, old)]).dropping(id);
    if old.kind.has_index() {
        node = node.releasing(table.sibling(name));
    }
    vec![successor::of(context, table, name).into_iter().fold(node, Node::bundled)]
}

/// A part of what the object becomes; rows are looked at before, and when it stands, and an index is built beside it.
fn bundled_unless_looking(node: Node, id: &ObjectId) -> Node {
    match node.phase() {
        Phase::Check | Phase::Validate | Phase::BuildIndex => node,
        _ => node.bundled(id.clone()),
    }
}

fn replace(context: &Context<'_>, table: &QualifiedName, name: &str, old: &Constraint, new: &Constraint) -> Vec<Node> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    // What differs by itself keeps the old index until the new one stands.
    let keeps_serving = !context.forced.contains(&id) && old.kind.has_index() && !context.must_go_first(table, &id);
    match &new.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. }
            if keeps_serving && !key.without_overlaps =>
        {
            let removal = drop_statement(context, table, name, old);
            add_over_index(context, table, name, new, key, &temporary_name(name, "new"), Some(removal))
        }
        _ => {
            let mut removal =
                Node::new(Rank::DropDependent, vec![drop_statement(context, table, name, old)]).dropping(id.clone());
            if old.kind.has_index() {
                removal = removal.releasing(table.sibling(name));
            }
            removal = successor::of(context, table, name).into_iter().fold(removal, Node::bundled);
            // Else the table is not to be used until it has its key again.
            let added = match old.kind.has_index() && new.kind.has_index() {
                true => add_directly(context, table, name, new),
                false => add(context, table, name, new),
            };
            let added = added.into_iter().map(|node| bundled_unless_looking(node, &id));
            [removal.bundled(id.clone())].into_iter().chain(added).collect()
        }
    }
}

fn alter(
    context: &Context<'_>,
    table: &QualifiedName,
    name: &str,
    (old, new): (&Constraint, &Constraint),
    attributes: &BTreeSet<Attribute>,
) -> Vec<Node> {
    let id = ObjectId::Constraint(table.clone(), name.to_owned());
    let mut statements = Vec::new();
    if attributes.contains(&Attribute::Options) {
        let options = |constraint: &Constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => key.options.clone(),
            ConstraintKind::Exclusion { options, .. } => options.clone(),
            _ => Default::default(),
        };
        for change in changed_options(&options(old), &options(new)) {
            let sql = format!("ALTER INDEX {} {change}", table.sibling(name));
            statements.push(Statement::new(id.clone(), sql));
        }
    }
    if attributes.contains(&Attribute::Deferrability) {
        let words = match new.deferrability {
            Deferrability::NotDeferrable => "NOT DEFERRABLE",
            Deferrability::InitiallyImmediate => "DEFERRABLE INITIALLY IMMEDIATE",
            Deferrability::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
        };
        let sql = format!("ALTER TABLE {table} ALTER CONSTRAINT {} {words}", quote_identifier(name));
        statements.push(Statement::new(id.clone(), sql).locking(table, LockMode::AccessExclusive));
    }
    statements.extend(comment(table, name, old.comment.as_ref(), new.comment.as_ref()));
    let mut nodes = Vec::new();
    if !statements.is_empty() {
        nodes.push(Node::new(Rank::Constraint, statements));
    }
    if attributes.contains(&Attribute::Validated) {
        nodes.extend(validate(context, table, name, new));
    }
    nodes
}
