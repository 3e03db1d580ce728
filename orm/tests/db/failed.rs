//! Transactions that failed, and nobody saw it.

use std::time::{Duration, Instant};

use evenkeel::{Db, Error, Executor, Key, Transaction, TransactionOptions};
use futures_util::StreamExt;

use crate::support::{accounts, accounts_with, add, balance, number, several_connections, sql};

/// Takes a while, and fails then.
const FAILS_LATE: &str = "SELECT 1 / (CASE WHEN pg_sleep(0.2)::text = '' THEN 0 ELSE 1 END)";

/// Gives up a statement that fails later.
async fn give_up(tx: &Transaction) {
    let late = sql(FAILS_LATE);
    let limited = tokio::time::timeout(Duration::from_millis(50), tx.rows(&late));
    assert!(limited.await.is_err(), "it was to be given up");
}

fn is_told(error: &Error) {
    assert!(error.is_transaction_failed() && error.to_string().contains("nobody waited for"), "{error}");
}

#[tokio::test]
async fn a_statement_that_was_given_up_and_fails_later_fails_the_transaction() {
    let (_database, db) = accounts().await;
    for _ in 0..2 {
        let error = db
            .transaction(async |tx| {
                tx.execute(&add(1, 1)).await?;
                give_up(&tx).await;
                Ok(())
            })
            .await
            .unwrap_err();
        is_told(&error);
        let tx = db.begin().await.unwrap();
        tx.execute(&add(1, 1)).await.unwrap();
        give_up(&tx).await;
        is_told(&tx.commit().await.unwrap_err());
        assert_eq!(balance(&db, 1).await, 100);
    }
    // The session was rolled back, and is as good as any.
    assert_eq!(db.connections(), (1, 0));
    db.transaction(async |tx| tx.execute(&add(1, 1)).await.map(drop)).await.unwrap();
    assert_eq!(balance(&db, 1).await, 101);
}

/// Reads the first rows of a stream whose last ones fail.
async fn read_the_first(db: &Db, rows: &str) -> Result<(), Error> {
    let rows = sql(rows);
    db.transaction(async |tx| {
        tx.execute(&add(1, 1)).await?;
        let mut rows = tx.stream(rows).await?;
        for _ in 0..3 {
            rows.next().await.transpose()?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_stream_that_was_dropped_and_fails_later_fails_the_transaction() {
    let (_database, db) = accounts().await;
    let late = "SELECT 10 / (150000 - n) FROM (SELECT generate_series(1, 200000) AS n) AS numbers";
    is_told(&read_the_first(&db, late).await.unwrap_err());
    assert_eq!(balance(&db, 1).await, 100);
    read_the_first(&db, "SELECT generate_series(1, 200000)").await.unwrap();
    assert_eq!(balance(&db, 1).await, 101);
}

#[tokio::test]
async fn a_stream_that_the_server_cancels_after_its_drop_fails_the_transaction() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.statement_timeout(Duration::from_millis(200))).await;
    let slow = "SELECT n, CASE WHEN n > 50000 THEN pg_sleep(10) END FROM generate_series(1, 50001) AS n";
    is_told(&read_the_first(&db, slow).await.unwrap_err());
    assert_eq!(balance(&db, 1).await, 100);
}

#[tokio::test]
async fn what_is_given_up_and_does_not_fail_is_part_of_the_transaction() {
    let (_database, db) = accounts().await;
    db.transaction(async |tx| {
        let slow = sql("UPDATE account SET balance = 7 WHERE id = 1 AND pg_sleep(0.2)::text = ''");
        assert!(tokio::time::timeout(Duration::from_millis(50), tx.execute(&slow)).await.is_err());
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(balance(&db, 1).await, 7);
}

#[tokio::test]
async fn a_rollback_waits_for_no_statement_that_was_given_up() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(2)).await;
    let slow = sql("UPDATE account SET balance = 7 WHERE id = 1 AND pg_sleep(60)::text = ''");
    let running = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' \
                   AND pid <> pg_backend_pid() AND query LIKE 'UPDATE%'";
    let begun = Instant::now();
    let tx = db.begin().await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(50), tx.execute(&slow)).await.is_err());
    while number(&db, running).await == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "it does not run");
    }
    tx.rollback().await.unwrap();
    assert_eq!((number(&db, running).await, db.connections().1), (0, 0));
    // Where the closure says that it failed, so does the transaction.
    let work = async |tx: Transaction| match tokio::time::timeout(Duration::from_millis(50), tx.execute(&slow)).await {
        Ok(result) => Ok(result?),
        Err(_) => Err(Box::<dyn std::error::Error + Send + Sync>::from("too slow")),
    };
    let failed = db.transaction_with(TransactionOptions::new(), work).await;
    assert_eq!(failed.unwrap_err().to_string(), "too slow");
    assert_eq!(number(&db, running).await, 0);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());

    // One that ends soon costs no session. On a busy machine it may not end soon, so it is tried again.
    let short = sql("UPDATE account SET balance = 7 WHERE id = 1 AND pg_sleep(0.06)::text = ''");
    let mut is_kept = false;
    for _ in 0..20 {
        let before = number(&db, "SELECT pg_backend_pid()::bigint").await;
        let tx = db.begin().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(30), tx.execute(&short)).await.is_err());
        tx.rollback().await.unwrap();
        is_kept = number(&db, "SELECT pg_backend_pid()::bigint").await == before;
        assert_eq!(balance(&db, 1).await, 100);
        if is_kept {
            break;
        }
    }
    assert!(is_kept, "a session was ended each time");
}

#[tokio::test]
async fn a_savepoint_in_which_something_failed_is_undone_alone() {
    let (_database, db) = accounts().await;
    db.transaction(async |tx| {
        tx.execute(&add(1, 1)).await?;
        let unseen = tx
            .savepoint(async |tx| {
                tx.execute(&add(1, 10)).await?;
                give_up(&tx).await;
                Ok(())
            })
            .await;
        is_told(&unseen.unwrap_err());
        let passed_over = tx
            .savepoint(async |tx| {
                let inner = tx.savepoint(async |tx| tx.execute(&add(2, -1000)).await).await;
                assert!(inner.unwrap_err().is_check_violation());
                tx.execute(&add(1, 100)).await?;
                let _ = tx.execute(&add(2, -1000)).await;
                Ok(())
            })
            .await;
        let error: Error = passed_over.unwrap_err();
        assert!(error.is_transaction_failed() && error.is_check_violation(), "{error}");
        tx.execute(&add(2, 1)).await.map(drop)
    })
    .await
    .unwrap();
    assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (101, 101));
}

#[tokio::test]
async fn what_failed_the_transaction_is_told_by_the_predicates_too() {
    let (_database, db) = accounts().await;
    let error = db
        .transaction(async |tx| {
            let _ = tx.execute(&add(2, -1000)).await;
            Ok(())
        })
        .await
        .unwrap_err();
    assert!(error.is_transaction_failed() && error.is_check_violation(), "{error}");
    assert!(error.violates(Key::new("public", "account", "account_balance_check")));
    assert_eq!(error.sqlstate(), Some("23514"));
    assert_eq!(error.statement(), Some("UPDATE account SET balance = balance + $2 WHERE id = $1"));
}

#[tokio::test]
async fn a_copy_that_is_refused_leaves_no_session_whose_answers_are_those_of_others() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(1)).await;
    for _ in 0..3 {
        for refused in ["COPY nowhere FROM STDIN", "COPY account (nothing) FROM STDIN", "COPY nonsense"] {
            assert!(db.copy_in(refused).await.err().unwrap().sqlstate().is_some());
            assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (100, 100));
            let failed = db.transaction(async |tx| {
                tx.execute(&add(1, 1)).await?;
                let _ = tx.savepoint(async |tx| tx.copy_in(refused).await.map(drop)).await;
                let rows = tx.rows(&sql("SELECT 1 AS one")).await?;
                assert_eq!(rows[0].get::<_, i32>("one"), 1);
                Ok(())
            });
            if let Err(error) = failed.await {
                assert!(error.is_connection_lost(), "{error}");
                assert_eq!(balance(&db, 1).await, 100);
            }
            db.execute(&sql("UPDATE account SET balance = 100")).await.unwrap();
        }
    }
}
