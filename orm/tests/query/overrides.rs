//! Values that the usual types do not hold, of columns for which the schema file names others.

use evenkeel::{Db, TextForm};
use evenkeel_test_support::TestDatabase;

use crate::support::stored;

include!("../../../codegen/tests/cases/overrides/schema.rs");

const TABLE: &str = "
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE sample (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, holes integer[] NOT NULL, moods mood[],
        grid integer[][] NOT NULL, ends timestamptz NOT NULL, amount numeric NOT NULL, network inet,
        twice integer NOT NULL GENERATED ALWAYS AS (2 * cardinality(holes)) STORED
    )";

async fn samples() -> (TestDatabase, Db) {
    let database = TestDatabase::create().await;
    database.execute(TABLE).await;
    let db = Db::builder(database.url()).connect().await.unwrap();
    (database, db)
}

fn sample() -> SampleInsert {
    let new = NewSample {
        holes: vec![Some(1), None, Some(i32::MIN)],
        grid: TextForm::new("{{1,2},{3,NULL}}"),
        ends: TextForm::new("infinity"),
        amount: TextForm::new("NaN"),
    };
    new.moods(vec![None, Some(Mood::Sad)]).network(TextForm::new("10.0.0.0/8"))
}

#[tokio::test]
async fn null_in_arrays_infinity_nan_and_networks_go_in_and_come_back() {
    let (_database, db) = samples().await;
    for found in stored!(Sample, id, &db, [sample(), sample()]) {
        assert_eq!(found.len(), 2);
        let Sample { holes, moods, grid, ends, amount, network, twice, .. } = found[1].clone();
        assert_eq!((holes, twice), (vec![Some(1), None, Some(i32::MIN)], 6));
        assert_eq!(moods, Some(vec![None, Some(Mood::Sad)]));
        let network = network.unwrap();
        let texts = [&grid, &ends, &amount, &network].map(TextForm::as_str);
        assert_eq!(texts, ["{{1,2},{3,NULL}}", "infinity", "NaN", "10.0.0.0/8"]);
    }
}

#[tokio::test]
async fn they_are_compared_and_set() {
    let (_database, db) = samples().await;
    let row = sample().insert(&db).await.unwrap();
    let same = Sample::select().filter(|s| s.holes.eq(row.holes.clone()).and(s.grid.eq(row.grid.clone())));
    let same = same.filter(|s| s.ends.eq(TextForm::new("infinity")).and(s.network.eq(TextForm::new("10.0.0.0/8"))));
    assert_eq!(same.count(&db).await.unwrap(), 1);
    let update = Sample::update().set(|s| (s.holes.set(vec![None]), s.amount.set(TextForm::new("-Infinity"))));
    let set = update.patch(SamplePatch { ends: Some(TextForm::new("-infinity")), ..SamplePatch::default() });
    let set = set.filter(|s| s.twice.eq(6)).one(&db).await.unwrap();
    assert_eq!((set.holes, set.amount.as_str(), set.ends.as_str()), (vec![None], "-Infinity", "-infinity"));
}

#[tokio::test]
async fn a_column_that_is_untyped_is_set_to_null() {
    let (_database, db) = samples().await;
    let rows = Sample::insert_many([sample(), sample()]).set(|s| (s.moods.set_null(), s.network.set_null()));
    let rows = rows.all(&db).await.unwrap();
    assert!(rows.iter().all(|row| row.moods.is_none() && row.network.is_none()), "{rows:?}");
    let update = Sample::update().set(|s| (s.moods.set_null(), s.network.set_null())).all_rows();
    assert_eq!(update.exec(&db).await.unwrap(), 2);
}

#[tokio::test]
async fn what_the_database_computes_is_set_to_what_it_computes() {
    let (_database, db) = samples().await;
    let row = sample().insert(&db).await.unwrap();
    let update = Sample::update().set(|s| (s.id.set_default(), s.twice.set_default(), s.holes.set(vec![None])));
    let update = update.filter(|s| s.id.eq(row.id));
    let text = update.to_sql().text().to_owned();
    assert!(
        text.starts_with(r#"UPDATE "public"."sample" SET "id" = DEFAULT, "twice" = DEFAULT, "holes" = $1 "#),
        "{text}"
    );
    let next = update.one(&db).await.unwrap();
    assert_eq!((next.id, next.twice), (row.id + 1, 2));
    let many = Sample::insert_many([sample(), sample()]).set(|s| (s.id.set_default(), s.twice.set_default()));
    let ids: Vec<i32> = many.returning(|s| s.id).all(&db).await.unwrap();
    assert_eq!(ids, [row.id + 2, row.id + 3]);
    let upsert = Sample::insert_many([sample()]).on_conflict(Sample::PKEY);
    let upsert = upsert.do_update(|s, _| (s.id.set_default(), s.twice.set_default()));
    assert_eq!(upsert.exec(&db).await.unwrap(), 1);
}

#[cfg(feature = "sql")]
#[tokio::test]
async fn statements_in_sql_have_the_same_types() {
    let (_database, db) = samples().await;
    let row = sample().insert(&db).await.unwrap();
    let found = evenkeel::sql!(
        "../codegen/tests/cases/overrides/schema.yaml";
        "update sample set holes = $1 returning holes, moods, array(select nullif(i, 1) from generate_series(1, 2) i) as ints",
        vec![None, Some(7)],
    );
    let found = found.one(&db).await.unwrap();
    assert_eq!((found.holes, found.moods), (vec![None, Some(7)], row.moods));
    assert_eq!(found.ints, [None, Some(2)]);
}
