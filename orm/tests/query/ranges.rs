//! Operators and functions of ranges and multiranges.

use evenkeel::jiff::Timestamp;
use evenkeel::jiff::civil::{Date, date};
use evenkeel::{Bound, Multirange, Range};
use insta::assert_snapshot;

use crate::support::shown;
use crate::types::{Everything, everything, full};

fn day(day: i8) -> Date {
    date(2026, 1, day)
}

fn january(from: i8, to: i8) -> Range<Date> {
    Range::from(day(from)..day(to))
}

#[test]
fn ranges_of_rust_become_ranges() {
    assert_eq!(Range::from(1..3), Range::Between(Bound::Included(1), Bound::Excluded(3)));
    assert_eq!(Range::from(1..=3), Range::Between(Bound::Included(1), Bound::Included(3)));
    assert_eq!(Range::from(1..), Range::Between(Bound::Included(1), Bound::Unbounded));
    assert_eq!(Range::from(..3), Range::Between(Bound::Unbounded, Bound::Excluded(3)));
    assert_eq!(Range::from(..=3), Range::Between(Bound::Unbounded, Bound::Included(3)));
    assert_eq!(Range::<i32>::from(..), Range::Between(Bound::Unbounded, Bound::Unbounded));
    assert_eq!(
        (Range::from(1..=3).lower(), Range::from(1..).upper(), Range::<i32>::Empty.lower()),
        (Some(&1), None, None)
    );
    let several = Multirange::from([1..2, 5..6]);
    assert_eq!(several.ranges(), [Range::from(1..2), Range::from(5..6)]);
    assert_eq!(several.into_iter().count(), 2);
}

#[tokio::test]
async fn ranges_come_back_as_postgresql_keeps_them() {
    let (_database, db) = everything().await;
    let row = full("a")
        .a_int4range(Range::from(1..=3))
        .a_int8range(Range::from(5..5))
        .a_daterange(Range::from(day(1)..=day(2)))
        .a_int4multirange(Multirange::from([Range::from(5..7), Range::Empty, Range::from(1..3), Range::from(3..=4)]));
    let row = row.insert(&db).await.unwrap();
    assert_eq!((row.a_int4range, row.a_int8range), (Some(Range::from(1..4)), Some(Range::Empty)));
    assert_eq!(row.a_daterange, Some(january(1, 3)));
    assert_eq!(row.a_int4multirange, Some(Multirange::from(Range::from(1..7))));
    let error =
        full("a").a_int4range(Range::Between(Bound::Included(3), Bound::Excluded(1))).insert(&db).await.unwrap_err();
    assert!(error.to_string().contains("must be less than or equal"), "{error}");
}

#[tokio::test]
async fn ranges_are_compared_by_their_operators() {
    let (_database, db) = everything().await;
    full("a")
        .a_daterange(january(10, 20))
        .a_datemultirange(Multirange::from([january(1, 5), january(10, 20)]))
        .a_tsrange(Range::Empty)
        .insert(&db)
        .await
        .unwrap();
    let query = Everything::select()
        .filter(|e| e.a_daterange.contains(day(10)).and(e.a_daterange.contains(day(20)).not()))
        .filter(|e| e.a_daterange.covers(january(11, 12)).and(e.a_daterange.covered_by(january(1, 31))))
        .filter(|e| e.a_daterange.overlaps(january(19, 31)).and(e.a_daterange.overlaps(january(20, 31)).not()))
        .filter(|e| e.a_daterange.is_before(january(20, 31)).and(e.a_daterange.is_behind(january(1, 10))))
        .filter(|e| e.a_daterange.is_adjacent_to(january(20, 31)).and(e.a_daterange.eq(january(10, 20))))
        .filter(|e| e.a_daterange.is_empty().not().and(e.a_tsrange.is_empty()).and(e.a_daterange.gt(january(1, 31))))
        .filter(|e| e.a_daterange.lower_is_included().and(e.a_daterange.upper_is_included().not()))
        .filter(|e| e.a_range.upper_is_unbounded().and(e.a_range.lower_is_unbounded().not()))
        .filter(|e| e.a_range.contains(evenkeel::now()).and(e.a_timestamptz.within(e.a_range)))
        .filter(|e| e.a_datemultirange.contains(day(4)).and(e.a_datemultirange.contains(day(7)).not()))
        .filter(|e| {
            e.a_datemultirange.covers_range(e.a_daterange).and(e.a_datemultirange.overlaps_range(january(4, 6)))
        })
        .filter(|e| e.a_datemultirange.covers(Multirange::from([january(2, 3), january(12, 13)])))
        .filter(|e| e.a_ranges.contains([Range::Empty]).and(e.a_daterange.any([january(10, 20), january(1, 2)])))
        .filter(|e| evenkeel::value(day(12)).within_any(e.a_datemultirange))
        .columns(|e| e.a_serial);
    assert_snapshot!(shown(&query.to_sql()));
    assert_eq!(query.one(&db).await.unwrap(), 12);
}

#[tokio::test]
async fn ranges_are_made_of_ranges() {
    let (_database, db) = everything().await;
    full("a").a_daterange(january(10, 20)).a_datemultirange(Multirange::from(january(1, 5))).insert(&db).await.unwrap();
    full("a").a_serial(13).a_daterange(january(20, 25)).insert(&db).await.unwrap();
    let query = Everything::select().filter(|e| e.a_serial.eq(12));
    let bounds = query.clone().columns(|e| (e.a_daterange.lower(), e.a_daterange.upper(), e.a_range.upper()));
    assert_eq!(bounds.one(&db).await.unwrap(), (Some(day(10)), Some(day(20)), None::<Timestamp>));
    let made = query.clone().columns(|e| {
        (
            e.a_daterange.union(january(15, 25)),
            e.a_daterange.intersection(january(15, 25)),
            e.a_daterange.difference(january(15, 25)),
            e.a_daterange.merge(january(25, 26)),
            e.a_datemultirange.union(Multirange::from(january(4, 8))).lower(),
        )
    });
    assert_eq!(
        made.one(&db).await.unwrap(),
        (Some(january(10, 25)), Some(january(15, 20)), Some(january(10, 15)), Some(january(10, 26)), Some(day(1)))
    );
    let all = Everything::select().columns(|e| e.a_daterange.range_agg()).one(&db).await.unwrap();
    assert_eq!(all, Some(Multirange::from(january(10, 25))));
    // Once more as what columns become.
    Everything::update()
        .set(|e| e.a_daterange.set(e.a_daterange.intersection(january(1, 12))))
        .filter(|e| e.a_serial.eq(12))
        .exec(&db)
        .await
        .unwrap();
    assert_eq!(query.columns(|e| e.a_daterange).one(&db).await.unwrap(), Some(january(10, 12)));
}
