//! Where the values of a column come from: default, identity, expression.

use evenkeel_model::name::{make_object_name, quote_identifier};
use evenkeel_model::object::{Column, ColumnValue, GeneratedKind, Identity, SequenceOptions};
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::{Context, aside};
use super::graph::{Node, Rank};
use super::held;
use super::not_null;
use super::position;
use super::sequence::{changed_options, created_options, moved_into_bounds};
use super::statement::{LockMode, Statement};
use crate::diff::Action;

/// The clause of a column definition: `DEFAULT now()`.
pub(super) fn clause(table: &QualifiedName, column: &str, value: &ColumnValue) -> String {
    match value {
        ColumnValue::Default(expression) => format!("DEFAULT {expression}"),
        ColumnValue::Identity(identity) => format!("GENERATED {}", identity_clause(table, column, identity)),
        ColumnValue::Generated { expression, kind } => {
            let kind = match kind {
                GeneratedKind::Stored => "STORED",
                GeneratedKind::Virtual => "VIRTUAL",
            };
            format!("GENERATED ALWAYS AS ({expression}) {kind}")
        }
    }
}

fn identity_clause(table: &QualifiedName, column: &str, identity: &Identity) -> String {
    let mut options = String::new();
    if identity.sequence != make_object_name(&table.name, Some(column), "seq") {
        options.push_str(&format!("SEQUENCE NAME {}", table.sibling(&identity.sequence)));
    }
    // The sequence takes the column's type; only the rest is said.
    let typed = SequenceOptions { data_type: "bigint".to_owned(), ..identity.options.clone() };
    let base = SequenceOptions::defaults(&identity.options.data_type, identity.options.increment);
    let text = if (base.min_value, base.max_value) == (identity.options.min_value, identity.options.max_value) {
        // The bounds are those of the column's type: written against bigint they would be said without need.
        let wide = SequenceOptions::defaults("bigint", identity.options.increment);
        created_options(&SequenceOptions {
            min_value: wide.min_value,
            max_value: wide.max_value,
            start: shifted(identity, &base, &wide),
            ..typed
        })
    } else {
        created_options(&typed)
    };
    options.push_str(&text);
    let kind = always(identity);
    let options = options.trim();
    if options.is_empty() { format!("{kind} AS IDENTITY") } else { format!("{kind} AS IDENTITY ({options})") }
}

/// The start as it would be in the wider type, if it is the one that follows from the bounds.
fn shifted(identity: &Identity, base: &SequenceOptions, wide: &SequenceOptions) -> i64 {
    if identity.options.start == base.start { wide.start } else { identity.options.start }
}

fn always(identity: &Identity) -> &'static str {
    if identity.always { "ALWAYS" } else { "BY DEFAULT" }
}

/// Sets, changes or takes away what a column of a table that stays gets its values from.
pub(super) fn nodes(context: &Context<'_>, table: &QualifiedName, column: &str, action: &Action) -> Vec<Node> {
    // A column that comes or goes brings or takes its value along.
    if context.column_goes(table, column) || context.old_column(table, column).is_none() {
        return Vec::new();
    }
    let old = context.old_column(table, column).and_then(|column| column.value.as_ref());
    let new = context.new_column(table, column).and_then(|column| column.value.as_ref());
    match (action, old, new) {
        (Action::Create, _, Some(new)) => vec![set(context, table, column, new)],
        (Action::Drop, Some(old), _) => vec![drop(table, column, old)],
        (Action::Replace, Some(old), Some(new)) => {
            let mut nodes = match position::left_identity(context, table, column) {
                Some(sequence) => leave_identity(context, table, column, &sequence),
                None => vec![drop(table, column, old)],
            };
            nodes.push(set(context, table, column, new));
            let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
            nodes.into_iter().map(|node| node.bundled(id.clone())).collect()
        }
        (Action::Alter(_), Some(old), Some(new)) => vec![alter(context, table, column, old, new)],
        _ => Vec::new(),
    }
}

fn statement(table: &QualifiedName, column: &str, sql: &str) -> Statement {
    let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
    Statement::new(id, format!("ALTER TABLE {table} ALTER COLUMN {} {sql}", quote_identifier(column)))
        .locking(table, LockMode::AccessExclusive)
}

fn drop(table: &QualifiedName, column: &str, old: &ColumnValue) -> Node {
    let sql = match old {
        ColumnValue::Default(_) => "DROP DEFAULT",
        ColumnValue::Identity(_) => "DROP IDENTITY",
        ColumnValue::Generated { .. } => "DROP EXPRESSION",
    };
    let mut node = Node::new(Rank::DropDependent, vec![statement(table, column, sql)])
        .dropping(ObjectId::ColumnValue(table.clone(), column.to_owned()));
    if let ColumnValue::Identity(identity) = old {
        node = node.releasing(table.sibling(&identity.sequence));
    }
    node
}

/// An identity column moves to a sequence of its own standing, which has to know how far the old one has counted before
/// that goes.
fn leave_identity(context: &Context<'_>, table: &QualifiedName, column: &str, sequence: &QualifiedName) -> Vec<Node> {
    let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
    let aside = aside(sequence);
    let rename = format!("ALTER SEQUENCE {sequence} RENAME TO {}", quote_identifier(&aside.name));
    let step_aside = Node::new(Rank::Sequence, vec![Statement::new(id.clone(), rename)])
        .creating(ObjectId::Sequence(aside))
        .releasing(sequence.clone());
    let go_on = Node::new(Rank::Value, position::go_on(context, table, column).into_iter().collect());
    let needed = context.to.dependencies.needed_by(&id).filter(|needed| matches!(needed, ObjectId::Sequence(_)));
    let go_on =
        needed.fold(position::asking(context, table, column, go_on), |node, needed| node.needing(needed.clone()));
    let drop = statement(table, column, "DROP IDENTITY");
    let drop = Node::new(Rank::DropDependent, vec![drop]).dropping(id.clone());
    vec![step_aside, go_on.preceding(id), drop]
}

fn set(context: &Context<'_>, table: &QualifiedName, column: &str, new: &ColumnValue) -> Node {
    let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
    let mut statements = Vec::new();
    let mut node = Node::new(Rank::Value, Vec::new())
        .creating(id.clone())
        .needing(ObjectId::Column(table.clone(), column.to_owned()));
    match new {
        ColumnValue::Identity(identity) => {
            node = node.needing(not_null::is_not_null(table, column));
            let sequence = table.sibling(&identity.sequence);
            statements.push(statement(
                table,
                column,
                &format!("ADD GENERATED {}", identity_clause(table, column, identity)),
            ));
            statements.extend(position::go_on(context, table, column));
            node = position::asking(context, table, column, node.taking(sequence));
        }
        ColumnValue::Default(expression) => {
            statements.push(statement(table, column, &format!("SET DEFAULT {expression}")));
            if position::left_identity(context, table, column).is_none() {
                statements.extend(position::go_on(context, table, column));
                node = position::asking(context, table, column, node);
            }
        }
        // A plain column never becomes a generated one in place.
        ColumnValue::Generated { expression, .. } => {
            let set = statement(table, column, &format!("SET EXPRESSION AS ({expression})"));
            statements.push(held::generated(context, table, column, set));
        }
    }
    let phase_follows_helper = context
        .old_column(table, column)
        .zip(context.new_column(table, column))
        .is_some_and(|(old, new)| !old.not_null && new.not_null)
        && !not_null::comes_with_type(context, table, column);
    if phase_follows_helper && matches!(new, ColumnValue::Identity(_)) {
        statements = statements
            .into_iter()
            .map(|statement| statement.in_phase(super::statement::Phase::AfterValidation))
            .collect();
    }
    node.statements = statements;
    reading(context, table, column, node)
}

fn alter(context: &Context<'_>, table: &QualifiedName, column: &str, old: &ColumnValue, new: &ColumnValue) -> Node {
    let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
    let mut statements = Vec::new();
    match (old, new) {
        (ColumnValue::Identity(old), ColumnValue::Identity(new)) => {
            if old.sequence != new.sequence {
                let sql = format!(
                    "ALTER SEQUENCE {} RENAME TO {}",
                    table.sibling(&old.sequence),
                    quote_identifier(&new.sequence)
                );
                statements.push(Statement::new(id.clone(), sql));
            }
            let sequence = table.sibling(&new.sequence);
            let mut sql = String::new();
            if old.always != new.always {
                sql.push_str(&format!(" SET GENERATED {}", always(new)));
            }
            // The type of the sequence follows the type of the column.
            let same_type = SequenceOptions { data_type: new.options.data_type.clone(), ..old.options.clone() };
            statements.extend(moved_into_bounds(&id, &sequence, &same_type, &new.options));
            for option in split_options(&changed_options(&same_type, &new.options)) {
                // RESTART stands by itself.
                sql.push_str(&if option == "RESTART" { format!(" {option}") } else { format!(" SET {option}") });
            }
            if !sql.is_empty() {
                statements.push(statement(table, column, sql.trim_start()));
            }
            let sequence = (sequence, &new.options);
            statements.extend(position::start_anew(context, (table, column), &same_type, sequence));
        }
        (_, ColumnValue::Default(expression)) => {
            statements.push(statement(table, column, &format!("SET DEFAULT {expression}")));
            statements.extend(position::go_on(context, table, column));
        }
        (_, ColumnValue::Generated { expression, kind }) => {
            let statement = statement(table, column, &format!("SET EXPRESSION AS ({expression})"));
            let statement = held::generated(context, table, column, statement);
            statements.push(match kind {
                GeneratedKind::Stored => statement.rewriting(table),
                GeneratedKind::Virtual => statement,
            });
        }
        _ => {}
    }
    let node =
        Node::new(Rank::Value, statements).altering(id).needing(ObjectId::Column(table.clone(), column.to_owned()));
    position::asking(context, table, column, reading(context, table, column, node))
}

/// A generated column can read no other one: those that it reads afterwards have to be plain by then.
pub(super) fn reading(context: &Context<'_>, table: &QualifiedName, column: &str, node: Node) -> Node {
    let id = ObjectId::ColumnValue(table.clone(), column.to_owned());
    if !is_generated(context.new_column(table, column)) {
        return node;
    }
    let computed = context.to.dependencies.needed_by(&id).filter_map(|read| match read {
        ObjectId::Column(owner, name) if is_generated(context.old_column(owner, name)) => {
            Some(ObjectId::ColumnValue(owner.clone(), name.clone()))
        }
        _ => None,
    });
    computed.filter(|read| *read != id).fold(node, Node::following)
}

fn is_generated(column: Option<&Column>) -> bool {
    column.is_some_and(|column| matches!(column.value, Some(ColumnValue::Generated { .. })))
}

/// The options of a sequence one by one, for ALTER COLUMN wants SET before each.
fn split_options(text: &str) -> Vec<String> {
    const KEYWORDS: [&str; 8] = ["INCREMENT", "MINVALUE", "MAXVALUE", "START", "CACHE", "CYCLE", "NO", "RESTART"];
    let mut options: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let continues = word == "CYCLE" && options.last().is_some_and(|last| last == "NO");
        match options.last_mut() {
            Some(last) if continues || !KEYWORDS.contains(&word) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => options.push(word.to_owned()),
        }
    }
    options
}
