//! Keys that are equal for the server and are different values: 1.5 and 1.50, `de` and `DE` of a citext.

use super::keys::Keys;
use crate::column::{Col, NotNull};
use crate::error::Error;
use crate::executor::Executor;
use crate::expression::{Part, Raw};
use crate::query::output::{Read, Whole};
use crate::query::select::Select;
use crate::query::sources::Sources;
use crate::query::tree::{Item, Items, Part as Source};
use crate::query::{keyed, run};
use crate::read::Reader;
use crate::table::TableMeta;
use crate::value::ValueError;

/// Where the columns of a key stand beside those of a row, as many as a key has at most that is compared by the server.
const COLUMNS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// Types of which no two values are equal that are not the same value.
const EXACT: [&str; 8] =
    ["smallint", "integer", "bigint", "uuid", "text", "boolean", "date", "timestamp with time zone"];

/// Whether no two keys of these columns are equal that are not the same values.
pub(super) fn is_exact(table: &TableMeta, columns: &[u16]) -> bool {
    let types = columns.iter().filter_map(|column| table.columns.get(usize::from(*column)));
    types.into_iter().all(|column| EXACT.contains(&column.data_type))
}

/// The rows of a query, and for each the positions of the keys, from 1, that the server calls equal to its own, which are those
/// of these columns of the source.
pub(super) async fn by_the_server<S: Sources, E: Executor + ?Sized>(
    mut query: Select<S>,
    (source, columns): (&Source, &[u16]),
    (keys, asked): (&Keys, &[usize]),
    on: &E,
) -> Result<Option<Vec<(S::Row, Vec<i64>)>>, Error> {
    let Some(positions) = positions(source, columns, (keys, asked)) else {
        return Ok(None);
    };
    query.tree.filters.extend(keyed::among(source, columns, |column| keys.list(column, asked)));
    let positions = Item::One(positions, "");
    query.tree.items = Items::Chosen(query.tree.items().iter().cloned().chain([positions]).collect());
    let mut found = Vec::new();
    run::each::<Positioned<S>>(&query.to_sql(), on, |row, _| found.push(row)).await?;
    Ok(Some(found))
}

/// `ARRAY(SELECT key.n FROM unnest(…) WITH ORDINALITY AS key (a, n) WHERE key.a = column)`
fn positions(source: &Source, columns: &[u16], (keys, asked): (&Keys, &[usize])) -> Option<Raw> {
    if columns.len() > COLUMNS.len() {
        return None;
    }
    let mut lists = vec![Part::Text("ARRAY(SELECT keel_key.n FROM unnest(")];
    let mut names = vec![Part::Text(") WITH ORDINALITY AS keel_key (")];
    let mut conditions = vec![Part::Text("n) WHERE ")];
    for (position, (index, name)) in columns.iter().zip(COLUMNS).enumerate() {
        let column: Col<(), NotNull> = source.place(source.table).column(*index);
        if position > 0 {
            lists.push(Part::Text(", "));
            conditions.push(Part::Text(" AND "));
        }
        let (list, is_text) = keys.list(position, asked)?;
        lists.push(Part::Parameter(list));
        if is_text {
            lists.extend([Part::Text("::"), Part::Text(column.at.meta().cast_as()), Part::Text("[]")]);
        }
        names.extend([Part::Text(name), Part::Text(", ")]);
        conditions.extend([Part::Text("keel_key."), Part::Text(name), Part::Text(" = "), Part::Column(column.at)]);
    }
    lists.append(&mut names);
    lists.append(&mut conditions);
    lists.push(Part::Text(")"));
    Some(Raw::atom(lists))
}

/// A row, and the positions of its keys.
struct Positioned<S>(Whole<S>);

impl<S: Sources> Read for Positioned<S> {
    type Row = (S::Row, Vec<i64>);

    fn read(reader: &mut Reader<'_>) -> Result<Self::Row, ValueError> {
        Ok((Whole::<S>::read(reader)?, reader.get::<Vec<i64>>()?))
    }
}
