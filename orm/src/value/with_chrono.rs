//! Points in time as types of chrono.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::ValueError;
use super::builtin::value;

/// The text without an error of its own type.
macro_rules! formatted {
    ($format:literal) => {
        |value: &Self, out: &mut String| -> Result<(), ValueError> {
            out.push_str(&value.format($format).to_string());
            Ok(())
        }
    };
}

value!(
    DateTime<Utc>,
    TIMESTAMPTZ,
    TIMESTAMPTZ_ARRAY,
    |text: &str| Ok(DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z")?.to_utc()),
    formatted!("%Y-%m-%d %H:%M:%S%.6f+00"),
);
value!(
    NaiveDateTime,
    TIMESTAMP,
    TIMESTAMP_ARRAY,
    |text| Ok(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f")?),
    formatted!("%Y-%m-%d %H:%M:%S%.6f"),
);
value!(NaiveDate, DATE, DATE_ARRAY, |text| Ok(NaiveDate::parse_from_str(text, "%Y-%m-%d")?), formatted!("%Y-%m-%d"));
value!(
    NaiveTime,
    TIME,
    TIME_ARRAY,
    |text| Ok(NaiveTime::parse_from_str(text, "%H:%M:%S%.f")?),
    formatted!("%H:%M:%S%.6f"),
);
