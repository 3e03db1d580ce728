//! Types of Rust that stand for types of PostgreSQL.

use std::fmt::Write as _;

use bytes::BytesMut;
use postgres_protocol::types as wire;
use rust_decimal::Decimal;
use tokio_postgres::types::{FromSql, ToSql, Type};
use uuid::Uuid;

use super::{Value, ValueError, numeric, text_of, wrong_type};
use crate::text_form::TextForm;

/// A value that the driver writes, and reads unless a function is given for that; the text form by the functions given.
macro_rules! value {
    ($rust:ty, $data_type:ident, $list:ident, $parse:expr, $print:expr) => {
        value!($rust, $data_type, $list, <Self as FromSql<'_>>::from_sql, $parse, $print);
    };
    ($rust:ty, $data_type:ident, $list:ident, $read:expr, $parse:expr, $print:expr) => {
        impl Value for $rust {
            type Rust = Self;
            const TYPE: Type = Type::$data_type;
            const LIST: Type = Type::$list;

            #[inline]
            fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
                if !<Self as FromSql<'_>>::accepts(data_type) {
                    return Err(wrong_type(Self::TYPE.name(), data_type));
                }
                $read(data_type, raw)
            }

            fn parse(text: &str) -> Result<Self, ValueError> {
                $parse(text)
            }

            fn write(value: &Self, out: &mut BytesMut) -> Result<(), ValueError> {
                ToSql::to_sql(value, &Self::TYPE, out).map(drop)
            }

            fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
                $print(value, out)
            }
        }
    };
}

fn from_str<T: std::str::FromStr<Err: Into<ValueError>>>(text: &str) -> Result<T, ValueError> {
    text.parse().map_err(Into::into)
}

#[expect(clippy::unnecessary_wraps, reason = "other types have values that PostgreSQL has not")]
fn display<T: std::fmt::Display>(value: &T, out: &mut String) -> Result<(), ValueError> {
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
    Ok(())
}

value!(bool, BOOL, BOOL_ARRAY, |text| Ok(text == "t" || text == "true"), display);
value!(i8, CHAR, CHAR_ARRAY, parse_char, print_char);
value!(i16, INT2, INT2_ARRAY, from_str, display);
value!(i32, INT4, INT4_ARRAY, from_str, display);
value!(i64, INT8, INT8_ARRAY, from_str, display);
value!(u32, OID, OID_ARRAY, from_str, display);
value!(f32, FLOAT4, FLOAT4_ARRAY, from_str, display);
value!(f64, FLOAT8, FLOAT8_ARRAY, from_str, display);
value!(Decimal, NUMERIC, NUMERIC_ARRAY, |_, raw| numeric::read(raw), numeric::parse, display);
value!(Uuid, UUID, UUID_ARRAY, from_str, display);
value!(serde_json::Value, JSONB, JSONB_ARRAY, |text| Ok(serde_json::from_str(text)?), display);
value!(Vec<u8>, BYTEA, BYTEA_ARRAY, parse_bytes, print_bytes);

fn parse_char(text: &str) -> Result<i8, ValueError> {
    let digits = text.strip_prefix('\\').filter(|digits| digits.len() == 3);
    let byte = match (digits, text.as_bytes()) {
        (Some(digits), _) => u8::from_str_radix(digits, 8)?,
        (None, []) => 0,
        (None, [byte]) => *byte,
        _ => return Err(format!("`{text}` is longer than a \"char\"").into()),
    };
    Ok(byte.cast_signed())
}

/// Servers before PostgreSQL 15 read `\377` as a backslash, so a byte beyond ASCII is refused and not changed in silence.
fn print_char(value: &i8, out: &mut String) -> Result<(), ValueError> {
    match value.cast_unsigned() {
        0 => Ok(()),
        byte @ 1..0x80 => {
            out.push(char::from(byte));
            Ok(())
        }
        _ => {
            Err(format!("the \"char\" {value} is beyond ASCII and has no text that every version of PostgreSQL reads")
                .into())
        }
    }
}

fn parse_bytes(text: &str) -> Result<Vec<u8>, ValueError> {
    let digits = text.strip_prefix("\\x").ok_or("bytes that are not in the form \\x…")?;
    let pairs = digits.as_bytes().chunks(2);
    pairs.map(|pair| Ok(u8::from_str_radix(text_of(pair)?, 16)?)).collect()
}

fn print_bytes(value: &[u8], out: &mut String) -> Result<(), ValueError> {
    out.push_str("\\x");
    for byte in value {
        let _ = write!(out, "{byte:02x}");
    }
    Ok(())
}

/// Whether the bytes of a type are its text.
#[inline]
pub(super) fn is_text(data_type: &Type) -> bool {
    matches!(*data_type, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN)
        || <String as FromSql<'_>>::accepts(data_type)
}

impl Value for String {
    type Rust = Self;
    const TYPE: Type = Type::TEXT;
    const LIST: Type = Type::TEXT_ARRAY;
    const IS_TEXT: bool = true;

    #[inline]
    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        if is_text(data_type) { Ok(text_of(raw)?.to_owned()) } else { Err(wrong_type("text", data_type)) }
    }

    fn parse(text: &str) -> Result<Self, ValueError> {
        Ok(text.to_owned())
    }

    fn write(value: &Self, out: &mut BytesMut) -> Result<(), ValueError> {
        wire::text_to_sql(value, out);
        Ok(())
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        out.push_str(value);
        Ok(())
    }
}

impl Value for TextForm {
    type Rust = Self;
    const TYPE: Type = Type::UNKNOWN;
    const LIST: Type = Type::UNKNOWN;
    const READ_AS: &'static str = "::text";

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        String::read(data_type, raw).map(Self::new)
    }

    fn parse(text: &str) -> Result<Self, ValueError> {
        Ok(Self::new(text))
    }

    fn write(value: &Self, out: &mut BytesMut) -> Result<(), ValueError> {
        wire::text_to_sql(value.as_str(), out);
        Ok(())
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        out.push_str(value.as_str());
        Ok(())
    }
}
