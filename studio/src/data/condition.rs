//! Filters as SQL: names quoted, values as parameters.

use super::Relation;
use super::relation::RelationColumn;
use crate::api::{Filter, FilterOperator, RowsQuery, ValueKind};
use crate::failure::Failure;
use crate::quote;

/// SQL text with parameters that grows.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    values: Vec<Option<String>>,
}

impl Parameters {
    /// Adds a value. Gives how it is called in the text.
    pub fn add(&mut self, value: impl Into<String>) -> String {
        self.values.push(Some(value.into()));
        format!("${}", self.values.len())
    }

    /// A text of the studio's own that uses some of them, with those that it uses, numbered anew: the server wants to know
    /// the type of each, and learns it from where it stands.
    pub fn used(&self, sql: &str) -> (String, Vec<Option<&str>>) {
        let mut used: Vec<usize> = Vec::new();
        let text = replaced(sql, |number| {
            let place = used.iter().position(|known| *known == number).unwrap_or_else(|| {
                used.push(number);
                used.len() - 1
            });
            format!("${}", place + 1)
        });
        (text, used.into_iter().map(|number| self.value(number)).collect())
    }

    /// The text with the values in it, for people to read.
    pub fn inlined(&self, sql: &str) -> String {
        replaced(sql, |number| self.value(number).map_or_else(|| "NULL".to_owned(), quote::literal))
    }

    fn value(&self, number: usize) -> Option<&str> {
        self.values.get(number.wrapping_sub(1)).and_then(Option::as_deref)
    }
}

/// The text with something else in the place of each `$n`.
fn replaced(sql: &str, mut other: impl FnMut(usize) -> String) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quote = None;
    let mut rest = sql.chars().peekable();
    while let Some(letter) = rest.next() {
        // Names may have a `$` in them.
        match quote {
            Some(open) if letter == open => quote = None,
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            _ => {}
        }
        if letter != '$' || quote.is_some() {
            text.push(letter);
            continue;
        }
        let mut number = 0;
        while let Some(digit) = rest.peek().and_then(|digit| digit.to_digit(10)) {
            number = number * 10 + digit as usize;
            rest.next();
        }
        text.push_str(&other(number));
    }
    text
}

/// The conditions of a query; none where all rows are wanted.
///
/// # Errors
/// Where a column is not there, or a value is missing.
pub fn conditions(relation: &Relation, query: &RowsQuery, parameters: &mut Parameters) -> Result<Vec<String>, Failure> {
    let mut conditions = Vec::new();
    for filter in &query.filters {
        conditions.push(condition(relation.column(&filter.column)?, filter, parameters)?);
    }
    if let Some(search) = query.search.as_deref().filter(|search| !search.is_empty()) {
        let pattern = parameters.add(format!("%{}%", quote::pattern(search)));
        let columns = relation.columns.iter().filter(|column| column.readable && column.kind != ValueKind::Bytes);
        let any: Vec<_> = columns.map(|column| format!("{} ILIKE {pattern}", text_of(column))).collect();
        conditions.push(if any.is_empty() { "false".to_owned() } else { format!("({})", any.join(" OR ")) });
    }
    Ok(conditions)
}

/// Conditions as a WHERE clause with a blank before it.
pub fn clause(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}

fn condition(column: &RelationColumn, filter: &Filter, parameters: &mut Parameters) -> Result<String, Failure> {
    use FilterOperator as Is;
    let name = quote::name(&column.name);
    // What cannot be compared by itself is compared as text.
    let compared = if column.comparable { name.clone() } else { text_of(column) };
    let text = text_of(column);
    let missing = || Failure::request(format!("the filter on {} has no value", filter.column));
    let mut value = || filter.value.clone().ok_or_else(missing).map(|value| parameters.add(value));
    Ok(match filter.operator {
        Is::Equals => format!("{compared} = {}", value()?),
        Is::NotEquals => format!("{compared} IS DISTINCT FROM {}", value()?),
        Is::Less => format!("{compared} < {}", value()?),
        Is::LessOrEqual => format!("{compared} <= {}", value()?),
        Is::Greater => format!("{compared} > {}", value()?),
        Is::GreaterOrEqual => format!("{compared} >= {}", value()?),
        Is::In => {
            let values = filter.values.as_deref().ok_or_else(missing)?;
            let values: Vec<_> = values.iter().map(|value| parameters.add(value)).collect();
            if values.is_empty() { "false".to_owned() } else { format!("{compared} IN ({})", values.join(", ")) }
        }
        Is::Like => format!("{text} LIKE {}", value()?),
        Is::Matches => format!("{text} ~ {}", value()?),
        Is::Contains | Is::NotContains | Is::StartsWith | Is::EndsWith => {
            let given = quote::pattern(filter.value.as_deref().ok_or_else(missing)?);
            let pattern = match filter.operator {
                Is::StartsWith => format!("{given}%"),
                Is::EndsWith => format!("%{given}"),
                _ => format!("%{given}%"),
            };
            let pattern = parameters.add(pattern);
            match filter.operator {
                Is::NotContains => format!("({text} NOT ILIKE {pattern} OR {name} IS NULL)"),
                _ => format!("{text} ILIKE {pattern}"),
            }
        }
        Is::IsNull => format!("{name} IS NULL"),
        Is::IsNotNull => format!("{name} IS NOT NULL"),
    })
}

/// A column's text.
fn text_of(column: &RelationColumn) -> String {
    let name = quote::name(&column.name);
    if column.textual { name } else { format!("{name}::pg_catalog.text") }
}
