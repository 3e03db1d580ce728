//! Composite types of the schema file as values.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::{slice, vec};

use bytes::BytesMut;
use tokio_postgres::types::{Field, Kind, Type};

use super::builtin::is_text;
use super::literal::{self, Closing};
use super::{SqlType, Value, ValueError, base, text_of, wrong_type};

/// A column that holds a composite type, whose struct is `T`. It travels as text, and is read in binary form too.
pub struct Record<T>(PhantomData<fn() -> T>, Infallible);

/// The struct of a composite type; [`schema!`](crate::schema) implements it.
pub trait Composite: Send + Sync + Sized + 'static {
    /// The type in SQL, with its schema.
    const SQL_TYPE: &'static str;

    /// Reads the fields in their order.
    ///
    /// # Errors
    /// Where a field cannot be read.
    fn read(fields: &mut RecordReader<'_>) -> Result<Self, ValueError>;

    /// Writes the fields in their order.
    ///
    /// # Errors
    /// Where a field cannot be written.
    fn write(&self, fields: &mut RecordWriter<'_>) -> Result<(), ValueError>;
}

/// The fields of a composite value, one after the other.
pub struct RecordReader<'raw>(Fields<'raw>);

/// A composite value as it came.
enum Fields<'raw> {
    /// The texts of its fields.
    Text(vec::IntoIter<Option<String>>),
    /// The types of its fields, and behind their number the type, the length and the bytes of each:
    /// `record_send` in `src/backend/utils/adt/rowtypes.c`.
    Binary(slice::Iter<'raw, Field>, &'raw [u8]),
}

impl RecordReader<'_> {
    /// The next field.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn field<V: Value>(&mut self) -> Result<Option<V::Rust>, ValueError> {
        match &mut self.0 {
            Fields::Text(fields) => {
                let field = fields.next().ok_or(TOO_FEW)?;
                field.map(|field| V::parse(&field)).transpose()
            }
            Fields::Binary(types, raw) => {
                let data_type = types.next().ok_or(TOO_FEW)?.type_();
                if take(raw)? != data_type.oid().to_be_bytes() {
                    return Err("the composite type was changed while the program ran".into());
                }
                // NULL has the length -1.
                let Ok(length) = usize::try_from(i32::from_be_bytes(take(raw)?)) else { return Ok(None) };
                let (value, rest) = raw.split_at_checked(length).ok_or(CUT_OFF)?;
                *raw = rest;
                V::read(base(data_type), value).map(Some)
            }
        }
    }
}

const TOO_FEW: &str = "a composite value has fewer fields than the schema file says";
const CUT_OFF: &str = "a composite value ends before its last field";

/// Takes four bytes.
fn take(raw: &mut &[u8]) -> Result<[u8; 4], ValueError> {
    let (first, rest) = raw.split_first_chunk().ok_or(CUT_OFF)?;
    *raw = rest;
    Ok(*first)
}

/// The text of a composite value while it is written.
pub struct RecordWriter<'out> {
    out: &'out mut String,
    /// Whether no field was written yet: one that is NULL leaves no trace in the text.
    is_first: bool,
}

impl RecordWriter<'_> {
    /// Writes the next field.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn field<V: Value>(&mut self, value: &Option<V::Rust>) -> Result<(), ValueError> {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(',');
        }
        if let Some(value) = value {
            let mut part = String::new();
            V::print(value, &mut part)?;
            literal::quote(&part, self.out);
        }
        Ok(())
    }
}

impl<T: Composite> Value for Record<T> {
    type Rust = T;
    const TYPE: Type = Type::UNKNOWN;
    const LIST: Type = Type::UNKNOWN;
    const SQL_TYPE: SqlType = SqlType::of_composite(T::SQL_TYPE);
    const READ_AS: &'static str = "::text";

    fn read(data_type: &Type, mut raw: &[u8]) -> Result<T, ValueError> {
        if let Kind::Composite(fields) = data_type.kind() {
            take(&mut raw)?;
            return T::read(&mut RecordReader(Fields::Binary(fields.iter(), raw)));
        }
        if !is_text(data_type) {
            return Err(wrong_type("text", data_type));
        }
        Self::parse(text_of(raw)?)
    }

    fn parse(text: &str) -> Result<T, ValueError> {
        T::read(&mut RecordReader(Fields::Text(literal::parts(text, Closing::Record)?.into_iter())))
    }

    fn write(value: &T, out: &mut BytesMut) -> Result<(), ValueError> {
        let mut text = String::new();
        Self::print(value, &mut text)?;
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn print(value: &T, out: &mut String) -> Result<(), ValueError> {
        out.push('(');
        value.write(&mut RecordWriter { out, is_first: true })?;
        out.push(')');
        Ok(())
    }
}
