//! Conditions that columns have the values of others, or those of keys.

use super::subquery::Statement;
use super::tree::{Item, Items, Join, Part as Source, SelectTree};
use crate::column::{Col, NotNull};
use crate::expression::{Level, Part, Raw};
use crate::sql::Parameter;

/// That the columns of one table have the values that those of another have.
pub(crate) fn equal(left: (&Source, &[u16]), right: (&Source, &[u16])) -> Option<Raw> {
    let column = |source: &Source, index: u16| -> Col<(), NotNull> { source.place(source.table).column(index) };
    let pairs =
        left.1.iter().zip(right.1).map(|(here, there)| {
            column(left.0, *here).raw().infix(" = ", Level::Compare, column(right.0, *there).raw())
        });
    pairs.reduce(|all, pair| all.infix(" AND ", Level::And, pair))
}

/// A list of values of a column, and whether the server has to be told its type.
type List = (Parameter, bool);

/// The values of a column as an array.
fn array(source: &Source, index: u16, (list, is_text): List) -> Raw {
    if !is_text {
        return Raw::parameter(list);
    }
    let column: Col<(), NotNull> = source.place(source.table).column(index);
    let type_name = Part::Text(column.at.meta().cast_as());
    Raw::atom(vec![Part::Parameter(list), Part::Text("::"), type_name, Part::Text("[]")])
}

/// The values of columns as arrays.
fn arrays(source: &Source, columns: &[u16], list: impl Fn(usize) -> Option<List>) -> Option<Vec<Raw>> {
    let all = columns.iter().enumerate().map(|(position, index)| Some(array(source, *index, list(position)?)));
    all.collect()
}

/// `column = ANY (…)`, or `(column, column) IN (SELECT … unnest(…))`: that the columns have the values of one of the keys,
/// which `list` gives as arrays.
pub(crate) fn among(source: &Source, columns: &[u16], list: impl Fn(usize) -> Option<List>) -> Option<Raw> {
    let column = |index: u16| -> Col<(), NotNull> { source.place(source.table).column(index) };
    if let [index] = *columns {
        let keys = array(source, index, list(0)?);
        return Some(column(index).raw().infix(" = ANY (", Level::Compare, keys).closed(")"));
    }
    let lists = arrays(source, columns, list)?;
    let names = columns.iter().map(|index| column(*index).raw()).collect();
    let lists = Raw::list("(SELECT * FROM unnest(", lists, "))");
    Some(Raw::list("(", names, ")").infix(" IN ", Level::Like, lists))
}

/// `SELECT … FROM (SELECT unnest(…)) CROSS JOIN LATERAL (…)`: the rows of a query for each of the keys, which `list` gives as
/// arrays and which the columns have. What the query says of order and limit is said of the rows of each key.
///
/// The server can only go from key to key, so those of each come in the order that the query has for them.
pub(crate) fn for_each(
    mut query: SelectTree,
    source: &Source,
    columns: &[u16],
    list: impl Fn(usize) -> Option<List>,
) -> Option<SelectTree> {
    let keys = Source::query(Statement::Lists(arrays(source, columns, list)?.into()));
    for (position, index) in (0_u16..).zip(columns) {
        let column: Col<(), NotNull> = source.place(source.table).column(*index);
        query.filters.push(column.raw().infix(" = ", Level::Compare, Raw::column(keys.column(position))));
    }
    let part = Source::query(Statement::Select(query.into()));
    let mut all = SelectTree::new(keys);
    all.items = Items::Chosen(vec![Item::Table(part.clone())]);
    all.joins.push(Join { words: " CROSS JOIN LATERAL ", part, on: None });
    Some(all)
}
