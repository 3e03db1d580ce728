//! Functions of texts and numbers, orders, full-text search, and what has no method of its own.

use evenkeel::rust_decimal::Decimal;
use evenkeel::{Executor as _, Sql, call, case, fragment, plain_query, scalar, text_query, vector};
use insta::assert_snapshot;

use crate::support::{people, reference, shown, user};
use crate::types::{Everything, Mood, everything, full};
use crate::{Member, MemberRole, User};

#[tokio::test]
async fn texts_are_compared_by_patterns() {
    let (_database, db) = reference().await;
    people(&db).await;
    user("100%").insert(&db).await.unwrap();
    let mut sql = Vec::new();
    let mut found = Vec::new();
    let query = User::select();
    for query in [
        query.clone().filter(|u| u.name.like("%d%").and(u.name.not_like("C%"))),
        query.clone().filter(|u| u.name.not_ilike("%D%")),
        query.clone().filter(|u| u.name.matches_regex("^[A-B].*[ab]$")),
        query.clone().filter(|u| u.name.contains("%")),
        query.clone().filter(|u| u.name.contains("_")),
        query.clone().filter(|u| u.image.is_not_distinct_from(None::<String>).and(u.name.lower().eq("ada"))),
        query.clone().filter(|u| u.image.like("%bob%").is_true()),
        query.clone().filter(|u| u.image.like("%bob%").is_false()),
        query.clone().filter(|u| !u.image.like("%bob%").is_true()),
        query.clone().filter(|u| u.image.coalesce("ada").eq(u.name.lower())),
    ] {
        sql.push(query.to_sql().text().split(" WHERE ").last().unwrap().to_owned());
        found.push(query.order_by(|u| u.name).columns(|u| u.name).all(&db).await.unwrap().join(" "));
    }
    assert_snapshot!(sql.join("\n"));
    assert_eq!(found, ["Ada", "100% Bob", "Ada Bob", "100%", "", "Ada", "Bob", "", "100% Ada Cyd", "Ada"]);
}

#[tokio::test]
async fn null_comes_where_it_is_asked_for() {
    let (_database, db) = reference().await;
    people(&db).await;
    let mut sql = Vec::new();
    let mut found = Vec::new();
    let query = User::select();
    for query in [
        query.clone().order_by(|u| (u.image.asc(), u.name)),
        query.clone().order_by(|u| (u.image.desc(), u.name)),
        query.clone().order_by(|u| (u.image.asc().nulls_first(), u.name)),
        query.clone().order_by(|u| (u.image.asc().nulls_last(), u.name)),
        query.clone().order_by(|u| (u.image.desc().nulls_first(), u.name)),
        query.clone().order_by(|u| (u.image.desc().nulls_last(), u.name)),
    ] {
        sql.push(query.to_sql().text().split(" ORDER BY ").last().unwrap().to_owned());
        found.push(query.columns(|u| u.name).all(&db).await.unwrap().join(" "));
    }
    assert_snapshot!(sql.join("\n"));
    let (first, last) = ("Ada Cyd Bob", "Bob Ada Cyd");
    assert_eq!(found, [last, first, first, last, first, last]);
}

#[tokio::test]
async fn numbers_are_counted_with() {
    let (_database, db) = everything().await;
    full("a").a_integer(-7).insert(&db).await.unwrap();
    let numbers = Everything::select().columns(|e| {
        (
            e.a_integer.abs(),
            e.a_integer.add(1).mul(2).sub(e.a_serial),
            e.a_integer.div(2),
            e.a_integer.rem(4),
            -e.a_serial,
            -(e.a_serial + 1) * 2,
            e.a_serial - (e.a_serial - e.a_serial * e.a_serial) % e.a_serial,
            e.a_numeric.div(Decimal::TEN),
            e.a_real.mul(2.0),
        )
    });
    assert_snapshot!(shown(&numbers.to_sql()));
    let expected = (
        Some(7),
        Some(-24),
        Some(-3),
        Some(-3),
        -12,
        -26,
        12,
        Decimal::from_str_exact("-1234.5670000000000000").unwrap(),
        3.0,
    );
    assert_eq!(numbers.one(&db).await.unwrap(), expected);
    let error = Everything::select().columns(|e| e.a_integer.div(0)).one(&db).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("22012"));
}

#[tokio::test]
async fn values_become_those_of_other_types() {
    let (_database, db) = reference().await;
    people(&db).await;
    let query = User::select().order_by(|u| u.name).columns(|u| {
        (
            call::<String>("md5", (u.name,)),
            call::<String>("left", (u.name, 2)),
            fragment::<Decimal>(&["extract(year FROM ", ")"], (u.created_at,)).gt(Decimal::from(2000)),
            u.name.length().cast::<String>("text"),
            scalar(Member::select().filter(|m| m.user_id.eq(u.id)).columns(|m| m.role)),
            case::<i32>().when(u.name.eq("Ada"), 1).when(u.name.eq("Bob"), u.name.length()).end(),
            u.name.nullable(),
            call::<i64>("pg_backend_pid", ()).is_null(),
            fragment::<i32>(&["", " * 2"], (u.name.length() + 1,)),
        )
    });
    assert_snapshot!(shown(&query.to_sql()));
    let rows = query.all(&db).await.unwrap();
    assert_eq!(rows[0].0.as_deref(), Some("1a382809b7c03f686e12dd15677c5497"));
    assert_eq!((rows[0].1.as_deref(), rows[0].2, rows[0].3.as_str()), (Some("Ad"), Some(true), "3"));
    assert_eq!(
        rows.iter().map(|row| row.4).collect::<Vec<_>>(),
        [Some(MemberRole::Owner), Some(MemberRole::Viewer), None]
    );
    assert_eq!(rows.iter().map(|row| row.5).collect::<Vec<_>>(), [Some(1), Some(3), None]);
    assert_eq!((rows[0].6.as_deref(), rows[0].7, rows[0].8), (Some("Ada"), Some(false), Some(8)));
}

#[tokio::test]
async fn orders_by_what_can_be_null_and_what_cannot_stand_together() {
    let (_database, db) = reference().await;
    people(&db).await;
    let names = async |keys: &[&str], is_reversed: bool| {
        let query = User::select()
            .order_by(|u| {
                let order = |key: &&str| match *key {
                    "image" => u.image.desc().nulls_last(),
                    _ => u.name.asc().into(),
                };
                keys.iter().map(order).collect::<Vec<_>>()
            })
            .order_by(|u| if is_reversed { u.name.desc().nullable() } else { u.image.asc() })
            .order_by(|u| [u.name.asc(), u.id.asc()]);
        query.columns(|u| u.name).all(&db).await.unwrap().join(" ")
    };
    assert_eq!(names(&["image", "name"], false).await, "Bob Ada Cyd");
    assert_eq!(names(&["name", "image"], false).await, "Ada Bob Cyd");
    assert_eq!(names(&["image"], true).await, "Bob Cyd Ada");
    assert_eq!(names(&[], false).await, "Bob Ada Cyd");
}

#[tokio::test]
async fn texts_are_searched_for_words() {
    let (database, db) = everything().await;
    if database.single_connection() {
        evenkeel_test_support::left_out("the embedded server has no stop words of any language");
        return;
    }
    full("The quick brown foxes").insert(&db).await.unwrap();
    let ranks = Everything::select().columns(|e| {
        let words = vector("english", e.a_text);
        (
            words.clone().matches(text_query("english", "fox & !slow")),
            words.clone().matches(plain_query("english", "slow foxes")),
            words.clone().rank(plain_query("english", "quick fox")),
            vector("simple", e.a_text).matches(plain_query("simple", "fox")),
            words,
            e.a_vector.rank(text_query("simple", "bird")),
        )
    });
    assert_snapshot!(shown(&ranks.to_sql()));
    let (matches, slow, rank, exact, words, bird) = ranks.one(&db).await.unwrap();
    assert_eq!((matches, slow, exact), (Some(true), Some(false), Some(false)));
    assert!(rank > 0.0 && bird == 0.0, "{rank} {bird}");
    assert_eq!(words.as_str(), "'brown':3 'fox':4 'quick':2");
    let found = Everything::select()
        .filter(|e| vector("english", e.a_text).matches(plain_query("english", "fox")).and(e.a_mood.eq(Mood::Ok)))
        .order_by(|e| vector("english", e.a_text).rank(plain_query("english", "fox")).desc());
    assert_eq!(found.clone().count(&db).await.unwrap(), 1);

    let session = db.session().await.unwrap();
    session.run("CREATE INDEX words ON everything USING gin (to_tsvector('english', a_text))").await.unwrap();
    session.run("SET enable_seqscan = off").await.unwrap();
    let found = found.to_sql();
    let explain = Sql::new(format!("EXPLAIN {}", found.text()), found.parameters().to_vec());
    let plan: Vec<String> = session.rows(&explain).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(plan.iter().any(|line| line.contains("Index Scan on words")), "{plan:#?}");
}
