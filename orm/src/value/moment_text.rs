//! Dates and times as text, in the form that PostgreSQL writes where `DateStyle` is ISO and reads wherever it is anything.

use std::fmt::Write as _;

use super::moment::{DAY, EPOCH_DAYS, INFINITY, Kind, MINUS_INFINITY};

/// A second in microseconds.
const SECOND: i64 = 1_000_000;
/// The days of 400 years, after which the calendar repeats itself.
const ERA: i64 = 146_097;

/// Writes a number of a kind.
pub(super) fn print(kind: Kind, number: i64, out: &mut String) {
    let (days, clock) = match kind {
        Kind::Day => (number, 0),
        Kind::Clock => (0, number),
        Kind::Local | Kind::Instant => (number.div_euclid(DAY), number.rem_euclid(DAY)),
    };
    let (year, month, day) = civil(days);
    // PostgreSQL has no year 0 and no minus.
    let (year, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    // Writing to a String cannot fail.
    if kind != Kind::Clock {
        let _ = write!(out, "{year:04}-{month:02}-{day:02}");
    }
    if kind == Kind::Local || kind == Kind::Instant {
        out.push(' ');
    }
    if kind != Kind::Day {
        let (seconds, micros) = (clock / SECOND, clock % SECOND);
        let _ = write!(out, "{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
        if micros > 0 {
            let _ = write!(out, ".{micros:06}");
        }
    }
    if kind == Kind::Instant {
        out.push_str("+00");
    }
    if kind != Kind::Clock {
        out.push_str(era);
    }
}

/// Reads the number of a kind.
pub(super) fn parse(kind: Kind, text: &str) -> Option<i64> {
    match (kind, text) {
        (Kind::Clock, _) => return clock(text),
        (_, "infinity") => return Some(INFINITY),
        (_, "-infinity") => return Some(MINUS_INFINITY),
        _ => {}
    }
    let (text, is_before_christ) = text.strip_suffix(" BC").map_or((text, false), |text| (text, true));
    if kind == Kind::Day {
        return date(text, is_before_christ);
    }
    let (day, time) = text.split_once(' ')?;
    let days = date(day, is_before_christ)?;
    let (time, ahead) = match kind {
        Kind::Instant => {
            let (time, offset) = time.split_at_checked(time.rfind(['+', '-'])?)?;
            (time, self::offset(offset)?)
        }
        _ => (time, 0),
    };
    days.checked_mul(DAY)?.checked_add(clock(time)?)?.checked_sub(ahead)
}

/// `2026-02-28`: the days.
fn date(text: &str, is_before_christ: bool) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(digits);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if year == 0 {
        return None;
    }
    let year = if is_before_christ { 1 - year } else { year };
    let days = days(year, month, day);
    (civil(days) == (year, month, day)).then_some(days)
}

/// `23:59:59.999999`: the microseconds.
fn clock(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = whole.splitn(3, ':').map(digits);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    if hour > 24 || minute > 59 || second > 59 || fraction.len() > 6 {
        return None;
    }
    let micros = digits(&format!("{fraction:0<6}"))?;
    Some(((hour * 60 + minute) * 60 + second) * SECOND + micros)
}

/// `+02`, `-00:19:32`: the microseconds by which the clock is ahead.
fn offset(text: &str) -> Option<i64> {
    let (sign, text) = match text.split_at_checked(1)? {
        ("-", text) => (-1, text),
        ("+", text) => (1, text),
        _ => return None,
    };
    let mut seconds = 0;
    let mut unit = 3_600;
    for part in text.split(':') {
        seconds += digits(part)? * unit;
        unit /= 60;
    }
    Some(sign * seconds * SECOND)
}

/// A number of at most nine digits.
fn digits(text: &str) -> Option<i64> {
    let are_digits = matches!(text.len(), 1..=9) && text.bytes().all(|byte| byte.is_ascii_digit());
    if are_digits { text.parse().ok() } else { None }
}

/// The date of a day, by the Gregorian calendar without an end or a beginning; the year before 1 is 0.
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from the first of March of a year that 400 divides, a leap day comes last.
    let days = days + EPOCH_DAYS + 719_468;
    let (era, day_of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// The day of a date.
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468 - EPOCH_DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_has_one_date() {
        let mut yesterday = civil(-2_500_001);
        for day in -2_500_000..2_500_000 {
            let today = civil(day);
            assert_eq!(days(today.0, today.1, today.2), day);
            assert!(today > yesterday, "{yesterday:?} {today:?}");
            yesterday = today;
        }
        assert_eq!((civil(0), civil(-1), civil(59)), ((2000, 1, 1), (1999, 12, 31), (2000, 2, 29)));
        // The last day of PostgreSQL.
        assert_eq!(civil(2_145_031_948), (5_874_897, 12, 31));
    }

    #[test]
    fn what_is_no_date_or_time_is_refused() {
        for (kind, text) in [
            (Kind::Day, "2026-02-29"),
            (Kind::Day, "28.02.2026"),
            (Kind::Day, "02/28/2026"),
            (Kind::Day, "0000-01-01"),
            (Kind::Day, ""),
            (Kind::Day, "99999999999999999999-01-01"),
            (Kind::Clock, "25:00:00"),
            (Kind::Clock, "infinity"),
            (Kind::Clock, "12:00"),
            (Kind::Local, "2026-02-28"),
            (Kind::Local, "2026-02-28 12:00:00+00"),
            (Kind::Instant, "2026-02-28 12:00:00"),
            (Kind::Instant, "Sat Feb 28 12:00:00 2026 CET"),
        ] {
            assert_eq!(parse(kind, text), None, "{text}");
        }
    }

    #[test]
    fn offsets_are_taken_off() {
        let at = |text| parse(Kind::Instant, text).unwrap();
        let noon = at("2026-02-28 12:00:00+00");
        assert_eq!(at("2026-02-28 14:00:00+02"), noon);
        assert_eq!(at("2026-02-28 08:30:00-03:30"), noon);
        assert_eq!(at("2026-02-28 12:19:32+00:19:32"), noon);
        assert_eq!(at("2026-02-28 12:00:00.000001+00"), noon + 1);
    }
}
