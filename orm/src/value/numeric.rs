//! Numbers of any length, as far as [`Decimal`] holds them.
//!
//! The driver's own reading rounds what has more digits than fit; here that is an error.

use std::num::{IntErrorKind, ParseIntError};

use rust_decimal::Decimal;

use super::ValueError;

/// The signs in the binary form: <https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c>.
const POSITIVE: u16 = 0;
const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const MINUS_INFINITY: u16 = 0xF000;

/// What there is no room for.
const TOO_LONG: &str = "it has more digits than rust_decimal::Decimal holds, which are 28; `round` leaves fewer";

pub(super) fn read(raw: &[u8]) -> Result<Decimal, ValueError> {
    let mut words = raw.chunks_exact(2);
    let mut next = || -> Result<u16, ValueError> {
        let pair = words.next().ok_or("a number that ends too early")?;
        Ok(u16::from_be_bytes(pair.try_into()?))
    };
    let (count, weight, sign, shown) = (next()?, next()?.cast_signed(), next()?, next()?);
    match sign {
        POSITIVE | NEGATIVE => {}
        NAN => return Err(special("NaN")),
        INFINITY => return Err(special("Infinity")),
        MINUS_INFINITY => return Err(special("-Infinity")),
        _ => return Err("a number of an unknown sign".into()),
    }
    let mut digits: i128 = 0;
    for _ in 0..count {
        let group = next()?;
        digits = digits.checked_mul(10_000).and_then(|digits| digits.checked_add(group.into())).ok_or(TOO_LONG)?;
    }
    // The first group stands for its number times 10,000 to the power of the weight.
    let exponent = (i64::from(weight) + 1 - i64::from(count)) * 4;
    let digits = if sign == NEGATIVE { -digits } else { digits };
    Ok(decimal(digits, -exponent, shown.into()).ok_or(TOO_LONG)?)
}

pub(super) fn parse(text: &str) -> Result<Decimal, ValueError> {
    if matches!(text, "NaN" | "Infinity" | "-Infinity") {
        return Err(special(text));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = i64::try_from(fraction.len())?;
    let kept = fraction.trim_end_matches('0');
    let digits: i128 = format!("{whole}{kept}").parse().map_err(|error: ParseIntError| match error.kind() {
        IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => TOO_LONG.into(),
        _ => ValueError::from(error),
    })?;
    Ok(decimal(digits, i64::try_from(kept.len())?, scale).ok_or(TOO_LONG)?)
}

fn special(text: &str) -> ValueError {
    format!("it is {text}, which rust_decimal::Decimal does not hold").into()
}

/// A number of these digits, so many of them behind the point, and shown with so many where there is room.
fn decimal(mut digits: i128, mut scale: i64, shown: i64) -> Option<Decimal> {
    if digits == 0 {
        return Some(Decimal::new(0, u32::try_from(shown.min(MAX_SCALE)).ok()?));
    }
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    if scale < 0 {
        digits = digits.checked_mul(10_i128.checked_pow(u32::try_from(-scale).ok()?)?)?;
        scale = 0;
    }
    let mut found = Decimal::try_from_i128_with_scale(digits, u32::try_from(scale).ok()?).ok()?;
    while scale < shown {
        digits = digits.checked_mul(10)?;
        scale += 1;
        match Decimal::try_from_i128_with_scale(digits, u32::try_from(scale).ok()?) {
            Ok(longer) => found = longer,
            Err(_) => break,
        }
    }
    Some(found)
}

const MAX_SCALE: i64 = 28;
