use evenkeel::{Db, case, count_rows, exists};
use evenkeel_test_support::TestServer;
use futures_util::TryStreamExt;
use insta::assert_snapshot;

use crate::support::{people, reference, shown};
use crate::{Member, MemberRole, User, UserRole};

#[tokio::test]
async fn rows_are_structs() {
    let (_database, db) = reference().await;
    let (_, [ada, bob, cyd]) = people(&db).await;
    let all = User::select().order_by(|u| u.name);
    assert_snapshot!(shown(&all.to_sql()));
    assert_eq!(all.all(&db).await.unwrap(), [ada, bob, cyd]);
}

#[tokio::test]
async fn filters_orders_and_limits_are_added_in_an_if() {
    let (_database, db) = reference().await;
    people(&db).await;
    let mut query = User::select().filter(|u| u.email.ilike("%@example.org"));
    for (locale, page) in [(Some("en"), None), (None, Some(1))] {
        if let Some(locale) = locale {
            query = query.filter(|u| u.locale.eq(locale).or(u.image.is_null()));
        }
        if let Some(page) = page {
            query = query.order_by(|u| (u.name.desc(), u.id)).limit(1).offset(page);
        }
    }
    let query = query.columns(|u| (u.name, u.image));
    assert_snapshot!(shown(&query.to_sql()));
    assert_eq!(query.all(&db).await.unwrap(), [("Bob".to_owned(), Some("https://example.org/bob.png".to_owned()))]);
}

#[tokio::test]
async fn one_row_is_one_or_an_error() {
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let found = User::find(&ada.id);
    assert_snapshot!(shown(&found.to_sql()));
    assert_eq!(found.clone().one(&db).await.unwrap(), ada);
    assert_eq!(found.optional(&db).await.unwrap(), Some(ada));
    assert_eq!(User::find("nobody").optional(&db).await.unwrap(), None);
    let missing = User::find("nobody").one(&db).await.unwrap_err();
    assert!(missing.is_not_found());
    assert_eq!(missing.to_string(), "no row of User was found");
    let several = User::select().one(&db).await.unwrap_err();
    assert!(several.is_too_many_rows());
    let first = User::select().order_by(|u| u.name.desc()).columns(|u| u.name).first(&db).await.unwrap();
    assert_eq!(first.as_deref(), Some("Cyd"));
}

#[tokio::test]
async fn rows_are_counted() {
    let (_database, db) = reference().await;
    people(&db).await;
    assert_eq!(User::select().order_by(|u| u.name).count(&db).await.unwrap(), 3);
    assert_eq!(User::select().filter(|u| u.role.eq(UserRole::Admin)).count(&db).await.unwrap(), 0);
    assert_eq!(User::select().limit(2).count(&db).await.unwrap(), 2);
    assert_eq!(User::select().columns(|u| u.locale).distinct().count(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn rows_are_locked_in_a_transaction() {
    if !TestServer::get().several_connections() {
        return;
    }
    let (_database, db) = reference().await;
    let (_, [ada, ..]) = people(&db).await;
    let locked = User::find(&ada.id).for_update();
    assert_snapshot!(shown(&locked.to_sql()));
    let tx = db.begin().await.unwrap();
    User::find(&ada.id).for_no_key_update().one(&tx).await.unwrap();
    // Rows that refer to it can be inserted still.
    assert_eq!(User::find(&ada.id).for_key_share().no_wait().one(&db).await.unwrap().id, ada.id);
    assert!(User::find(&ada.id).for_share().no_wait().one(&db).await.is_err());
    locked.one(&tx).await.unwrap();
    assert!(User::find(&ada.id).for_key_share().no_wait().one(&db).await.is_err());
    let others = User::select().for_update().skip_locked().order_by(|u| u.name).columns(|u| u.name);
    assert_eq!(others.all(&db).await.unwrap(), ["Bob", "Cyd"]);
    let error = User::find(&ada.id).for_share().no_wait().one(&db).await.unwrap_err();
    assert_eq!(error.sqlstate(), Some("55P03"));
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_rows_of_one_table_of_a_join_are_locked() {
    if !TestServer::get().several_connections() {
        return;
    }
    let (_database, db) = reference().await;
    people(&db).await;
    let query = Member::select().join::<User, _>(|m, u| u.id.eq(m.user_id)).for_key_share().lock_of(|(m, _)| m.id);
    let query = query.filter(|(_, u)| u.name.eq("Ada")).columns(|(m, _)| m.role);
    assert_snapshot!(shown(&query.to_sql()));
    let tx = db.begin().await.unwrap();
    assert_eq!(query.one(&tx).await.unwrap(), MemberRole::Owner);
    assert_eq!(User::select().for_update().skip_locked().all(&db).await.unwrap().len(), 3);
    assert_eq!(Member::select().for_update().skip_locked().all(&db).await.unwrap().len(), 1);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn conditions_mean_what_sql_says() {
    let (_database, db) = reference().await;
    people(&db).await;
    let names = async |db: &Db, query: evenkeel::Select<User>| {
        query.order_by(|u| u.name).columns(|u| u.name).all(db).await.unwrap().join(" ")
    };
    let query = User::select();
    let mut sql = Vec::new();
    let mut all = Vec::new();
    for query in [
        query.clone().filter(|u| u.name.any(vec!["Ada", "Cyd"])),
        query.clone().filter(|u| u.name.between("B", "D").and(u.image.is_null().not())),
        query.clone().filter(|u| !u.banned).filter(|u| u.name.eq("Ada").or(u.name.eq("Bob")).and(u.locale.ne("fr"))),
        query.clone().filter(|u| u.ban_reason.coalesce(u.name).starts_with("C")),
        query.clone().filter(|u| u.role.eq(UserRole::User).and(u.created_at.le(evenkeel::now()))),
        query.clone().filter(|u| u.image.is_distinct_from(Some("x")).and(u.name.lower().eq("ada"))),
        query
            .clone()
            .filter(|u| exists(Member::select().filter(|m| m.user_id.eq(u.id).and(m.role.eq(MemberRole::Owner))))),
        query.clone().filter(|u| u.id.in_query(Member::select().columns(|m| m.user_id))),
        query.clone().filter(|u| u.id.not_in_query(Member::select().columns(|m| m.user_id))),
    ] {
        let text = query.to_sql();
        sql.push(text.text().split(" WHERE ").last().unwrap().to_owned());
        all.push(names(&db, query).await);
    }
    assert_snapshot!(sql.join("\n"));
    assert_eq!(all, ["Ada Cyd", "Bob", "Bob", "Cyd", "Ada Bob Cyd", "Ada", "Ada", "Ada Bob", "Cyd"]);
}

#[tokio::test]
async fn groups_have_aggregates() {
    let (_database, db) = reference().await;
    people(&db).await;
    let groups =
        User::select().group_by(|u| u.locale).having(|_| count_rows().ge(1)).order_by(|_| count_rows().desc()).columns(
            |u| {
                (
                    u.locale,
                    count_rows(),
                    u.name.max(),
                    u.image.count(),
                    u.name.string_agg(", ").filter_where(u.image.is_null()),
                )
            },
        );
    assert_snapshot!(shown(&groups.to_sql()));
    let groups = groups.all(&db).await.unwrap();
    assert_eq!(groups[0], ("en".to_owned(), 2, Some("Cyd".to_owned()), 1, Some("Cyd".to_owned())));
    assert_eq!(groups[1], ("fr".to_owned(), 1, Some("Ada".to_owned()), 0, Some("Ada".to_owned())));
}

#[tokio::test]
async fn distinct_rows_come_once() {
    let (_database, db) = reference().await;
    people(&db).await;
    let locales = User::select().columns(|u| u.locale).distinct().order_by(|u| u.locale);
    assert_snapshot!(shown(&locales.to_sql()), @r#"
    SELECT DISTINCT "user"."locale" FROM "public"."user" ORDER BY "user"."locale"
    "#);
    assert_eq!(locales.all(&db).await.unwrap(), ["en", "fr"]);
    let last = User::select().distinct_on(|u| u.locale).order_by(|u| (u.locale, u.name.desc())).columns(|u| u.name);
    assert_snapshot!(shown(&last.to_sql()), @r#"
    SELECT DISTINCT ON ("user"."locale") "user"."name" FROM "public"."user" ORDER BY "user"."locale", "user"."name" DESC
    "#);
    assert_eq!(last.all(&db).await.unwrap(), ["Cyd", "Ada"]);
}

#[tokio::test]
async fn expressions_are_selected() {
    let (_database, db) = reference().await;
    people(&db).await;
    let query = User::select().order_by(|u| u.name).columns(|u| {
        let kind = case::<String>().when(u.image.is_null(), "plain").otherwise("pictured");
        (u.name.upper().concat("!"), kind, u.name.length().eq(3), evenkeel::value(7_i64))
    });
    assert_snapshot!(shown(&query.to_sql()));
    let rows = query.all(&db).await.unwrap();
    assert_eq!(rows[1], ("BOB!".to_owned(), "pictured".to_owned(), Some(true), 7));
}

#[tokio::test]
async fn rows_are_streamed() {
    let (_database, db) = reference().await;
    people(&db).await;
    let rows = User::select().order_by(|u| u.name).columns(|u| u.name).stream(&db).await.unwrap();
    let names: Vec<String> = rows.try_collect().await.unwrap();
    assert_eq!(names, ["Ada", "Bob", "Cyd"]);
}
