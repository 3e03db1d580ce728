//! Sample rows for a scratch database: a few in every table that takes them, so that a plan has something to lose.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::name::{quote_identifier, quote_literal};
use evenkeel_model::object::{Column, ColumnValue, ConstraintKind, ForeignKey, Table};
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::Client;

use super::keys::Keys;
use super::later::Later;
use super::value::{fitting, sample};
use super::withheld::{Few, Withheld};

/// How many rows a table gets.
const ROWS: usize = 6;

/// Fills the tables of `catalog`, referenced ones first; gives those that stay empty, with the reason. Rows fit `later`
/// too, as far as may be: a column that takes no NULL then gets none, one that gets another type has values that are some
/// of it, and one that gets a foreign key has values that are there.
pub(super) async fn fill(
    client: &Client,
    catalog: &Catalog,
    later: &Later<'_>,
    withheld: &Withheld,
) -> Result<Vec<(QualifiedName, String)>, tokio_postgres::Error> {
    let mut unfilled = Vec::new();
    let mut filled: BTreeSet<QualifiedName> = BTreeSet::new();
    let keys = Keys::of(catalog, later, &later.names.reversed());
    for name in order(catalog, &keys, &withheld.tables) {
        let Some(table) = catalog.tables.get(name) else {
            continue;
        };
        let task = Task { catalog, later, name, table, keys: &keys, filled: &filled };
        let reason = match withheld.tables.get(name).cloned().or_else(|| task.refers_to_nothing()) {
            Some(reason) => Some(reason),
            None => task.insert(client, withheld).await?,
        };
        match reason {
            None => {
                filled.insert(name.clone());
            }
            Some(reason) => unfilled.push((name.clone(), reason)),
        }
    }
    Ok(unfilled)
}

/// The tables in the order in which they are filled.
fn order<'a>(
    catalog: &'a Catalog,
    keys: &Keys,
    keep_empty: &BTreeMap<QualifiedName, String>,
) -> Vec<&'a QualifiedName> {
    let (empty, pending): (BTreeSet<_>, BTreeSet<_>) =
        catalog.tables.keys().partition(|name| keep_empty.contains_key(*name));
    let (mut ordered, mut pending) = (Vec::from_iter(empty), pending);
    while !pending.is_empty() {
        // A table whose references are all decided is next; in a cycle one whose keys may be NULL.
        let undecided =
            |name: &QualifiedName, key: &ForeignKey| key.references != *name && pending.contains(&key.references);
        let table = |name: &QualifiedName| catalog.tables.get(name);
        let free = |name: &QualifiedName| !keys.of_table(name).any(|key| undecided(name, key));
        let may_wait = |name: &QualifiedName| {
            table(name).is_none_or(|table| {
                keys.of_table(name)
                    .filter(|key| undecided(name, key))
                    .all(|key| key.columns.iter().any(|column| is_nullable(table, column)))
            })
        };
        // All that are free at once: none of them waits for another.
        let mut next: BTreeSet<_> = pending.iter().copied().filter(|name| free(name)).collect();
        if next.is_empty() {
            let waits = pending.iter().copied().find(|name| may_wait(name));
            next.extend(waits.or_else(|| pending.first().copied()));
        }
        pending.retain(|name| !next.contains(name));
        ordered.extend(next);
    }
    ordered
}

fn is_nullable(table: &Table, column: &str) -> bool {
    table.columns.get(column).is_some_and(|column| !column.not_null)
}

/// A table that is to be filled.
struct Task<'a> {
    catalog: &'a Catalog,
    later: &'a Later<'a>,
    name: &'a QualifiedName,
    table: &'a Table,
    keys: &'a Keys,
    /// The tables that have rows already.
    filled: &'a BTreeSet<QualifiedName>,
}

impl Task<'_> {
    /// That each of its rows needs one of a table that has none.
    fn refers_to_nothing(&self) -> Option<String> {
        let needs = |key: &&ForeignKey| key.columns.iter().all(|column| !self.takes_null(column));
        let empty = |key: &&ForeignKey| key.references != *self.name && !self.filled.contains(&key.references);
        let key = self.keys.of_table(self.name).filter(needs).find(empty)?;
        Some(format!("its rows need rows of {}, which has none", key.references))
    }

    /// Whether a column takes NULL, now and later.
    fn takes_null(&self, column: &str) -> bool {
        let refuses = |catalog: &Catalog, column: Option<&Column>| {
            column.is_some_and(|column| column.not_null || refuses_null(catalog, &column.data_type))
        };
        !refuses(self.catalog, self.table.columns.get(column))
            && !refuses(self.later.catalog, self.later.column(self.name, column))
    }

    /// Tries to insert rows; gives the server's reason where it takes none.
    async fn insert(&self, client: &Client, withheld: &Withheld) -> Result<Option<String>, tokio_postgres::Error> {
        let Self { name, table, .. } = self;
        let words = words(self.later, name, table);
        let few = withheld.few.get(*name);
        let shapes = SHAPES.iter().filter(|shape| match few {
            None => true,
            Some(Few::Whole) => shape.rows == 1,
            Some(Few::Sparse) => shape.rows == 1 && shape.sparse,
        });
        let mut reason = String::new();
        for shape in shapes {
            let mut columns = Vec::new();
            let mut expressions = Vec::new();
            for (position, (column, definition)) in table.columns.iter().enumerate() {
                if matches!(definition.value, Some(ColumnValue::Identity(_) | ColumnValue::Generated { .. })) {
                    continue;
                }
                let takes_null = self.takes_null(column);
                if takes_null && withheld.columns.contains_key(&((*name).clone(), column.clone())) {
                    columns.push(quote_identifier(column));
                    expressions.push("NULL".to_owned());
                    continue;
                }
                if shape.sparse && (definition.value.is_some() || takes_null) {
                    continue;
                }
                columns.push(quote_identifier(column));
                let place = if shape.ascending { position } else { table.columns.len() - position };
                let words = if shape.words { words.get(column).map(Vec::as_slice) } else { None };
                let sample = Sample { column, data_type: &definition.data_type, takes_null, words, place };
                expressions.push(self.expression(&sample));
            }
            let sql = if columns.is_empty() {
                format!("INSERT INTO {name} DEFAULT VALUES")
            } else {
                format!(
                    "INSERT INTO {name} ({}) SELECT {} FROM pg_catalog.generate_series(1, {}) AS sample(i)",
                    columns.join(", "),
                    expressions.join(", "),
                    shape.rows
                )
            };
            match client.batch_execute(&sql).await {
                Ok(()) => return Ok(None),
                Err(error) if error.is_closed() => return Err(error),
                Err(error) => {
                    reason = error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned());
                }
            }
        }
        Ok(Some(reason))
    }

    /// The value of a column in row `i`.
    fn expression(&self, column: &Sample<'_>) -> String {
        let key = self.keys.of_table(self.name).find_map(|key| {
            let position = key.columns.iter().position(|own| own == column.column)?;
            Some((key, key.referenced_columns.get(position)?))
        });
        if let Some((key, referenced)) = key.filter(|(key, _)| key.references != *self.name) {
            if !self.filled.contains(&key.references) {
                return "NULL".to_owned();
            }
            let order = key.referenced_columns.iter().map(|name| quote_identifier(name)).collect::<Vec<_>>().join(", ");
            let rows = format!("{} r{}", key.references, self.shared(key));
            return format!(
                "(SELECT r.{} FROM {rows} ORDER BY {order} OFFSET (i - 1) % (SELECT greatest(pg_catalog.count(*), 1) FROM \
                 {rows}) LIMIT 1)",
                quote_identifier(referenced)
            );
        }
        if key.is_some_and(|(key, _)| key.columns.iter().all(|column| self.takes_null(column))) {
            return "NULL".to_owned();
        }
        // A row that must refer to one of its own table refers to itself.
        let place = match key.and_then(|(_, referenced)| self.table.columns.get_index_of(referenced)) {
            Some(referenced) if column.place == self.position(column.column) => referenced,
            Some(referenced) => self.table.columns.len() - referenced,
            None => column.place,
        };
        let value = match column.words {
            Some(words) => {
                let list: Vec<_> = words.iter().map(|word| quote_literal(word)).collect();
                format!("(ARRAY[{}])[1 + (i - 1) % {}]::{}", list.join(", "), list.len(), column.data_type)
            }
            None => match self.later.column(self.name, column.column) {
                Some(new) => fitting((self.catalog, self.later), column.data_type, &new.data_type, place),
                None => sample((self.catalog, self.later), column.data_type, place),
            },
        };
        if column.takes_null && key.is_none() && value != "NULL" {
            // Some NULLs, where they may be.
            format!("CASE WHEN i % 3 = 0 THEN NULL ELSE {value} END")
        } else {
            value
        }
    }

    /// The condition that a row to which a key refers is one to which the others with columns of the key can refer too.
    fn shared(&self, key: &ForeignKey) -> String {
        let mut conditions = Vec::new();
        for other in self.keys.of_table(self.name).filter(|other| *other != key && other.references != *self.name) {
            let pairs = key.columns.iter().zip(&key.referenced_columns).filter_map(|(column, referenced)| {
                let position = other.columns.iter().position(|own| own == column)?;
                let theirs = other.referenced_columns.get(position)?;
                Some(format!("s.{} = r.{}", quote_identifier(theirs), quote_identifier(referenced)))
            });
            let pairs: Vec<_> = pairs.collect();
            if !pairs.is_empty() {
                let (table, pairs) = (&other.references, pairs.join(" AND "));
                conditions.push(format!("EXISTS (SELECT FROM {table} s WHERE {pairs})"));
            }
        }
        if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
    }

    fn position(&self, column: &str) -> usize {
        self.table.columns.get_index_of(column).unwrap_or_default()
    }
}

/// One way of making rows.
struct Shape {
    rows: usize,
    /// Whether values are taken from the constants that checks name.
    words: bool,
    /// Whether later columns have greater values, as `expires_at` after `created_at` wants, or smaller ones.
    ascending: bool,
    /// Whether only columns without which there is no row get a value.
    sparse: bool,
}

/// The ways, tried in this order: many rows with values that may be, then one with as little as can be.
const SHAPES: [Shape; 6] = [
    Shape { rows: ROWS, words: true, ascending: true, sparse: false },
    Shape { rows: ROWS, words: true, ascending: false, sparse: false },
    Shape { rows: ROWS, words: false, ascending: true, sparse: false },
    Shape { rows: ROWS, words: true, ascending: true, sparse: true },
    Shape { rows: 1, words: true, ascending: true, sparse: false },
    Shape { rows: 1, words: true, ascending: true, sparse: true },
];

/// The string constants with which the checks of a table compare, by column of text: `= 'x'` and `= ANY (ARRAY['x', …])`.
fn checked_words(table: &Table) -> BTreeMap<String, Vec<String>> {
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for constraint in table.constraints.values() {
        let ConstraintKind::Check { expression, .. } = &constraint.kind else {
            continue;
        };
        let parts: Vec<&str> = expression.split('\'').collect();
        let constants: Vec<String> = parts
            .iter()
            .zip(parts.iter().skip(1))
            .step_by(2)
            .filter(|(before, _)| before.trim_end().ends_with(['[', ',']) || before.trim_end().ends_with(" ="))
            .map(|(_, constant)| (*constant).to_owned())
            .collect();
        for (column, _) in table
            .columns
            .iter()
            .filter(|(name, column)| is_text(column) && expression.contains(quote_identifier(name).as_str()))
        {
            words.entry(column.clone()).or_default().extend(constants.iter().cloned());
        }
    }
    words.retain(|_, constants| !constants.is_empty());
    words
}

fn is_text(column: &Column) -> bool {
    column.data_type.starts_with("text") || column.data_type.starts_with("character")
}

/// The words that columns of a table are held to now and later.
fn words(later: &Later<'_>, name: &QualifiedName, table: &Table) -> BTreeMap<String, Vec<String>> {
    let mut words = checked_words(table);
    let Some(new) = later.names.table(name).and_then(|now| later.catalog.tables.get(now)) else {
        return words;
    };
    let new_words = checked_words(new);
    for (column, definition) in &table.columns {
        let Some(now) = later.names.table(name).and_then(|name| later.names.column(name, column)) else {
            continue;
        };
        let changed = new.columns.get(now).filter(|column| column.data_type != definition.data_type);
        if let Some(changed) = changed.filter(|column| !is_text(column)) {
            // Of other types only the labels of an enum are words.
            let definition = QualifiedName::parse(&changed.data_type).and_then(|name| later.catalog.enums.get(&name));
            let is_label = |word: &String| definition.is_some_and(|definition| definition.labels.contains(word));
            let own: Vec<_> = words.remove(column).unwrap_or_default().into_iter().filter(is_label).collect();
            if !own.is_empty() {
                words.insert(column.clone(), own);
            }
            continue;
        }
        let Some(wanted) = new_words.get(now) else {
            continue;
        };
        if let Some(own) = words.get_mut(column) {
            let both: Vec<_> = own.iter().filter(|word| wanted.contains(word)).cloned().collect();
            if !both.is_empty() {
                *own = both;
            }
        } else if is_text(definition) {
            words.insert(column.clone(), wanted.clone());
        }
    }
    words
}

/// Whether a type is a domain that takes no NULL.
fn refuses_null(catalog: &Catalog, data_type: &str) -> bool {
    let domain = QualifiedName::parse(data_type).and_then(|name| catalog.domains.get(&name));
    domain.is_some_and(|domain| domain.not_null || refuses_null(catalog, &domain.base_type))
}

/// What values a column gets.
struct Sample<'a> {
    column: &'a str,
    data_type: &'a str,
    takes_null: bool,
    words: Option<&'a [String]>,
    /// Sets columns apart.
    place: usize,
}
