//! The values of a new row or of a patch, by column.

use std::cell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use bytes::BytesMut;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::array::{Encoded, List};
use super::assign::Assignment;
use super::given::Given;
use super::tree::EXCLUDED;
use crate::column::{Col, NotNull, Place};
use crate::error::Error;
use crate::expression::Raw;
use crate::sql::Parameter;
use crate::table::{ColumnMeta, Generate, Table, TableMeta};
use crate::value::{Value, ValueError, text_of};

/// A row to insert; [`schema!`](crate::schema) implements it for `NewX`.
pub trait NewRow {
    /// The struct of the table's rows.
    type Table: Table;

    /// The values that it gives.
    fn into_values(self) -> Values<Self::Table>;
}

/// What some columns of rows become; [`schema!`](crate::schema) implements it for `XPatch`.
pub trait Patch {
    /// The struct of the table's rows.
    type Table: Table;

    /// The values that it gives.
    fn into_values(self) -> Values<Self::Table>;
}

/// The values of some columns of a table.
#[must_use = "values do nothing until a statement takes them"]
pub struct Values<T> {
    cells: Cells,
    table: PhantomData<fn() -> T>,
}

impl<T> Clone for Values<T> {
    fn clone(&self) -> Self {
        Self { cells: self.cells.clone(), table: PhantomData }
    }
}

/// Shows for which columns there is a value, and never the values, which may be secrets.
impl<T> fmt::Debug for Values<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cells.fmt(formatter)
    }
}

impl<T: Table> Default for Values<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Table> Values<T> {
    /// No values.
    pub fn new() -> Self {
        Self { cells: Cells::new(T::TABLE), table: PhantomData }
    }

    /// Sets the value of a column, by its index; `None` is NULL.
    pub fn set<V: Value>(&mut self, index: usize, value: Option<V::Rust>) {
        self.cells.set::<V>(0, index, value.as_ref());
    }

    /// The same of what a setter was given.
    pub fn give<V: Value>(&mut self, index: usize, value: impl Given<V::Rust>) {
        value.give::<V, T>(self, index);
    }

    /// The same of a text, which is what travels.
    pub(super) fn set_text<V: Value>(&mut self, index: usize, text: &str) {
        let cells = &mut self.cells;
        let (start, is_text) = (cells.buffer.len(), is_text::<V>(cells.table.columns.get(index)));
        cells.buffer.extend_from_slice(text.as_bytes());
        cells.end(0, index, Some(start), form::<V>(is_text));
    }

    /// The same, where there is a value.
    pub fn set_if<V: Value>(&mut self, index: usize, value: Option<Option<V::Rust>>) {
        if let Some(value) = value {
            self.set::<V>(index, value);
        }
    }

    pub(crate) fn into_cells(self) -> Cells {
        self.cells
    }
}

/// The values of rows in the form that they travel in, those of all rows in one buffer.
#[derive(Clone)]
pub(crate) struct Cells {
    table: &'static TableMeta,
    /// How many rows there are.
    rows: usize,
    /// As many as the table has columns for each row.
    cells: Vec<Option<Cell>>,
    buffer: BytesMut,
    error: Option<Box<str>>,
}

/// How many bytes the values of most rows take; more room is made where they take more.
const USUAL_ROW: usize = 64;

thread_local! {
    /// Room that rows made one after the other have in turn.
    static SPARE: cell::Cell<(Vec<Option<Cell>>, BytesMut)> = cell::Cell::default();
}

/// How many bytes, and how many cells, are kept there at most.
const MOST_SPARED: usize = 4096;

/// For how many more rows room is made before they come, at most.
const MOST_EXPECTED: usize = 10_000;

/// Never shows the values, which may be secrets.
impl fmt::Debug for Cells {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.table.columns.iter().zip(&self.cells).filter(|(_, cell)| cell.is_some());
        let columns: Vec<_> = columns.map(|(column, _)| column.name).collect();
        formatter
            .debug_struct("Values")
            .field("table", &self.table.name)
            .field("columns", &columns)
            .finish_non_exhaustive()
    }
}

/// A value: where it stands in the buffer, unless it is NULL.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    form: fn() -> Form,
    start: u32,
    end: u32,
}

/// Where NULL begins and ends.
const NULL: u32 = u32::MAX;

/// Whether so many bytes are few enough for their numbers.
fn is_countable(bytes: usize) -> bool {
    u32::try_from(bytes).is_ok_and(|bytes| bytes < NULL)
}

const TOO_LONG: &str = "the values of the rows are longer than four gigabytes";

impl Cell {
    /// So many bytes stand before it now.
    fn move_by(&mut self, bytes: u32) {
        if self.start != NULL {
            self.start += bytes;
            self.end += bytes;
        }
    }

    fn range(self) -> Option<Range<usize>> {
        let range = usize::try_from(self.start).ok()?..usize::try_from(self.end).ok()?;
        (self.start != NULL).then_some(range)
    }
}

/// How values of a column travel.
pub(crate) struct Form {
    /// Makes the text form of what was written.
    print: fn(&[u8], &mut String) -> Result<(), ValueError>,
    /// The type of one.
    one: Type,
    /// The type of an array of them, and of its elements.
    pub(super) list: (Type, Type),
    /// Whether the server has to be told the type of what comes out of the array.
    pub(crate) is_text: bool,
}

fn binary<V: Value>() -> Form {
    let print = |raw: &[u8], out: &mut String| V::print(&V::read(&V::TYPE, raw)?, out);
    Form { print, one: V::TYPE, list: (V::LIST, V::TYPE), is_text: false }
}

fn text() -> Form {
    let print = |raw: &[u8], out: &mut String| {
        out.push_str(text_of(raw)?);
        Ok(())
    };
    Form { print, one: Type::UNKNOWN, list: (Type::TEXT_ARRAY, Type::TEXT), is_text: true }
}

/// Whether values of a column travel as text.
pub(super) fn is_text<V: Value>(column: Option<&ColumnMeta>) -> bool {
    column.is_some_and(|column| column.untyped) || V::AS_TEXT || V::TYPE == Type::UNKNOWN || V::LIST == Type::UNKNOWN
}

/// How values travel, as text or in binary form.
pub(super) fn form<V: Value>(is_text: bool) -> fn() -> Form {
    if is_text { text } else { binary::<V> }
}

/// Writes a value as text or in binary form.
pub(super) fn write<V: Value>(value: &V::Rust, is_text: bool, out: &mut BytesMut) -> Result<(), ValueError> {
    if !is_text {
        return V::write(value, out);
    }
    let mut text = String::new();
    V::print(value, &mut text)?;
    out.extend_from_slice(text.as_bytes());
    Ok(())
}

impl Cells {
    /// One row that has no values yet.
    fn new(table: &'static TableMeta) -> Self {
        let (mut cells, mut buffer) = SPARE.try_with(cell::Cell::take).unwrap_or_default();
        cells.resize(table.columns.len(), None);
        buffer.reserve(USUAL_ROW);
        Self { table, rows: 1, cells, buffer, error: None }
    }

    /// No rows.
    pub(crate) fn none(table: &'static TableMeta) -> Self {
        Self { table, rows: 0, cells: Vec::new(), buffer: BytesMut::new(), error: None }
    }

    /// Those of several rows.
    pub(crate) fn of<R: NewRow>(rows: impl IntoIterator<Item = R>) -> Self {
        let mut rows = rows.into_iter().map(|row| row.into_values().into_cells());
        let Some(first) = rows.next() else { return Self::none(R::Table::TABLE) };
        let others = rows.size_hint().0.min(MOST_EXPECTED);
        let mut all = if others == 0 {
            first
        } else {
            let mut all = Self::none(R::Table::TABLE);
            all.cells.reserve_exact((others + 1) * first.cells.len());
            all.buffer.reserve((others + 1) * (first.buffer.len() + 1));
            all.append(&first);
            first.spare();
            all
        };
        for row in rows {
            all.append(&row);
            row.spare();
        }
        all
    }

    /// Gives up the values, of which there is a copy, and leaves their room to another row.
    pub(super) fn spare(self) {
        let Self { mut cells, mut buffer, .. } = self;
        if buffer.capacity() <= MOST_SPARED && cells.capacity() <= MOST_SPARED {
            cells.clear();
            buffer.clear();
            // At the end of the thread there is no other row.
            let _ = SPARE.try_with(|spare| spare.set((cells, buffer)));
        }
    }

    fn append(&mut self, other: &Self) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(&other.buffer);
        if let (None, Some(error)) = (&self.error, &other.error) {
            self.error = Some(error.clone());
        }
        // Where the last byte can be counted, all those before it can.
        let Some(moved) = u32::try_from(start).ok().filter(|_| is_countable(self.buffer.len())) else {
            self.error = Some(TOO_LONG.into());
            return;
        };
        self.rows += other.rows;
        let before = self.cells.len();
        self.cells.extend_from_slice(&other.cells);
        let added = self.cells.get_mut(before..).unwrap_or_default();
        added.iter_mut().flatten().for_each(|cell| cell.move_by(moved));
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Why a value of them could not be written.
    pub(super) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Sets the value of a column in a row.
    fn set<V: Value>(&mut self, row: usize, index: usize, value: Option<&V::Rust>) {
        let is_text = is_text::<V>(self.table.columns.get(index));
        let start = self.buffer.len();
        if let Some(Err(error)) = value.map(|value| write::<V>(value, is_text, &mut self.buffer)) {
            let column = self.table.columns.get(index).map_or("?", |column| column.name);
            self.error = Some(format!("the value of {column} cannot be written: {error}").into());
        }
        self.end(row, index, value.map(|_| start), form::<V>(is_text));
    }

    /// Takes what was written from here on for the value of a column in a row; `None` is NULL.
    fn end(&mut self, row: usize, index: usize, start: Option<usize>, form: fn() -> Form) {
        let (start, end) = match (start.map(u32::try_from), u32::try_from(self.buffer.len())) {
            (None, _) => (NULL, NULL),
            (Some(Ok(start)), Ok(end)) if end < NULL => (start, end),
            _ => {
                self.error = Some(TOO_LONG.into());
                return;
            }
        };
        let columns = self.table.columns.len();
        if let Some(cell) = self.cells.get_mut(row * columns + index).filter(|_| index < columns) {
            *cell = Some(Cell { form, start, end });
        }
    }

    fn cell(&self, row: usize, index: usize) -> Option<Cell> {
        let row = row * self.table.columns.len();
        self.cells.get(row..row + self.table.columns.len())?.get(index).copied().flatten()
    }

    /// What the rows have in a column.
    pub(super) fn column(&self, index: usize) -> impl ExactSizeIterator<Item = Option<Cell>> + Clone + '_ {
        let rows = self.cells.chunks_exact(self.table.columns.len().max(1));
        rows.map(move |row| row.get(index).copied().flatten())
    }

    pub(super) fn bytes(&self, cell: Cell) -> Option<&[u8]> {
        self.buffer.get(cell.range()?)
    }

    /// Whether one of the rows has a value for this column.
    pub(crate) fn is_set(&self, index: usize) -> bool {
        self.column(index).any(|cell| cell.is_some())
    }

    /// Whether each of the rows has a value for this column.
    pub(crate) fn is_set_in_all(&self, index: usize) -> bool {
        self.column(index).all(|cell| cell.is_some())
    }

    /// Whether [`Cells::generate`] would make something.
    pub(crate) fn lacks_generated(&self) -> bool {
        let mut columns = self.table.columns.iter().enumerate();
        columns.any(|(index, column)| column.generate.is_some() && !self.is_set_in_all(index))
    }

    /// Makes the values that the application makes and was not given.
    pub(crate) fn generate(&mut self) {
        for (index, column) in self.table.columns.iter().enumerate() {
            let Some(generate) = column.generate else { continue };
            for row in 0..self.rows {
                if self.cell(row, index).is_none() {
                    self.generate_at(row, index, column, generate);
                }
            }
        }
    }

    fn generate_at(&mut self, row: usize, index: usize, column: &ColumnMeta, generate: Generate) {
        match generate {
            Generate::Ulid => self.set::<String>(row, index, Some(&ulid::Ulid::new().to_string())),
            Generate::Nanoid => match nanoid() {
                Ok(id) => self.set::<String>(row, index, Some(&id)),
                Err(error) => self.error = Some(format!("the system gives no randomness: {error}").into()),
            },
            Generate::UuidV7 if column.data_type == "uuid" => self.set::<Uuid>(row, index, Some(&Uuid::now_v7())),
            Generate::UuidV7 => self.set::<String>(row, index, Some(&Uuid::now_v7().to_string())),
        }
    }

    /// The value of a column in a row as a parameter, if there is one.
    pub(crate) fn parameter(&self, row: usize, index: usize) -> Option<Parameter> {
        let cell = self.cell(row, index)?;
        let form = (cell.form)();
        let bytes = self.bytes(cell).map(BytesMut::from);
        Some(Parameter::new(Encoded::new(bytes, form.is_text, self.error.clone()), form.one))
    }

    /// What columns become.
    pub(crate) fn into_assignments(self) -> Vec<Assignment> {
        let columns = 0..self.cells.len();
        let assignment = |index| {
            let column: Col<(), NotNull> = Place::new(EXCLUDED, self.table).column(u16::try_from(index).ok()?);
            Some(Assignment::new(column.at, Raw::parameter(self.parameter(0, index)?)))
        };
        columns.filter_map(assignment).collect()
    }

    /// The columns that there are values for.
    pub(crate) fn set_columns(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.table.columns.len()).filter(|index| self.is_set(*index))
    }

    /// Adds the text form of a column's value in the first row, unless it is NULL or there is none, and says whether it did.
    pub(crate) fn print(&self, index: usize, out: &mut String) -> Result<bool, Error> {
        if let Some(error) = &self.error {
            return Err(Error::invalid(&**error));
        }
        let Some(cell) = self.cell(0, index) else { return Ok(false) };
        let Some(raw) = self.bytes(cell) else { return Ok(false) };
        let printed = ((cell.form)().print)(raw, out);
        printed.map_err(|error| Error::invalid_by("a value to copy cannot be written as text", error))?;
        Ok(true)
    }

    /// The form of a column's values.
    pub(crate) fn form(&self, index: usize) -> Option<Form> {
        self.column(index).flatten().next().map(|cell| (cell.form)())
    }

    /// The values of one column of all rows as an array.
    pub(crate) fn list(rows: &Arc<Self>, index: usize, form: &Form) -> Parameter {
        let (list, element) = form.list.clone();
        Parameter::new(List::new(Arc::clone(rows), index, element), list)
    }
}

/// 21 characters of the alphabet of URLs.
fn nanoid() -> Result<String, getrandom::Error> {
    const ALPHABET: &[u8; 64] = b"ModuleSymbhasOwnPr-0123456789ABCDEFGHNRVfgctiUvz_KqYTJkLxpZXIjQW";
    let mut bytes = [0_u8; 21];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 64)).copied().map(char::from)).collect())
}
