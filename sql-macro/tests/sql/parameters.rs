//! What is given.

use evenkeel::jiff::Timestamp;
use evenkeel::rust_decimal::Decimal;
use evenkeel::{TextForm, sql};

use crate::support::{MemberRole, service};

#[tokio::test]
async fn variables_are_captured_as_format_does() {
    let (_database, db) = service().await;
    let organization = String::from("o1");
    let role = MemberRole::Owner;
    let rows =
        sql!("select id from member where organization_id = {organization} and role = {role} and {organization} <> ''")
            .all(&db)
            .await
            .unwrap();
    assert_eq!(rows[0].id, "m1");
    let r#type = "o2";
    let row = sql!("select name from organization where id = {r#type}").one(&db).await.unwrap();
    assert_eq!(row.name, "Two");
    db.close().await;
}

#[tokio::test]
async fn numbers_take_the_expressions_behind() {
    let (_database, db) = service().await;
    let ids = vec!["m1".to_owned(), "m3".to_owned()];
    let rows = sql!("select id from member where id = any($1) and organization_id <> $2 order by id", &ids, "o9")
        .all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    let rows = sql!("select id from member where id = any($1)", ["m1", "m2"]).all(&db).await.unwrap();
    assert_eq!(rows.len(), 2);
    let roles = [MemberRole::Owner, MemberRole::Viewer];
    let rows = sql!("select id from member where role = any($1) and role in ($2, $3)", roles, &roles[0], roles[1],)
        .all(&db)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    let row = sql!("select id from subscription_plans where price_monthly < $1 limit $2", Decimal::TEN, 1)
        .one(&db)
        .await
        .unwrap();
    assert_eq!(row.id, "p1");
    let row = sql!("select $1::timestamptz + $2::interval as later", Timestamp::UNIX_EPOCH, TextForm::new("1 day"))
        .one(&db)
        .await
        .unwrap();
    assert_eq!(row.later, Some("1970-01-02T00:00:00Z".parse().unwrap()));
    db.close().await;
}

#[tokio::test]
async fn null_is_given_where_it_means_something() {
    let (_database, db) = service().await;
    let found = async |name: Option<&str>| {
        sql!("select id from organization where $1::text is null or name = $1", name).all(&db).await.unwrap().len()
    };
    assert_eq!((found(None).await, found(Some("One")).await), (2, 1));
    let image: Option<String> = None;
    let row = sql!(r#"update "user" set image = {image} where id = 'u1' returning image"#).one(&db).await.unwrap();
    assert_eq!(row.image, None);
    sql!(r#"update "user" set image = $1 where id = 'u1'"#, "b.png").exec(&db).await.unwrap();
    let row = sql!(r#"select coalesce($1, image) as image from "user" where id = 'u1'"#, None::<&str>)
        .one(&db)
        .await
        .unwrap();
    assert_eq!(row.image.as_deref(), Some("b.png"));
    db.close().await;
}
