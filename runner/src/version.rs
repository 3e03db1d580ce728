//! The number that orders migrations: the second in which one was made.

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Serialize, Serializer};

/// A migration's version: its time of making in UTC, written `yyyymmddhhmmss`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(DateTime);

/// How a version is written.
const FORMAT: &str = "%Y%m%d%H%M%S";

/// The digits of a version.
const DIGITS: usize = 14;

impl Version {
    /// The version that stands for a moment.
    pub fn at(moment: Timestamp) -> Self {
        let moment = moment.to_zoned(TimeZone::UTC).datetime();
        Self(moment.with().subsec_nanosecond(0).build().unwrap_or(moment))
    }

    /// A version for a migration made now, after the last one there is: one second later than that where the clock of
    /// this machine is behind the one on which it was made.
    pub fn now_after(last: Option<Self>) -> Self {
        let now = Self::at(Timestamp::now());
        match last {
            Some(last) if last >= now => Self(last.0.saturating_add(1.second())),
            _ => now,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0.strftime(FORMAT))
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What is wrong with a text that should be a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// It is not fourteen digits.
    #[error("a version is fourteen digits, `yyyymmddhhmmss`")]
    NotFourteenDigits,
    /// It is, but no second of any year is written so.
    #[error("a version is a time in UTC, `yyyymmddhhmmss`, and no such time exists")]
    NoSuchTime,
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        if text.len() != DIGITS || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(VersionError::NotFourteenDigits);
        }
        let version = DateTime::strptime(FORMAT, text).map(Self).map_err(|_| VersionError::NoSuchTime)?;
        // A leap second is read as the second before it, and would be another version when written again.
        if version.to_string() == text { Ok(version) } else { Err(VersionError::NoSuchTime) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_and_its_digits() {
        for (seconds, digits) in [(951_868_799, "20000229235959"), (1_795_169_700, "20261120101500")] {
            let version = Version::at(Timestamp::new(seconds, 999).unwrap());
            assert_eq!(version.to_string(), digits);
            assert_eq!(digits.parse(), Ok(version));
        }
    }

    #[test]
    fn no_such_time() {
        for text in ["20261320101500", "20260230000000", "20260101240000", "20260101006000", "20260101000060"] {
            assert_eq!(text.parse::<Version>(), Err(VersionError::NoSuchTime), "{text}");
        }
        for text in ["2026", "2026112010150O", "202611201015000", "２０２６１１２０１０１５００", ""] {
            assert_eq!(text.parse::<Version>(), Err(VersionError::NotFourteenDigits), "{text}");
        }
    }

    #[test]
    fn after_the_last_even_when_the_clock_is_behind() {
        let future: Version = "29991231235959".parse().unwrap();
        assert_eq!(Version::now_after(Some(future)).to_string(), "30000101000000");
        assert!(Version::now_after(None) < future);
    }
}
