//! What stands while the values of a column become others, so that rows may break it by that: the statement that changes
//! them looks at it again.

use std::collections::BTreeSet;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, ColumnValue, ConstraintKind};
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use super::facts::basis;
use super::keeps::tells_apart;
use super::statement::{Rows, Statement, Unasked};
use crate::diff::Action;

/// The statement that gives a column another type, with what rows may break by that.
pub(super) fn retyped(
    context: &Context<'_>,
    (table, column): (&QualifiedName, &str),
    (old, new): (&Column, &Column),
    statement: Statement,
) -> Statement {
    let is_given = context.facts.using.contains_key(&(table.clone(), column.to_owned()));
    let (before, after) = (basis(context.from, &old.data_type), basis(context.to, &new.data_type));
    let is_enum =
        |data_type: &str| QualifiedName::parse(data_type).is_some_and(|name| context.to.enums.contains_key(&name));
    let keeps = before == after || is_enum(&after) || tells_apart(&before, &after);
    let statement = if keeps && !is_given { statement } else { breaking(context, table, column, statement) };
    let is_still = !is_generated(old) && old.not_null && new.not_null;
    // What has a value has one in another type, unless a person says what it becomes.
    if is_given && is_still { null(table, column, statement) } else { statement }
}

/// The statement that gives a generated column another expression, with what rows may break by that.
pub(super) fn generated(context: &Context<'_>, table: &QualifiedName, column: &str, statement: Statement) -> Statement {
    let statement = breaking(context, table, column, statement);
    let is_not_null = |column: Option<&Column>| column.is_some_and(|column| column.not_null);
    let is_still = is_not_null(context.old_column(table, column)) && is_not_null(context.new_column(table, column));
    if is_still { null(table, column, statement) } else { statement }
}

fn is_generated(column: &Column) -> bool {
    matches!(column.value, Some(ColumnValue::Generated { .. }))
}

fn unasked(condition: String) -> Rows {
    Rows { unasked: Some(Unasked::NewValues), ..Rows::of(condition) }
}

fn null(table: &QualifiedName, column: &str, statement: Statement) -> Statement {
    let condition = format!("a row of {table} gets NULL in {} by that", quote_identifier(column));
    statement.failing(ObjectId::Column(table.clone(), column.to_owned()), unasked(condition))
}

/// What is over the column and stays as it is: what comes anew is looked at by itself.
fn breaking(context: &Context<'_>, table: &QualifiedName, column: &str, statement: Statement) -> Statement {
    let own = ObjectId::Column(table.clone(), column.to_owned());
    let over: BTreeSet<&ObjectId> =
        context.to.dependencies.iter().filter(|(_, needed)| **needed == own).map(|(dependent, _)| dependent).collect();
    over.into_iter().fold(statement, |statement, id| match condition(context, id) {
        Some(condition) => statement.failing(id.clone(), unasked(condition)),
        None => statement,
    })
}

/// When rows break a constraint or index that is there before and afterwards.
fn condition(context: &Context<'_>, id: &ObjectId) -> Option<String> {
    if matches!(context.action(id), Some(Action::Create | Action::Drop | Action::Replace)) {
        return None;
    }
    match id {
        ObjectId::Constraint(table, name) => {
            let old = context.old_constraint(table, name)?;
            let constraint = context.new_constraint(table, name)?;
            // One of which rows need not know is not looked at again.
            if !old.validated || !old.enforced {
                return None;
            }
            let quoted = quote_identifier(name);
            Some(match &constraint.kind {
                ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique { .. } => {
                    format!("two rows of {table} become equal in the key {quoted} by that")
                }
                ConstraintKind::Exclusion { .. } => {
                    format!("two rows of {table} exclude each other in {quoted} by that")
                }
                ConstraintKind::Check { .. } => format!("a row of {table} breaks the constraint {quoted} by that"),
                ConstraintKind::ForeignKey(key) => {
                    format!("a row of {table} refers to none of {} in {quoted} by that", key.references)
                }
            })
        }
        ObjectId::Index(name) => {
            let (table, index) = context.old_index(name).and(context.new_index(name))?;
            index.unique.then(|| format!("two rows of {table} become equal in {name} by that"))
        }
        _ => None,
    }
}
