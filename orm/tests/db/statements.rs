//! Statements on a pool.

use std::error::Error;
use std::num::NonZeroUsize;
use std::time::Duration;

use bytes::BytesMut;
use evenkeel::{Executor, Parameter, Sql, batch};
use futures_util::{StreamExt, TryStreamExt};
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::support::{
    accounts, accounts_with, add, balance, more_accounts, number, several_connections, sql, sql_with,
};

#[tokio::test]
async fn a_statement_gives_rows_and_another_counts_them() {
    let (_database, db) = accounts().await;
    let rows = db.rows(&sql("SELECT id, owner FROM account ORDER BY id")).await.unwrap();
    let owners: Vec<(i32, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(owners, [(1, "ada".to_owned()), (2, "bob".to_owned())]);
    assert_eq!(db.execute(&sql("UPDATE account SET balance = 7")).await.unwrap(), 2);
    assert_eq!(balance(&db, 1).await, 7);
}

#[tokio::test]
async fn types_that_are_not_told_are_inferred() {
    let (_database, db) = accounts().await;
    let unknown = Sql::new("SELECT owner FROM account WHERE id = $1".into(), vec![Parameter::new(2, Type::UNKNOWN)]);
    assert_eq!(db.rows(&unknown).await.unwrap()[0].get::<_, String>(0), "bob");
    // The same text with another type is another statement.
    let text = "SELECT pg_typeof($1)::text";
    let of = |parameter| Sql::new(text.into(), vec![parameter]);
    for (parameter, name) in [
        (Parameter::new(1_i32, Type::INT4), "integer"),
        (Parameter::new(1_i64, Type::INT8), "bigint"),
        (Parameter::new(1_i32, Type::INT4), "integer"),
    ] {
        assert_eq!(db.rows(&of(parameter)).await.unwrap()[0].get::<_, String>(0), name);
    }
}

#[tokio::test]
async fn no_more_statements_stay_prepared_than_are_allowed() {
    let (_database, db) =
        accounts_with(|db| db.max_connections(1).prepared_statements(NonZeroUsize::new(8).unwrap())).await;
    for number in 0..50 {
        db.rows(&sql(&format!("SELECT {number}"))).await.unwrap();
    }
    let prepared = number(&db, "SELECT count(*) FROM pg_prepared_statements").await;
    assert!((1..=9).contains(&prepared), "{prepared}");
}

#[tokio::test]
async fn a_statement_outlives_a_change_of_its_table() {
    let (database, db) = accounts_with(|db| db.max_connections(1)).await;
    let all = sql("SELECT * FROM account WHERE id = 1");
    assert_eq!(db.rows(&all).await.unwrap()[0].len(), 4);
    database.execute("ALTER TABLE account ADD COLUMN note text").await;
    assert_eq!(db.rows(&all).await.unwrap()[0].len(), 5);
    db.session().await.unwrap().run("DEALLOCATE ALL").await.unwrap();
    assert_eq!(db.rows(&all).await.unwrap()[0].len(), 5);
}

/// A value of an enum type.
#[derive(Debug)]
struct Mood(&'static str);

impl ToSql for Mood {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        out.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(data_type: &Type) -> bool {
        matches!(data_type.kind(), Kind::Enum(_))
    }

    to_sql_checked!();
}

#[tokio::test]
async fn a_statement_outlives_a_type_that_another_takes_the_place_of() {
    let (database, db) = accounts_with(|db| db.max_connections(1)).await;
    let mood = "CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TABLE account ADD mood mood NOT NULL DEFAULT 'ok'";
    database.execute(mood).await;
    let text = "UPDATE account SET mood = $1 WHERE id = 1";
    let set = || Sql::new(text.into(), vec![Parameter::new(Mood("sad"), Type::UNKNOWN)]);
    assert_eq!(db.execute(&set()).await.unwrap(), 1);
    // As a migration does that takes a value of the type away.
    let swap = "CREATE TYPE other AS ENUM ('sad', 'happy'); ALTER TABLE account ALTER mood DROP DEFAULT;
        UPDATE account SET mood = 'sad'; ALTER TABLE account ALTER mood TYPE other USING mood::text::other;
        DROP TYPE mood; ALTER TYPE other RENAME TO mood";
    database.execute(swap).await;
    assert_eq!(db.execute(&set()).await.unwrap(), 1);
    database.execute(&swap.replace("'sad', 'happy'", "'sad', 'ok'")).await;
    let both = evenkeel::batch().exec(set()).exec(add(1, 1)).run(&db).await.unwrap();
    assert_eq!((both, balance(&db, 1).await), ((1, 1), 101));
}

#[tokio::test]
async fn rows_come_one_after_the_other() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(2)).await;
    let mut rows = db.stream(sql("SELECT n FROM generate_series(1, 100000) n")).await.unwrap();
    let mut sum = 0_i64;
    while let Some(row) = rows.next().await {
        sum += i64::from(row.unwrap().get::<_, i32>(0));
    }
    assert_eq!(sum, 5_000_050_000);
    assert!(rows.next().await.is_none());
    // One that is dropped before its end holds nobody up, however much was to come.
    for _ in 0..4 {
        let mut rows = db.stream(sql("SELECT generate_series(1, 1000000000)")).await.unwrap();
        assert_eq!(rows.next().await.unwrap().unwrap().get::<_, i32>(0), 1);
        drop(rows);
    }
    assert_eq!(number(&db, "SELECT 1::bigint").await, 1);
}

#[tokio::test]
async fn several_statements_go_in_one_round_trip_and_happen_together() {
    let (_database, db) = accounts().await;
    let read = |id| sql_with("SELECT balance FROM account WHERE id = $1", &[id]);
    let batch = batch().exec(add(1, -30)).exec_each([add(2, 10), add(2, 20)]).rows(read(1)).rows(read(2));
    assert_eq!(batch.to_sql().len(), 5);
    let (changed, each, ada, bob) = batch.run(&db).await.unwrap();
    assert_eq!((changed, each), (1, vec![1, 1]));
    assert_eq!((ada[0].get::<_, i32>(0), bob[0].get::<_, i32>(0)), (70, 130));

    let failing = evenkeel::batch().exec_each([add(1, 1000), add(2, -1000)]).rows(read(1));
    let error = failing.run(&db).await.unwrap_err();
    assert!(error.is_check_violation(), "{error}");
    assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (70, 130));

    // Many, and in a transaction.
    let (touched,) = db
        .transaction(async |tx| evenkeel::batch().exec_each((0..100).map(|_| add(1, 1))).run(&tx).await)
        .await
        .unwrap();
    assert_eq!(touched, [1; 100]);
    assert_eq!(balance(&db, 1).await, 170);
    // None is nothing to wait for, and one happens by itself.
    evenkeel::batch().run(&db).await.unwrap();
    assert_eq!(evenkeel::batch().exec(add(1, 1)).run(&db).await.unwrap(), (1,));
}

#[tokio::test]
async fn statements_that_go_together_outlive_a_change_of_their_table() {
    let (database, db) = accounts_with(|db| db.max_connections(1)).await;
    let all = || batch().exec(add(1, 1)).rows(sql("SELECT * FROM account WHERE id = 1"));
    assert_eq!(all().run(&db).await.unwrap().1[0].len(), 4);
    database.execute("ALTER TABLE account ADD COLUMN note text").await;
    assert_eq!(all().run(&db).await.unwrap().1[0].len(), 5);
    // What did not happen because of it happens once.
    assert_eq!(balance(&db, 1).await, 102);
}

#[tokio::test]
async fn rows_are_copied_in_and_out() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    let mut copy = db.copy_in("COPY account (id, owner) FROM STDIN").await.unwrap();
    for id in 10..1010 {
        copy.send(format!("{id}\tuser{id}\n").into()).await.unwrap();
    }
    assert_eq!(copy.finish().await.unwrap(), 1000);
    let pieces = db.copy_out("COPY (SELECT owner FROM account WHERE id >= 1008 ORDER BY id) TO STDOUT").await.unwrap();
    let pieces: Vec<_> = pieces.try_collect().await.unwrap();
    assert_eq!(pieces.concat(), b"user1008\nuser1009\n");

    let mut given_up = db.copy_in("COPY account (id, owner) FROM STDIN").await.unwrap();
    given_up.send("5000\tnobody\n".into()).await.unwrap();
    drop(given_up);
    let mut wrong = db.copy_in("COPY account (id, owner) FROM STDIN").await.unwrap();
    wrong.send("1\tada again\n".into()).await.unwrap();
    assert!(wrong.finish().await.unwrap_err().is_unique_violation());
    assert_eq!(number(&db, "SELECT count(*) FROM account WHERE id >= 5000").await, 0);
}

#[tokio::test]
async fn a_session_is_given_back_as_it_was_found() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(1).statement_timeout(Duration::from_secs(7))).await;
    let session = db.session().await.unwrap();
    session
        .run("SET search_path = nowhere; CREATE TEMPORARY TABLE scratch (n int); SET statement_timeout = '90s'")
        .await
        .unwrap();
    assert!(session.rows(&sql("SELECT n FROM scratch")).await.is_ok());
    drop(session);
    assert_eq!(balance(&db, 1).await, 100);
    assert!(db.rows(&sql("SELECT n FROM scratch")).await.unwrap_err().is_wrong_schema_version());
    let rows = db.rows(&sql("SELECT current_setting('statement_timeout')")).await.unwrap();
    assert_eq!(rows[0].get::<_, String>(0), "7s");
}

#[tokio::test]
async fn replicas_are_read_from_in_turn_and_done_without_where_they_are_down() {
    if !several_connections() {
        return;
    }
    let (database, first) = accounts().await;
    let (other, _) = more_accounts(&database).await;
    other.execute("UPDATE account SET balance = 5").await;
    let db = evenkeel::Db::builder(database.url())
        .replica(other.url())
        .replica("postgres://nobody@127.0.0.1:1/nowhere")
        .connect()
        .await
        .unwrap();
    for _ in 0..4 {
        assert_eq!(balance(&db.reader(), 1).await, 5);
    }
    assert_eq!(balance(&db, 1).await, 100);
    assert_eq!(balance(&first.reader(), 1).await, 100);
    let down = evenkeel::Db::builder(database.url()).replica("postgres://nobody@127.0.0.1:1/nowhere");
    assert_eq!(balance(&down.connect().await.unwrap().reader(), 1).await, 100);
}
