//! Composite types of the schema file as values.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::vec;

use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::builtin::is_text;
use super::literal::{self, Closing};
use super::{Value, ValueError, text_of, wrong_type};

/// A column that holds a composite type, whose struct is `T`. It travels as text.
pub struct Record<T>(PhantomData<fn() -> T>, Infallible);

/// The struct of a composite type; [`schema!`](crate::schema) implements it.
pub trait Composite: Send + Sync + Sized + 'static {
    /// Reads the fields in their order.
    ///
    /// # Errors
    /// Where a field cannot be read.
    fn read(fields: &mut RecordReader) -> Result<Self, ValueError>;

    /// Writes the fields in their order.
    ///
    /// # Errors
    /// Where a field cannot be written.
    fn write(&self, fields: &mut RecordWriter<'_>) -> Result<(), ValueError>;
}

/// The fields of a composite value, one after the other.
pub struct RecordReader(vec::IntoIter<Option<String>>);

impl RecordReader {
    /// The next field.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    pub fn field<V: Value>(&mut self) -> Result<Option<V::Rust>, ValueError> {
        let field = self.0.next().ok_or("a composite value has fewer fields than the schema file says")?;
        field.map(|field| V::parse(&field)).transpose()
    }
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
    const READ_AS: &'static str = "::text";

    fn read(data_type: &Type, raw: &[u8]) -> Result<T, ValueError> {
        if !is_text(data_type) {
            return Err(wrong_type("text", data_type));
        }
        Self::parse(text_of(raw)?)
    }

    fn parse(text: &str) -> Result<T, ValueError> {
        T::read(&mut RecordReader(literal::parts(text, Closing::Record)?.into_iter()))
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
