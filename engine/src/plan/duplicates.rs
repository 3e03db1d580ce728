//! Whether rows are in the way of a unique index that is to be built: that is asked before anything else happens, for the
//! index comes when much of the plan is done.

use evenkeel_model::name::{dollar_quote, quote_identifier, quote_literal};
use evenkeel_model::object::{ColumnValue, ConstraintKind, Index, IndexKey, Key};
use evenkeel_model::{ObjectId, QualifiedName};

use super::context::Context;
use super::graph::{Node, Rank};
use super::not_null;
use super::statement::{HazardKind, LockMode, Phase, Statement};

/// What rows must not be equal in.
struct Unique<'a> {
    /// Columns, by their names after renames, or expressions.
    parts: Vec<Part<'a>>,
    /// Which rows count.
    predicate: Option<&'a str>,
    /// Whether NULL is equal to NULL.
    nulls_are_equal: bool,
}

enum Part<'a> {
    Column(&'a str, String),
    Expression(String),
}

/// Looks for rows that are equal in the columns of a key.
pub(super) fn of_key(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    key: &Key,
    nulls_are_equal: bool,
) -> Option<Node> {
    let parts = key.columns.iter().map(|column| Part::Column(column, String::new())).collect();
    check(context, table, id, &Unique { parts, predicate: None, nulls_are_equal })
}

/// Looks for rows that are equal in a unique index.
pub(super) fn of_index(context: &Context<'_>, table: &QualifiedName, id: &ObjectId, index: &Index) -> Option<Node> {
    // Another class of operators may have its own notion of what is equal.
    if !index.unique || index.elements.iter().any(|element| element.operator_class.is_some()) {
        return None;
    }
    let parts = index.elements.iter().map(|element| {
        let collation = element.collation.as_ref().map_or_else(String::new, |name| format!(" COLLATE {name}"));
        match &element.key {
            IndexKey::Column(column) => Part::Column(column, collation),
            IndexKey::Expression(expression) => Part::Expression(format!("({expression}){collation}")),
        }
    });
    let unique = Unique {
        parts: parts.collect(),
        predicate: index.predicate.as_deref(),
        nulls_are_equal: index.nulls_not_distinct,
    };
    check(context, table, id, &unique)
}

fn check(context: &Context<'_>, table: &QualifiedName, id: &ObjectId, unique: &Unique<'_>) -> Option<Node> {
    if !stands(context, id) || is_known(context, table, unique) {
        return None;
    }
    let is_text = |part: &Part<'_>| matches!(part, Part::Expression(_));
    if context.facts.origins.is_some() && (unique.predicate.is_some() || unique.parts.iter().any(is_text)) {
        // Such a text has the names that come: of columns, and of types, labels and functions as well.
        return None;
    }
    let names = Names::of(context, table)?;
    let mut written = Vec::new();
    let mut conditions: Vec<String> = unique.predicate.map(|predicate| format!("({predicate})")).into_iter().collect();
    for part in &unique.parts {
        let (value, text) = match part {
            Part::Column(column, collation) => {
                let quoted = quote_identifier(names.column(column)?);
                (quoted.clone(), format!("{quoted}{collation}"))
            }
            Part::Expression(text) => (text.clone(), text.clone()),
        };
        if !unique.nulls_are_equal && names.may_be_null(part) {
            // A row of NULLs IS NULL and yet a value.
            let may_be_row = match part {
                Part::Column(column, _) => context
                    .old_column(table, column)
                    .is_none_or(|column| not_null::may_be_row(context, &column.data_type)),
                Part::Expression(_) => true,
            };
            let condition = if may_be_row { "IS DISTINCT FROM NULL" } else { "IS NOT NULL" };
            conditions.push(format!("{value} {condition}"));
        }
        written.push(text);
    }
    let (before, parts) = (names.table, written.join(", "));
    let rows = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    // An index has no rows of inheritance children.
    let equal = format!("FROM ONLY {before}{rows} GROUP BY {parts} HAVING pg_catalog.count(*) > 1");
    let hint = format!("find them with SELECT {parts}, pg_catalog.count(*) {equal}");
    let body = format!(
        "
BEGIN
    IF EXISTS (SELECT {equal}) THEN
        RAISE EXCEPTION USING ERRCODE = 'unique_violation',
            MESSAGE = {},
            HINT = {};
    END IF;
END
",
        quote_literal(&format!("rows of {before} are equal in {parts}, and are to be unique")),
        quote_literal(&hint),
    );
    let quote = dollar_quote("check", &body);
    let statement = Statement::new(id.clone(), format!("DO {quote}{body}{quote}"))
        .in_phase(Phase::Check)
        .locking(before, LockMode::AccessShare)
        .with_hazard(
            HazardKind::DependsOnData,
            format!("fails, before anything has changed, while two rows of {before} are equal in {parts}"),
        );
    Some(Node::new(Rank::Prerequisite, vec![statement]))
}

/// Whether a key or index that was there says already that there are no such rows.
fn is_known(context: &Context<'_>, table: &QualifiedName, unique: &Unique<'_>) -> bool {
    let Some(old) = context.from.tables.get(table) else { return false };
    let is_part = |column: &str| {
        let is_null = unique.nulls_are_equal && old.columns.get(column).is_none_or(|column| !column.not_null);
        // With another collation other values are equal.
        let is_same =
            |part: &Part<'_>| matches!(part, Part::Column(name, collation) if *name == column && collation.is_empty());
        !is_null && unique.parts.iter().any(is_same)
    };
    let by_key =
        old.constraints.values().filter(|constraint| constraint.validated).any(|constraint| match &constraint.kind {
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique { key, .. } => {
                !key.without_overlaps && key.columns.iter().all(|column| is_part(column))
            }
            _ => false,
        });
    by_key
        || old.indexes.values().filter(|index| index.unique && index.valid && index.predicate.is_none()).any(|index| {
            index.elements.iter().all(|element| match &element.key {
                IndexKey::Column(column) => {
                    element.collation.is_none() && element.operator_class.is_none() && is_part(column)
                }
                IndexKey::Expression(_) => false,
            })
        })
}

/// Whether all that the index needs is there before the plan and stays as it is, so that what is asked now is what the
/// index will find.
fn stands(context: &Context<'_>, id: &ObjectId) -> bool {
    context.to.dependencies.needed_by(id).all(|needed| match needed {
        ObjectId::Column(table, column) => {
            let value = ObjectId::ColumnValue(table.clone(), column.clone());
            let is_generated = context
                .new_column(table, column)
                .is_some_and(|column| matches!(column.value, Some(ColumnValue::Generated { .. })));
            let changes = context.column_goes(table, column)
                || context.is_retyped(needed)
                || is_generated && context.action(&value).is_some();
            context.old_column(table, column).is_some() && !changes
        }
        ObjectId::Table(_) | ObjectId::Schema(_) => true,
        _ => context.action(needed).is_none(),
    })
}

/// What a table and its columns are called before the plan.
struct Names<'a> {
    context: &'a Context<'a>,
    now: &'a QualifiedName,
    table: &'a QualifiedName,
}

impl<'a> Names<'a> {
    /// Nothing where the table was not there.
    fn of(context: &'a Context<'a>, now: &'a QualifiedName) -> Option<Self> {
        let table = match &context.facts.origins {
            Some(origins) => origins.table(now)?,
            None => now,
        };
        Some(Self { context, now, table })
    }

    fn column<'b>(&'b self, now: &'b str) -> Option<&'b str> {
        match &self.context.facts.origins {
            Some(origins) => origins.column(self.table, now),
            None => Some(now),
        }
    }

    fn may_be_null(&self, part: &Part<'_>) -> bool {
        match part {
            Part::Column(column, _) => self.context.old_column(self.now, column).is_none_or(|column| !column.not_null),
            Part::Expression(_) => true,
        }
    }
}
