//! A page of rows.

use std::time::Instant;

use super::condition::{Parameters, clause, conditions};
use super::cursor::Cursor;
use super::order::{Ordering, Segment};
use super::relation::{self, Relation, RelationColumn};
use super::{cell, estimate};
use crate::api::{Cell, Page, Row, RowsQuery, RowsResponse};
use crate::database::Session;
use crate::failure::Failure;
use crate::quote;
use crate::wire::Limits;

/// How many rows a page has at most.
const MOST_ROWS: u32 = 1000;

/// How many bytes of rows are read for a page at most.
const MOST_BYTES: usize = 32 << 20;

/// How many bytes of one value are read; the server has cut what is large before.
const MOST_OF_CELL: usize = 64 << 10;

/// What is asked for, with what the catalog says of it.
struct Reading<'a> {
    relation: &'a Relation,
    columns: Vec<&'a RelationColumn>,
    ordering: Ordering,
    conditions: Vec<String>,
    parameters: Parameters,
    limit: u32,
}

/// Rows as they came, with the values of their order.
struct Found {
    rows: Vec<(Vec<Option<String>>, Row)>,
    /// Whether there are more of them.
    more: bool,
}

/// Where a page is among all rows.
#[derive(Clone, Copy, Default)]
struct Position {
    first: Option<u64>,
    is_guess: bool,
}

/// Reads a page.
///
/// # Errors
/// Where the relation or a column is not there, or the server refuses a value.
pub async fn page(session: &mut Session, query: &RowsQuery, page: &Page, limit: u32) -> Result<RowsResponse, Failure> {
    let start = Instant::now();
    let relation = relation::find(session, &query.schema, &query.name).await?;
    let mut parameters = Parameters::default();
    let reading = Reading {
        columns: wanted(&relation, query)?,
        ordering: Ordering::of(&relation, query)?,
        conditions: conditions(&relation, query, &mut parameters)?,
        parameters,
        limit: limit.clamp(1, MOST_ROWS),
        relation: &relation,
    };
    let filtered = !reading.conditions.is_empty();
    let total = match relation.estimated_rows {
        Some(rows) if !filtered => Some(rows),
        _ => estimate::rows(session, &relation, &reading.conditions, &reading.parameters).await?,
    };
    let mut response = if reading.ordering.is_total {
        by_values(session, &reading, page, total).await?
    } else {
        by_offset(session, &reading, page, total).await?
    };
    // What was seen is known better than what was guessed.
    response.estimated_rows = match (response.position, response.position_estimated, response.after.is_none()) {
        (Some(first), false, true) => Some(first + response.rows.len() as u64),
        _ => total,
    };
    response.milliseconds = start.elapsed().as_secs_f64() * 1000.0;
    Ok(response)
}

/// The columns that are wanted.
pub(super) fn wanted<'a>(relation: &'a Relation, query: &RowsQuery) -> Result<Vec<&'a RelationColumn>, Failure> {
    match &query.columns {
        Some(names) => names.iter().map(|name| relation.column(name)).collect(),
        None => Ok(relation.columns.iter().filter(|column| column.readable).collect()),
    }
}

/// Pages of rows that can be told apart.
async fn by_values(
    session: &mut Session,
    reading: &Reading<'_>,
    page: &Page,
    total: Option<u64>,
) -> Result<RowsResponse, Failure> {
    let mut parameters = reading.parameters.clone();
    let everything = || vec![Segment { conditions: Vec::new() }];
    let known = |first| Position { first: Some(first), is_guess: false };
    let backward = matches!(page, Page::Last | Page::Before { .. });
    let ordering = if backward { reading.ordering.flipped() } else { reading.ordering.clone() };
    let mut skip = 0;
    let mut position = Position::default();
    let segments = match page {
        Page::First => {
            position = known(0);
            everything()
        }
        Page::Last => everything(),
        Page::After { cursor } | Page::Before { cursor } => match Cursor::read(cursor)? {
            Cursor::Values(values) if values.len() == ordering.terms.len() => ordering.after(&values, &mut parameters),
            _ => return Err(Failure::request("this place between rows is one of another order")),
        },
        Page::From { value } => {
            position = position_of(session, reading, value).await?;
            ordering.from(value, &mut parameters)
        }
        Page::Near { fraction } => {
            let fraction = if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { 0.0 };
            let value = if reading.conditions.is_empty() {
                estimate::value_near(session, reading.relation, &ordering, fraction).await?
            } else {
                None
            };
            match value {
                Some(value) => {
                    position = Position { first: total.map(|total| share(total, fraction)), is_guess: true };
                    ordering.from(&value, &mut parameters)
                }
                None => {
                    skip = total.map_or(0, |total| share(total, fraction));
                    position = known(skip);
                    everything()
                }
            }
        }
    };
    let mut found = read(session, reading, &ordering, &segments, &parameters, skip).await?;
    if backward {
        found.rows.reverse();
        position = match (page, total) {
            (Page::Last, Some(total)) => {
                Position { first: Some(total.saturating_sub(found.rows.len() as u64)), is_guess: true }
            }
            _ => Position::default(),
        };
    }
    let cursor =
        |row: Option<&(Vec<Option<String>>, Row)>| row.and_then(|(values, _)| Cursor::Values(values.clone()).write());
    let (first, last) = (cursor(found.rows.first()), cursor(found.rows.last()));
    let begins =
        matches!(page, Page::First) || (backward && !found.more) || position.first == Some(0) && !position.is_guess;
    let ends = matches!(page, Page::Last) || (!backward && !found.more);
    Ok(response(
        reading,
        &parameters,
        &ordering,
        &segments,
        found,
        position,
        [first.filter(|_| !begins), last.filter(|_| !ends)],
    ))
}

/// Pages of rows that nothing tells apart: counted from the first one.
async fn by_offset(
    session: &mut Session,
    reading: &Reading<'_>,
    page: &Page,
    total: Option<u64>,
) -> Result<RowsResponse, Failure> {
    let mut parameters = reading.parameters.clone();
    let limit = u64::from(reading.limit);
    let total = total.unwrap_or(0);
    let mut limit_here = reading.limit;
    let mut segments = vec![Segment { conditions: Vec::new() }];
    let mut position = Position { first: Some(0), is_guess: false };
    let skip = match page {
        Page::First => 0,
        Page::Last => total.saturating_sub(limit),
        Page::Near { fraction } => share(total, if fraction.is_finite() { fraction.clamp(0.0, 1.0) } else { 0.0 }),
        Page::From { value } => {
            position = position_of(session, reading, value).await?;
            position.is_guess = true;
            segments = reading.ordering.from(value, &mut parameters);
            0
        }
        Page::After { cursor } | Page::Before { cursor } => match (Cursor::read(cursor)?, page) {
            (Cursor::Offset(place), Page::Before { .. }) => {
                limit_here = reading.limit.min(u32::try_from(place).unwrap_or(u32::MAX));
                place.saturating_sub(limit)
            }
            (Cursor::Offset(place), _) => place,
            _ => return Err(Failure::request("this place between rows is one of another order")),
        },
    };
    let jumped = matches!(page, Page::From { .. });
    if !jumped {
        position.first = Some(skip);
    }
    let here = Reading { limit: limit_here.max(1), ..reading.again() };
    let found = read(session, &here, &reading.ordering, &segments, &parameters, skip).await?;
    let end = skip + found.rows.len() as u64;
    // Rows from a value on have no number from which others could be counted.
    let before = Cursor::Offset(skip).write().filter(|_| skip > 0 && !jumped);
    let after = Cursor::Offset(end).write().filter(|_| found.more && !jumped);
    let ordering = reading.ordering.clone();
    Ok(response(reading, &parameters, &ordering, &segments, found, position, [before, after]))
}

impl Reading<'_> {
    fn again(&self) -> Reading<'_> {
        Reading {
            relation: self.relation,
            columns: self.columns.clone(),
            ordering: self.ordering.clone(),
            conditions: self.conditions.clone(),
            parameters: self.parameters.clone(),
            limit: self.limit,
        }
    }

    /// What is selected: the values of the order, the key, the version, the cells.
    fn selected(&self, ordering: &Ordering) -> String {
        let mut items: Vec<String> = ordering.terms.iter().map(|term| term.sql.clone()).collect();
        items.extend(self.relation.primary_key.iter().map(|name| quote::name(name)));
        if self.relation.has_versions() {
            items.push("xmin::pg_catalog.text".to_owned());
        }
        items.extend(self.columns.iter().map(|column| cell::expression(column)));
        if items.is_empty() { "1".to_owned() } else { items.join(", ") }
    }

    fn sql(&self, select: &str, ordering: &Ordering, segment: &Segment) -> String {
        let from = quote::qualified(&self.relation.schema, &self.relation.name);
        let conditions: Vec<_> = self.conditions.iter().chain(&segment.conditions).cloned().collect();
        format!("SELECT {select} FROM {from}{}{}", clause(&conditions), ordering.clause())
    }
}

/// Reads one row more than is wanted, to see whether there is one.
async fn read(
    session: &mut Session,
    reading: &Reading<'_>,
    ordering: &Ordering,
    segments: &[Segment],
    parameters: &Parameters,
    skip: u64,
) -> Result<Found, Failure> {
    let select = reading.selected(ordering);
    let wanted = reading.limit as usize + 1;
    let mut found = Found { rows: Vec::new(), more: false };
    for segment in segments {
        let left = wanted - found.rows.len();
        let sql = format!("{} LIMIT {left} OFFSET {skip}", reading.sql(&select, ordering, segment));
        let limits = Limits { rows: reading.limit + 1, bytes: MOST_BYTES, cell: MOST_OF_CELL, to_the_end: false };
        let (sql, values) = parameters.used(&sql);
        let output = session.query(&sql, &values, &limits).await;
        let output = output.map_err(|failure| without_place(failure, &sql))?;
        let too_large = output.too_large;
        for row in output.rows {
            found.rows.push(split(reading, ordering, row)?);
        }
        if found.rows.len() == wanted || too_large {
            found.more = true;
            found.rows.truncate(reading.limit as usize);
            break;
        }
    }
    Ok(found)
}

/// The text is the studio's own: a place in it says nothing to a person.
fn without_place(mut failure: Failure, sql: &str) -> Failure {
    failure.body.position = None;
    failure.body.statement = Some(sql.to_owned());
    failure
}

fn split(reading: &Reading<'_>, ordering: &Ordering, row: Vec<Cell>) -> Result<(Vec<Option<String>>, Row), Failure> {
    let mut cells = row.into_iter();
    let order: Vec<Cell> = cells.by_ref().take(ordering.terms.len()).collect();
    if order.iter().any(|cell| cell.cut.is_some()) {
        return Err(Failure::request("values of this column are too large to order rows by"));
    }
    let key: Vec<String> =
        cells.by_ref().take(reading.relation.primary_key.len()).map(|cell| cell.text.unwrap_or_default()).collect();
    let version = if reading.relation.has_versions() { cells.next().and_then(|cell| cell.text) } else { None };
    let cells = reading.columns.iter().zip(cells).map(|(column, given)| cell::read(column, given)).collect();
    let row = Row { key: Some(key).filter(|key| !key.is_empty()), version, cells };
    Ok((order.into_iter().map(|cell| cell.text).collect(), row))
}

fn response(
    reading: &Reading<'_>,
    parameters: &Parameters,
    ordering: &Ordering,
    segments: &[Segment],
    found: Found,
    position: Position,
    [before, after]: [Option<String>; 2],
) -> RowsResponse {
    let everything = reading.columns.len() == reading.relation.columns.len();
    let names: Vec<_> = reading.columns.iter().map(|column| column.name.clone()).collect();
    let select = if everything {
        "*".to_owned()
    } else {
        names.iter().map(|name| quote::name(name)).collect::<Vec<_>>().join(", ")
    };
    let none = Segment { conditions: Vec::new() };
    let sql = reading.sql(&select, ordering, segments.first().unwrap_or(&none));
    RowsResponse {
        columns: names,
        rows: found.rows.into_iter().map(|(_, row)| row).collect(),
        before,
        after,
        position: position.first,
        position_estimated: position.is_guess,
        estimated_rows: None,
        sql: format!("{} LIMIT {}", parameters.inlined(&sql), reading.limit),
        milliseconds: 0.0,
    }
}

/// About how many rows come before a value.
async fn position_of(session: &mut Session, reading: &Reading<'_>, value: &str) -> Result<Position, Failure> {
    let mut parameters = reading.parameters.clone();
    let Some(before) = reading.ordering.before(value, &mut parameters) else { return Ok(Position::default()) };
    let mut conditions = reading.conditions.clone();
    conditions.push(before);
    let rows = estimate::rows(session, reading.relation, &conditions, &parameters).await;
    let first = rows.map_err(|failure| without_place(failure, "EXPLAIN"))?;
    Ok(Position { first, is_guess: true })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "it is a guess"
)]
fn share(total: u64, fraction: f64) -> u64 {
    (total as f64 * fraction) as u64
}
