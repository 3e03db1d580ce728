//! A value that is too long for its column is an error, however it travels, and is never cut off.

use evenkeel::{Db, Error, TextForm};
use evenkeel_test_support::TestDatabase;

include!("../../../codegen/tests/cases/lengths/schema.rs");

const TABLE: &str = "
    CREATE DOMAIN code AS char(3);
    CREATE DOMAIN callsign AS code CONSTRAINT not_empty CHECK (value <> '');
    CREATE DOMAIN flags AS bit(3);
    CREATE DOMAIN codes AS char(3)[];
    CREATE DOMAIN word AS varchar(3);
    CREATE TABLE ship (
        id integer PRIMARY KEY, code code, callsign callsign, flags flags, codes codes, code_list code[], word word,
        mark char(3)
    )";

async fn ships() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.execute(TABLE).await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

/// A ship with a value of this text in each column, or in one alone.
fn ship(id: i32, column: usize, text: &str, flags: &str) -> ShipInsert {
    let of = |index: usize| (column == index || column == ALL).then(|| text.to_owned());
    let list = |index: usize| of(index).map(|text| vec![text]);
    NewShip { id }
        .code(of(0))
        .callsign(of(1))
        .flags(of(2).map(|_| TextForm::new(flags)))
        .codes(list(3))
        .code_list(list(4))
        .word(of(5))
        .mark(of(6))
}

const ALL: usize = usize::MAX;

fn is_too_long(error: &Error) -> bool {
    // bit(3) wants just as many.
    matches!(error.server_error().map(|error| error.code().code()), Some("22001" | "22026"))
}

#[tokio::test]
async fn many_rows_are_refused_where_a_value_is_too_long() {
    let (_database, db) = ships().await;
    Ship::insert_many([ship(1, ALL, "abc", "101"), ship(2, ALL, "ab", "010")]).exec(&db).await.unwrap();
    let fitting = Ship::select().order_by(|s| s.id).all(&db).await.unwrap();
    assert_eq!(fitting[0].callsign.as_deref(), Some("abc"));
    assert_eq!(fitting[0].flags, Some(TextForm::new("101")));
    assert_eq!(fitting[0].code_list, Some(vec!["abc".to_owned()]));
    assert_eq!(fitting[1].word.as_deref(), Some("ab"));
    for column in 0..7 {
        let alone = ship(10, column, "abcd", "1011").insert(&db).await.unwrap_err();
        assert!(is_too_long(&alone), "column {column} alone: {alone}");
        let rows = [ship(10, column, "abc", "101"), ship(11, column, "abcd", "1011")];
        match Ship::insert_many(rows).all(&db).await {
            Ok(rows) => panic!("column {column} was cut off: {rows:?}"),
            Err(error) => assert!(is_too_long(&error), "column {column}: {error}"),
        }
    }
    assert_eq!(Ship::select().count(&db).await.unwrap(), 2);
    let empty = Ship::insert_many([ship(10, 1, "", ""), ship(11, 1, "", "")]).exec(&db).await.unwrap_err();
    assert!(empty.is_check_violation(), "{empty}");
}

#[tokio::test]
async fn what_is_computed_is_refused_where_it_is_too_long() {
    let (_database, db) = ships().await;
    ship(1, ALL, "abc", "101").insert(&db).await.unwrap();
    let update = Ship::update().set(|s| s.code.set(s.code.concat("d"))).filter(|s| s.id.eq(1));
    let error = update.exec(&db).await.unwrap_err();
    assert!(is_too_long(&error), "{error}");
    let found = Ship::select().filter(|s| s.code.any(["abc", "abcd"])).count(&db).await.unwrap();
    assert_eq!(found, 1);
}
