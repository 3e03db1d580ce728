//! Dates and times as PostgreSQL counts them: days and microseconds from the beginning of the year 2000 on.
//!
//! What the types of jiff, chrono and time have in common stands here, so that each is read and written in the same way,
//! in both forms, and what one of them cannot hold is refused in the same words:
//! <https://www.postgresql.org/docs/current/datatype-datetime.html>.

use bytes::{BufMut as _, BytesMut};
use tokio_postgres::types::Type;

use super::moment_text;
use super::{Value, ValueError, wrong_type};

/// What stands for `timestamptz`: jiff's `Timestamp`, and with the features `chrono` and `time` chrono's `DateTime<Utc>` and
/// time's `OffsetDateTime`.
pub trait PointInTime: Value<Rust = Self> {}

/// Days from the beginning of 1970, from which most count, to that of 2000.
pub(super) const EPOCH_DAYS: i64 = 10_957;
/// The same in microseconds.
pub(super) const EPOCH: i64 = EPOCH_DAYS * DAY;
/// A day in microseconds.
pub(super) const DAY: i64 = 86_400_000_000;

/// What stands for the two infinities of days and of points in time.
pub(super) const INFINITY: i64 = i64::MAX;
pub(super) const MINUS_INFINITY: i64 = i64::MIN;

/// The types of PostgreSQL whose values are such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `date`: days.
    Day,
    /// `time`: microseconds from midnight.
    Clock,
    /// `timestamp`: microseconds, wherever the clock stands.
    Local,
    /// `timestamptz`: microseconds, by a clock in UTC.
    Instant,
}

impl Kind {
    pub(super) const fn data_type(self) -> Type {
        match self {
            Self::Day => Type::DATE,
            Self::Clock => Type::TIME,
            Self::Local => Type::TIMESTAMP,
            Self::Instant => Type::TIMESTAMPTZ,
        }
    }

    pub(super) const fn list_type(self) -> Type {
        match self {
            Self::Day => Type::DATE_ARRAY,
            Self::Clock => Type::TIME_ARRAY,
            Self::Local => Type::TIMESTAMP_ARRAY,
            Self::Instant => Type::TIMESTAMPTZ_ARRAY,
        }
    }

    /// What a value is, in words.
    fn words(self) -> &'static str {
        match self {
            Self::Day => "a day",
            Self::Clock => "a time of day",
            Self::Local | Self::Instant => "a point in time",
        }
    }

    /// The first number that PostgreSQL takes, and the one behind the last: from the year 4714 BC on, to 5874897 for days
    /// and to 294276 for points in time. 24:00:00, which it takes too, is no value of Rust.
    const fn limits(self) -> (i64, i64) {
        match self {
            Self::Day => (-2_451_545, 2_145_031_949),
            Self::Clock => (0, DAY),
            Self::Local | Self::Instant => (-211_813_488_000_000_000, 9_223_371_331_200_000_000),
        }
    }
}

/// A type of Rust whose values are such numbers.
pub(super) trait Moment: Sized {
    /// Which type of PostgreSQL it stands for.
    const KIND: Kind;
    /// What it is called in messages.
    const NAME: &'static str;

    /// The value for a number, if the type has it.
    fn of(number: i64) -> Option<Self>;

    /// The number of a value; what is less than a microsecond is cut off.
    fn number(&self) -> i64;
}

pub(super) fn read<M: Moment>(data_type: &Type, raw: &[u8]) -> Result<M, ValueError> {
    if *data_type != M::KIND.data_type() {
        return Err(wrong_type(M::KIND.data_type().name(), data_type));
    }
    value(match M::KIND {
        Kind::Day => match i32::from_be_bytes(raw.try_into()?) {
            i32::MAX => INFINITY,
            i32::MIN => MINUS_INFINITY,
            days => days.into(),
        },
        Kind::Clock | Kind::Local | Kind::Instant => i64::from_be_bytes(raw.try_into()?),
    })
}

pub(super) fn parse<M: Moment>(text: &str) -> Result<M, ValueError> {
    let number = moment_text::parse(M::KIND, text);
    value(number.ok_or("it is not in the ISO form: a setting of the server, DateStyle, has another one")?)
}

pub(super) fn write<M: Moment>(value: &M, out: &mut BytesMut) -> Result<(), ValueError> {
    let number = number(value)?;
    match M::KIND {
        Kind::Day => out.put_i32(i32::try_from(number)?),
        Kind::Clock | Kind::Local | Kind::Instant => out.put_i64(number),
    }
    Ok(())
}

pub(super) fn print<M: Moment>(value: &M, out: &mut String) -> Result<(), ValueError> {
    moment_text::print(M::KIND, number(value)?, out);
    Ok(())
}

/// The value for a number, or why there is none.
fn value<M: Moment>(number: i64) -> Result<M, ValueError> {
    let is_infinite = matches!(number, INFINITY | MINUS_INFINITY);
    let value = if is_infinite { None } else { M::of(number) };
    value.ok_or_else(|| {
        let (name, words) = (M::NAME, M::KIND.words());
        match number {
            INFINITY => format!("it is infinity, which {name} does not hold"),
            MINUS_INFINITY => format!("it is -infinity, which {name} does not hold"),
            DAY if M::KIND == Kind::Clock => format!("it is 24:00:00, which {name} does not hold"),
            0.. => format!("it is {words} behind the last that {name} holds"),
            _ => format!("it is {words} before the first that {name} holds"),
        }
        .into()
    })
}

/// The number of a value, or why PostgreSQL has none.
fn number<M: Moment>(value: &M) -> Result<i64, ValueError> {
    let number = value.number();
    let (first, end) = M::KIND.limits();
    let words = M::KIND.words();
    if number < first {
        Err(format!("{words} before the first that PostgreSQL has").into())
    } else if number >= end {
        Err(format!("{words} behind the last that PostgreSQL has").into())
    } else {
        Ok(number)
    }
}

/// Makes values of moments.
macro_rules! moments {
    ($($rust:ty),* $(,)?) => {
        $(
            impl $crate::value::Value for $rust {
                type Rust = Self;
                const TYPE: tokio_postgres::types::Type = <Self as $crate::value::moment::Moment>::KIND.data_type();
                const LIST: tokio_postgres::types::Type = <Self as $crate::value::moment::Moment>::KIND.list_type();

                fn read(data_type: &tokio_postgres::types::Type, raw: &[u8]) -> Result<Self, $crate::value::ValueError> {
                    $crate::value::moment::read(data_type, raw)
                }

                fn parse(text: &str) -> Result<Self, $crate::value::ValueError> {
                    $crate::value::moment::parse(text)
                }

                fn write(value: &Self, out: &mut bytes::BytesMut) -> Result<(), $crate::value::ValueError> {
                    $crate::value::moment::write(value, out)
                }

                fn print(value: &Self, out: &mut String) -> Result<(), $crate::value::ValueError> {
                    $crate::value::moment::print(value, out)
                }
            }
        )*
    };
}
pub(super) use moments;
