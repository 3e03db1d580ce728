//! How values of Rust stand for values of PostgreSQL.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::marker::PhantomData;
use std::net::IpAddr;

use bytes::{BufMut as _, BytesMut};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};
use uuid::Uuid;

use crate::enumeration::{Enumeration, parse};
use crate::text_form::TextForm;
use crate::value::{self, Multirange, Range, Ranged};

/// Why a value could not be read or written.
pub type ValueError = Box<dyn StdError + Send + Sync>;

/// What stands for a type of PostgreSQL: most types stand for themselves, [`Document`] and [`Replaced`] for types of the
/// application.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands for no type of PostgreSQL",
    note = "types that do: bool, i16, i32, i64, f32, f64, String, Vec<u8>, Decimal, Uuid, dates and times, JSON, ranges, the enums of `schema!`, and Vec of these"
)]
pub trait Value: Sized + 'static {
    /// What a value is in Rust.
    type Rust: Send + Sync + 'static;

    /// Whether values travel to the server as text: the binary form of some differs from server to server.
    const AS_TEXT: bool = false;

    /// Reads a value from its binary form.
    ///
    /// # Errors
    /// It is of another type, or the bytes are none of it.
    fn read(data_type: &Type, raw: &[u8]) -> Result<Self::Rust, ValueError>;

    /// Writes a value in the binary form of a type.
    ///
    /// # Errors
    /// PostgreSQL has no such value.
    fn write(value: &Self::Rust, data_type: &Type, out: &mut BytesMut) -> Result<(), ValueError>;

    /// Writes a value as the text that PostgreSQL reads.
    ///
    /// # Errors
    /// Values of this type always go in binary form.
    fn print(_value: &Self::Rust, _out: &mut String) -> Result<(), ValueError> {
        Err("this type has no text form".into())
    }
}

fn checked<T: for<'a> FromSql<'a>>(data_type: &Type, raw: &[u8]) -> Result<T, ValueError> {
    if T::accepts(data_type) { T::from_sql(data_type, raw) } else { Err(wrong(data_type)) }
}

fn wrong(found: &Type) -> ValueError {
    format!("it is of type {found}").into()
}

/// Types that the driver reads and writes.
macro_rules! values {
    ($($rust:ty),* $(,)?) => {
        $(
            impl Value for $rust {
                type Rust = Self;

                fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
                    checked(data_type, raw)
                }

                fn write(value: &Self, data_type: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                    value.to_sql(data_type, out).map(drop)
                }
            }
        )*
    };
}

values!(bool, i8, i16, i32, i64, u32, f32, f64, Vec<u8>, Uuid, serde_json::Value,);

/// Types that are read and written as in queries.
macro_rules! as_in_queries {
    ($([$($generics:tt)*] $rust:ty;)*) => {
        $(
            impl<$($generics)*> Value for $rust {
                type Rust = Self;
                const AS_TEXT: bool = <Self as value::Value>::AS_TEXT;

                fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
                    <Self as value::Value>::read(data_type, raw)
                }

                fn write(value: &Self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
                    <Self as value::Value>::write(value, out)
                }

                fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
                    <Self as value::Value>::print(value, out)
                }
            }
        )*
    };
}

as_in_queries! {
    [] Decimal;
    [] IpAddr;
    [] jiff::Timestamp;
    [] jiff::civil::DateTime;
    [] jiff::civil::Date;
    [] jiff::civil::Time;
    [T: Ranged] Range<T>;
    [T: Ranged] Multirange<T>;
}

#[cfg(feature = "chrono")]
as_in_queries! {
    [] chrono::DateTime<chrono::Utc>;
    [] chrono::NaiveDateTime;
    [] chrono::NaiveDate;
    [] chrono::NaiveTime;
}

#[cfg(feature = "time")]
as_in_queries! {
    [] time::OffsetDateTime;
    [] time::PrimitiveDateTime;
    [] time::Date;
    [] time::Time;
}

impl Value for String {
    type Rust = Self;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        checked(data_type, raw)
    }

    fn write(value: &Self, data_type: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        value.to_sql(data_type, out).map(drop)
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        out.push_str(value);
        Ok(())
    }
}

impl Value for TextForm {
    type Rust = Self;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        Ok(Self::new(checked::<String>(data_type, raw)?))
    }

    fn write(_: &Self, data_type: &Type, _: &mut BytesMut) -> Result<(), ValueError> {
        Err(wrong(data_type))
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        out.push_str(value.as_str());
        Ok(())
    }
}

impl<E: Enumeration + Send + Sync> Value for E {
    type Rust = Self;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        let is_text = <&str as FromSql<'_>>::accepts(data_type);
        if !is_text && !matches!(data_type.kind(), tokio_postgres::types::Kind::Enum(_)) {
            return Err(wrong(data_type));
        }
        Ok(parse(std::str::from_utf8(raw)?)?)
    }

    fn write(value: &Self, _: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(text(*value)?.as_bytes());
        Ok(())
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        out.push_str(text(*value)?);
        Ok(())
    }
}

/// The text of a variant. Two variants are told apart by their discriminants.
fn text<E: Enumeration>(value: E) -> Result<&'static str, ValueError> {
    let is_it = |(variant, _): &&(E, &'static str)| std::mem::discriminant(variant) == std::mem::discriminant(&value);
    E::ALL.iter().find(is_it).map(|(_, text)| *text).ok_or_else(|| format!("no variant of {}", E::NAME).into())
}

/// A list without NULL in it.
impl<V: Value> Value for Vec<V> {
    type Rust = Vec<V::Rust>;
    const AS_TEXT: bool = V::AS_TEXT;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self::Rust, ValueError> {
        let elements = checked::<Vec<Option<Element<V>>>>(data_type, raw)?;
        elements.into_iter().map(|element| Ok(element.ok_or("NULL in an array")?.0)).collect()
    }

    fn write(values: &Self::Rust, data_type: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        let elements: Vec<_> = values.iter().map(|value| Borrowed::<V>(value)).collect();
        elements.to_sql(data_type, out).map(drop)
    }

    fn print(values: &Self::Rust, out: &mut String) -> Result<(), ValueError> {
        out.push('{');
        for (index, value) in values.iter().enumerate() {
            let mut part = String::new();
            V::print(value, &mut part)?;
            let escaped = part.replace('\\', "\\\\").replace('"', "\\\"");
            out.push_str(if index == 0 { "\"" } else { ",\"" });
            out.push_str(&escaped);
            out.push('"');
        }
        out.push('}');
        Ok(())
    }
}

/// An element that is read.
struct Element<V: Value>(V::Rust);

impl<V: Value> FromSql<'_> for Element<V> {
    fn from_sql(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        V::read(data_type, raw).map(Self)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// An element that is written.
struct Borrowed<'v, V: Value>(&'v V::Rust);

/// Never shows the value, which may be a secret.
impl<V: Value> std::fmt::Debug for Borrowed<'_, V> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Borrowed")
    }
}

impl<V: Value> ToSql for Borrowed<'_, V> {
    fn to_sql(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        V::write(self.0, data_type, out).map(|()| IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, data_type: &Type, out: &mut BytesMut) -> Result<IsNull, ValueError> {
        self.to_sql(data_type, out)
    }
}

/// JSON that is read into a `T`, through serde.
pub struct Document<T>(PhantomData<fn() -> T>, Infallible);

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Value for Document<T> {
    type Rust = T;

    fn read(data_type: &Type, raw: &[u8]) -> Result<T, ValueError> {
        let json = match *data_type {
            Type::JSON => raw,
            // The first byte is the version of the format.
            Type::JSONB => raw.strip_prefix(&[1]).ok_or("an unknown version of jsonb")?,
            _ => return Err(wrong(data_type)),
        };
        Ok(serde_json::from_slice(json)?)
    }

    fn write(value: &T, data_type: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        if *data_type == Type::JSONB {
            out.put_u8(1);
        }
        Ok(serde_json::to_writer(out.writer(), value)?)
    }
}

/// A `T` that the application makes of a `V`, by `T: TryFrom<V>` and `V: TryFrom<T>`.
pub struct Replaced<T, V>(PhantomData<fn() -> (T, V)>, Infallible);

impl<T, V> Value for Replaced<T, V>
where
    T: Clone + Send + Sync + 'static,
    T: TryFrom<V::Rust, Error: Into<ValueError>>,
    V: Value<Rust: TryFrom<T, Error: Into<ValueError>>>,
{
    type Rust = T;
    const AS_TEXT: bool = V::AS_TEXT;

    fn read(data_type: &Type, raw: &[u8]) -> Result<T, ValueError> {
        T::try_from(V::read(data_type, raw)?).map_err(Into::into)
    }

    fn write(value: &T, data_type: &Type, out: &mut BytesMut) -> Result<(), ValueError> {
        V::write(&V::Rust::try_from(value.clone()).map_err(Into::into)?, data_type, out)
    }

    fn print(value: &T, out: &mut String) -> Result<(), ValueError> {
        V::print(&V::Rust::try_from(value.clone()).map_err(Into::into)?, out)
    }
}
