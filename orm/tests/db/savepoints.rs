//! Savepoints, and what runs beside them.

use std::sync::Arc;
use std::time::Duration;

use evenkeel::{Error, Executor, Transaction};
use futures_util::StreamExt;

use crate::support::{accounts, add, balance, sql};

fn refused<T>(result: Result<T, Error>, why: &str) {
    let error = result.err().unwrap();
    assert!(error.is_unsupported() && error.to_string().contains(why), "{error}");
}

async fn pause() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn what_would_be_undone_with_the_savepoint_of_another_is_refused() {
    let (_database, db) = accounts().await;
    db.transaction(async |tx| {
        let first = tx.savepoint(async |tx| {
            tx.execute(&add(1, 1)).await?;
            pause().await;
            pause().await;
            tx.execute(&add(2, -1000)).await
        });
        let second = async {
            pause().await;
            let statement = add(1, 10);
            let beside = "a savepoint of the transaction has not ended";
            refused(tx.savepoint(async |tx| tx.execute(&add(1, 10)).await).await, beside);
            refused(tx.execute(&statement).await, beside);
            refused(tx.stream(add(1, 10)).await, beside);
        };
        let (first, ()) = tokio::join!(first, second);
        assert!(first.unwrap_err().is_check_violation());
        // One after the other, and in each other.
        tx.execute(&add(1, 100)).await?;
        tx.savepoint(async |tx| tx.savepoint(async |tx| tx.execute(&add(1, 1000)).await).await).await.map(drop)
    })
    .await
    .unwrap();
    assert_eq!(balance(&db, 1).await, 1200);
}

#[tokio::test]
async fn a_savepoint_waits_for_no_statement_that_could_come_before_or_after_it() {
    let (_database, db) = accounts().await;
    let tx = db.begin().await.unwrap();
    let slow = sql("SELECT pg_sleep(0.1)");
    let both = async { tokio::join!(tx.rows(&slow), tx.savepoint(async |tx| tx.execute(&add(1, 1)).await)) };
    let (slept, saved) = both.await;
    slept.unwrap();
    refused(saved, "await them before");
    // Rows that were read to their end are nothing that runs.
    let mut rows = tx.stream(sql("SELECT generate_series(1, 3)")).await.unwrap();
    while rows.next().await.transpose().unwrap().is_some() {}
    tx.savepoint(async |tx| tx.execute(&add(1, 10)).await).await.unwrap();
    drop(rows);
    tx.commit().await.unwrap();
    assert_eq!(balance(&db, 1).await, 110);
}

#[tokio::test]
async fn what_belongs_to_a_savepoint_ends_with_it() {
    let (_database, db) = accounts().await;
    let tx = db.begin().await.unwrap();
    let inner: Transaction = tx.savepoint(async |tx| Ok::<_, Error>(tx)).await.unwrap();
    refused(inner.execute(&add(1, 1)).await, "the savepoint that this belongs to has ended");
    refused(inner.commit().await, "the savepoint that this belongs to has ended");
    tx.execute(&add(1, 10)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(balance(&db, 1).await, 110);
}

#[tokio::test]
async fn a_transaction_is_not_committed_in_the_middle_of_a_savepoint() {
    let (_database, db) = accounts().await;
    let result = db
        .transaction(async |tx| {
            let tx = Arc::new(tx);
            let task = tokio::spawn({
                let tx = Arc::clone(&tx);
                async move {
                    tx.savepoint(async |tx| {
                        tx.execute(&add(1, 1)).await?;
                        std::future::pending::<Result<(), Error>>().await
                    })
                    .await
                }
            });
            pause().await;
            Ok(task)
        })
        .await;
    refused(result, "a savepoint of the transaction has not ended");
}
