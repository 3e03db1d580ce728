//! Arrays of one dimension.

use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::IsNull;
use postgres_protocol::types as wire;
use tokio_postgres::types::{Kind, Type};

use super::literal::{self, Closing};
use super::{SqlType, Value, ValueError, base, wrong_type};

/// A list without NULL in it.
impl<V: Value> Value for Vec<V> {
    type Rust = Vec<V::Rust>;
    const TYPE: Type = V::LIST;
    const LIST: Type = Type::UNKNOWN;
    const AS_TEXT: bool = V::AS_TEXT;
    const SQL_TYPE: SqlType = V::SQL_TYPE.list();
    const READ_AS: &'static str = if V::READ_AS.is_empty() { "" } else { "::text[]" };

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self::Rust, ValueError> {
        read(data_type, raw, |element, raw| V::read(element, raw.ok_or(NULL)?))
    }

    fn parse(text: &str) -> Result<Self::Rust, ValueError> {
        parse(text, |part| V::parse(part.ok_or(NULL)?))
    }

    fn write(values: &Self::Rust, out: &mut BytesMut) -> Result<(), ValueError> {
        write::<V, _>(values, out, |value| Some(value))
    }

    fn print(values: &Self::Rust, out: &mut String) -> Result<(), ValueError> {
        print::<V, _>(values, out, |value| Some(value))
    }
}

/// A list in which `None` is NULL.
impl<V: Value> Value for Vec<Option<V>> {
    type Rust = Vec<Option<V::Rust>>;
    const TYPE: Type = V::LIST;
    const LIST: Type = Type::UNKNOWN;
    const AS_TEXT: bool = V::AS_TEXT;
    const SQL_TYPE: SqlType = V::SQL_TYPE.list();
    const READ_AS: &'static str = <Vec<V> as Value>::READ_AS;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self::Rust, ValueError> {
        read(data_type, raw, |element, raw| raw.map(|raw| V::read(element, raw)).transpose())
    }

    fn parse(text: &str) -> Result<Self::Rust, ValueError> {
        parse(text, |part| part.map(V::parse).transpose())
    }

    fn write(values: &Self::Rust, out: &mut BytesMut) -> Result<(), ValueError> {
        write::<V, _>(values, out, Option::as_ref)
    }

    fn print(values: &Self::Rust, out: &mut String) -> Result<(), ValueError> {
        print::<V, _>(values, out, Option::as_ref)
    }
}

const NULL: &str = "NULL in an array: `rust: Vec<Option<…>>` in the schema file reads it";
pub(super) const DIMENSIONS: &str =
    "an array of several dimensions: `rust: evenkeel::TextForm` in the schema file reads it";

/// Reads the binary form, each element by `of`.
fn read<T>(
    data_type: &Type,
    raw: &[u8],
    of: impl Fn(&Type, Option<&[u8]>) -> Result<T, ValueError>,
) -> Result<Vec<T>, ValueError> {
    let Kind::Array(element) = data_type.kind() else {
        return Err(wrong_type("an array", data_type));
    };
    let element = base(element);
    let array = wire::array_from_sql(raw)?;
    if array.dimensions().count()? > 1 {
        return Err(DIMENSIONS.into());
    }
    let mut values = Vec::new();
    let mut elements = array.values();
    while let Some(raw) = elements.next()? {
        values.push(of(element, raw)?);
    }
    Ok(values)
}

/// Reads the text form, each element by `of`.
fn parse<T>(text: &str, of: impl Fn(Option<&str>) -> Result<T, ValueError>) -> Result<Vec<T>, ValueError> {
    let parts = literal::parts(text, Closing::List)?;
    parts.iter().map(|part| of(part.as_deref())).collect()
}

/// Writes the binary form; an element that `of` has nothing for is NULL.
fn write<V: Value, T>(values: &[T], out: &mut BytesMut, of: impl Fn(&T) -> Option<&V::Rust>) -> Result<(), ValueError> {
    wire::array_to_sql(
        Some(wire::ArrayDimension { len: i32::try_from(values.len())?, lower_bound: 1 }).filter(|_| !values.is_empty()),
        V::TYPE.oid(),
        values,
        |value, out| match of(value) {
            Some(value) => V::write(value, out).map(|()| IsNull::No),
            None => Ok(IsNull::Yes),
        },
        out,
    )
}

/// Writes the text form; an element that `of` has nothing for is NULL.
fn print<V: Value, T>(values: &[T], out: &mut String, of: impl Fn(&T) -> Option<&V::Rust>) -> Result<(), ValueError> {
    out.push('{');
    let mut part = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        let Some(value) = of(value) else {
            out.push_str("NULL");
            continue;
        };
        part.clear();
        V::print(value, &mut part)?;
        literal::quote(&part, out);
    }
    out.push('}');
    Ok(())
}
