//! Whether rows are in the way of what a domain is to ask of its values: that is asked before anything else happens, for
//! the domain asks it when much of the plan is done.

use std::collections::BTreeSet;

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{Column, Domain, OtherKind};
use evenkeel_model::{Catalog, ObjectId, QualifiedName};

use super::check::{self, Foresight, Names, Question};
use super::context::Context;
use super::graph::{Node, Rank};
use super::holders::holders;
use super::statement::{Rows, Statement, Unasked};

/// Looks for values that break a condition.
pub(super) fn of_check(context: &Context<'_>, name: &QualifiedName, check: &str, expression: &str) -> Foresight {
    let Some(domain) = context.from.domains.get(name) else { return Foresight::Needless };
    let id = ObjectId::Constraint(name.clone(), check.to_owned());
    let check = quote_identifier(check);
    foresight(
        context,
        name,
        |_| true,
        |place| {
            stands(context, name, &id)?;
            let Place { table, column, .. } = place;
            let value = value(place, domain)?;
            // In the condition the value is called VALUE. One that is NULL is met.
            let rows =
                format!("FROM (SELECT t, {value} AS value FROM {table} AS t) AS of_domain WHERE NOT ({expression})");
            let broken = format!("the condition {check} of {name}");
            Ok(Question {
                id: id.clone(),
                tables: vec![QualifiedName::clone(table)],
                whole: None,
                condition: "check_violation",
                counted: true,
                message: format!("rows of {table} have values in {column} that break {broken}, which is to hold"),
                find: format!("SELECT t {rows}"),
                rows,
                hazard: format!("a row of {table} has a value in {column} that breaks {broken}"),
            })
        },
    )
}

/// Looks for NULL.
pub(super) fn of_not_null(context: &Context<'_>, name: &QualifiedName) -> Foresight {
    foresight(
        context,
        name,
        |column| !column.not_null,
        |Place { table, column, data_type, .. }| {
            let rows = format!("FROM {table} WHERE {}", check::has_none(context, Some(data_type), column));
            Ok(Question {
                id: ObjectId::Type(name.clone()),
                tables: vec![QualifiedName::clone(table)],
                whole: None,
                condition: "not_null_violation",
                counted: true,
                message: format!("rows of {table} have NULL in {column}, and {name} is to be NOT NULL"),
                find: format!("SELECT * {rows}"),
                rows,
                hazard: format!("a row of {table} has NULL in {column}"),
            })
        },
    )
}

/// The statement with what is said of rows that nobody asks though it looks at them: those of the columns that evenkeel leaves
/// alone or knows by name only. `broken` says what they do, of a value there.
pub(super) fn of_others(
    context: &Context<'_>,
    name: &QualifiedName,
    statement: Statement,
    broken: impl Fn(&str) -> String,
) -> Statement {
    // A foreign table promises what it holds, and is not looked at.
    let is_read = |holder: &&ObjectId| !matches!(holder, ObjectId::Other(OtherKind::ForeignTable, _));
    let others: BTreeSet<_> =
        holders(name, context.from, &context.facts.bystanders).into_iter().filter(is_read).collect();
    others.into_iter().fold(statement, |statement, holder| {
        let condition = match holder {
            ObjectId::Column(table, column) => format!("a row of {table} has {}", broken(&quote_identifier(column))),
            other => format!("a row of {} has {}", other.name_words(), broken("a column")),
        };
        statement.failing(holder.clone(), Rows { unasked: Some(Unasked::LeftAlone), ..Rows::of(condition) })
    })
}

/// A column whose values are of the domain, by the names at the start.
struct Place<'a> {
    table: &'a QualifiedName,
    column: String,
    data_type: &'a str,
    collation: Option<&'a QualifiedName>,
}

/// Asks the question at each column that has the domain before and afterwards, and that it concerns.
fn foresight(
    context: &Context<'_>,
    name: &QualifiedName,
    concerns: fn(&Column) -> bool,
    question: impl Fn(&Place<'_>) -> Result<Question, Unasked>,
) -> Foresight {
    let mut asked = Node::new(Rank::Prerequisite, Vec::new());
    for (table, definition) in &context.from.tables {
        for (column, old) in &definition.columns {
            let stays = |new: &&Column| is_over(context.to, &new.data_type, name);
            let is_used = is_over(context.from, &old.data_type, name) && !context.column_goes(table, column);
            if !is_used || !concerns(old) || context.new_column(table, column).filter(stays).is_none() {
                continue;
            }
            let node = || {
                check::column_stands(context, table, column)?;
                let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
                let before = quote_identifier(names.column(column).ok_or(Unasked::Names)?);
                let place = Place {
                    table: names.table,
                    column: before,
                    data_type: &old.data_type,
                    collation: old.collation.as_ref(),
                };
                question(&place)?.node(context)
            };
            match node() {
                Ok(node) => asked.statements.extend(node.statements),
                Err(reason) => return Foresight::Unasked(reason),
            }
        }
    }
    if asked.statements.is_empty() { Foresight::Needless } else { Foresight::Asked(Box::new(asked)) }
}

/// Whether a type is the domain, or a domain over it.
fn is_over(catalog: &Catalog, data_type: &str, name: &QualifiedName) -> bool {
    let Some(own) = QualifiedName::parse(data_type) else { return false };
    own == *name || catalog.domains.get(&own).is_some_and(|domain| is_over(catalog, &domain.base_type, name))
}

/// Whether all that a condition needs is there before the plan, under the same name, and stays as it is.
fn stands(context: &Context<'_>, name: &QualifiedName, id: &ObjectId) -> Result<(), Unasked> {
    let own = ObjectId::Type(name.clone());
    for needed in context.to.dependencies.needed_by(id).chain(context.from.dependencies.needed_by(&own)) {
        if *needed == own {
            continue;
        }
        if context.action(needed).is_some() {
            return Err(Unasked::Changes);
        }
        let origins = context.facts.origins.as_ref();
        if origins.is_some_and(|origins| origins.is_renamed(needed) || origins.renames_schemas()) {
            return Err(Unasked::Names);
        }
    }
    Ok(())
}

/// A value of the column as the condition sees it.
fn value(place: &Place<'_>, domain: &Domain) -> Result<String, Unasked> {
    // What is compared in another way may break a condition here and meet it there.
    if place.collation.is_some_and(|collation| domain.collation.as_ref() != Some(collation)) {
        return Err(Unasked::Compared);
    }
    let collation = domain.collation.as_ref().map_or_else(String::new, |name| format!(" COLLATE {name}"));
    Ok(format!("t.{}::{}{collation}", place.column, domain.base_type))
}
