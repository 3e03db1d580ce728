//! Dates and times as types of chrono.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc};

use super::moment::{EPOCH, EPOCH_DAYS, Kind, Moment, PointInTime, moments};

/// Days from the beginning of the year 1, as chrono counts them, to that of 1970.
const DAYS_OF_CHRIST: i64 = 719_163;

moments!(NaiveDate, NaiveTime, NaiveDateTime, DateTime<Utc>);

impl PointInTime for DateTime<Utc> {}

impl Moment for NaiveDate {
    const KIND: Kind = Kind::Day;
    const NAME: &'static str = "chrono::NaiveDate";

    fn of(number: i64) -> Option<Self> {
        Self::from_num_days_from_ce_opt(i32::try_from(number + EPOCH_DAYS + DAYS_OF_CHRIST).ok()?)
    }

    fn number(&self) -> i64 {
        i64::from(self.num_days_from_ce()) - DAYS_OF_CHRIST - EPOCH_DAYS
    }
}

impl Moment for NaiveTime {
    const KIND: Kind = Kind::Clock;
    const NAME: &'static str = "chrono::NaiveTime";

    fn of(number: i64) -> Option<Self> {
        let seconds = u32::try_from(number / 1_000_000).ok()?;
        let nanos = u32::try_from(number % 1_000_000 * 1_000).ok()?;
        Self::from_num_seconds_from_midnight_opt(seconds, nanos)
    }

    fn number(&self) -> i64 {
        // A leap second has a billion nanoseconds and more, and is the next one for PostgreSQL.
        i64::from(self.num_seconds_from_midnight()) * 1_000_000 + i64::from(self.nanosecond()) / 1_000
    }
}

impl Moment for NaiveDateTime {
    const KIND: Kind = Kind::Local;
    const NAME: &'static str = "chrono::NaiveDateTime";

    fn of(number: i64) -> Option<Self> {
        DateTime::of(number).map(|utc| utc.naive_utc())
    }

    fn number(&self) -> i64 {
        self.and_utc().number()
    }
}

impl Moment for DateTime<Utc> {
    const KIND: Kind = Kind::Instant;
    const NAME: &'static str = "chrono::DateTime<Utc>";

    fn of(number: i64) -> Option<Self> {
        Self::from_timestamp_micros(number.checked_add(EPOCH)?)
    }

    fn number(&self) -> i64 {
        self.timestamp_micros() - EPOCH
    }
}
