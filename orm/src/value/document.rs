//! JSON that is read into a type of the application.

use std::convert::Infallible;
use std::marker::PhantomData;

use bytes::{BufMut as _, BytesMut};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio_postgres::types::Type;

use super::{Value, ValueError, wrong_type};

/// A column of type json or jsonb that stands for `T`, through serde.
pub struct Document<T>(PhantomData<fn() -> T>, Infallible);

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Value for Document<T> {
    type Rust = T;
    const TYPE: Type = Type::JSONB;
    const LIST: Type = Type::JSONB_ARRAY;

    fn read(data_type: &Type, raw: &[u8]) -> Result<T, ValueError> {
        let json = match *data_type {
            Type::JSON => raw,
            // The first byte is the version of the format.
            Type::JSONB => raw.strip_prefix(&[1]).ok_or("an unknown version of jsonb")?,
            _ => return Err(wrong_type("jsonb", data_type)),
        };
        Ok(serde_json::from_slice(json)?)
    }

    fn parse(text: &str) -> Result<T, ValueError> {
        Ok(serde_json::from_str(text)?)
    }

    fn write(value: &T, out: &mut BytesMut) -> Result<(), ValueError> {
        out.put_u8(1);
        Ok(serde_json::to_writer(out.writer(), value)?)
    }

    fn print(value: &T, out: &mut String) -> Result<(), ValueError> {
        out.push_str(&serde_json::to_string(value)?);
        Ok(())
    }
}
