//! Types of the application that stand for a column.

use std::convert::Infallible;
use std::marker::PhantomData;

use bytes::BytesMut;
use tokio_postgres::types::Type;

use super::{SqlType, Value, ValueError};
use crate::error::Foreign;

/// A column whose values `V` the application sees as `T`, by `T: TryFrom<V>` and `V: TryFrom<T>`.
pub struct Replaced<T, V>(PhantomData<fn() -> (T, V)>, Infallible);

impl<T, V> Value for Replaced<T, V>
where
    T: Clone + Send + Sync + 'static,
    T: TryFrom<V::Rust, Error: Into<ValueError>>,
    V: Value<Rust: TryFrom<T, Error: Into<ValueError>>>,
{
    type Rust = T;
    const TYPE: Type = V::TYPE;
    const LIST: Type = V::LIST;
    const AS_TEXT: bool = V::AS_TEXT;
    const SQL_TYPE: SqlType = V::SQL_TYPE;
    const READ_AS: &'static str = V::READ_AS;

    fn read(data_type: &Type, raw: &[u8]) -> Result<T, ValueError> {
        T::try_from(V::read(data_type, raw)?).map_err(Foreign::of::<T>)
    }

    fn parse(text: &str) -> Result<T, ValueError> {
        T::try_from(V::parse(text)?).map_err(Foreign::of::<T>)
    }

    fn write(value: &T, out: &mut BytesMut) -> Result<(), ValueError> {
        V::write(&replaced::<T, V>(value)?, out)
    }

    fn print(value: &T, out: &mut String) -> Result<(), ValueError> {
        V::print(&replaced::<T, V>(value)?, out)
    }
}

/// What the database is to hold for a value.
fn replaced<T, V>(value: &T) -> Result<V::Rust, ValueError>
where
    T: Clone,
    V: Value<Rust: TryFrom<T, Error: Into<ValueError>>>,
{
    V::Rust::try_from(value.clone()).map_err(Into::into)
}
