//! Lengths of time as people and PostgreSQL write them.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

/// A length of time: `500ms`, `3s`, `1min`, `2h`; `0` needs no unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan(Duration);

/// The units, each with its milliseconds.
const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

impl TimeSpan {
    /// So many seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// As the standard library has it.
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for TimeSpan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no length of time: write a number with a unit, as in 500ms, 3s, 1min, 2h or 1d");
        let digits_end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, unit) = text.split_at(digits_end);
        let number: u64 = digits.parse().map_err(|_| wrong())?;
        if number == 0 && unit.is_empty() {
            return Ok(Self(Duration::ZERO));
        }
        let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim_start()).ok_or_else(wrong)?;
        // PostgreSQL keeps its timeouts as milliseconds in 32 bits with a sign.
        let milliseconds = number
            .checked_mul(*factor)
            .filter(|milliseconds| *milliseconds <= i32::MAX.unsigned_abs().into())
            .ok_or_else(|| format!("{text:?} is longer than PostgreSQL can wait, which is 24 days"))?;
        Ok(Self(Duration::from_millis(milliseconds)))
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_millis();
        let unit =
            UNITS.iter().rev().find(|(_, factor)| milliseconds > 0 && milliseconds.is_multiple_of(u128::from(*factor)));
        match unit {
            Some((name, factor)) => write!(formatter, "{}{name}", milliseconds / u128::from(*factor)),
            None => formatter.write_str("0"),
        }
    }
}

impl<'de> Deserialize<'de> for TimeSpan {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// How long something may take: a length of time, or `off` for no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit(Option<TimeSpan>);

impl TimeLimit {
    /// The time; nothing where there is no end.
    pub fn duration(self) -> Option<Duration> {
        self.0.map(TimeSpan::duration)
    }
}

/// That of a statement in the studio.
impl Default for TimeLimit {
    fn default() -> Self {
        Self(Some(TimeSpan::from_secs(30)))
    }
}

impl FromStr for TimeLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let span: TimeSpan = text.parse().map_err(|reason| format!("{reason}, or off"))?;
        // No time at all is no end, as PostgreSQL has it.
        Ok(Self((!span.duration().is_zero()).then_some(span)))
    }
}

impl<'de> Deserialize<'de> for TimeLimit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        for text in ["0", "500ms", "3s", "1min", "90min", "2h", "1d", "1500ms"] {
            assert_eq!(text.parse::<TimeSpan>().unwrap().to_string(), text);
        }
        assert_eq!("60 s".parse::<TimeSpan>().unwrap(), "1min".parse().unwrap());
        for (text, seconds) in [("off", None), ("0", None), ("5min", Some(300))] {
            assert_eq!(text.parse::<TimeLimit>().unwrap().duration(), seconds.map(Duration::from_secs), "{text}");
        }
        assert!("on".parse::<TimeLimit>().unwrap_err().ends_with("or off"));
        for text in ["", "3", "s", "-3s", "3 seconds", "1.5s", "99999999999999999999s", "25d"] {
            assert!(text.parse::<TimeSpan>().is_err(), "{text}");
        }
    }
}
