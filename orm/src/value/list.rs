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
        let Kind::Array(element) = data_type.kind() else {
            return Err(wrong_type("an array", data_type));
        };
        let element = base(element);
        let array = wire::array_from_sql(raw)?;
        if array.dimensions().count()? > 1 {
            return Err("an array of several dimensions".into());
        }
        let mut values = Vec::new();
        let mut elements = array.values();
        while let Some(raw) = elements.next()? {
            values.push(V::read(element, raw.ok_or("NULL in an array")?)?);
        }
        Ok(values)
    }

    fn parse(text: &str) -> Result<Self::Rust, ValueError> {
        let parts = literal::parts(text, Closing::List)?;
        parts.iter().map(|part| V::parse(part.as_deref().ok_or("NULL in an array")?)).collect()
    }

    fn write(values: &Self::Rust, out: &mut BytesMut) -> Result<(), ValueError> {
        wire::array_to_sql(
            Some(wire::ArrayDimension { len: i32::try_from(values.len())?, lower_bound: 1 })
                .filter(|_| !values.is_empty()),
            V::TYPE.oid(),
            values,
            |value, out| V::write(value, out).map(|()| IsNull::No),
            out,
        )
    }

    fn print(values: &Self::Rust, out: &mut String) -> Result<(), ValueError> {
        out.push('{');
        let mut part = String::new();
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            part.clear();
            V::print(value, &mut part)?;
            literal::quote(&part, out);
        }
        out.push('}');
        Ok(())
    }
}
