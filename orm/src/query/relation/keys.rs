//! The keys of rows: the values that tell which rows belong together.

use std::ops::Range;

use bytes::{BufMut as _, BytesMut};
use smallvec::SmallVec;

use crate::query::array;
use crate::query::values::{self, Form};
use crate::sql::Parameter;
use crate::table::{ColumnMeta, TableMeta};
use crate::value::Value;

/// The bytes of a length.
const LENGTH: usize = size_of::<u32>();

/// How the values of a column travel, and whether as text.
type FormOf = (fn() -> Form, bool);

/// The keys of rows, in the order in which they are added, all of them in one buffer.
pub struct Keys {
    table: &'static TableMeta,
    columns: &'static [u16],
    buffer: BytesMut,
    /// Where the values stand in the buffer, as many as there are columns for each row; none for NULL.
    values: Vec<Option<Range<usize>>>,
    /// The position of the column whose value comes next.
    next: usize,
    /// That of each column.
    forms: SmallVec<[FormOf; 1]>,
    error: Option<Box<str>>,
}

impl Keys {
    /// No keys yet, of these columns of the table; room for those of so many rows.
    pub(super) fn new(table: &'static TableMeta, columns: &'static [u16], rows: usize) -> Self {
        Self {
            table,
            columns,
            buffer: BytesMut::with_capacity(rows * 16),
            values: Vec::with_capacity(rows * columns.len()),
            next: 0,
            forms: SmallVec::new(),
            error: None,
        }
    }

    /// Forgets the keys, to take others of the same columns.
    pub(super) fn clear(&mut self) -> &mut Self {
        self.buffer.clear();
        self.values.clear();
        self.next = 0;
        self
    }

    /// Adds the value of the next column; that of the last one ends the key of a row. `None` is NULL.
    pub fn add<V: Value>(&mut self, value: Option<&V::Rust>) -> &mut Self {
        let position = self.next;
        self.next = if position + 1 < self.columns.len() { position + 1 } else { 0 };
        let is_text = match self.forms.get(position) {
            Some((_, is_text)) => *is_text,
            None => {
                let is_text = values::is_text::<V>(self.column(position));
                self.forms.push((values::form::<V>(is_text), is_text));
                is_text
            }
        };
        let Some(value) = value else {
            self.values.push(None);
            return self;
        };
        // So that no two keys are the same bytes: the length of each value stands before it, where there are several.
        let has_several = self.columns.len() > 1;
        if has_several {
            self.buffer.put_bytes(0, LENGTH);
        }
        let start = self.buffer.len();
        if let Err(error) = values::write::<V>(value, is_text, &mut self.buffer) {
            let name = self.column(position).map_or("?", |column| column.name);
            self.error = Some(format!("the value of {name} cannot be written: {error}").into());
        }
        if has_several {
            let length = u32::try_from(self.buffer.len() - start).unwrap_or(u32::MAX);
            if let Some(before) = self.buffer.get_mut(start - LENGTH..start) {
                before.copy_from_slice(&length.to_be_bytes());
            }
        }
        self.values.push(Some(start..self.buffer.len()));
        self
    }

    fn column(&self, position: usize) -> Option<&'static ColumnMeta> {
        self.table.columns.get(usize::from(*self.columns.get(position)?))
    }

    /// The position of the column whose bytes, where the server sends it, are a key as it is here: the one column, unless its
    /// values travel as text. Two forms of a value that are equal may be different bytes, so what is found by them is right, and
    /// what is not is looked for once more by what was read.
    pub(super) fn place_in_rows(&self) -> Option<usize> {
        match (self.columns, self.forms.as_slice()) {
            ([column], [(_, false)]) => Some(usize::from(*column)),
            _ => None,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.values.len() / self.columns.len().max(1)
    }

    /// The key of a row in a form that can be compared, unless a value of it is NULL.
    pub(super) fn get(&self, row: usize) -> Option<&[u8]> {
        if self.columns.len() == 1 {
            return self.buffer.get(self.values.get(row)?.clone()?);
        }
        let (first, count) = (row * self.columns.len(), self.columns.len());
        let values = self.values.get(first..first + count)?;
        let mut bytes: Option<Range<usize>> = None;
        for value in values {
            let value = value.as_ref()?;
            bytes = Some(bytes.map_or(value.start - LENGTH, |bytes| bytes.start)..value.end);
        }
        self.buffer.get(bytes?)
    }

    /// The values of a column of these rows as an array, and whether the server has to be told its type.
    pub(super) fn list(&self, position: usize, rows: &[usize]) -> Option<(Parameter, bool)> {
        let (form, _) = self.forms.get(position)?;
        let form = form();
        let values = rows.iter().map(|row| {
            let range = self.values.get(row * self.columns.len() + position)?.clone()?;
            self.buffer.get(range)
        });
        Some((array::array(values, &form, self.error.clone()), form.is_text))
    }
}
