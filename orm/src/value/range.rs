//! Ranges.

use std::ops;

use bytes::BytesMut;
use postgres_protocol::IsNull;
use postgres_protocol::types as wire;
use rust_decimal::Decimal;
use tokio_postgres::types::{Kind, Type};

use super::literal::{self, Closing};
use super::{Value, ValueError, wrong_type};

/// A range of values, as `int4range`, `numrange`, `daterange` and `tstzrange` hold them. Ranges of Rust become one:
/// `Range::from(1..4)`, `Range::from(first..=last)`, `Range::from(today..)`.
///
/// PostgreSQL keeps ranges of whole numbers and days with the first bound in them and the last one not: `[1,3]` comes back as
/// `[1,4)`. It refuses one whose bounds are the wrong way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Range<T> {
    /// No value lies in it.
    Empty,
    /// The values between two bounds.
    Between(Bound<T>, Bound<T>),
}

/// An end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Bound<T> {
    /// The value itself lies in the range.
    Included(T),
    /// The value itself does not.
    Excluded(T),
    /// There is no end.
    Unbounded,
}

macro_rules! from {
    ($($range:ty: $pattern:pat => $from:expr, $to:expr;)*) => {
        $(impl<T> From<$range> for Range<T> {
            fn from($pattern: $range) -> Self {
                Self::Between($from, $to)
            }
        })*
    };
}

from! {
    ops::Range<T>: ops::Range { start, end } => Bound::Included(start), Bound::Excluded(end);
    ops::RangeFrom<T>: ops::RangeFrom { start } => Bound::Included(start), Bound::Unbounded;
    ops::RangeTo<T>: ops::RangeTo { end } => Bound::Unbounded, Bound::Excluded(end);
    ops::RangeToInclusive<T>: ops::RangeToInclusive { end } => Bound::Unbounded, Bound::Included(end);
    ops::RangeFull: ops::RangeFull => Bound::Unbounded, Bound::Unbounded;
}

impl<T> From<ops::RangeInclusive<T>> for Range<T> {
    fn from(range: ops::RangeInclusive<T>) -> Self {
        let (first, last) = range.into_inner();
        Self::Between(Bound::Included(first), Bound::Included(last))
    }
}

impl<T> Range<T> {
    /// Where it begins, if it does.
    pub fn lower(&self) -> Option<&T> {
        if let Self::Between(from, _) = self { from.value() } else { None }
    }

    /// Where it ends, if it does.
    pub fn upper(&self) -> Option<&T> {
        if let Self::Between(_, to) = self { to.value() } else { None }
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

    /// The value at the end, if there is one.
    pub fn value(&self) -> Option<&T> {
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
    /// The type of the multiranges.
    const MULTIRANGE: Type;
    /// The type of arrays of them.
    const MULTIRANGES: Type;
}

macro_rules! ranged {
    ($($rust:ty, $range:ident, $ranges:ident, $multirange:ident, $multiranges:ident;)*) => {
        $(impl Ranged for $rust {
            const RANGE: Type = Type::$range;
            const RANGES: Type = Type::$ranges;
            const MULTIRANGE: Type = Type::$multirange;
            const MULTIRANGES: Type = Type::$multiranges;
        })*
    };
}

ranged! {
    i32, INT4_RANGE, INT4_RANGE_ARRAY, INT4MULTI_RANGE, INT4MULTI_RANGE_ARRAY;
    i64, INT8_RANGE, INT8_RANGE_ARRAY, INT8MULTI_RANGE, INT8MULTI_RANGE_ARRAY;
    Decimal, NUM_RANGE, NUM_RANGE_ARRAY, NUMMULTI_RANGE, NUMMULTI_RANGE_ARRAY;
}

macro_rules! ranged_in_time {
    ($date:ty, $local:ty, $instant:ty) => {
        ranged! {
            $date, DATE_RANGE, DATE_RANGE_ARRAY, DATEMULTI_RANGE, DATEMULTI_RANGE_ARRAY;
            $local, TS_RANGE, TS_RANGE_ARRAY, TSMULTI_RANGE, TSMULTI_RANGE_ARRAY;
            $instant, TSTZ_RANGE, TSTZ_RANGE_ARRAY, TSTZMULTI_RANGE, TSTZMULTI_RANGE_ARRAY;
        }
    };
}

ranged_in_time!(jiff::civil::Date, jiff::civil::DateTime, jiff::Timestamp);
#[cfg(feature = "chrono")]
ranged_in_time!(chrono::NaiveDate, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>);
#[cfg(feature = "time")]
ranged_in_time!(time::Date, time::PrimitiveDateTime, time::OffsetDateTime);

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
        if !matches!((opening, closing), (Some('[' | '('), Some(']' | ')'))) {
            return Err("a range without brackets".into());
        }
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
