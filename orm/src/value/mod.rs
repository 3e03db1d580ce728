//! How values of Rust become values of PostgreSQL and back.

pub(crate) mod address;
mod builtin;
mod document;
mod enumeration;
mod list;
mod literal;
mod moment;
mod moment_text;
mod multirange;
mod numeric;
mod range;
mod record;
mod replaced;
mod sql_type;
#[cfg(feature = "chrono")]
mod with_chrono;
mod with_jiff;
#[cfg(feature = "time")]
mod with_time;

use std::error::Error as StdError;
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type};

use crate::sql::Parameter;

pub use document::Document;
pub use enumeration::Enum;
pub use moment::PointInTime;
pub use multirange::Multirange;
pub use range::{Bound, Range, Ranged};
pub use record::{Composite, Record, RecordReader, RecordWriter};
pub use replaced::Replaced;
pub use sql_type::SqlType;

/// Why a value could not be read or written.
pub type ValueError = Box<dyn StdError + Send + Sync>;

/// What a column holds: the type argument of [`Col`](crate::Col) and [`Expr`](crate::Expr).
///
/// Most types of Rust stand for themselves; [`Enum`], [`Record`], [`Document`] and [`Replaced`] stand for types of the
/// application.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not stand for a type of PostgreSQL",
    note = "types that do: bool, i16, i32, i64, f32, f64, String, Vec<u8>, Decimal, Uuid, dates and times, JSON, ranges, and Vec of these",
    note = "`Enum<E>` stands for an enum of `schema!`, `Record<T>` for the struct of a composite type: `value_of::<Enum<E>>(…)`"
)]
pub trait Value: Sized + 'static {
    /// What a value is in Rust.
    type Rust: Send + Sync + 'static;
    /// What the server is told a parameter is; `UNKNOWN` for what travels as text.
    const TYPE: Type;
    /// The same for a list of them.
    const LIST: Type;
    /// Whether values travel to the server as text: the binary form of some differs from server to server.
    const AS_TEXT: bool = false;
    /// Whether both forms of a value are the bytes of a text that it holds.
    #[doc(hidden)]
    const IS_TEXT: bool = false;
    /// What a parameter is cast to where the server would not find its type.
    const SQL_TYPE: SqlType = SqlType::FOUND;
    /// What is written behind a column of a result, so that it comes in a form that is read here: `::text`.
    const READ_AS: &'static str = "";

    /// Reads the binary form of a value.
    ///
    /// # Errors
    /// Where the type is another one or the bytes are none of it.
    fn read(data_type: &Type, raw: &[u8]) -> Result<Self::Rust, ValueError>;

    /// Reads the text form of a value.
    ///
    /// # Errors
    /// Where the text is none.
    fn parse(text: &str) -> Result<Self::Rust, ValueError>;

    /// Writes the binary form of a value, of [`TYPE`](Self::TYPE).
    ///
    /// # Errors
    /// Where PostgreSQL has no such value.
    fn write(value: &Self::Rust, out: &mut BytesMut) -> Result<(), ValueError>;

    /// Writes the text form of a value.
    ///
    /// # Errors
    /// Where PostgreSQL has no such value.
    fn print(value: &Self::Rust, out: &mut String) -> Result<(), ValueError>;
}

/// A parameter: in binary form and of the type of `V`, or as text whose type the server infers.
pub(crate) fn parameter<V: Value>(value: Option<V::Rust>, untyped: bool) -> Parameter {
    if untyped || V::TYPE == Type::UNKNOWN {
        Parameter::new(Argument::<V, true>(value), Type::UNKNOWN)
    } else if V::AS_TEXT {
        Parameter::new(Argument::<V, true>(value), V::TYPE)
    } else {
        Parameter::new(Argument::<V, false>(value), V::TYPE)
    }
}

/// A parameter that the server is told to be of this type; `UNKNOWN` lets it infer the type.
#[cfg(feature = "sql")]
pub(crate) fn parameter_told<V: Value>(value: Option<V::Rust>, told: Type) -> Parameter {
    // The binary form is that of one type, the text form that of all for which the value can stand.
    if told == V::TYPE && told != Type::UNKNOWN && !V::AS_TEXT {
        Parameter::new(Argument::<V, false>(value), told)
    } else {
        Parameter::new(Argument::<V, true>(value), told)
    }
}

/// A value on its way to the server, as text or in binary form.
struct Argument<V: Value, const TEXT: bool>(Option<V::Rust>);

/// Never shows the value, which may be a secret.
impl<V: Value, const TEXT: bool> fmt::Debug for Argument<V, TEXT> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Argument")
    }
}

impl<V: Value, const TEXT: bool> ToSql for Argument<V, TEXT> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        let Some(value) = &self.0 else { return Ok(IsNull::Yes) };
        if TEXT {
            let mut text = String::new();
            V::print(value, &mut text)?;
            out.extend_from_slice(text.as_bytes());
        } else {
            V::write(value, out)?;
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        if TEXT { Format::Text } else { Format::Binary }
    }

    fn to_sql_checked(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        self.to_sql(data_type, out)
    }
}

/// The bytes of a text.
#[inline]
pub(crate) fn text_of(raw: &[u8]) -> Result<&str, ValueError> {
    Ok(std::str::from_utf8(raw)?)
}

/// What a domain is made of: elements of arrays and fields of composites, unlike columns, come under the domain's own type.
fn base(mut data_type: &Type) -> &Type {
    while let Kind::Domain(below) = data_type.kind() {
        data_type = below;
    }
    data_type
}

/// That a column has another type than the schema file says.
#[cold]
pub(crate) fn wrong_type(expected: &str, found: &Type) -> ValueError {
    format!("it is of type {found}, and {expected} was expected").into()
}
