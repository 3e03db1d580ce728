//! Dates and times as types of the crate time.

use time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

use super::moment::{EPOCH, Kind, Moment, PointInTime, moments};

/// The first day of 2000, counted as astronomers do.
const JULIAN_DAY: i64 = 2_451_545;

moments!(Date, Time, PrimitiveDateTime, OffsetDateTime);

impl PointInTime for OffsetDateTime {}

impl Moment for Date {
    const KIND: Kind = Kind::Day;
    const NAME: &'static str = "time::Date";

    fn of(number: i64) -> Option<Self> {
        Self::from_julian_day(i32::try_from(number + JULIAN_DAY).ok()?).ok()
    }

    fn number(&self) -> i64 {
        i64::from(self.to_julian_day()) - JULIAN_DAY
    }
}

impl Moment for Time {
    const KIND: Kind = Kind::Clock;
    const NAME: &'static str = "time::Time";

    fn of(number: i64) -> Option<Self> {
        let (seconds, micros) = (number / 1_000_000, u32::try_from(number % 1_000_000).ok()?);
        let hour = (seconds / 3_600).try_into().ok()?;
        Self::from_hms_micro(hour, (seconds / 60 % 60).try_into().ok()?, (seconds % 60).try_into().ok()?, micros).ok()
    }

    fn number(&self) -> i64 {
        let (hour, minute, second, micros) = self.as_hms_micro();
        let minutes = i64::from(hour) * 60 + i64::from(minute);
        (minutes * 60 + i64::from(second)) * 1_000_000 + i64::from(micros)
    }
}

impl Moment for PrimitiveDateTime {
    const KIND: Kind = Kind::Local;
    const NAME: &'static str = "time::PrimitiveDateTime";

    fn of(number: i64) -> Option<Self> {
        OffsetDateTime::of(number).map(|utc| Self::new(utc.date(), utc.time()))
    }

    fn number(&self) -> i64 {
        self.assume_utc().number()
    }
}

impl Moment for OffsetDateTime {
    const KIND: Kind = Kind::Instant;
    const NAME: &'static str = "time::OffsetDateTime";

    fn of(number: i64) -> Option<Self> {
        Self::from_unix_timestamp_nanos((i128::from(number) + i128::from(EPOCH)) * 1_000).ok()
    }

    fn number(&self) -> i64 {
        self.unix_timestamp() * 1_000_000 + i64::from(self.microsecond()) - EPOCH
    }
}
