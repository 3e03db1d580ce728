//! Reading from replicas, and from what stands for them.

use evenkeel::{Db, Error, Executor};
use futures_util::TryStreamExt;

use crate::support::{accounts, accounts_with, add, balance, more_accounts, several_connections, sql};

/// All ways to write are refused, and all ways to read work.
async fn reads_and_does_not_write(db: &Db) {
    let reader = db.reader();
    let refused = |error: Option<Error>| {
        let error = error.unwrap();
        assert_eq!(error.sqlstate(), Some("25006"), "{error}");
        assert!(error.to_string().contains("write on the `Db` itself"), "{error}");
    };
    let insert = "INSERT INTO account (id, owner) VALUES (9, 'eve') RETURNING id";
    let copy = "COPY account (id, owner) FROM STDIN";
    for _ in 0..2 {
        refused(reader.execute(&add(1, 1)).await.err());
        refused(reader.rows(&sql(insert)).await.err());
        refused(match reader.stream(sql(insert)).await {
            Ok(rows) => rows.try_collect::<Vec<_>>().await.err(),
            Err(error) => Some(error),
        });
        refused(evenkeel::batch().exec_each([add(1, 1), add(2, 1)]).run(&reader).await.err());
        refused(evenkeel::batch().exec(add(1, 1)).run(&reader).await.err());
        refused(match reader.copy_in(copy).await {
            Ok(copy) => copy.finish().await.err(),
            Err(error) => Some(error),
        });

        assert_eq!(balance(&reader, 1).await, 100);
        let all = || sql("SELECT id FROM account");
        assert_eq!(reader.execute(&all()).await.unwrap(), 2);
        assert_eq!(reader.stream(all()).await.unwrap().try_collect::<Vec<_>>().await.unwrap().len(), 2);
        let (one, two) = evenkeel::batch().rows(all()).rows(all()).run(&reader).await.unwrap();
        assert_eq!((one.len(), two.len()), (2, 2));
        let copied: Vec<_> = reader.copy_out("COPY account TO STDOUT").await.unwrap().try_collect().await.unwrap();
        assert_eq!(copied.len(), 2);
    }
}

#[tokio::test]
async fn what_reads_from_the_database_itself_does_not_write() {
    let (_database, db) = accounts_with(|db| db.max_connections(1)).await;
    reads_and_does_not_write(&db).await;
    // The session that it shares with the others writes for them.
    db.execute(&add(1, 1)).await.unwrap();
    assert_eq!(balance(&db.reader(), 1).await, 101);
}

#[tokio::test]
async fn what_reads_from_a_replica_that_would_let_it_does_not_write() {
    if !several_connections() {
        return;
    }
    let (database, _) = accounts().await;
    let (other, _) = more_accounts(&database).await;
    let nowhere = "postgres://nobody@127.0.0.1:1/nowhere";
    for replica in [other.url(), nowhere.to_owned()] {
        let db = Db::builder(database.url()).replica(replica).connect().await.unwrap();
        reads_and_does_not_write(&db).await;
        db.transaction(async |tx| tx.execute(&add(2, 0)).await).await.unwrap();
    }
}

#[tokio::test]
async fn a_reader_prepares_anew_what_a_migration_changed() {
    let (_database, db) = accounts_with(|db| db.max_connections(1)).await;
    let all = || sql("SELECT * FROM account");
    let reader = db.reader();
    for change in ["SELECT 1", "ALTER TABLE account ADD note text", "ALTER TABLE account DROP note"] {
        reader.rows(&all()).await.unwrap();
        db.execute(&sql(change)).await.unwrap();
        reader.rows(&all()).await.unwrap();
        db.execute(&sql("ALTER TABLE account ADD other text")).await.unwrap();
        reader.stream(all()).await.unwrap().try_collect::<Vec<_>>().await.unwrap();
        db.execute(&sql("ALTER TABLE account DROP other")).await.unwrap();
    }
}
