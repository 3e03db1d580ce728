//! Values that are written already, on their way to the server.

use std::fmt;
use std::mem;
use std::sync::Arc;

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use super::values::{Cells, Form};
use crate::sql::Parameter;
use crate::value::ValueError;

/// How many bytes stand before the values of an array of one dimension.
const ARRAY_HEAD: usize = 5 * LENGTH;

/// How many bytes the length of a value has.
const LENGTH: usize = size_of::<i32>();

/// A value that is written already.
pub(super) struct Encoded {
    bytes: Option<BytesMut>,
    is_text: bool,
    error: Option<Box<str>>,
}

impl Encoded {
    /// No bytes are NULL.
    pub(super) fn new(bytes: Option<BytesMut>, is_text: bool, error: Option<Box<str>>) -> Self {
        Self { bytes, is_text, error }
    }
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

/// The values of one column of rows, an array.
pub(super) struct List {
    rows: Arc<Cells>,
    index: usize,
    /// The type of one.
    element: Type,
}

impl List {
    pub(super) fn new(rows: Arc<Cells>, index: usize, element: Type) -> Self {
        Self { rows, index, element }
    }
}

/// Never shows the values.
impl fmt::Debug for List {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("List")
    }
}

impl ToSql for List {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        if let Some(error) = self.rows.error() {
            return Err(error.into());
        }
        write_array(self.rows.column(self.index).map(|cell| self.rows.bytes(cell?)), &self.element, out)?;
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        self.to_sql(data_type, out)
    }
}

/// An array of values that are written already; `None` is NULL.
pub(super) fn array<'a>(
    values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    form: &Form,
    error: Option<Box<str>>,
) -> Parameter {
    let (list, element) = form.list.clone();
    let mut out = BytesMut::new();
    let error = error.or_else(|| write_array(values, &element, &mut out).err().map(|error| error.to_string().into()));
    Parameter::new(Encoded { bytes: Some(out), is_text: false, error }, list)
}

/// Writes an array as the server's `array_recv` reads it: how many dimensions, whether there is NULL in it, the type of the
/// elements, how many there are from which number on, and each of them behind its length.
fn write_array<'a>(
    values: impl ExactSizeIterator<Item = Option<&'a [u8]>> + Clone,
    element: &Type,
    out: &mut BytesMut,
) -> Result<(), ValueError> {
    let (mut has_null, mut length) = (false, ARRAY_HEAD + values.len() * LENGTH);
    for value in values.clone() {
        length += value.map_or(0, <[u8]>::len);
        has_null |= value.is_none();
    }
    let (Ok(_), Ok(count)) = (i32::try_from(length), i32::try_from(values.len())) else {
        return Err("the list is longer than two gigabytes".into());
    };
    // All the room at once, so that there is none to be made before each value.
    let start = out.len();
    out.resize(start + length, 0);
    let mut rest = out.get_mut(start..).unwrap_or_default();
    put(&mut rest, &1_i32.to_be_bytes());
    put(&mut rest, &i32::from(has_null).to_be_bytes());
    put(&mut rest, &element.oid().to_be_bytes());
    put(&mut rest, &count.to_be_bytes());
    put(&mut rest, &1_i32.to_be_bytes());
    for value in values {
        // None is longer than all of them.
        put(&mut rest, &value.map_or(-1, |bytes| i32::try_from(bytes.len()).unwrap_or(-1)).to_be_bytes());
        put(&mut rest, value.unwrap_or_default());
    }
    Ok(())
}

/// Writes bytes at the beginning of what is left, of which the rest is left then.
#[inline]
fn put(rest: &mut &mut [u8], bytes: &[u8]) {
    if let Some((here, behind)) = mem::take(rest).split_at_mut_checked(bytes.len()) {
        here.copy_from_slice(bytes);
        *rest = behind;
    }
}
