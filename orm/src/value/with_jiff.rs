//! Dates and times as types of jiff.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::moment::{DAY, EPOCH, Kind, Moment, PointInTime, moments};
use super::moment_text::{civil, days};

moments!(Date, Time, DateTime, Timestamp);

impl PointInTime for Timestamp {}

impl Moment for Date {
    const KIND: Kind = Kind::Day;
    const NAME: &'static str = "jiff::civil::Date";

    fn of(number: i64) -> Option<Self> {
        let (year, month, day) = civil(number);
        Self::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
    }

    fn number(&self) -> i64 {
        days(self.year().into(), self.month().into(), self.day().into())
    }
}

impl Moment for Time {
    const KIND: Kind = Kind::Clock;
    const NAME: &'static str = "jiff::civil::Time";

    fn of(number: i64) -> Option<Self> {
        let (seconds, micros) = (number / 1_000_000, number % 1_000_000);
        let nanos = i32::try_from(micros * 1_000).ok()?;
        let hour = (seconds / 3_600).try_into().ok()?;
        Self::new(hour, (seconds / 60 % 60).try_into().ok()?, (seconds % 60).try_into().ok()?, nanos).ok()
    }

    fn number(&self) -> i64 {
        let minutes = i64::from(self.hour()) * 60 + i64::from(self.minute());
        (minutes * 60 + i64::from(self.second())) * 1_000_000 + i64::from(self.subsec_nanosecond()) / 1_000
    }
}

impl Moment for DateTime {
    const KIND: Kind = Kind::Local;
    const NAME: &'static str = "jiff::civil::DateTime";

    fn of(number: i64) -> Option<Self> {
        Some(Self::from_parts(Date::of(number.div_euclid(DAY))?, Time::of(number.rem_euclid(DAY))?))
    }

    fn number(&self) -> i64 {
        self.date().number() * DAY + self.time().number()
    }
}

impl Moment for Timestamp {
    const KIND: Kind = Kind::Instant;
    const NAME: &'static str = "jiff::Timestamp";

    fn of(number: i64) -> Option<Self> {
        // Its own numbers of microseconds end before its last second does.
        let micros = number.checked_add(EPOCH)?;
        let nanos = i32::try_from(micros.rem_euclid(1_000_000) * 1_000).ok()?;
        Self::new(micros.div_euclid(1_000_000), nanos).ok()
    }

    fn number(&self) -> i64 {
        // Both parts of a time before 1970 are negative.
        let micros = self.as_second() * 1_000_000 + i64::from(self.subsec_nanosecond()).div_euclid(1_000);
        micros - EPOCH
    }
}
