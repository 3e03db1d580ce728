//! Any value of any type goes in and comes back equal, and what Rust cannot hold is an error that says so.

use std::collections::VecDeque;
use std::error::Error as _;
use std::net::IpAddr;

use evenkeel::jiff::{SignedDuration, Timestamp, civil};
use evenkeel::rust_decimal::Decimal;
use evenkeel::serde_json::{self, Value as Json};
use evenkeel::uuid::Uuid;
use evenkeel::{Bound, Multirange, Range, TextForm, Value};
use futures_util::TryStreamExt;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{run, stored};
use crate::types::{Address, Everything, EverythingInsert, Mood, NewEverything, everything, full};

#[test]
fn ranges_are_read_from_text() {
    let range = <Range<i32> as Value>::parse("[1,4)").unwrap();
    assert_eq!(range, Range::from(1..4));
    let mut text = String::new();
    <Range<i32> as Value>::print(&range, &mut text).unwrap();
    assert_eq!(text, r#"["1","4")"#);
    for wrong in ["", "[", "1,4", "[1)", "[1,2,3)", "empty)", "[a,b)"] {
        assert!(<Range<i32> as Value>::parse(wrong).is_err(), "{wrong}");
    }
    for wrong in ["", "{", "[1,4)", "{[1,4),", "{1}"] {
        assert!(<Multirange<i32> as Value>::parse(wrong).is_err(), "{wrong}");
    }
}

/// Text of any characters that PostgreSQL takes.
fn text() -> impl Strategy<Value = String> + Clone {
    let any = prop::collection::vec(any::<char>(), 0..8);
    let hard = prop::collection::vec(
        prop::sample::select(vec!['"', '\\', ',', '{', '}', '(', ')', ' ', '\n', '\t', 'a']),
        0..8,
    );
    prop_oneof![any, hard, Just("NULL".chars().collect())]
        .prop_map(|characters: Vec<char>| characters.into_iter().filter(|each| *each != '\0').collect::<String>())
        .boxed()
}

/// Any number that the type has: 96 bits, of which up to 28 digits stand behind the point.
fn decimal() -> impl Strategy<Value = Decimal> + Clone {
    (any::<(u32, u32, u32, bool)>(), 0_u32..=28, 0_u32..=96)
        .prop_map(|((low, middle, high, negative), scale, shift)| {
            let digits = Decimal::from_parts(low, middle, high, false, 0).mantissa() >> shift;
            Decimal::from_i128_with_scale(if negative { -digits } else { digits }, scale)
        })
        .boxed()
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<i32>().prop_map(|eighths| Json::from(f64::from(eighths) / 8.0)),
        text().prop_map(Json::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::btree_map(text(), inner, 0..3)
                .prop_map(|map| Json::Object(map.into_iter().collect::<serde_json::Map<_, _>>())),
        ]
    })
}

/// A float that equals itself.
fn float() -> impl Strategy<Value = f64> {
    use prop::num::f64;
    f64::ANY.prop_filter("NaN equals nothing", |number| !number.is_nan())
}

/// Every other stretch between values that rise, the last perhaps without an end.
fn stretches<T: Ord + Clone + std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Multirange<T>> {
    (prop::collection::btree_set(value, 0..7), any::<bool>()).prop_map(|(values, open)| {
        let values: Vec<T> = values.into_iter().collect();
        let (pairs, rest) = values.as_chunks::<2>();
        let last = rest.first().filter(|_| open).map(|from| Range::from(from.clone()..));
        pairs.iter().map(|[from, to]| Range::from(from.clone()..to.clone())).chain(last).collect()
    })
}

/// The first of such stretches, or none.
fn stretch<T: Ord + Clone + std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Range<T>> {
    stretches(value).prop_map(|stretches| stretches.into_iter().next().unwrap_or(Range::Empty))
}

fn moment() -> impl Strategy<Value = civil::DateTime> + Clone {
    (-200_000_000_000_000_000_i64..250_000_000_000_000_000)
        .prop_map(|micros| {
            civil::date(1970, 1, 1).at(0, 0, 0, 0).checked_add(SignedDuration::from_micros(micros)).unwrap()
        })
        .boxed()
}

/// A row of every type. The texts of types that have none of Rust's are in the form in which PostgreSQL writes them.
fn row() -> impl Strategy<Value = Everything> {
    let plain = any::<(bool, i16, Option<i32>, i64, i32, u32, [u8; 16])>();
    let numbers = (plain, any::<f32>(), float(), decimal(), -999_999_999_999_i64..999_999_999_999);
    let texts = (
        text(),
        text(),
        prop::collection::vec(any::<u8>(), 0..9),
        prop::array::uniform3(prop::char::range('\u{1}', char::MAX)),
        0..=127_i8,
        "[a-zäß ]{0,20}",
        prop::collection::vec(text(), 0..4),
    );
    let times = (moment(), moment(), any::<IpAddr>(), 2..400_u32);
    let own = (
        prop::sample::select(vec![Mood::Sad, Mood::Ok, Mood::Happy]),
        prop::option::of(prop::collection::vec(prop::sample::select(vec![Mood::Sad, Mood::Ok, Mood::Happy]), 0..3)),
        prop::option::of((prop::option::of(text()), prop::option::of(moment()))),
        json(),
        prop::option::of(prop::collection::vec(any::<i32>(), 0..3)),
    );
    let ranges = (
        prop::option::of(stretch(any::<i32>())),
        prop::option::of(stretch(any::<i64>())),
        prop::option::of(stretch(decimal())),
        prop::option::of(stretch(moment())),
        prop::option::of(stretches(any::<i32>())),
        prop::option::of(stretches(any::<i64>())),
        prop::option::of(stretches(decimal())),
        prop::option::of(stretches(moment())),
    );
    (numbers, texts, times, own, ranges).prop_map(|(numbers, texts, times, own, ranges)| {
        let ((boolean, smallint, integer, bigint, serial, oid, uuid), real, double, number, cents) = numbers;
        let (long, other, bytes, three, byte, name, list) = texts;
        let (one, two, address, days) = times;
        let (mood, moods, composite, json, matrix) = own;
        let (int4range, int8range, numrange, tsrange, int4multirange, int8multirange, nummultirange, tsmultirange) =
            ranges;
        let utc = |at: civil::DateTime| at.to_zoned(evenkeel::jiff::tz::TimeZone::UTC).unwrap().timestamp();
        let range = |range: &Range<civil::DateTime>| match range {
            Range::Between(Bound::Included(from), Bound::Excluded(to)) => Range::from(utc(*from)..utc(*to)),
            _ => Range::Empty,
        };
        let dates = |range: &Range<civil::DateTime>| match range {
            Range::Between(Bound::Included(from), Bound::Excluded(to)) if from.date() < to.date() => {
                Range::from(from.date()..to.date())
            }
            _ => Range::Empty,
        };
        let instants: Option<Multirange<Timestamp>> = tsmultirange
            .clone()
            .map(|all| all.ranges().iter().map(range).filter(|range| *range != Range::Empty).collect());
        Everything {
            a_boolean: boolean,
            a_smallint: smallint,
            a_integer: integer,
            a_bigint: bigint,
            a_serial: serial,
            a_real: if real.is_nan() { 0.5 } else { real },
            a_double: double,
            a_numeric: Decimal::new(cents, 2),
            a_text: long.clone(),
            a_varchar: other.clone(),
            a_char: three.iter().collect(),
            a_byte: byte,
            a_name: name.clone(),
            a_citext: other.clone(),
            a_bytea: bytes,
            a_uuid: Uuid::from_bytes(uuid),
            a_json: json.clone(),
            a_jsonb: json,
            // To a thousandth, as the column has it.
            a_timestamptz: Timestamp::from_millisecond(utc(one).as_millisecond()).unwrap(),
            a_timestamp: two,
            a_date: one.date(),
            a_time: two.time(),
            a_inet: address,
            a_oid: oid,
            a_array: list.clone(),
            a_matrix: matrix,
            a_mood: mood,
            a_undecided: None,
            a_moods: moods.clone(),
            a_address: composite.map(|(street, since)| Address {
                street,
                moods,
                since: since.map(|since| since.date()),
            }),
            a_email: format!("{other}@"),
            a_named: long,
            a_names: list.clone(),
            a_interval: TextForm::new(format!("{days} days 01:02:03.5")),
            a_range: tsrange.as_ref().map_or(Range::Empty, range),
            a_vector: TextForm::new(format!("'cat':{days} 'dog'")),
            a_timetz: TextForm::new("12:00:00.25-03:30"),
            a_money: TextForm::new(format!("${days}.50")),
            a_number: Some(number),
            a_int4range: int4range,
            a_int8range: int8range,
            a_numrange: numrange,
            a_daterange: tsrange.as_ref().map(dates),
            a_tsrange: tsrange,
            a_ranges: int4range.map(|range| vec![range, Range::Empty]),
            a_int4multirange: int4multirange,
            a_int8multirange: int8multirange,
            a_multiranges: nummultirange.clone().map(|all| vec![Multirange::default(), all]),
            a_nummultirange: nummultirange,
            a_tsmultirange: tsmultirange,
            a_tstzmultirange: instants,
            a_datemultirange: None,
            a_path: name.into_boxed_str(),
            a_tags: Some(VecDeque::from(list)),
        }
    })
}

fn new(row: &Everything) -> EverythingInsert {
    let row = row.clone();
    let new = NewEverything {
        a_boolean: row.a_boolean,
        a_smallint: row.a_smallint,
        a_bigint: row.a_bigint,
        a_real: row.a_real,
        a_double: row.a_double,
        a_numeric: row.a_numeric,
        a_text: row.a_text,
        a_varchar: row.a_varchar,
        a_char: row.a_char,
        a_byte: row.a_byte,
        a_name: row.a_name,
        a_citext: row.a_citext,
        a_bytea: row.a_bytea,
        a_uuid: row.a_uuid,
        a_json: row.a_json,
        a_jsonb: row.a_jsonb,
        a_timestamptz: row.a_timestamptz,
        a_timestamp: row.a_timestamp,
        a_date: row.a_date,
        a_time: row.a_time,
        a_inet: row.a_inet,
        a_oid: row.a_oid,
        a_array: row.a_array,
        a_mood: row.a_mood,
        a_email: row.a_email,
        a_named: row.a_named,
        a_names: row.a_names,
        a_interval: row.a_interval,
        a_range: row.a_range,
        a_vector: row.a_vector,
        a_timetz: row.a_timetz,
        a_money: row.a_money,
        a_path: row.a_path,
    };
    new.a_integer(row.a_integer)
        .a_serial(row.a_serial)
        .a_matrix(row.a_matrix)
        .a_moods(row.a_moods)
        .a_address(row.a_address)
        .a_number(row.a_number)
        .a_int4range(row.a_int4range)
        .a_int8range(row.a_int8range)
        .a_numrange(row.a_numrange)
        .a_tsrange(row.a_tsrange)
        .a_daterange(row.a_daterange)
        .a_ranges(row.a_ranges)
        .a_int4multirange(row.a_int4multirange)
        .a_int8multirange(row.a_int8multirange)
        .a_nummultirange(row.a_nummultirange)
        .a_tsmultirange(row.a_tsmultirange)
        .a_tstzmultirange(row.a_tstzmultirange)
        .a_datemultirange(row.a_datemultirange)
        .a_multiranges(row.a_multiranges)
        .a_tags(row.a_tags)
}

#[test]
fn values_of_every_type_come_back_as_they_went_in() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (database, db) = runtime.block_on(everything());
    let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&prop::collection::vec(row(), 1..5), |mut rows| {
        for (row, number) in rows.iter_mut().zip(0..) {
            row.a_serial = number;
        }
        for found in runtime.block_on(async { stored!(Everything, a_serial, &db, rows.iter().map(new)) }) {
            prop_assert_eq!(&found, &rows);
        }
        Ok(())
    });
    runtime.block_on(async { drop(database) });
    result.unwrap();
}

#[tokio::test]
async fn what_rust_cannot_hold_is_an_error_that_says_so() {
    let (_database, db) = everything().await;
    let long = "it has more digits than rust_decimal::Decimal holds, which are 28; `round` leaves fewer";
    let network = "it is a network, and std::net::IpAddr holds the address of a host without a netmask";
    for (column, value, expected) in [
        ("a_number", "'NaN'", "it is NaN, which rust_decimal::Decimal does not hold"),
        ("a_number", "'Infinity'", "it is Infinity, which rust_decimal::Decimal does not hold"),
        ("a_number", "'-Infinity'", "it is -Infinity, which rust_decimal::Decimal does not hold"),
        ("a_number", "79228162514264337593543950336", long),
        ("a_number", "-1e300", long),
        ("a_number", "1e-29", long),
        ("a_number", "1e-1000", long),
        ("a_nummultirange", "'{[1,NaN)}'", "it is NaN, which rust_decimal::Decimal does not hold"),
        ("a_inet", "'10.0.0.0/8'", network),
        ("a_inet", "'::/0'", network),
        (
            "a_matrix",
            "'{{1},{2}}'",
            "an array of several dimensions: `rust: evenkeel::TextForm` in the schema file reads it",
        ),
        ("a_matrix", "'{1,NULL}'", "NULL in an array: `rust: Vec<Option<…>>` in the schema file reads it"),
    ] {
        Everything::delete().all_rows().exec(&db).await.unwrap();
        full("a").insert(&db).await.unwrap();
        run(&db, &format!("UPDATE everything SET a_byte = 'a', {column} = {value}")).await;
        let error = Everything::select().one(&db).await.unwrap_err();
        let copied = Everything::select().copy_out(&db).await.unwrap().try_next().await.unwrap_err();
        let words = format!("the column {column} of the result cannot be read: {expected} (a query of Everything)");
        assert_eq!((error.to_string(), copied.to_string()), (words.clone(), words), "{column} {value}");
        assert!(error.is_unreadable() && error.statement().unwrap().contains("\"everything\""), "{error:?}");
        assert_eq!(error.source().unwrap().to_string(), expected, "{column} {value}");
    }
}

#[tokio::test]
async fn numbers_keep_the_digits_that_are_shown() {
    let (_database, db) = everything().await;
    full("a").insert(&db).await.unwrap();
    for (value, shown) in [
        ("1.50", "1.50"),
        ("100", "100"),
        ("1e20", "100000000000000000000"),
        ("0.0001", "0.0001"),
        ("-12345678.00009", "-12345678.00009"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("7922816251426433759354395.0335", "7922816251426433759354395.0335"),
        ("1 + 1e-28", "1.0000000000000000000000000001"),
        // More zeros than there is room for.
        ("round(1, 40)", "1.0000000000000000000000000000"),
        ("round(12345678901234567890, 40)", "12345678901234567890.000000000"),
        ("round(0, 40)", "0.0000000000000000000000000000"),
    ] {
        run(&db, &format!("UPDATE everything SET a_number = {value}")).await;
        let found = Everything::select().columns(|e| e.a_number).one(&db).await.unwrap().unwrap();
        assert_eq!(found.to_string(), shown, "{value}");
        let mut copied = Everything::select().columns(|e| e.a_number).copy_out(&db).await.unwrap();
        assert_eq!(copied.try_next().await.unwrap().unwrap().unwrap().to_string(), shown, "{value}");
    }
}
