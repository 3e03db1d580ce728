//! Composite types as parameters and in results.

use evenkeel::{Db, sql};
use evenkeel_test_support::TestDatabase;

evenkeel::schema!("../codegen/tests/cases/composites/schema.yaml");

/// `sql!` of that schema.
macro_rules! customer {
    ($($input:tt)*) => {
        sql!("../codegen/tests/cases/composites/schema.yaml"; $($input)*)
    };
}

async fn customers() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database
        .execute(
            r#"CREATE SCHEMA shop;
               CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
               CREATE TYPE address AS (street text, zip text);
               CREATE TYPE place AS (at address, moods mood[], since date, size numeric(6,2));
               CREATE TYPE shop."order" AS (no integer, total numeric);
               CREATE DOMAIN delivery AS address CHECK ((value).street IS NOT NULL);
               CREATE DOMAIN addresses AS address[];
               CREATE TABLE shop.customer (
                   id bigint PRIMARY KEY, name text NOT NULL, mood mood NOT NULL DEFAULT 'ok', home address NOT NULL,
                   work address, delivery delivery NOT NULL UNIQUE, former address[] NOT NULL DEFAULT '{}',
                   known addresses NOT NULL DEFAULT '{}', deliveries delivery[] NOT NULL DEFAULT '{}', place place,
                   last shop."order");
               INSERT INTO shop.customer (id, name, home, delivery, former, known, deliveries, place, last) VALUES
                   (1, 'Ada', '("1, \"High\" St.",)', '(Low,7)', '{"(Old,)"}', '{"(Kin,1)"}', '{"(Door,2)"}',
                    '("(Far,9)","{happy,sad}",1999-12-31,12.50)', '(3,9.90)')"#,
        )
        .await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

fn address(street: &str, zip: Option<&str>) -> Address {
    Address { street: Some(street.to_owned()), zip: zip.map(str::to_owned) }
}

#[tokio::test]
async fn a_composite_is_read_as_its_struct() {
    let (_database, db) = customers().await;
    let row = customer!("select * from shop.customer").one(&db).await.unwrap();
    let (home, work): (&Address, &Option<Address>) = (&row.home, &row.work);
    assert_eq!((home, work), (&address("1, \"High\" St.", None), &None));
    assert_eq!((&row.delivery, &row.former), (&address("Low", Some("7")), &vec![address("Old", None)]));
    assert_eq!((&row.known, &row.deliveries), (&vec![address("Kin", Some("1"))], &vec![address("Door", Some("2"))]));
    let place = Place {
        at: Some(address("Far", Some("9"))),
        moods: Some(vec![Mood::Happy, Mood::Sad]),
        since: "1999-12-31".parse().ok(),
        size: "12.50".parse().ok(),
    };
    assert_eq!(row.place.as_ref(), Some(&place));
    assert_eq!(row.last, Some(Order { no: Some(3), total: "9.90".parse().ok() }));
    let whole: ShopCustomer = customer!("select * from shop.customer" as ShopCustomer).one(&db).await.unwrap();
    assert_eq!((whole.place, whole.known), (Some(place), row.known));
    assert_eq!(ShopCustomer::select().one(&db).await.unwrap().home, row.home);
    db.close().await;
}

#[tokio::test]
async fn a_composite_is_a_parameter() {
    let (_database, db) = customers().await;
    let (home, low, old) = (address("1, \"High\" St.", None), address("Low", Some("7")), vec![address("Old", None)]);
    let (home, low, old) = (&home, &low, &old);
    let found = customer!(
        "select id, '$1' as same from shop.customer
         where home = {home} and delivery = {low} and home <> all({old}) and former @> {old} and work is distinct from {low}"
    );
    assert_eq!(found.one(&db).await.unwrap().id, 1);
    let last = Order { no: Some(3), total: "9.9".parse().ok() };
    let found = customer!(
        "select id from shop.customer where last = $1 and deliveries = $2",
        &last,
        [address("Door", Some("2"))]
    );
    assert_eq!(found.one(&db).await.unwrap().id, 1);
    let returned = customer!(
        "update shop.customer set work = $1, home = coalesce($2, home), former = $3, delivery = $4 returning work, home, former",
        None::<Address>,
        Some(low.clone()),
        old,
        low
    );
    let row = returned.one(&db).await.unwrap();
    assert_eq!((row.work, &row.home, &row.former), (None, low, old));
    customer!(
        "insert into shop.customer (id, name, home, delivery, known) values (2, 'Bob', $1, $2, $3)",
        low,
        home,
        vec![low.clone()]
    )
    .exec(&db)
    .await
    .unwrap();
    let street = customer!("select ($1::address).street, (home).zip from shop.customer where id = 2", home);
    let row = street.one(&db).await.unwrap();
    assert_eq!((row.street, row.zip.as_deref()), (home.street.clone(), Some("7")));
    db.close().await;
}
