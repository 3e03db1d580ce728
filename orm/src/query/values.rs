//! The values of a new row or of a patch, by column.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use bytes::{BufMut as _, BytesMut};
use smallvec::{SmallVec, smallvec};
use tokio_postgres::types::{Format, IsNull, ToSql, Type};
use uuid::Uuid;

use super::assign::Assignment;
use super::tree::{EXCLUDED, Part as Source};
use crate::column::{Col, NotNull, Place};
use crate::error::Error;
use crate::expression::{Level, Part, Parts, Raw};
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
    cells: SmallVec<[Option<Cell>; 4]>,
    buffer: BytesMut,
    error: Option<Box<str>>,
}

/// How many bytes the values of most rows take; more room is made where they take more.
const USUAL_ROW: usize = 64;

/// For how many more rows room is made before they come, at most.
const MOST_EXPECTED: usize = 10_000;

/// How many bytes stand before the values of an array of one dimension.
const ARRAY_HEAD: usize = 5 * size_of::<u32>();

/// Which of them says whether there is NULL in it.
const HAS_NULL: usize = 7;

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
struct Cell {
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
    list: (Type, Type),
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
        let cells = SmallVec::from_elem(None, table.columns.len());
        Self { rows: 1, cells, buffer: BytesMut::with_capacity(USUAL_ROW), ..Self::none(table) }
    }

    /// No rows.
    pub(crate) fn none(table: &'static TableMeta) -> Self {
        Self { table, rows: 0, cells: SmallVec::new(), buffer: BytesMut::new(), error: None }
    }

    /// Those of several rows.
    pub(crate) fn of<R: NewRow>(rows: impl IntoIterator<Item = R>) -> Self {
        let mut rows = rows.into_iter().map(|row| row.into_values().into_cells());
        let Some(mut all) = rows.next() else { return Self::none(R::Table::TABLE) };
        let others = rows.size_hint().0.min(MOST_EXPECTED);
        all.cells.reserve(others * all.cells.len());
        all.buffer.reserve(others * all.buffer.len());
        rows.for_each(|row| all.append(&row));
        all
    }

    fn append(&mut self, other: &Self) {
        let start = self.buffer.len();
        self.buffer.extend_from_slice(&other.buffer);
        if self.error.is_none() {
            self.error.clone_from(&other.error);
        }
        // Where the last byte can be counted, all those before it can.
        let Some(moved) = u32::try_from(start).ok().filter(|_| is_countable(self.buffer.len())) else {
            self.error = Some(TOO_LONG.into());
            return;
        };
        self.rows += other.rows;
        let before = self.cells.len();
        self.cells.extend_from_slice(&other.cells);
        self.cells.iter_mut().skip(before).flatten().for_each(|cell| cell.move_by(moved));
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Sets the value of a column in a row.
    fn set<V: Value>(&mut self, row: usize, index: usize, value: Option<&V::Rust>) {
        let is_text = is_text::<V>(self.table.columns.get(index));
        let start = self.buffer.len();
        if let Some(Err(error)) = value.map(|value| write::<V>(value, is_text, &mut self.buffer)) {
            let column = self.table.columns.get(index).map_or("?", |column| column.name);
            self.error = Some(format!("the value of {column} cannot be written: {error}").into());
        }
        let (start, end) = match (value, u32::try_from(start), u32::try_from(self.buffer.len())) {
            (None, ..) => (NULL, NULL),
            (Some(_), Ok(start), Ok(end)) if is_countable(self.buffer.len()) => (start, end),
            _ => {
                self.error = Some(TOO_LONG.into());
                return;
            }
        };
        let place = row * self.table.columns.len() + index;
        if let Some(cell) = self.cells.get_mut(place).filter(|_| index < self.table.columns.len()) {
            *cell = Some(Cell { form: form::<V>(is_text), start, end });
        }
    }

    fn cell(&self, row: usize, index: usize) -> Option<Cell> {
        let row = row * self.table.columns.len();
        self.cells.get(row..row + self.table.columns.len())?.get(index).copied().flatten()
    }

    /// What the rows have in a column.
    fn column(&self, index: usize) -> impl ExactSizeIterator<Item = Option<Cell>> + Clone + '_ {
        let rows = self.cells.chunks_exact(self.table.columns.len().max(1));
        rows.map(move |row| row.get(index).copied().flatten())
    }

    fn bytes(&self, cell: Cell) -> Option<&[u8]> {
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
        Some(Parameter::new(Encoded { bytes, is_text: form.is_text, error: self.error.clone() }, form.one))
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
    pub(crate) fn list(&self, index: usize, form: &Form) -> Parameter {
        array(self.column(index).map(|cell| self.bytes(cell?)), self.buffer.len(), form, self.error.clone())
    }
}

/// An array of values that are written already; `None` is NULL. It is written as the server's `array_recv` reads it: how many
/// dimensions, whether there is NULL in it, the type of the elements, how many there are from which number on, and each of them
/// behind its length. `bytes` are as many as the values have together, or more.
pub(super) fn array<'a>(
    values: impl ExactSizeIterator<Item = Option<&'a [u8]>>,
    bytes: usize,
    form: &Form,
    error: Option<Box<str>>,
) -> Parameter {
    let (list, element) = form.list.clone();
    let mut out = BytesMut::with_capacity(ARRAY_HEAD + values.len() * size_of::<u32>() + bytes);
    let (mut has_null, mut is_too_long) = (false, false);
    let mut put_length = |length: usize, out: &mut BytesMut| {
        is_too_long |= i32::try_from(length).is_err();
        out.put_i32(i32::try_from(length).unwrap_or_default());
    };
    out.put_i32(1);
    out.put_i32(0);
    out.put_u32(element.oid());
    put_length(values.len(), &mut out);
    out.put_i32(1);
    for value in values {
        match value {
            Some(bytes) => {
                put_length(bytes.len(), &mut out);
                out.extend_from_slice(bytes);
            }
            None => {
                has_null = true;
                out.put_i32(-1);
            }
        }
    }
    if let Some(flag) = out.get_mut(HAS_NULL) {
        *flag = u8::from(has_null);
    }
    let error = error.or_else(|| is_too_long.then(|| "the list is longer than two gigabytes".into()));
    Parameter::new(Encoded { bytes: Some(out), is_text: false, error }, list)
}

/// That the columns of one table have the values that those of another have.
pub(crate) fn equal(left: (&Source, &[u16]), right: (&Source, &[u16])) -> Option<Raw> {
    let column = |source: &Source, index: u16| -> Col<(), NotNull> { source.place(source.table).column(index) };
    let pairs =
        left.1.iter().zip(right.1).map(|(here, there)| {
            column(left.0, *here).raw().infix(" = ", Level::Compare, column(right.0, *there).raw())
        });
    pairs.reduce(|all, pair| all.infix(" AND ", Level::And, pair))
}

/// `column = ANY (…)`, or `(column, column) IN (SELECT … unnest(…))`: that the columns have the values of one of the keys,
/// which `list` gives as arrays.
pub(crate) fn among(
    source: &Source,
    columns: &[u16],
    list: impl Fn(usize) -> Option<(Parameter, bool)>,
) -> Option<Raw> {
    let mut lists = Vec::new();
    let mut names = Vec::new();
    for (position, index) in columns.iter().enumerate() {
        let column: Col<(), NotNull> = source.place(source.table).column(*index);
        let (list, is_text) = list(position)?;
        let mut parts: Parts = smallvec![Part::Parameter(list)];
        if is_text {
            parts.extend([Part::Text("::"), Part::Text(column.at.meta().cast_as()), Part::Text("[]")]);
        }
        lists.push(Raw::atom(parts));
        names.push(column.raw());
    }
    if columns.len() == 1 {
        return Some(names.pop()?.infix(" = ", Level::Compare, Raw::list("ANY (", lists, ")")));
    }
    let lists = Raw::list("(SELECT * FROM unnest(", lists, "))");
    Some(Raw::list("(", names, ")").infix(" IN ", Level::Like, lists))
}

/// 21 characters of the alphabet of URLs.
fn nanoid() -> Result<String, getrandom::Error> {
    const ALPHABET: &[u8; 64] = b"ModuleSymbhasOwnPr-0123456789ABCDEFGHNRVfgctiUvz_KqYTJkLxpZXIjQW";
    let mut bytes = [0_u8; 21];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 64)).copied().map(char::from)).collect())
}

/// A value that is written already.
struct Encoded {
    bytes: Option<BytesMut>,
    is_text: bool,
    error: Option<Box<str>>,
}

/// Never shows the value.
impl fmt::Debug for Encoded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Encoded")
    }
}

impl ToSql for Encoded {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        if let Some(error) = &self.error {
            return Err((**error).into());
        }
        let Some(bytes) = &self.bytes else { return Ok(IsNull::Yes) };
        out.extend_from_slice(bytes);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        if self.is_text { Format::Text } else { Format::Binary }
    }

    fn to_sql_checked(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        self.to_sql(data_type, out)
    }
}
