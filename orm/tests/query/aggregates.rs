//! Aggregates and window functions.

use evenkeel::rust_decimal::Decimal;
use evenkeel::serde_json::json;
use evenkeel::{call, count_rows, cume_dist, dense_rank, ntile, percent_rank, rank, row_number};
use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::types::{Everything, Mood, everything, full};
use crate::{Member, MemberRole, User};

#[tokio::test]
async fn numbers_are_summed_in_a_type_that_holds_the_sum() {
    let (_database, db) = everything().await;
    for number in 1..=3 {
        let row = full("a").a_integer(i32::MAX).a_serial(number).a_number(Decimal::new(15, 1));
        row.insert(&db).await.unwrap();
    }
    let sums = Everything::select().columns(|e| {
        (e.a_smallint.sum(), e.a_integer.sum(), e.a_bigint.sum(), e.a_number.sum(), e.a_real.sum(), e.a_double.sum())
    });
    assert_snapshot!(shown(&sums.to_sql()));
    let expected = (
        Some(3 * i64::from(i16::MIN)),
        Some(3 * i64::from(i32::MAX)),
        Some(Decimal::from(i64::MAX) * Decimal::from(3)),
        Some(Decimal::new(45, 1)),
        Some(4.5),
        Some(f64::INFINITY),
    );
    assert_eq!(sums.one(&db).await.unwrap(), expected);
    let means = Everything::select().columns(|e| {
        (e.a_smallint.avg(), e.a_serial.avg(), e.a_bigint.avg(), e.a_number.avg(), e.a_real.avg(), e.a_double.avg())
    });
    assert_snapshot!(shown(&means.to_sql()));
    let means = means.one(&db).await.unwrap();
    assert_eq!((means.0, means.1), (Some(Decimal::from(i16::MIN)), Some(Decimal::TWO)));
    assert_eq!((means.2, means.3), (Some(Decimal::from(i64::MAX)), Some(Decimal::new(15, 1))));
    assert_eq!((means.4, means.5), (Some(1.5), Some(f64::INFINITY)));
    let none = Everything::select().filter(|_| false).columns(|e| (e.a_bigint.sum(), e.a_number.avg(), e.a_text.max()));
    assert_eq!(none.one(&db).await.unwrap(), (None, None, None));
}

#[tokio::test]
async fn values_of_many_rows_become_one() {
    let (_database, db) = reference().await;
    people(&db).await;
    let all = User::select().columns(|u| {
        (
            u.locale.count_distinct(),
            u.banned.bool_or(),
            u.name.ne("Ada").bool_and(),
            u.name.array_agg().filter_where(u.locale.eq("fr")),
            u.name.length().json_agg(),
            count_rows().filter_where(u.image.is_not_null()),
        )
    });
    assert_snapshot!(shown(&all.to_sql()));
    let expected = (2, Some(false), Some(false), Some(vec!["Ada".to_owned()]), Some(json!([3, 3, 3])), 1);
    assert_eq!(all.one(&db).await.unwrap(), expected);
    let none = User::select().filter(|u| u.name.eq("nobody"));
    let none = none.columns(|u| (u.banned.bool_and(), u.name.array_agg(), u.name.json_agg(), u.name.count()));
    assert_eq!(none.one(&db).await.unwrap(), (None, None, None, 0));
}

#[tokio::test]
async fn values_that_travel_as_text_become_one_too() {
    let (_database, db) = everything().await;
    for _ in 0..2 {
        full("a").insert(&db).await.unwrap();
    }
    let all = Everything::select().columns(|e| {
        (
            e.a_mood.array_agg(),
            e.a_mood.max(),
            e.a_interval.max(),
            e.a_citext.min(),
            e.a_uuid.array_agg(),
            e.a_mood.count(),
        )
    });
    assert_snapshot!(shown(&all.to_sql()));
    let (moods, mood, interval, text, ids, count) = all.one(&db).await.unwrap();
    assert_eq!((moods, mood, count), (Some(vec![Mood::Ok, Mood::Ok]), Some(Mood::Ok), 2));
    assert_eq!((interval.unwrap().as_str(), text.as_deref()), ("1 day 02:00:00", Some("CaSe")));
    assert_eq!(ids, Some(vec![evenkeel::uuid::Uuid::max(); 2]));
}

#[tokio::test]
async fn rows_look_at_the_rows_around_them() {
    let (_database, db) = reference().await;
    people(&db).await;
    user("Dan").locale("fr").insert(&db).await.unwrap();
    let around = User::select().order_by(|u| u.name).columns(|u| {
        (
            u.name,
            row_number().over(|w| w.partition_by(u.locale).order_by(u.name.desc())),
            rank().over(|w| w.order_by(u.locale)),
            dense_rank().over(|w| w.order_by(u.locale)),
            u.name.lag().over(|w| w.order_by(u.name)),
            u.name.lead().over(|w| w.order_by(u.name)),
            u.name.first_value().over(|w| w.partition_by((u.locale, u.banned)).order_by((u.locale, u.name))),
            u.name
                .last_value()
                .over(|w| w.order_by(u.name).frame("ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING")),
            count_rows().over(|w| w),
            u.name.length().sum().over(|w| w.order_by(u.name).frame("ROWS BETWEEN 1 PRECEDING AND CURRENT ROW")),
            u.name.max().filter_where(u.locale.eq("fr")).over(|w| w.order_by(u.name)),
        )
    });
    assert_snapshot!(shown(&around.to_sql()));
    let text = |text: &str| Some(text.to_owned());
    let (ada, fr, dan) = (text("Ada"), 3, text("Dan"));
    let expected = [
        ("Ada".to_owned(), 2, fr, 2, None, text("Bob"), ada.clone(), dan.clone(), 4, Some(3), ada.clone()),
        ("Bob".to_owned(), 2, 1, 1, ada.clone(), text("Cyd"), text("Bob"), dan.clone(), 4, Some(6), ada.clone()),
        ("Cyd".to_owned(), 1, 1, 1, text("Bob"), dan.clone(), text("Bob"), dan.clone(), 4, Some(6), ada.clone()),
        ("Dan".to_owned(), 1, fr, 2, text("Cyd"), None, ada, dan.clone(), 4, Some(6), dan),
    ];
    assert_eq!(around.all(&db).await.unwrap(), expected);
    // The first of each group, by a number that the query inside gives.
    let numbered = evenkeel::with(
        "numbered",
        User::select().columns(|u| (u.name, row_number().over(|w| w.partition_by(u.locale).order_by(u.name)))),
    );
    let first =
        numbered.select().filter(|(_, number)| number.eq(1)).order_by(|(name, _)| name).columns(|(name, _)| name);
    assert_eq!(first.all(&db).await.unwrap(), ["Ada", "Bob"]);
}

#[tokio::test]
async fn many_rows_become_one_in_an_order() {
    let (_database, db) = reference().await;
    let (_, [_, bob, _]) = people(&db).await;
    let by_user = User::select().left_join::<Member, _>(|u, m| m.user_id.eq(u.id)).columns(|(u, m)| {
        (
            u.name.array_agg_by(u.name.desc()),
            u.name.lower().array_agg_by((u.locale, u.name.desc())),
            u.name.string_agg_by(", ", vec![u.locale.desc(), u.name.asc()]),
            u.name.json_agg_by(u.name.length().desc()),
            u.image.array_agg_not_null(),
            m.role.array_agg_not_null_by(m.role.desc()),
            m.id.array_agg_not_null_by(Vec::<evenkeel::Order>::new()).is_null(),
        )
    });
    assert_snapshot!(shown(&by_user.to_sql()));
    let (names, lower, text, json, images, roles, is_null) = by_user.one(&db).await.unwrap();
    assert_eq!(names.unwrap(), ["Cyd", "Bob", "Ada"]);
    assert_eq!(lower.unwrap(), ["cyd", "bob", "ada"]);
    assert_eq!(text.as_deref(), Some("Ada, Bob, Cyd"));
    assert_eq!(json.unwrap().as_array().unwrap().len(), 3);
    assert_eq!(images, bob.image.map(|image| vec![image]));
    assert_eq!(roles.unwrap(), [MemberRole::Viewer, MemberRole::Owner]);
    assert_eq!(is_null, Some(false));
}

#[tokio::test]
async fn rows_look_at_rows_further_off() {
    let (_database, db) = reference().await;
    people(&db).await;
    user("Dan").insert(&db).await.unwrap();
    let around = User::select().order_by(|u| u.name).columns(|u| {
        (
            u.name.lag_by(2).over(|w| w.order_by(u.name)),
            u.name.lower().lead_by(2).over(|w| w.order_by(u.name)),
            u.name.nth_value(2).over(|w| w.order_by(u.name)),
            u.name.length().first_value().over(|w| w.order_by(u.name)),
            ntile(2).over(|w| w.order_by(u.name)),
            percent_rank().over(|w| w.order_by(u.name)),
            cume_dist().over(|w| w.order_by(u.name)),
        )
    });
    assert_snapshot!(shown(&around.to_sql()));
    let text = |text: &str| Some(text.to_owned());
    let rows = around.all(&db).await.unwrap();
    assert_eq!(rows[0], (None, text("cyd"), None, Some(3), 1, 0.0, 0.25));
    assert_eq!(rows[3], (text("Bob"), None, text("Bob"), Some(3), 2, 1.0, 1.0));
}

#[tokio::test]
async fn rows_are_grouped_by_what_is_computed_with_values() {
    let (_database, db) = reference().await;
    people(&db).await;
    let first = User::select()
        .filter(|u| u.name.ne("1"))
        .group_by(|u| (call::<String>("left", (u.name, 1)), u.locale.lower()))
        .having(|u| call::<String>("left", (u.name, 1)).ne("C"))
        .order_by(|u| call::<String>("left", (u.name, 1)).desc())
        .limit(1)
        .columns(|u| (call::<String>("left", (u.name, 1)), u.locale.lower(), count_rows()));
    assert_snapshot!(shown(&first.to_sql()));
    assert_eq!(first.all(&db).await.unwrap(), [(Some("B".to_owned()), "en".to_owned(), 1)]);
    let distinct = User::select()
        .distinct_on(|u| call::<String>("right", (u.email, 3)))
        .order_by(|u| (call::<String>("right", (u.email, 3)), u.name))
        .columns(|u| u.name);
    assert_eq!(distinct.all(&db).await.unwrap(), ["Ada"]);
    // Two expressions with the same value.
    let both = User::select()
        .group_by(|u| (call::<String>("left", (u.name, 2)), call::<String>("right", (u.email, 2))))
        .order_by(|u| call::<String>("left", (u.name, 2)))
        .columns(|u| (call::<String>("left", (u.name, 2)), call::<String>("right", (u.email, 2)), count_rows()));
    let rows = both.all(&db).await.unwrap();
    assert_eq!(rows.first(), Some(&(Some("Ad".to_owned()), Some("rg".to_owned()), 1)));
}
