//! What comes back.

use std::net::IpAddr;

use evenkeel::jiff::Timestamp;
use evenkeel::jiff::civil::Date;
use evenkeel::rust_decimal::Decimal;
use evenkeel::serde_json::{Value as Json, json};
use evenkeel::sql;
use futures_util::TryStreamExt;

use crate::support::{Member, MemberRole, UsageRecordMetric, User, service};

#[tokio::test]
async fn a_row_has_a_field_for_each_column() {
    let (_database, db) = service().await;
    let rows = sql!(
        r#"select m.id, u.name, u.image, m.role, m.created_at
           from member m join "user" u on u.id = m.user_id
           where m.organization_id = 'o1' order by m.id"#
    )
    .all(&db)
    .await
    .unwrap();
    let first = &rows[0];
    let (_, name, image): (&String, &String, &Option<String>) = (&first.id, &first.name, &first.image);
    assert_eq!((name.as_str(), image.as_deref()), ("Ada", Some("ada.png")));
    assert_eq!((first.role, rows[1].role), (MemberRole::Owner, MemberRole::Member));
    assert!(first.created_at > Timestamp::UNIX_EPOCH);
    assert_eq!(rows[1].image, None);
    assert!(format!("{first:?}").starts_with(r#"SqlRow { id: "m1", name: "Ada""#));
    db.close().await;
}

#[tokio::test]
async fn the_other_side_of_a_left_join_is_optional() {
    let (_database, db) = service().await;
    let rows = sql!(
        r#"select u.id, m.role from "user" u left join member m on m.user_id = u.id and m.organization_id = 'o1' order by u.id"#
    )
    .all(&db)
    .await
    .unwrap();
    let roles: Vec<Option<MemberRole>> = rows.iter().map(|row| row.role).collect();
    assert_eq!(roles, [Some(MemberRole::Owner), Some(MemberRole::Member), None]);
    db.close().await;
}

#[tokio::test]
async fn values_have_the_types_of_the_structs() {
    let (_database, db) = service().await;
    let row = sql!(
        "select metric, period_start, quantity, sum(quantity) over () as total from usage_records where id = 'r1'"
    )
    .one(&db)
    .await
    .unwrap();
    let expected: (UsageRecordMetric, Date, i64) = (UsageRecordMetric::Records, "2026-01-01".parse().unwrap(), 40);
    assert_eq!((row.metric, row.period_start, row.quantity), expected);
    assert_eq!(row.total, Decimal::from(40));
    let session = sql!("select ip_address from session").one(&db).await.unwrap();
    assert_eq!(session.ip_address, Some("10.0.0.7".parse::<IpAddr>().unwrap()));
    let settings = sql!("select settings, settings ->> 'theme' as theme from organization where id = 'o1'")
        .one(&db)
        .await
        .unwrap();
    assert_eq!(settings.settings, json!({"theme": "dark", "size": 3}));
    assert_eq!(settings.theme.as_deref(), Some("dark"));
    let array = sql!("select array_agg(role order by id) as roles, array['a', 'b'] as words from member")
        .one(&db)
        .await
        .unwrap();
    assert_eq!(array.roles, Some(vec![MemberRole::Owner, MemberRole::Member, MemberRole::Viewer]));
    assert_eq!(array.words, ["a", "b"]);
    // An element that may be NULL is an Option, also from within another query.
    let holes = sql!(
        r#"select array_agg(ip_address) as addresses, max(s.pair) as most, array[1, null] as numbers,
             array(select image from "user" order by id) as images, string_to_array('a,b', ',', 'b') as texts,
             (select array_agg(role) filter (where false) from member) as "roles: Vec<MemberRole>"
           from session, (select array[image, 'x'] as pair from "user" where id = 'u2') s"#
    )
    .one(&db)
    .await
    .unwrap();
    assert_eq!(holes.addresses.map(|all| all.contains(&session.ip_address)), Some(true));
    assert_eq!(holes.most, Some(vec![None, Some("x".to_owned())]));
    assert_eq!(holes.numbers, [Some(1), None]);
    assert!(holes.images.contains(&None));
    assert_eq!((holes.texts, holes.roles), (vec![Some("a".to_owned()), None], None));
    db.close().await;
}

#[tokio::test]
async fn a_struct_of_ones_own_takes_the_fields() {
    #[derive(Debug, PartialEq)]
    struct Total {
        role: MemberRole,
        total: i64,
    }

    let (_database, db) = service().await;
    let user: User = sql!(r#"select * from "user" where id = 'u1'"# as User).one(&db).await.unwrap();
    assert_eq!((user.name.as_str(), user.last_seen_at), ("Ada", None));
    let members: Vec<Member> = sql!("select * from member order by id" as Member).all(&db).await.unwrap();
    assert_eq!(members.len(), 3);
    let totals =
        sql!("select role, count(*) as total from member group by role order by role" as Total).all(&db).await.unwrap();
    assert_eq!(totals[0], Total { role: MemberRole::Member, total: 1 });
    db.close().await;
}

#[tokio::test]
async fn names_say_what_the_checker_cannot_know() {
    #[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
    struct Settings {
        theme: String,
        size: i32,
    }

    let (_database, db) = service().await;
    let row = sql!(r#"select max(quantity) as "most!", min(quantity)::text as "least?: String" from usage_records"#)
        .one(&db)
        .await
        .unwrap();
    let (most, least): (i64, Option<String>) = (row.most, row.least);
    assert_eq!((most, least.as_deref()), (40, Some("2")));
    let row = sql!(
        r#"select settings as "settings: Settings", settings ->> 'size' as "size!" from organization where id = 'o1'"#
    )
    .one(&db)
    .await
    .unwrap();
    assert_eq!(row.settings, Settings { theme: "dark".to_owned(), size: 3 });
    assert_eq!(row.size, "3");
    let row = sql!(r#"select sum(quantity) as "total!: i64", lower('OWNER') as "role: MemberRole" from usage_records"#)
        .one(&db)
        .await
        .unwrap();
    assert_eq!((row.total, row.role), (42, MemberRole::Owner));
    let error = sql!(r#"select image as "image!" from "user" where id = 'u2'"#).one(&db).await.unwrap_err();
    assert!(error.to_string().contains("the column image! of the result cannot be read: it is NULL"), "{error}");
    db.close().await;
}

#[tokio::test]
async fn one_row_is_one_row() {
    let (_database, db) = service().await;
    assert_eq!(sql!("select name from organization where id = 'o9'").optional(&db).await.unwrap(), None);
    let error = sql!("select name from organization where id = 'o9'").one(&db).await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let error = sql!("select name from organization").one(&db).await.unwrap_err();
    assert!(error.to_string().contains("several rows"), "{error}");
    let names: Vec<String> = sql!("select name from organization order by name")
        .stream(&db)
        .await
        .unwrap()
        .map_ok(|row| row.name)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(names, ["One", "Two"]);
    let both = db
        .transaction(async |tx| {
            let count = sql!("select count(*) from member").one(&tx).await?.count;
            let json: Json = sql!("select jsonb_build_object('a', 1) as built").one(&tx).await?.built;
            Ok((count, json))
        })
        .await
        .unwrap();
    assert_eq!(both, (3, json!({"a": 1})));
    db.close().await;
}
