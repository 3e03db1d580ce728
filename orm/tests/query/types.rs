//! Values of every type go in and come back equal, alone and with many rows.

use evenkeel::{Db, Multirange, Range, TextForm, count_rows};
use evenkeel_test_support::TestDatabase;
use futures_util::TryStreamExt;
use insta::assert_snapshot;

use crate::support::shown;

include!("../../../codegen/tests/cases/types/schema.rs");

const TABLE: &str = "
    CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    CREATE TYPE undecided AS ENUM ();
    CREATE TYPE address AS (street text, moods mood[], since date);
    CREATE DOMAIN email AS citext CHECK (value ~ '@');
    CREATE DOMAIN public.name AS text NOT NULL;
    CREATE DOMAIN names AS public.name[];
    CREATE TABLE everything (
        a_boolean boolean NOT NULL, a_smallint smallint NOT NULL, a_integer integer, a_bigint bigint NOT NULL,
        a_serial serial, a_real real NOT NULL, a_double double precision NOT NULL, a_numeric numeric(12,2) NOT NULL,
        a_text text NOT NULL, a_varchar varchar(20) NOT NULL, a_char char(3) NOT NULL, a_byte \"char\" NOT NULL,
        a_name name NOT NULL, a_citext citext NOT NULL, a_bytea bytea NOT NULL, a_uuid uuid NOT NULL,
        a_json json NOT NULL, a_jsonb jsonb NOT NULL, a_timestamptz timestamp(3) with time zone NOT NULL,
        a_timestamp timestamp NOT NULL, a_date date NOT NULL, a_time time NOT NULL, a_inet inet NOT NULL,
        a_oid oid NOT NULL, a_array text[] NOT NULL, a_matrix integer[][], a_mood mood NOT NULL, a_undecided undecided,
        a_moods mood[], a_address address, a_email email NOT NULL, a_named public.name, a_names names NOT NULL,
        a_interval interval NOT NULL, a_range tstzrange NOT NULL, a_vector tsvector NOT NULL,
        a_timetz time with time zone NOT NULL, a_money money NOT NULL, a_number numeric, a_int4range int4range,
        a_int8range int8range, a_numrange numrange, a_tsrange tsrange, a_daterange daterange, a_ranges int4range[],
        a_int4multirange int4multirange, a_int8multirange int8multirange, a_nummultirange nummultirange,
        a_tsmultirange tsmultirange, a_tstzmultirange tstzmultirange, a_datemultirange datemultirange,
        a_multiranges nummultirange[], a_path text NOT NULL, a_tags text[]
    )";

pub(crate) async fn everything() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.execute(TABLE).await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

fn new(text: &str) -> NewEverything {
    NewEverything {
        a_boolean: true,
        a_smallint: i16::MIN,
        a_bigint: i64::MAX,
        a_real: 1.5,
        a_double: f64::INFINITY,
        a_numeric: "-12345.67".parse().unwrap(),
        a_text: text.into(),
        a_varchar: "vär".into(),
        a_char: "abc".into(),
        a_byte: -1,
        a_name: "a_name".into(),
        a_citext: "CaSe".into(),
        a_bytea: vec![0, 255, b'\\'],
        a_uuid: evenkeel::uuid::Uuid::max(),
        a_json: evenkeel::serde_json::json!({"b": 1, "a": [null, "x"]}),
        a_jsonb: evenkeel::serde_json::json!([1.5, {"k": "\u{1f600}"}]),
        a_timestamptz: "2026-11-25T12:00:00.123Z".parse().unwrap(),
        a_timestamp: "0001-01-01T00:00:00".parse().unwrap(),
        a_date: "2000-02-29".parse().unwrap(),
        a_time: "23:59:59.999999".parse().unwrap(),
        a_inet: "::1".parse().unwrap(),
        a_oid: u32::MAX,
        a_array: vec![String::new(), "NULL".into(), "a,\"b\\c\" {d}".into()],
        a_mood: Mood::Ok,
        a_email: "Ada@Example.org".into(),
        a_named: "named".into(),
        a_names: vec!["x y".into()],
        a_interval: TextForm::new("1 day 02:00:00"),
        a_range: Range::from("2026-01-01T00:00:00Z".parse::<evenkeel::jiff::Timestamp>().unwrap()..),
        a_vector: TextForm::new("'cat' 'dog'"),
        a_timetz: TextForm::new("12:00:00+02"),
        a_money: TextForm::new("$12.50"),
        a_path: "/tmp".into(),
    }
}

pub(crate) fn full(text: &str) -> EverythingInsert {
    filled(new(text))
}

fn filled(new: NewEverything) -> EverythingInsert {
    let address = Address {
        street: Some("1, \"High\" St.\\".into()),
        moods: Some(vec![Mood::Happy, Mood::Sad]),
        since: "1999-12-31".parse().ok(),
    };
    new.a_integer(7)
        .a_serial(12)
        .a_matrix(vec![1, 2])
        .a_moods(vec![Mood::Sad])
        .a_address(address)
        .a_number("0.00000000000000000000000001".parse().ok())
        .a_int4range(Range::from(1..4))
        .a_ranges(vec![Range::from(..0), Range::Empty, Range::from(..)])
        .a_datemultirange(Multirange::from(["2026-01-01".parse().unwrap().."2026-02-01".parse().unwrap()]))
        .a_multiranges(vec![
            Multirange::default(),
            Multirange::from([Range::from(..=evenkeel::rust_decimal::Decimal::ONE)]),
        ])
        .a_tags(std::collections::VecDeque::from(["t".to_owned()]))
}

#[tokio::test]
async fn a_row_of_every_type_comes_back_as_it_went_in() {
    let (_database, db) = everything().await;
    let alone = full("a").insert(&db).await.unwrap();
    let NewEverything { a_array, a_double, a_json, a_jsonb, a_bytea, .. } = new("a");
    assert_eq!((&alone.a_array, &alone.a_json, &alone.a_jsonb), (&a_array, &a_json, &a_jsonb));
    assert_eq!((alone.a_double, &alone.a_bytea, alone.a_byte), (a_double, &a_bytea, -1));
    assert_eq!(alone.a_citext, "CaSe");
    assert_eq!(alone.a_address.as_ref().unwrap().street.as_deref(), Some("1, \"High\" St.\\"));
    assert_eq!(alone.a_address.as_ref().unwrap().moods, Some(vec![Mood::Happy, Mood::Sad]));
    assert_eq!((alone.a_money.as_str(), &*alone.a_path), ("$12.50", "/tmp"));

    // The same with others, through arrays.
    let many = Everything::insert_many([full("a"), full("a")]);
    assert_snapshot!(shown(&many.to_sql()));
    for row in many.all(&db).await.unwrap() {
        assert_eq!(row, alone);
    }
    // Once more what was read, as a patch.
    let Everything { a_mood, a_moods, a_email, a_json, a_address, a_range, .. } = alone.clone();
    let patch = EverythingPatch {
        a_mood: Some(a_mood),
        a_moods: Some(a_moods),
        a_email: Some(a_email),
        a_json: Some(a_json),
        a_address: Some(a_address),
        a_range: Some(a_range),
        ..EverythingPatch::default()
    };
    let patched = Everything::update().patch(patch).all_rows().all(&db).await.unwrap();
    assert_eq!(patched, [alone.clone(), alone.clone(), alone]);
}

#[tokio::test]
async fn a_row_of_every_type_is_copied_in_and_out() {
    let (_database, db) = everything().await;
    let row = || filled(NewEverything { a_byte: 97, ..new("a") });
    let inserted = row().insert(&db).await.unwrap();
    assert_eq!(Everything::copy_in(&db, [row(), row()]).await.unwrap(), 2);
    assert_eq!(Everything::select().all(&db).await.unwrap(), vec![inserted.clone(); 3]);
    let copied: Vec<Everything> = Everything::select().copy_out(&db).await.unwrap().try_collect().await.unwrap();
    assert_eq!(copied, vec![inserted; 3]);
    let error = Everything::copy_in(&db, [row(), full("a")]).await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("beyond ASCII"), "{error}: {cause}");
    assert_eq!(Everything::select().columns(|_| count_rows()).one(&db).await.unwrap(), 3);
}

#[tokio::test]
async fn what_another_query_gives_is_compared_and_read_as_its_types_are() {
    let (_database, db) = everything().await;
    let inserted = full("a").insert(&db).await.unwrap();
    let both = Everything::select()
        .filter(|e| e.a_mood.eq(Mood::Ok))
        .columns(|e| (e.a_mood, e.a_citext, e.a_interval, e.a_moods));
    let both = both.clone().union_all(both);
    let found = both.filter(|(mood, citext, _, moods)| {
        mood.eq(Mood::Ok).and(citext.eq("case")).and(moods.contains([Mood::Sad])).and(mood.any([Mood::Ok]))
    });
    let row = found.limit(1).one(&db).await.unwrap();
    assert_eq!(
        row,
        (inserted.a_mood, inserted.a_citext.clone(), inserted.a_interval.clone(), inserted.a_moods.clone())
    );
    let named = evenkeel::with("named", Everything::select());
    let named = named.select().join_source(&named, |e, other| e.a_mood.eq(other.a_mood)).only_first();
    assert_eq!(named.one(&db).await.unwrap(), inserted);
    let inside = Everything::select().filter(|e| e.a_mood.in_query(Everything::select().columns(|e| e.a_mood)));
    assert_eq!(inside.count(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn columns_are_compared_as_their_types_are() {
    let (_database, db) = everything().await;
    full("a").insert(&db).await.unwrap();
    let query = Everything::select()
        .filter(|e| e.a_citext.eq("case").and(e.a_email.eq("ADA@example.org")))
        .filter(|e| e.a_mood.gt(Mood::Sad).and(e.a_mood.any([Mood::Ok])).and(e.a_mood.ne(Mood::Happy)))
        .filter(|e| e.a_moods.contains([Mood::Sad]).and(e.a_array.contains(["NULL"])).and(e.a_names.contains(["x y"])))
        .filter(|e| {
            e.a_char
                .eq("abc")
                .and(e.a_varchar.eq("vär"))
                .and(e.a_numeric.lt("0".parse::<evenkeel::rust_decimal::Decimal>().unwrap()))
        })
        .filter(|e| e.a_jsonb.at(1).get_text("k").eq("\u{1f600}").and(e.a_path.eq(Box::<str>::from("/tmp"))))
        .filter(|e| e.a_vector.matches(evenkeel::search_query("simple", "cat or mouse")))
        .columns(|e| (e.a_mood.null_if(Mood::Sad), e.a_moods, e.a_address, e.a_interval));
    assert_snapshot!(shown(&query.to_sql()));
    let (mood, moods, address, interval) = query.one(&db).await.unwrap();
    assert_eq!((mood, moods), (Some(Mood::Ok), Some(vec![Mood::Sad])));
    assert!(address.is_some() && interval.as_str() == "1 day 02:00:00");
}

#[tokio::test]
async fn what_is_too_long_is_refused_and_never_cut_off() {
    let (_database, db) = everything().await;
    let rows = || ["a", "b"].map(|text| NewEverything { a_char: "abcdef".into(), ..new(text) });
    let [row, _] = rows();
    let is_too_long = |error: Option<evenkeel::Error>| assert_eq!(error.unwrap().sqlstate(), Some("22001"));
    is_too_long(row.insert(&db).await.err());
    is_too_long(Everything::insert_many(rows()).exec(&db).await.err());
    full("a").insert(&db).await.unwrap();
    is_too_long(Everything::update().set(|e| e.a_char.set("abcdef")).all_rows().exec(&db).await.err());
    let long = Everything::insert_many([full("b"), full("c")]).set(|e| e.a_char.set("abcdef"));
    is_too_long(long.exec(&db).await.err());
    let computed = Everything::update().set(|e| e.a_char.set(e.a_text.concat("bcdef"))).all_rows();
    is_too_long(computed.exec(&db).await.err());
}

#[tokio::test]
async fn what_is_computed_is_of_the_type_of_its_column() {
    let (_database, db) = everything().await;
    full("a").insert(&db).await.unwrap();
    let update = Everything::update().all_rows().set(|e| {
        let mood = evenkeel::case::<evenkeel::Enum<Mood>>().when(e.a_text.eq("a"), Mood::Happy).otherwise(Mood::Sad);
        (e.a_mood.set(mood.clone()), e.a_moods.set(e.a_moods.append(Mood::Sad)), e.a_citext.set(e.a_text.concat("!")))
    });
    assert_snapshot!(shown(&update.to_sql()));
    let row = update.one(&db).await.unwrap();
    assert_eq!((row.a_mood, row.a_citext.as_str()), (Mood::Happy, "a!"));
    assert_eq!(row.a_moods.unwrap().last(), Some(&Mood::Sad));
}

#[tokio::test]
async fn json_that_is_kept_as_written_is_looked_into_too() {
    let (_database, db) = everything().await;
    full("a").insert(&db).await.unwrap();
    let parts = Everything::select().columns(|e| {
        (
            e.a_json.get("a").at(1),
            e.a_json.path(["a", "1"]),
            e.a_json.path_text(["b"]),
            e.a_json.at(0),
            e.a_json.get_text("b"),
        )
    });
    let x = evenkeel::serde_json::json!("x");
    let found = parts.one(&db).await.unwrap();
    assert_eq!(found, (Some(x.clone()), Some(x), Some("1".to_owned()), None, Some("1".to_owned())));
}
