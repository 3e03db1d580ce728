//! What stands in a statement for types of PostgreSQL.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::net::IpAddr;

use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::enumeration::Enumeration;
use crate::text_form::TextForm;
use crate::value::{self, Composite, Multirange, Range, Ranged};

/// What stands for a type of PostgreSQL: most types, enums too, stand for themselves, [`Record`] for the structs of composite
/// types, [`Document`] and [`Replaced`] for types of the application.
#[diagnostic::on_unimplemented(
    message = "`{Self}` stands for no type of PostgreSQL",
    note = "types that do: bool, i16, i32, i64, f32, f64, String, Vec<u8>, Decimal, Uuid, dates and times, JSON, ranges, the enums of `schema!`, and Vec of these"
)]
pub trait Value: 'static {
    /// What a value is in Rust.
    type Rust: Send + Sync + 'static;
    /// What reads and writes it, as in queries.
    type InQueries: value::Value<Rust = Self::Rust>;
}

/// Types that stand for themselves in queries too.
macro_rules! as_in_queries {
    ($([$($generics:tt)*] $rust:ty;)*) => {
        $(
            impl<$($generics)*> Value for $rust {
                type Rust = Self;
                type InQueries = Self;
            }
        )*
    };
    ($($rust:ty),* $(,)?) => {
        as_in_queries!($([] $rust;)*);
    };
}

as_in_queries!(
    bool,
    i8,
    i16,
    i32,
    i64,
    u32,
    f32,
    f64,
    String,
    TextForm,
    Vec<u8>,
    Decimal,
    Uuid,
    serde_json::Value,
    IpAddr,
    jiff::Timestamp,
    jiff::civil::DateTime,
    jiff::civil::Date,
    jiff::civil::Time,
);

as_in_queries! {
    [T: Ranged] Range<T>;
    [T: Ranged] Multirange<T>;
}

#[cfg(feature = "chrono")]
as_in_queries!(chrono::DateTime<chrono::Utc>, chrono::NaiveDateTime, chrono::NaiveDate, chrono::NaiveTime);

#[cfg(feature = "time")]
as_in_queries!(time::OffsetDateTime, time::PrimitiveDateTime, time::Date, time::Time);

impl<E: Enumeration> Value for E {
    type Rust = Self;
    type InQueries = value::Enum<E>;
}

/// A list without NULL in it.
impl<V: Value> Value for Vec<V> {
    type Rust = Vec<V::Rust>;
    type InQueries = Vec<V::InQueries>;
}

/// A list in which `None` is NULL.
impl<V: Value> Value for Vec<Option<V>> {
    type Rust = Vec<Option<V::Rust>>;
    type InQueries = Vec<Option<V::InQueries>>;
}

/// A composite type, whose struct is `T`.
pub struct Record<T>(PhantomData<fn() -> T>, Infallible);

impl<T: Composite> Value for Record<T> {
    type Rust = T;
    type InQueries = value::Record<T>;
}

/// The struct of a composite type, or a list of such.
pub trait Structured: Sized {
    /// What reads it.
    type Value: Value<Rust = Self>;
}

impl<T: Composite> Structured for T {
    type Value = Record<T>;
}

impl<T: Composite> Structured for Vec<T> {
    type Value = Vec<Record<T>>;
}

impl<T: Composite> Structured for Vec<Option<T>> {
    type Value = Vec<Option<Record<T>>>;
}

/// JSON that is read into a `T`, through serde.
pub struct Document<T>(PhantomData<fn() -> T>, Infallible);

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Value for Document<T> {
    type Rust = T;
    type InQueries = value::Document<T>;
}

/// A `T` that the application makes of a `V`, by `T: TryFrom<V>` and `V: TryFrom<T>`.
pub struct Replaced<T, V>(PhantomData<fn() -> (T, V)>, Infallible);

impl<T, V> Value for Replaced<T, V>
where
    V: Value,
    value::Replaced<T, V::InQueries>: value::Value<Rust = T>,
    T: Send + Sync + 'static,
{
    type Rust = T;
    type InQueries = value::Replaced<T, V::InQueries>;
}
