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

    /// The same with the value of one more column, by its index; `None` is NULL.
    pub fn set<V: Value>(mut self, index: usize, value: Option<V::Rust>) -> Self {
        self.cells.set::<V>(index, value.as_ref());
        self
    }

    /// The same, where there is a value.
    pub fn set_if<V: Value>(self, index: usize, value: Option<Option<V::Rust>>) -> Self {
        match value {
            Some(value) => self.set::<V>(index, value),
            None => self,
        }
    }

    pub(crate) fn into_cells(self) -> Cells {
        self.cells
    }
}

/// Values in the form that they travel in.
#[derive(Clone)]
pub(crate) struct Cells {
    table: &'static TableMeta,
    /// By column, up to the last one that has a value.
    cells: SmallVec<[Option<Cell>; 4]>,
    buffer: BytesMut,
    error: Option<Box<str>>,
}

/// How many bytes the values of most rows take; more room is made where they take more.
const USUAL_ROW: usize = 64;

/// How many bytes stand before the values of an array of one dimension.
const ARRAY_HEAD: usize = 5 * size_of::<u32>();

/// Never shows the values, which may be secrets.
impl fmt::Debug for Cells {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Cells").field("table", &self.table.name).finish_non_exhaustive()
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

impl Cell {
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
    fn new(table: &'static TableMeta) -> Self {
        let cells = SmallVec::with_capacity(table.columns.len());
        Self { table, cells, buffer: BytesMut::with_capacity(USUAL_ROW), error: None }
    }

    fn set<V: Value>(&mut self, index: usize, value: Option<&V::Rust>) {
        let is_text = is_text::<V>(self.table.columns.get(index));
        let start = self.buffer.len();
        if let Some(Err(error)) = value.map(|value| write::<V>(value, is_text, &mut self.buffer)) {
            let column = self.table.columns.get(index).map_or("?", |column| column.name);
            self.error = Some(format!("the value of {column} cannot be written: {error}").into());
        }
        let (start, end) = match (value, u32::try_from(start), u32::try_from(self.buffer.len())) {
            (None, ..) => (NULL, NULL),
            (Some(_), Ok(start), Ok(end)) if end < NULL => (start, end),
            _ => {
                self.error = Some("the values of a row are longer than four gigabytes".into());
                return;
            }
        };
        while self.cells.len() <= index && self.cells.len() < self.table.columns.len() {
            self.cells.push(None);
        }
        if let Some(cell) = self.cells.get_mut(index) {
            *cell = Some(Cell { form: form::<V>(is_text), start, end });
        }
    }

    /// Whether there is a value for this column.
    pub(crate) fn is_set(&self, index: usize) -> bool {
        self.cells.get(index).is_some_and(Option::is_some)
    }

    /// Whether [`Cells::generate`] would make something.
    pub(crate) fn lacks_generated(&self) -> bool {
        let mut columns = self.table.columns.iter().enumerate();
        columns.any(|(index, column)| column.generate.is_some() && !self.is_set(index))
    }

    /// Makes the values that the application makes and was not given.
    pub(crate) fn generate(&mut self) {
        for (index, column) in self.table.columns.iter().enumerate() {
            if self.is_set(index) {
                continue;
            }
            match column.generate {
                None => {}
                Some(Generate::Ulid) => self.set::<String>(index, Some(&ulid::Ulid::new().to_string())),
                Some(Generate::Nanoid) => match nanoid() {
                    Ok(id) => self.set::<String>(index, Some(&id)),
                    Err(error) => self.error = Some(format!("the system gives no randomness: {error}").into()),
                },
                Some(Generate::UuidV7) if column.data_type == "uuid" => {
                    self.set::<Uuid>(index, Some(&Uuid::now_v7()));
                }
                Some(Generate::UuidV7) => self.set::<String>(index, Some(&Uuid::now_v7().to_string())),
            }
        }
    }

    /// The value of a column as a parameter, if there is one.
    pub(crate) fn parameter(&self, index: usize) -> Option<Parameter> {
        let cell = self.cells.get(index).copied().flatten()?;
        let form = (cell.form)();
        let bytes = cell.range().and_then(|range| self.buffer.get(range)).map(BytesMut::from);
        Some(Parameter::new(Encoded { bytes, is_text: form.is_text, error: self.error.clone() }, form.one))
    }

    /// What columns become.
    pub(crate) fn into_assignments(self) -> Vec<Assignment> {
        let columns = 0..self.cells.len();
        let assignment = |index| {
            let column: Col<(), NotNull> = Place::new(EXCLUDED, self.table).column(u16::try_from(index).ok()?);
            Some(Assignment::new(column.at, Raw::parameter(self.parameter(index)?)))
        };
        columns.filter_map(assignment).collect()
    }

    /// The columns that there are values for.
    pub(crate) fn set_columns(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.cells.len()).filter(|index| self.is_set(*index))
    }

    /// Adds the text form of a column's value, unless it is NULL or there is none, and says whether it did.
    pub(crate) fn print(&self, index: usize, out: &mut String) -> Result<bool, Error> {
        if let Some(error) = &self.error {
            return Err(Error::invalid(&**error));
        }
        let Some(cell) = self.cells.get(index).copied().flatten() else { return Ok(false) };
        let Some(raw) = cell.range().and_then(|range| self.buffer.get(range)) else { return Ok(false) };
        let printed = ((cell.form)().print)(raw, out);
        printed.map_err(|error| Error::invalid_by("a value to copy cannot be written as text", error))?;
        Ok(true)
    }

    /// The form of a column's values.
    pub(crate) fn form(&self, index: usize) -> Option<Form> {
        self.cells.get(index).copied().flatten().map(|cell| (cell.form)())
    }
}

/// The values of one column of all rows as an array.
pub(crate) fn list(rows: &[Cells], index: usize, form: &Form) -> Parameter {
    let error = rows.iter().find_map(|row| row.error.clone());
    let values = rows.iter().map(|row| row.buffer.get(row.cells.get(index).copied().flatten()?.range()?));
    array(values, form, error)
}

/// An array of values that are written already; `None` is NULL. It is written as the server's `array_recv` reads it: how many
/// dimensions, whether there is NULL in it, the type of the elements, how many there are from which number on, and each of them
/// behind its length.
pub(super) fn array<'a>(
    values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    form: &Form,
    error: Option<Box<str>>,
) -> Parameter {
    let (list, element) = form.list.clone();
    let (mut length, mut has_null) = (ARRAY_HEAD, false);
    for value in values.clone() {
        length += size_of::<u32>() + value.map_or(0, <[u8]>::len);
        has_null |= value.is_none();
    }
    let mut out = BytesMut::with_capacity(length);
    out.put_i32(1);
    out.put_i32(i32::from(has_null));
    out.put_u32(element.oid());
    let mut is_too_long = false;
    let mut put_length = |length: usize, out: &mut BytesMut| {
        is_too_long |= i32::try_from(length).is_err();
        out.put_i32(i32::try_from(length).unwrap_or_default());
    };
    put_length(values.len(), &mut out);
    out.put_i32(1);
    for value in values {
        match value {
            Some(bytes) => {
                put_length(bytes.len(), &mut out);
                out.extend_from_slice(bytes);
            }
            None => out.put_i32(-1),
        }
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
            parts.extend([Part::Text("::"), Part::Text(column.at.meta().data_type), Part::Text("[]")]);
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
