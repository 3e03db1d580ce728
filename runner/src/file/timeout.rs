//! Timeouts as PostgreSQL writes them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A `lock_timeout` or `statement_timeout`: a whole number with a unit, `0` for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timeout(Duration);

/// The units of the server's settings that make sense here, in milliseconds, the longest first.
const UNITS: [(&str, u64); 4] = [("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)];

/// The server keeps these settings in milliseconds in 32 bits.
const LONGEST_MILLISECONDS: u64 = i32::MAX as u64;

impl Timeout {
    /// No limit.
    pub const OFF: Self = Self(Duration::ZERO);

    /// A limit of so long, cut to milliseconds, and to the 24 days that the server can count.
    pub fn new(limit: Duration) -> Self {
        let milliseconds = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        Self(Duration::from_millis(milliseconds.min(LONGEST_MILLISECONDS)))
    }

    /// The limit; none where there is none.
    pub fn limit(self) -> Option<Duration> {
        (!self.0.is_zero()).then_some(self.0)
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_millis();
        if milliseconds == 0 {
            return formatter.write_str("0");
        }
        let whole = UNITS.iter().find(|(_, size)| milliseconds.is_multiple_of(u128::from(*size)));
        let (unit, size) = whole.copied().unwrap_or(("ms", 1));
        write!(formatter, "{}{unit}", milliseconds / u128::from(size))
    }
}

/// A text that should be a timeout is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a timeout is a whole number and a unit, such as `5s`, `500ms`, `2min` or `1h`, or `0` for none")]
pub struct TimeoutError;

impl FromStr for Timeout {
    type Err = TimeoutError;

    fn from_str(text: &str) -> Result<Self, TimeoutError> {
        if text == "0" {
            return Ok(Self::OFF);
        }
        let digits = text.find(|character: char| !character.is_ascii_digit()).ok_or(TimeoutError)?;
        let (number, unit) = text.split_at(digits);
        let number: u64 = number.parse().map_err(|_| TimeoutError)?;
        let size = UNITS.iter().find(|(name, _)| *name == unit.trim_start()).ok_or(TimeoutError)?.1;
        let milliseconds = number.checked_mul(size).filter(|total| *total <= LONGEST_MILLISECONDS);
        milliseconds.map(|total| Self(Duration::from_millis(total))).ok_or(TimeoutError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        for (text, milliseconds) in [("0", 0), ("5s", 5_000), ("1500ms", 1_500), ("2min", 120_000), ("1h", 3_600_000)] {
            let timeout: Timeout = text.parse().unwrap();
            assert_eq!(timeout, Timeout::new(Duration::from_millis(milliseconds)));
            assert_eq!(timeout.to_string(), text);
        }
        for text in ["", "5", "s", "5 days", "-1s", "1.5s", "99999999999h"] {
            assert_eq!(text.parse::<Timeout>(), Err(TimeoutError), "{text}");
        }
    }
}
