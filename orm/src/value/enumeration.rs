//! Enums of the schema file as values.

use std::convert::Infallible;
use std::marker::PhantomData;

use bytes::BytesMut;
use tokio_postgres::types::{Kind, Type};

use super::builtin::is_text;
use super::{SqlType, Value, ValueError, text_of, wrong_type};
use crate::enumeration::{Enumeration, parse};

/// A column that holds one of an enum's values.
pub struct Enum<E>(PhantomData<fn() -> E>, Infallible);

impl<E: Enumeration> Value for Enum<E> {
    type Rust = E;
    const TYPE: Type = Type::UNKNOWN;
    const LIST: Type = Type::UNKNOWN;
    const SQL_TYPE: SqlType = SqlType::of_enum(E::SQL_TYPE);

    fn read(data_type: &Type, raw: &[u8]) -> Result<E, ValueError> {
        if !is_text(data_type) && !matches!(data_type.kind(), Kind::Enum(_)) {
            return Err(wrong_type("text", data_type));
        }
        Self::parse(text_of(raw)?)
    }

    fn parse(text: &str) -> Result<E, ValueError> {
        Ok(parse(text)?)
    }

    fn write(value: &E, out: &mut BytesMut) -> Result<(), ValueError> {
        out.extend_from_slice(name(value).as_bytes());
        Ok(())
    }

    fn print(value: &E, out: &mut String) -> Result<(), ValueError> {
        out.push_str(name(value));
        Ok(())
    }
}

fn name<E: Enumeration>(value: &E) -> &'static str {
    value.text()
}
