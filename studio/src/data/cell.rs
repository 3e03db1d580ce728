//! Values as the grid shows them: the server cuts what is large before it sends it.

use super::RelationColumn;
use crate::api::{Cell, ValueKind};
use crate::quote;

/// How many characters of a large value the grid gets.
pub const SHOWN: u32 = 512;

/// How many bytes a value has in the table before it counts as large.
const LARGE: u32 = 2000;

/// How many bytes a value that is no text has in the table before not even its beginning is made into text.
const HUGE: u32 = 1 << 20;

/// What to select for a column. Values of one width are themselves; others have `=` before them where they are whole, and
/// their size and `:` where they are cut. `concat` writes values by their type's own output function, as no cast does.
pub fn expression(column: &RelationColumn) -> String {
    let name = quote::name(&column.name);
    if column.fixed {
        return name;
    }
    let beginning = match column.kind {
        ValueKind::Bytes => {
            let bytes = (SHOWN - 2) / 2;
            format!(
                "pg_catalog.concat(pg_catalog.octet_length({name}) * 2::bigint + 2, ':\\x', \
                 pg_catalog.encode(pg_catalog.substr({name}, 1, {bytes}), 'hex'))"
            )
        }
        _ if column.textual => {
            format!("pg_catalog.concat(pg_catalog.octet_length({name}), ':', pg_catalog.substr({name}, 1, {SHOWN}))")
        }
        _ => format!(
            "CASE WHEN pg_catalog.pg_column_size({name}) > {HUGE} THEN \
             pg_catalog.concat(pg_catalog.pg_column_size({name}), ':') \
             ELSE pg_catalog.concat(pg_catalog.pg_column_size({name}), ':', \
             pg_catalog.\"left\"(pg_catalog.concat({name}), {SHOWN})) END"
        ),
    };
    format!(
        "CASE WHEN {name} IS NULL THEN NULL WHEN pg_catalog.pg_column_size({name}) <= {LARGE} \
         THEN pg_catalog.concat('=', {name}) ELSE {beginning} END"
    )
}

/// The value that was selected by [`expression`].
pub fn read(column: &RelationColumn, cell: Cell) -> Cell {
    if column.fixed {
        return cell;
    }
    let Some(text) = cell.text else { return cell };
    if let Some(whole) = text.strip_prefix('=') {
        return whole_or_cut(whole, cell.cut.map(|bytes| bytes.saturating_sub(1)));
    }
    let (bytes, beginning) = text.split_once(':').unwrap_or(("", &text));
    Cell { text: Some(beginning.to_owned()), cut: Some(bytes.parse().unwrap_or(0)) }
}

/// What is small in the table can be long as text: compressed, or an array of many zeros.
fn whole_or_cut(text: &str, cut: Option<u64>) -> Cell {
    match text.char_indices().nth(SHOWN as usize * 8) {
        Some((end, _)) => Cell {
            text: Some(text.get(..end).unwrap_or_default().to_owned()),
            cut: Some(cut.unwrap_or(text.len() as u64)),
        },
        None => Cell { text: Some(text.to_owned()), cut },
    }
}
