//! The order of rows, and what comes after a row in it.
//!
//! A page begins where the last one ended, by the values of its last row: a million rows before it are not read again, and
//! rows that come and go do not shift it.

use super::Relation;
use super::condition::Parameters;
use crate::api::{Nulls, RelationKind, RowsQuery};
use crate::failure::Failure;
use crate::quote;

/// One part of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The column as SQL.
    pub sql: String,
    pub descending: bool,
    pub nulls_first: bool,
    pub nullable: bool,
}

/// An order in which no two rows are equal, where the relation has such a one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordering {
    pub terms: Vec<Term>,
    /// Whether no two rows are equal in it.
    pub is_total: bool,
}

/// A part of what comes after a row: what holds for it. The parts come one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub conditions: Vec<String>,
}

impl Term {
    fn flipped(&self) -> Self {
        Self { descending: !self.descending, nulls_first: !self.nulls_first, ..self.clone() }
    }

    fn order(&self) -> String {
        let Self { sql, descending, nulls_first, nullable } = self;
        let direction = if *descending { " DESC" } else { "" };
        // As PostgreSQL has it by itself, nothing is said, so that an index serves.
        let nulls = match (nulls_first == descending || !nullable, nulls_first) {
            (true, _) => "",
            (false, true) => " NULLS FIRST",
            (false, false) => " NULLS LAST",
        };
        format!("{sql}{direction}{nulls}")
    }

    /// What holds for values that come after this one, NULL left out; nothing where there are none.
    fn beyond(&self, value: Option<&str>) -> Option<String> {
        match value {
            Some(value) => Some(format!("{} {} {value}", self.sql, if self.descending { "<" } else { ">" })),
            None if self.nulls_first => Some(format!("{} IS NOT NULL", self.sql)),
            None => None,
        }
    }

    fn same(&self, value: Option<&str>) -> String {
        match value {
            Some(value) => format!("{} = {value}", self.sql),
            None => format!("{} IS NULL", self.sql),
        }
    }

    /// Whether NULL comes after this value.
    fn null_is_beyond(&self, value: Option<&str>) -> bool {
        self.nullable && !self.nulls_first && value.is_some()
    }
}

impl Ordering {
    /// The order that is asked for, made total by the primary key, or by the rows' places where there is none.
    ///
    /// # Errors
    /// Where a column is not there or has no order.
    pub fn of(relation: &Relation, query: &RowsQuery) -> Result<Self, Failure> {
        let mut terms: Vec<Term> = Vec::new();
        for order in &query.order {
            let column = relation.column(&order.column)?;
            if !column.orderable {
                return Err(Failure::request(format!("values of {} have no order", order.column)));
            }
            let sql = quote::name(&order.column);
            if terms.iter().any(|term| term.sql == sql) {
                continue;
            }
            let nulls_first = order.nulls.map_or(order.descending, |nulls| nulls == Nulls::First);
            terms.push(Term { sql, descending: order.descending, nulls_first, nullable: column.nullable });
        }
        // In the direction of what was asked for: an index of both serves then.
        let descending = terms.last().is_some_and(|term| term.descending);
        let key = |sql| Term { sql, descending, nulls_first: descending, nullable: false };
        let tie: Vec<String> = if !relation.primary_key.is_empty() {
            relation.primary_key.iter().map(|name| quote::name(name)).collect()
        } else if relation.has_places() {
            vec!["ctid".to_owned()]
        } else if relation.can_read && relation.kind == RelationKind::PartitionedTable {
            vec!["tableoid".to_owned(), "ctid".to_owned()]
        } else {
            Vec::new()
        };
        let is_total = !tie.is_empty();
        for sql in tie {
            if !terms.iter().any(|term| term.sql == sql) {
                terms.push(key(sql));
            }
        }
        Ok(Self { terms, is_total })
    }

    /// The other way round.
    #[must_use]
    pub fn flipped(&self) -> Self {
        Self { terms: self.terms.iter().map(Term::flipped).collect(), is_total: self.is_total }
    }

    /// The ORDER BY clause with a blank before it.
    pub fn clause(&self) -> String {
        let terms: Vec<_> = self.terms.iter().map(Term::order).collect();
        if terms.is_empty() { String::new() } else { format!(" ORDER BY {}", terms.join(", ")) }
    }

    /// What comes after a row with these values, in order. NULL stands at one end, so an index gives the other values only
    /// where they are asked for by themselves.
    pub fn after(&self, values: &[Option<String>], parameters: &mut Parameters) -> Vec<Segment> {
        let values: Vec<Option<String>> =
            values.iter().map(|value| value.as_ref().map(|value| parameters.add(value))).collect();
        let pairs: Vec<(&Term, Option<&str>)> = self.terms.iter().zip(values.iter().map(Option::as_deref)).collect();
        let Some(((first, value), rest)) = pairs.split_first() else { return Vec::new() };
        let mut segments = Vec::new();
        if let Some(comparison) = row_comparison(&pairs) {
            segments.push(Segment { conditions: vec![comparison] });
        } else {
            match value {
                Some(bound) => {
                    let at_least = if first.descending { "<=" } else { ">=" };
                    let mut conditions = vec![format!("{} {at_least} {bound}", first.sql)];
                    conditions.extend(strictly_after(&pairs));
                    segments.push(Segment { conditions });
                }
                None => {
                    if let Some(after) = after_with_null(rest) {
                        segments.push(Segment { conditions: vec![format!("{} IS NULL", first.sql), after] });
                    }
                    segments.extend(first.beyond(None).map(|beyond| Segment { conditions: vec![beyond] }));
                }
            }
        }
        if first.null_is_beyond(*value) {
            segments.push(Segment { conditions: vec![format!("{} IS NULL", first.sql)] });
        }
        segments
    }

    /// What comes from a value of the first part on, in order.
    pub fn from(&self, value: &str, parameters: &mut Parameters) -> Vec<Segment> {
        let Some(first) = self.terms.first() else { return Vec::new() };
        let value = parameters.add(value);
        let at_least = if first.descending { "<=" } else { ">=" };
        let mut segments = vec![Segment { conditions: vec![format!("{} {at_least} {value}", first.sql)] }];
        if first.null_is_beyond(Some(&value)) {
            segments.push(Segment { conditions: vec![format!("{} IS NULL", first.sql)] });
        }
        segments
    }

    /// What comes before a value of the first part; for guessing how many rows that are.
    pub fn before(&self, value: &str, parameters: &mut Parameters) -> Option<String> {
        let first = self.terms.first()?;
        let value = parameters.add(value);
        Some(format!("{} {} {value}", first.sql, if first.descending { ">" } else { "<" }))
    }
}

/// `(a, b) > ($1, $2)`, which one walk of an index answers, where the order is that of rows.
fn row_comparison(pairs: &[(&Term, Option<&str>)]) -> Option<String> {
    let descending = pairs.first()?.0.descending;
    let mut names = Vec::new();
    let mut values = Vec::new();
    for (place, (term, value)) in pairs.iter().enumerate() {
        // NULL in the first part has a segment of its own; elsewhere it would be lost.
        if term.descending != descending || (term.nullable && place > 0) {
            return None;
        }
        names.push(term.sql.as_str());
        values.push((*value)?);
    }
    Some(format!("({}) {} ({})", names.join(", "), if descending { "<" } else { ">" }, values.join(", ")))
}

/// What holds for all that comes after, NULL of the first part left out; nothing where nothing does.
fn strictly_after(pairs: &[(&Term, Option<&str>)]) -> Option<String> {
    let ((term, value), rest) = pairs.split_first()?;
    let mut choices: Vec<String> = term.beyond(*value).into_iter().collect();
    if let Some(after) = after_with_null(rest) {
        choices.push(format!("({} AND {after})", term.same(*value)));
    }
    joined(choices)
}

/// What holds for all that comes after; nothing where nothing does.
fn after_with_null(pairs: &[(&Term, Option<&str>)]) -> Option<String> {
    let (term, value) = pairs.first()?;
    let mut choices: Vec<String> = strictly_after(pairs).into_iter().collect();
    if term.null_is_beyond(*value) {
        choices.push(format!("{} IS NULL", term.sql));
    }
    joined(choices)
}

fn joined(choices: Vec<String>) -> Option<String> {
    match choices.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        several => Some(format!("({})", several.join(" OR "))),
    }
}
