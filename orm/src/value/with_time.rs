//! Points in time as types of the crate time.

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

use super::ValueError;
use super::builtin::value;

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");
const TIME: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second].[subsecond digits:6]");
const TIME_READ: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second][optional [.[subsecond]]]");
const STAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond digits:6]");
const STAMP_READ: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day] [hour]:[minute]:[second][optional [.[subsecond]]]");
const ZONED_READ: &[BorrowedFormatItem<'_>] = format_description!(
    "[year]-[month]-[day] [hour]:[minute]:[second][optional [.[subsecond]]][offset_hour sign:mandatory][optional [:[offset_minute]]]"
);

value!(
    OffsetDateTime,
    TIMESTAMPTZ,
    TIMESTAMPTZ_ARRAY,
    |text| Ok(Self::parse(text, ZONED_READ)?),
    |value: &Self, out: &mut String| -> Result<(), ValueError> {
        out.push_str(&value.to_offset(UtcOffset::UTC).format(STAMP)?);
        out.push_str("+00");
        Ok(())
    },
);
value!(PrimitiveDateTime, TIMESTAMP, TIMESTAMP_ARRAY, |text| Ok(Self::parse(text, STAMP_READ)?), |value: &Self,
                                                                                                  out: &mut String|
 -> Result<
    (),
    ValueError,
> {
    out.push_str(&value.format(STAMP)?);
    Ok(())
},);
value!(Date, DATE, DATE_ARRAY, |text| Ok(Self::parse(text, DATE)?), |value: &Self,
                                                                     out: &mut String|
 -> Result<(), ValueError> {
    out.push_str(&value.format(DATE)?);
    Ok(())
},);
value!(Time, TIME, TIME_ARRAY, |text| Ok(Self::parse(text, TIME_READ)?), |value: &Self,
                                                                          out: &mut String|
 -> Result<(), ValueError> {
    out.push_str(&value.format(TIME)?);
    Ok(())
},);
