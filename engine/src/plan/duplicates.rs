//! Whether rows are in the way of a unique index that is to be built: that is asked before anything else happens, for the
//! index comes when much of the plan is done.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::object::{ConstraintKind, Index, IndexKey, Key};
use evenkeel_model::{ObjectId, QualifiedName};

use super::check::{self, Foresight, Names, Question};
use super::context::Context;
use super::graph::Node;
use super::statement::Unasked;
use super::violations::only_where;

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

impl Part<'_> {
    fn expression(&self) -> Option<&str> {
        match self {
            Self::Column(..) => None,
            Self::Expression(text) => Some(text),
        }
    }
}

/// Looks for rows that are equal in the columns of a key.
pub(super) fn of_key(
    context: &Context<'_>,
    table: &QualifiedName,
    id: &ObjectId,
    key: &Key,
    nulls_are_equal: bool,
) -> Foresight {
    let parts = key.columns.iter().map(|column| Part::Column(column, String::new())).collect();
    check(context, table, id, &Unique { parts, predicate: None, nulls_are_equal })
}

/// Looks for rows that are equal in a unique index.
pub(super) fn of_index(context: &Context<'_>, table: &QualifiedName, id: &ObjectId, index: &Index) -> Foresight {
    if !index.unique {
        return Foresight::Needless;
    }
    // Another class of operators may have its own notion of what is equal.
    if index.elements.iter().any(|element| element.operator_class.is_some()) {
        return Foresight::Unasked(Unasked::Compared);
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

fn check(context: &Context<'_>, table: &QualifiedName, id: &ObjectId, unique: &Unique<'_>) -> Foresight {
    if is_empty(context, table, unique) {
        return Foresight::Needless;
    }
    match asked(context, table, id, unique) {
        // What has been so of rows that stay as they are.
        Ok(_) | Err(Unasked::Names | Unasked::Compared | Unasked::Pairs) if is_known(context, table, unique) => {
            Foresight::Needless
        }
        other => other.into(),
    }
}

fn asked(context: &Context<'_>, table: &QualifiedName, id: &ObjectId, unique: &Unique<'_>) -> Result<Node, Unasked> {
    check::stands(context, id)?;
    let names = Names::of(context, table).ok_or(Unasked::NewValues)?;
    let expressions: Vec<&str> = unique.parts.iter().filter_map(Part::expression).chain(unique.predicate).collect();
    // An index has no rows of inheritance children.
    let source = match expressions.is_empty() {
        true => format!("ONLY {}", names.table),
        false => names.source(id, &expressions, &[], true)?,
    };
    let (mut written, mut told) = (Vec::new(), Vec::new());
    let mut conditions: Vec<String> = unique.predicate.map(|predicate| format!("({predicate})")).into_iter().collect();
    for part in &unique.parts {
        let (value, text) = match part {
            Part::Column(column, collation) => {
                // Expressions are over the names that come, and so is their source.
                let name = if expressions.is_empty() { names.column(column).ok_or(Unasked::Names)? } else { *column };
                let quoted = quote_identifier(name);
                (quoted.clone(), format!("{quoted}{collation}"))
            }
            Part::Expression(text) if unique.predicate.is_some() => {
                let value = only_where(unique.predicate, text);
                (value.clone(), value)
            }
            // GROUP BY takes no constant as it stands: a number is a place in the list, and another one is refused.
            Part::Expression(text) if is_constant(text) => (text.clone(), format!("COALESCE({text})")),
            Part::Expression(text) => (text.clone(), text.clone()),
        };
        if !unique.nulls_are_equal {
            let (may_be_null, data_type) = match part {
                Part::Column(column, _) => (names.may_be_null(column), context.old_column(table, column)),
                Part::Expression(_) => (true, None),
            };
            if may_be_null {
                let data_type = data_type.map(|column| column.data_type.as_str());
                conditions.push(check::has_value(context, data_type, &value));
            }
        }
        told.push(part.expression().map_or_else(|| text.clone(), str::to_owned));
        written.push(text);
    }
    let (before, parts, told) = (names.table, written.join(", "), told.join(", "));
    let rows = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let equal = format!("FROM {source}{rows} GROUP BY {parts} HAVING pg_catalog.count(*) > 1");
    let question = Question {
        id: id.clone(),
        tables: vec![before.clone()],
        whole: None,
        condition: "unique_violation",
        counted: false,
        message: format!("rows of {before} are equal in {told}, and are to be unique"),
        find: format!("SELECT {parts}, pg_catalog.count(*) {equal}"),
        rows: equal,
        hazard: format!("two rows of {before} are equal in {told}"),
    };
    question.node(context)
}

/// Whether a column comes with the plan and holds nothing but NULL, which is equal to no other NULL.
fn is_empty(context: &Context<'_>, table: &QualifiedName, unique: &Unique<'_>) -> bool {
    !unique.nulls_are_equal
        && unique.parts.iter().any(|part| match part {
            Part::Column(column, _) => check::comes_empty(context, table, column),
            Part::Expression(_) => false,
        })
}

/// Whether an expression is a constant that is written without its type.
fn is_constant(text: &str) -> bool {
    let text = text.trim_matches(['(', ')', ' ']);
    let is_word = ["true", "false", "null"].iter().any(|word| text.eq_ignore_ascii_case(word));
    is_word || !text.is_empty() && text.chars().all(|character| character.is_ascii_digit() || ".-".contains(character))
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
