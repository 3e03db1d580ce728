//! What the text of a statement is made of, and texts that were made before.
//!
//! A program says the same statements again and again, with other values. So a statement is first put together of pieces that
//! are small and quickly compared, and its text is made of them only where that was not done before.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::sync::Arc;

use super::known::{Known, LONGEST};
use super::name::{Name, Words};
use crate::sql::Text;
use crate::table::{ColumnMeta, TableMeta};

/// How many pieces most statements have; more room is made where they have more.
const USUAL: usize = 64;

/// A piece of a statement.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece {
    /// Words of SQL.
    Words(Words),
    /// A name in quotes.
    Name(Name),
    /// The parameter of this number: `$1`.
    Parameter(u32),
    /// The schema and the name of a table.
    Table(Static<TableMeta>),
    /// What something that takes part is called, by its position among the names.
    Entered(u32),
    /// A column of a table that takes part.
    Column(u32, Static<ColumnMeta>),
    /// All columns of a table that takes part, and whether in the form in which they are read.
    Columns(u32, Static<TableMeta>, bool),
}

impl Piece {
    /// What tells it from all others: what kind it is with its number or the length of its text, and where that stands.
    #[inline]
    fn key(self) -> [u64; 2] {
        let (kind, number, place) = match self {
            Self::Words(Words(words)) => (0, words.len() as u64, words.as_ptr().addr()),
            Self::Name(name) => return name.key(1),
            Self::Table(table) => (4, 0, table.place()),
            Self::Parameter(number) => (5, u64::from(number), 0),
            Self::Entered(number) => (6, u64::from(number), 0),
            Self::Column(number, column) => (7, u64::from(number), column.place()),
            Self::Columns(number, table, is_read) => (8 + u64::from(is_read), u64::from(number), table.place()),
        };
        [number << KINDS | kind, place as u64]
    }
}

/// In how many bits there is room for what kind a piece is.
pub(super) const KINDS: u32 = 4;

/// What stays as long as the program runs: the same where it stands at the same place.
#[derive(Debug)]
pub(super) struct Static<T: 'static>(pub(super) &'static T);

impl<T> Clone for Static<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Static<T> {}

impl<T> Static<T> {
    pub(super) fn place(self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }
}

thread_local! {
    /// Where the next statement is put together, since all are in turn.
    static SPARE: Cell<Vec<Piece>> = const { Cell::new(Vec::new()) };
    static TEXTS: RefCell<Known> = RefCell::default();
}

/// No pieces, with room for those of most statements.
pub(super) fn room() -> Vec<Piece> {
    let mut pieces = SPARE.try_with(Cell::take).unwrap_or_default();
    pieces.reserve(USUAL);
    pieces
}

/// Leaves the room of pieces to the next statement.
pub(super) fn leave(mut pieces: Vec<Piece>) {
    if pieces.capacity() <= LONGEST {
        pieces.clear();
        // At the end of the thread there is no other one.
        let _ = SPARE.try_with(|spare| spare.set(pieces));
    }
}

/// The text of these pieces, of which the last ones, so many, are the names of what takes part.
pub(super) fn text(pieces: &[Piece], names: usize) -> Arc<Text> {
    let make = || {
        let (pieces, names) = pieces.split_at(pieces.len().saturating_sub(names));
        Arc::new(Text::new(write(pieces, names)))
    };
    if pieces.len() > LONGEST {
        return make();
    }
    TEXTS.with_borrow_mut(|known| {
        known.begin().extend(pieces.iter().map(|piece| piece.key()));
        known.get().unwrap_or_else(|| {
            let text = make();
            known.put(Arc::clone(&text));
            text
        })
    })
}

fn write(pieces: &[Piece], names: &[Piece]) -> String {
    let mut out = String::with_capacity(pieces.len() * 16);
    for piece in pieces {
        match *piece {
            Piece::Words(Words(words)) => out.push_str(words),
            Piece::Name(name) => quote(&name.to_string(), &mut out),
            // Writing to a String cannot fail.
            Piece::Parameter(number) => drop(write!(out, "${number}")),
            Piece::Table(Static(table)) => {
                quote(table.schema, &mut out);
                out.push('.');
                quote(table.name, &mut out);
            }
            Piece::Entered(index) => entered(index, names, &mut out),
            Piece::Column(index, Static(column)) => {
                entered(index, names, &mut out);
                out.push('.');
                quote(column.name, &mut out);
            }
            Piece::Columns(index, Static(table), is_read) => {
                for (number, column) in table.columns.iter().enumerate() {
                    out.push_str(if number > 0 { ", " } else { "" });
                    entered(index, names, &mut out);
                    out.push('.');
                    quote(column.name, &mut out);
                    out.push_str(if is_read { column.read_as } else { "" });
                }
            }
        }
    }
    out
}

fn entered(index: u32, names: &[Piece], out: &mut String) {
    match usize::try_from(index).ok().and_then(|index| names.get(index)) {
        Some(Piece::Name(name)) => quote(&name.to_string(), out),
        // It takes no part: the server will say so.
        _ => out.push_str("\"?\""),
    }
}

/// A name in quotes.
fn quote(name: &str, out: &mut String) {
    out.push('"');
    if name.contains('"') {
        out.push_str(&name.replace('"', "\"\""));
    } else {
        out.push_str(name);
    }
    out.push('"');
}
