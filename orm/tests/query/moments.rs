//! Dates, times and ranges of them go in and come back equal, whichever crate's types stand for them, and what those cannot
//! hold is an error that says so.

use std::ops::RangeInclusive;

use evenkeel::{Bound, Db, Error, Multirange, Range};
use evenkeel_test_support::{TestDatabase, TestServer, left_out};
use futures_util::TryStreamExt;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::support::{run, stored};

const TABLE: &str = "
    CREATE DOMAIN season AS daterange;
    CREATE TYPE visit AS (day date, at time, local timestamp, seen timestamptz, stay tstzrange, days date[]);
    CREATE TABLE moment (
        id integer NOT NULL, day date NOT NULL, clock time NOT NULL, local timestamp NOT NULL, seen timestamptz NOT NULL,
        days date[] NOT NULL, clocks time[] NOT NULL, locals timestamp[] NOT NULL, instants timestamptz[] NOT NULL,
        season season NOT NULL, span tsrange NOT NULL, stay tstzrange NOT NULL, seasons datemultirange NOT NULL,
        spans tsmultirange NOT NULL, stays tstzmultirange NOT NULL, all_seasons daterange[] NOT NULL,
        all_spans tsrange[] NOT NULL, all_stays tstzmultirange[] NOT NULL, visit visit NOT NULL, maybe timestamptz,
        changed_at timestamptz NOT NULL DEFAULT now()
    )";

async fn moments() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.execute(TABLE).await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// What values are made of: days and microseconds from 1970 on, and from midnight on.
#[derive(Clone, Debug)]
struct Seed {
    days: Vec<i64>,
    clocks: Vec<i64>,
    points: Vec<i64>,
    season: Span,
    spans: Vec<Span>,
    set: Vec<i64>,
    maybe: Option<i64>,
}

/// A range in the form to which PostgreSQL brings it; each bound with whether it is included.
#[derive(Clone, Debug)]
enum Span {
    Empty,
    Between(Option<(i64, bool)>, Option<(i64, bool)>),
}

impl Span {
    fn range<T>(&self, make: impl Fn(i64) -> T) -> Range<T> {
        let bound = |bound: Option<(i64, bool)>| match bound {
            None => Bound::Unbounded,
            Some((number, true)) => Bound::Included(make(number)),
            Some((number, false)) => Bound::Excluded(make(number)),
        };
        match self {
            Self::Empty => Range::Empty,
            Self::Between(from, to) => Range::Between(bound(*from), bound(*to)),
        }
    }
}

/// Every other stretch between numbers that rise.
fn multirange<T>(numbers: &[i64], make: impl Fn(i64) -> T) -> Multirange<T> {
    numbers.chunks_exact(2).map(|pair| Range::from(make(pair[0])..make(pair[1]))).collect()
}

/// Numbers of which some are near the edges and many near zero.
fn numbers(limits: RangeInclusive<i64>, usual: RangeInclusive<i64>) -> impl Strategy<Value = i64> + Clone {
    let (first, last) = (*limits.start(), *limits.end());
    prop_oneof![4 => usual, 3 => limits, 1 => Just(first), 1 => Just(last), 1 => Just(0)].boxed()
}

fn season(days: impl Strategy<Value = i64> + Clone) -> impl Strategy<Value = Span> {
    let bound = prop::option::weighted(0.8, days);
    (bound.clone(), bound).prop_map(|bounds| match bounds {
        (Some(from), Some(to)) if from == to => Span::Empty,
        (Some(from), Some(to)) => Span::Between(Some((from.min(to), true)), Some((from.max(to), false))),
        (from, to) => Span::Between(from.map(|from| (from, true)), to.map(|to| (to, false))),
    })
}

fn span(points: impl Strategy<Value = i64> + Clone) -> impl Strategy<Value = Span> {
    let bound = prop::option::weighted(0.8, (points, any::<bool>()));
    prop_oneof![
        1 => Just(Span::Empty),
        9 => (bound.clone(), bound).prop_map(|bounds| match bounds {
            (Some(one), Some(other)) if one.0 == other.0 => Span::Between(Some((one.0, true)), Some((one.0, true))),
            (Some(one), Some(other)) => Span::Between(Some(one.min(other)), Some(one.max(other))),
            (from, to) => Span::Between(from, to),
        }),
    ]
}

/// What a crate can hold whose first and last days these are.
fn seed(limits: RangeInclusive<i64>) -> impl Strategy<Value = Seed> {
    let days = numbers(limits.clone(), -40_000..=40_000);
    let points =
        numbers(limits.start() * DAY..=(limits.end() + 1) * DAY - 1, -2_000_000_000_000_000..=4_000_000_000_000_000);
    let clocks = prop_oneof![0..DAY, Just(0), Just(DAY - 1), (0..86_400_i64).prop_map(|second| second * 1_000_000)];
    (
        prop::collection::vec(days.clone(), 1..4),
        prop::collection::vec(clocks, 1..4),
        prop::collection::vec(points.clone(), 1..4),
        season(days),
        prop::collection::vec(span(points.clone()), 1..4),
        prop::collection::btree_set(-40_000_i64..40_000, 0..7),
        prop::option::of(points),
    )
        .prop_map(|(days, clocks, points, season, spans, set, maybe)| {
            let set = set.into_iter().collect();
            Seed { days, clocks, points, season, spans, set, maybe }
        })
}

/// The words of an error and of its cause.
fn words(error: &Error) -> String {
    let words = error.to_string();
    words.strip_suffix(" (a query of Moment)").unwrap().to_owned()
}

/// The tests for the types of one crate: how they are called, how they are made of numbers, the first and the last day that
/// both PostgreSQL and they have, the first that they have alone, and the last time of a day.
macro_rules! flavour {
    (
        $module:ident, $schema:tt, $names:expr, $limits:expr,
        $day:expr, $clock:expr, $local:expr, $instant:expr, $first:expr, $latest:expr $(,)?
    ) => {
        mod $module {
            use super::*;

            include!(concat!("../../../codegen/tests/cases/", stringify!($module), "/schema.rs"));

            fn row(id: i32, seed: &Seed) -> Moment {
                let (day, clock, local, instant) = ($day, $clock, $local, $instant);
                let minutes = |number: i64| number * 60_000_000;
                Moment {
                    id,
                    day: day(seed.days[0]),
                    clock: clock(seed.clocks[0]),
                    local: local(seed.points[0]),
                    seen: instant(seed.points[0]),
                    days: seed.days.iter().copied().map(day).collect(),
                    clocks: seed.clocks.iter().copied().map(clock).collect(),
                    locals: seed.points.iter().copied().map(local).collect(),
                    instants: seed.points.iter().copied().map(instant).collect(),
                    season: seed.season.range(day),
                    span: seed.spans[0].range(local),
                    stay: seed.spans[0].range(instant),
                    seasons: multirange(&seed.set, day),
                    spans: multirange(&seed.set, |number| local(minutes(number))),
                    stays: multirange(&seed.set, |number| instant(minutes(number))),
                    all_seasons: vec![seed.season.range(day); seed.days.len() - 1],
                    all_spans: seed.spans.iter().map(|span| span.range(local)).collect(),
                    all_stays: vec![Multirange::default(), multirange(&seed.set, |number| instant(minutes(number)))],
                    visit: Visit {
                        day: seed.maybe.map(|_| day(seed.days[0])),
                        at: seed.maybe.map(|_| clock(seed.clocks[0])),
                        local: Some(local(seed.points[0])),
                        seen: seed.maybe.map(instant),
                        stay: Some(seed.spans[0].range(instant)),
                        days: Some(seed.days.iter().copied().map(day).collect()),
                    },
                    maybe: seed.maybe.map(instant),
                    changed_at: instant(seed.points[0]),
                }
            }

            pub(super) fn some_row() -> Moment {
                let span = Span::Between(Some((0, true)), None);
                row(0, &Seed {
                    days: vec![0, 1],
                    clocks: vec![0],
                    points: vec![0],
                    season: span.clone(),
                    spans: vec![span],
                    set: vec![1, 2],
                    maybe: Some(0),
                })
            }

            pub(super) fn new(row: &Moment) -> MomentInsert {
                let row = row.clone();
                let new = NewMoment {
                    id: row.id,
                    day: row.day,
                    clock: row.clock,
                    local: row.local,
                    seen: row.seen,
                    days: row.days,
                    clocks: row.clocks,
                    locals: row.locals,
                    instants: row.instants,
                    season: row.season,
                    span: row.span,
                    stay: row.stay,
                    seasons: row.seasons,
                    spans: row.spans,
                    stays: row.stays,
                    all_seasons: row.all_seasons,
                    all_spans: row.all_spans,
                    all_stays: row.all_stays,
                    visit: row.visit,
                };
                new.maybe(row.maybe).changed_at(row.changed_at)
            }

            #[test]
            fn values_come_back_as_they_went_in() {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                let (database, db) = runtime.block_on(moments());
                let config = ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() };
                let seeds = prop::collection::vec(seed($limits), 1..8);
                let result = TestRunner::new(config).run(&seeds, |seeds| {
                    let rows: Vec<Moment> = seeds.iter().zip(0..).map(|(seed, id)| row(id, seed)).collect();
                    for found in runtime.block_on(async { stored!(Moment, id, &db, rows.iter().map(new)) }) {
                        prop_assert_eq!(&found, &rows);
                    }
                    Ok(())
                });
                runtime.block_on(async { drop(database) });
                result.unwrap();
            }

            #[tokio::test]
            async fn what_cannot_be_held_is_an_error_that_says_so() {
                let (_database, db) = moments().await;
                let [day, clock, local, instant] = $names;
                let row = some_row();
                let cases = [
                    ("day", "'infinity'", format!("infinity, which {day} does not hold")),
                    ("day", "'-infinity'", format!("-infinity, which {day} does not hold")),
                    ("day", "'5874897-12-31'", format!("a day behind the last that {day} holds")),
                    ("clock", "'24:00'", format!("24:00:00, which {clock} does not hold")),
                    ("local", "'infinity'", format!("infinity, which {local} does not hold")),
                    ("local", "'294276-12-31 23:59:59.999999'", format!("a point in time behind the last that {local} holds")),
                    ("seen", "'infinity'", format!("infinity, which {instant} does not hold")),
                    ("seen", "'-infinity'", format!("-infinity, which {instant} does not hold")),
                    ("seen", "'294276-12-31 23:59:59+00'", format!("a point in time behind the last that {instant} holds")),
                    ("days", "'{2026-01-01,infinity}'", format!("infinity, which {day} does not hold")),
                    ("season", "'[2026-01-01,infinity)'", format!("infinity, which {day} does not hold")),
                    ("stays", "'{[-infinity,2026-01-01)}'", format!("-infinity, which {instant} does not hold")),
                    ("visit", "ROW(NULL, '24:00', NULL, NULL, NULL, NULL)", format!("24:00:00, which {clock} does not hold")),
                    ("visit", "ROW(NULL, NULL, NULL, 'infinity', NULL, NULL)", format!("infinity, which {instant} does not hold")),
                    ("maybe", "'infinity'", format!("infinity, which {instant} does not hold")),
                ];
                for (column, value, expected) in cases {
                    Moment::delete().all_rows().exec(&db).await.unwrap();
                    new(&row).insert(&db).await.unwrap();
                    run(&db, &format!("UPDATE moment SET {column} = {value}")).await;
                    let error = Moment::select().one(&db).await.unwrap_err();
                    assert_eq!(words(&error), format!("the column {column} of the result cannot be read: it is {expected}"));
                    let copied = Moment::select().copy_out(&db).await.unwrap().try_next().await.unwrap_err();
                    assert_eq!(words(&copied), words(&error));
                }
                // And what PostgreSQL cannot hold.
                let error = new(&Moment { day: $first, ..row.clone() }).insert(&db).await.unwrap_err();
                let expected = "the value of day cannot be written: a day before the first that PostgreSQL has";
                assert!(error.to_string().ends_with(expected), "{error}");
                let error = Moment::copy_in(&db, [new(&Moment { day: $first, ..row })]).await.unwrap_err();
                assert!(error.to_string().ends_with(expected), "{error}");
                // What was begun is over, and the session goes on.
                assert_eq!(Moment::select().count(&db).await.unwrap(), 1);
            }

            #[tokio::test]
            async fn what_is_less_than_a_microsecond_is_cut_off() {
                let (_database, db) = moments().await;
                let row = Moment { clock: $latest, ..some_row() };
                for found in stored!(Moment, id, &db, [new(&row)]) {
                    assert_eq!(found[0].clock, ($clock)(DAY - 1));
                }
            }

            #[tokio::test]
            async fn times_are_compared_and_set() {
                let (_database, db) = moments().await;
                let row = new(&some_row()).insert(&db).await.unwrap();
                let past = Moment::select()
                    .filter(|m| m.seen.lt(evenkeel::now()).and(m.seen.le(row.seen)).and(m.day.within(row.season.clone())))
                    .filter(|m| m.stay.contains(m.seen).and(m.stay.contains(evenkeel::now())))
                    .filter(|m| m.days.contains([row.day]).and(m.clock.between(row.clock, row.clock)))
                    .filter(|m| m.stays.overlaps_range(m.stay).and(m.maybe.coalesce(evenkeel::now()).eq(row.seen)));
                assert_eq!(past.columns(|m| (m.season.lower(), m.stay.upper())).one(&db).await.unwrap(), (Some(row.day), None));
                let update = Moment::update().set(|m| m.maybe.set(evenkeel::now())).all_rows();
                let set = update.returning(|m| (m.maybe.eq(m.changed_at), m.changed_at)).one(&db).await.unwrap();
                assert_eq!(set.0, Some(true), "the column with `touch` and now() are the same time");
                assert!(set.1 > row.changed_at);
            }

            #[tokio::test]
            async fn times_in_another_form_are_an_error_and_no_other_time() {
                if TestServer::get().single_connection() {
                    left_out("the settings of a database begin with a session, of which there is one");
                    return;
                }
                let (database, db) = moments().await;
                let style = format!("ALTER DATABASE \"{}\" SET datestyle = 'SQL, DMY'", database.name());
                run(&db, &style).await;
                drop(db);
                let db = Db::builder(database.url()).connect().await.unwrap();
                // What is written is read in any style, and what travels in binary form has none.
                let row = some_row();
                Moment::copy_in(&db, [new(&row)]).await.unwrap();
                let query = Moment::select().columns(|m| (m.seen, m.days, m.stay));
                assert_eq!(query.one(&db).await.unwrap(), (row.seen, row.days, row.stay));
                let error = Moment::select().one(&db).await.unwrap_err();
                let expected = "it is not in the ISO form: a setting of the server, DateStyle, has another one";
                assert_eq!(words(&error), format!("the column visit of the result cannot be read: {expected}"));
            }

            #[cfg(feature = "sql")]
            #[tokio::test]
            async fn statements_in_sql_have_the_same_types() {
                let (_database, db) = moments().await;
                let row = new(&some_row()).insert(&db).await.unwrap();
                let found = evenkeel::sql!(
                    $schema;
                    "select day, clock, local, seen, days, season, span, stays, all_spans, maybe from moment
                     where seen = $1 and stay && $2 and day = any($3) and clock <= $4",
                    row.seen,
                    row.stay.clone(),
                    vec![row.day],
                    row.clock
                );
                let found = found.one(&db).await.unwrap();
                assert_eq!((found.day, found.clock, found.local, found.seen), (row.day, row.clock, row.local, row.seen));
                assert_eq!((found.days, found.season, found.span), (row.days, row.season, row.span));
                assert_eq!((found.stays, found.all_spans, found.maybe), (row.stays, row.all_spans, row.maybe));
                run(&db, "UPDATE moment SET seen = 'infinity'").await;
                let error = evenkeel::sql!($schema; "select seen from moment").one(&db).await.unwrap_err();
                assert!(error.to_string().contains("cannot be read: it is infinity, which"), "{error}");
            }
        }
    };
}

/// The first day that PostgreSQL has, in 4714 BC, and the last one of jiff and time, in 9999.
const OF_JIFF_AND_TIME: RangeInclusive<i64> = -2_440_588..=2_932_896;

flavour!(
    times_jiff,
    "../codegen/tests/cases/times_jiff/schema.yaml",
    ["jiff::civil::Date", "jiff::civil::Time", "jiff::civil::DateTime", "jiff::Timestamp"],
    // A timestamp ends earlier than a date, so that it has a date in every zone.
    *OF_JIFF_AND_TIME.start()..=*OF_JIFF_AND_TIME.end() - 2,
    |days: i64| jiff(days * DAY).date(),
    |micros: i64| jiff(micros).time(),
    jiff,
    |micros: i64| evenkeel::jiff::Timestamp::from_microsecond(micros).unwrap(),
    evenkeel::jiff::civil::Date::MIN,
    evenkeel::jiff::civil::Time::MAX,
);

#[tokio::test]
async fn the_last_timestamp_of_jiff_comes_back() {
    use evenkeel::jiff::{SignedDuration, Timestamp};
    use times_jiff::{Moment, new, some_row};

    let (_database, db) = moments().await;
    let before = Timestamp::UNIX_EPOCH - SignedDuration::from_micros(1);
    let ends = vec![before, Timestamp::MAX];
    let row = new(&Moment { seen: Timestamp::MAX, instants: ends, ..some_row() });
    let last = Timestamp::new(Timestamp::MAX.as_second(), 999_999_000).unwrap();
    for found in stored!(Moment, id, &db, [row.clone()]) {
        assert_eq!((found[0].seen, &found[0].instants), (last, &vec![before, last]));
    }
}

fn jiff(micros: i64) -> evenkeel::jiff::civil::DateTime {
    use evenkeel::jiff::{SignedDuration, civil};
    civil::date(1970, 1, 1).at(0, 0, 0, 0).checked_add(SignedDuration::from_micros(micros)).unwrap()
}

#[cfg(feature = "chrono")]
flavour!(
    times_chrono,
    "../codegen/tests/cases/times_chrono/schema.yaml",
    ["chrono::NaiveDate", "chrono::NaiveTime", "chrono::NaiveDateTime", "chrono::DateTime<Utc>"],
    // It ends in the year 262142.
    *OF_JIFF_AND_TIME.start()..=95_026_236,
    |days: i64| chrono(days * DAY).date_naive(),
    |micros: i64| chrono(micros).time(),
    |micros: i64| chrono(micros).naive_utc(),
    chrono,
    evenkeel::chrono::NaiveDate::MIN,
    evenkeel::chrono::NaiveTime::from_num_seconds_from_midnight_opt(86_399, 999_999_999).unwrap(),
);

#[cfg(feature = "chrono")]
fn chrono(micros: i64) -> evenkeel::chrono::DateTime<evenkeel::chrono::Utc> {
    evenkeel::chrono::DateTime::from_timestamp_micros(micros).unwrap()
}

#[cfg(feature = "time")]
flavour!(
    times_time,
    "../codegen/tests/cases/times_time/schema.yaml",
    ["time::Date", "time::Time", "time::PrimitiveDateTime", "time::OffsetDateTime"],
    OF_JIFF_AND_TIME,
    |days: i64| time(days * DAY).date(),
    |micros: i64| time(micros).time(),
    |micros: i64| evenkeel::time::PrimitiveDateTime::new(time(micros).date(), time(micros).time()),
    time,
    evenkeel::time::Date::MIN,
    evenkeel::time::Time::from_hms_nano(23, 59, 59, 999_999_999).unwrap(),
);

#[cfg(feature = "time")]
fn time(micros: i64) -> evenkeel::time::OffsetDateTime {
    evenkeel::time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap()
}
