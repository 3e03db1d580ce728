//! Ranges.

use bytes::BytesMut;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use postgres_protocol::IsNull;
use postgres_protocol::types as wire;
use rust_decimal::Decimal;
use tokio_postgres::types::{Kind, Type};

use super::literal::{self, Closing};
use super::{Value, ValueError, wrong_type};

/// A range of values, as `int4range`, `numrange`, `daterange` and `tstzrange` hold them.
///
/// PostgreSQL keeps ranges of whole numbers and days with the first bound in them and the last one not: `[1,3]` comes back as
/// `[1,4)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Range<T> {
    /// No value lies in it.
    Empty,
    /// The values between two bounds.
    Between(Bound<T>, Bound<T>),
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound<T> {
    /// The value itself lies in the range.
    Included(T),
    /// The value itself does not.
    Excluded(T),
    /// There is no end.
    Unbounded,
}

impl<T> From<std::ops::Range<T>> for Range<T> {
    fn from(range: std::ops::Range<T>) -> Self {
        Self::Between(Bound::Included(range.start), Bound::Excluded(range.end))
    }
}

impl<T> Bound<T> {
    fn read(
        bound: &wire::RangeBound<Option<&[u8]>>,
        read: impl Fn(&[u8]) -> Result<T, ValueError>,
    ) -> Result<Self, ValueError> {
        let value = |raw: &Option<&[u8]>| read(raw.ok_or("NULL as a bound of a range")?);
        Ok(match bound {
            wire::RangeBound::Inclusive(raw) => Self::Included(value(raw)?),
            wire::RangeBound::Exclusive(raw) => Self::Excluded(value(raw)?),
            wire::RangeBound::Unbounded => Self::Unbounded,
        })
    }

    fn write(
        &self,
        out: &mut BytesMut,
        write: impl Fn(&T, &mut BytesMut) -> Result<(), ValueError>,
    ) -> Result<wire::RangeBound<IsNull>, ValueError> {
        Ok(match self {
            Self::Included(value) => write(value, out).map(|()| wire::RangeBound::Inclusive(IsNull::No))?,
            Self::Excluded(value) => write(value, out).map(|()| wire::RangeBound::Exclusive(IsNull::No))?,
            Self::Unbounded => wire::RangeBound::Unbounded,
        })
    }

    fn value(&self) -> Option<&T> {
        match self {
            Self::Included(value) | Self::Excluded(value) => Some(value),
            Self::Unbounded => None,
        }
    }
}

/// Types that there are ranges of.
pub trait Ranged: Value<Rust = Self> + Send + Sync {
    /// The type of the ranges.
    const RANGE: Type;
    /// The type of arrays of them.
    const RANGES: Type;
}

macro_rules! ranged {
    ($($rust:ty, $range:ident, $ranges:ident;)*) => {
        $(impl Ranged for $rust {
            const RANGE: Type = Type::$range;
            const RANGES: Type = Type::$ranges;
        })*
    };
}

ranged! {
    i32, INT4_RANGE, INT4_RANGE_ARRAY;
    i64, INT8_RANGE, INT8_RANGE_ARRAY;
    Decimal, NUM_RANGE, NUM_RANGE_ARRAY;
    DateTime, TS_RANGE, TS_RANGE_ARRAY;
    Timestamp, TSTZ_RANGE, TSTZ_RANGE_ARRAY;
    Date, DATE_RANGE, DATE_RANGE_ARRAY;
}

impl<T: Ranged> Value for Range<T> {
    type Rust = Self;
    const TYPE: Type = T::RANGE;
    const LIST: Type = T::RANGES;

    fn read(data_type: &Type, raw: &[u8]) -> Result<Self, ValueError> {
        let Kind::Range(element) = data_type.kind() else {
            return Err(wrong_type(T::RANGE.name(), data_type));
        };
        Ok(match wire::range_from_sql(raw)? {
            wire::Range::Empty => Self::Empty,
            wire::Range::Nonempty(from, to) => Self::Between(
                Bound::read(&from, |raw| T::read(element, raw))?,
                Bound::read(&to, |raw| T::read(element, raw))?,
            ),
        })
    }

    fn parse(text: &str) -> Result<Self, ValueError> {
        if text == "empty" {
            return Ok(Self::Empty);
        }
        let (opening, closing) = (text.chars().next(), text.chars().next_back());
        let inside = text.get(1..text.len().saturating_sub(1)).ok_or("a range without bounds")?;
        let parts = literal::parts(&format!("({inside})"), Closing::Record)?;
        let [from, to] = parts.as_slice() else { return Err("a range has two bounds".into()) };
        let bound = |part: &Option<String>, included: bool| {
            Ok::<_, ValueError>(match part {
                None => Bound::Unbounded,
                Some(part) if included => Bound::Included(T::parse(part)?),
                Some(part) => Bound::Excluded(T::parse(part)?),
            })
        };
        Ok(Self::Between(bound(from, opening == Some('['))?, bound(to, closing == Some(']'))?))
    }

    fn write(value: &Self, out: &mut BytesMut) -> Result<(), ValueError> {
        match value {
            Self::Empty => {
                wire::empty_range_to_sql(out);
                Ok(())
            }
            Self::Between(from, to) => {
                wire::range_to_sql(|out| from.write(out, T::write), |out| to.write(out, T::write), out)
            }
        }
    }

    fn print(value: &Self, out: &mut String) -> Result<(), ValueError> {
        let Self::Between(from, to) = value else {
            out.push_str("empty");
            return Ok(());
        };
        out.push(if matches!(from, Bound::Included(_)) { '[' } else { '(' });
        for (index, bound) in [from, to].into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            if let Some(value) = bound.value() {
                let mut part = String::new();
                T::print(value, &mut part)?;
                literal::quote(&part, out);
            }
        }
        out.push(if matches!(to, Bound::Included(_)) { ']' } else { ')' });
        Ok(())
    }
}
