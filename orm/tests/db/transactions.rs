//! Transactions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use evenkeel::{Db, Error, Executor, Isolation, TransactionOptions};
use evenkeel_test_support::TestDatabase;
use futures_util::{StreamExt, TryStreamExt};
use tokio::sync::Barrier;

use crate::support::{accounts, accounts_with, add, balance, number, several_connections, sql, sql_with};

/// Waits until nobody is in a transaction any more but the one who asks.
async fn all_have_ended(database: &TestDatabase) {
    let watcher = database.connect().await;
    for _ in 0..500 {
        let rows = watcher
            .query(
                "SELECT FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL \
                 AND pid <> pg_backend_pid()",
                &[],
            )
            .await
            .unwrap();
        if rows.is_empty() {
            return watcher.close().await;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("somebody is still in a transaction");
}

#[tokio::test]
async fn what_returns_a_value_is_committed_and_what_returns_an_error_is_not() {
    let (_database, db) = accounts().await;
    let sum = db
        .transaction(async |tx| {
            tx.execute(&add(1, -40)).await?;
            tx.execute(&add(2, 40)).await?;
            Ok(balance(&tx, 1).await + balance(&tx, 2).await)
        })
        .await
        .unwrap();
    assert_eq!(sum, 200);
    let error = db
        .transaction(async |tx| {
            tx.execute(&add(1, 1000)).await?;
            tx.execute(&add(2, -1000)).await?;
            Ok(())
        })
        .await
        .unwrap_err();
    assert!(error.is_check_violation(), "{error}");
    assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (60, 140));
}

/// An application's own error.
#[derive(Debug)]
enum Refusal {
    TooPoor,
    Database(#[expect(dead_code, reason = "it is shown where a test fails")] Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

async fn transfer(db: &Db, amount: i32) -> Result<(), Refusal> {
    let options = TransactionOptions::new().isolation(Isolation::Serializable).attempts(20);
    db.transaction_with(options, async |tx| -> Result<(), Refusal> {
        let rows = tx.rows(&sql("SELECT balance FROM account WHERE id = 1")).await?;
        if rows[0].get::<_, i32>(0) < amount {
            return Err(Refusal::TooPoor);
        }
        tx.execute(&add(1, -amount)).await?;
        tx.execute(&add(2, amount)).await?;
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_run_in_tasks_and_are_tried_again_where_they_meet() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            for _ in 0..3 {
                transfer(&db, 3).await?;
                let amount = 1;
                db.transaction(async |tx| tx.savepoint(async |tx| tx.execute(&add(2, amount)).await.map(drop)).await)
                    .await?;
            }
            Ok::<_, Refusal>(())
        }));
    }
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (100 - 72, 100 + 72 + 24));
    assert!(matches!(transfer(&db, 1000).await, Err(Refusal::TooPoor)));
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_are_counted() {
    let (_database, db) = accounts().await;
    let calls = Arc::new(AtomicU32::new(0));
    let always_meets = async |tx: evenkeel::Transaction| -> Result<(), Error> {
        calls.fetch_add(1, Ordering::Relaxed);
        tx.rows(&sql("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")).await.map(drop)
    };
    let error = db.transaction_with(TransactionOptions::new().attempts(3), always_meets).await.unwrap_err();
    assert!(error.is_serialization_failure() && error.is_retryable(), "{error}");
    assert_eq!(calls.swap(0, Ordering::Relaxed), 3);
    db.transaction_with(TransactionOptions::new(), always_meets).await.unwrap_err();
    assert_eq!(calls.swap(0, Ordering::Relaxed), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deadlock_is_tried_again() {
    if !several_connections() {
        return;
    }
    let (database, _) = accounts().await;
    database.execute(&format!("ALTER DATABASE {} SET deadlock_timeout = '20ms'", database.name())).await;
    let db = Db::connect(&database.url()).await.unwrap();
    let barrier = Arc::new(Barrier::new(2));
    let task = |first: i32, second: i32| {
        let (db, barrier) = (db.clone(), Arc::clone(&barrier));
        tokio::spawn(async move {
            let met = AtomicU32::new(0);
            db.transaction_with(TransactionOptions::new().attempts(10), async |tx| -> Result<(), Error> {
                tx.execute(&add(first, 1)).await?;
                if met.fetch_add(1, Ordering::Relaxed) == 0 {
                    barrier.wait().await;
                }
                tx.execute(&add(second, 1)).await.map(drop)
            })
            .await
        })
    };
    let (one, two) = (task(1, 2), task(2, 1));
    one.await.unwrap().unwrap();
    two.await.unwrap().unwrap();
    assert_eq!((balance(&db, 1).await, balance(&db, 2).await), (102, 102));
}

#[tokio::test]
async fn a_transaction_is_what_it_was_asked_to_be() {
    let (_database, db) = accounts().await;
    let options = TransactionOptions::new().isolation(Isolation::Serializable).read_only().deferrable();
    let settings = db
        .transaction_with(options, async |tx| -> Result<_, Error> {
            let rows = tx
                .rows(&sql(
                    "SELECT current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only') \
                     || ' ' || current_setting('transaction_deferrable')",
                ))
                .await?;
            Ok(rows[0].get::<_, String>(0))
        })
        .await
        .unwrap();
    assert_eq!(settings, "serializable on on");
    let read_only = db.begin_with(TransactionOptions::new().read_only()).await.unwrap();
    assert_eq!(read_only.execute(&add(1, 1)).await.unwrap_err().sqlstate(), Some("25006"));
}

#[tokio::test]
async fn savepoints_undo_a_part() {
    let (_database, db) = accounts().await;
    db.transaction(async |tx| {
        tx.execute(&add(1, 1)).await?;
        let refused = tx
            .savepoint(async |tx| {
                tx.execute(&add(1, 10)).await?;
                tx.savepoint(async |tx| tx.execute(&add(1, 100)).await.map(drop)).await?;
                tx.execute(&add(2, -1000)).await.map(drop)
            })
            .await;
        assert!(refused.unwrap_err().is_check_violation());
        tx.savepoint(async |tx| tx.execute(&add(1, 1000)).await.map(drop)).await?;
        // One that is dropped half way is undone before anything else happens.
        let half = tx.savepoint(async |tx| {
            tx.execute(&add(1, 10_000)).await?;
            std::future::pending::<Result<(), Error>>().await
        });
        assert!(tokio::time::timeout(Duration::from_millis(50), half).await.is_err());
        assert_eq!(balance(&tx, 1).await, 1101);
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(balance(&db, 1).await, 1101);
}

#[tokio::test]
async fn begin_and_commit_by_hand() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.max_connections(1)).await;
    let tx = db.begin().await.unwrap();
    tx.execute(&add(1, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.execute(&add(1, 10)).await.unwrap();
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.execute(&add(1, 100)).await.unwrap();
    drop(tx);
    assert_eq!(balance(&db, 1).await, 101);
    all_have_ended(&database).await;
    assert_eq!(db.connections(), (1, 0));
}

#[tokio::test]
async fn a_failed_statement_that_is_passed_over_is_told_at_the_commit() {
    let (_database, db) = accounts().await;
    let error = db
        .transaction(async |tx| {
            tx.execute(&add(1, 1)).await?;
            let _ = tx.execute(&add(2, -1000)).await;
            Ok(())
        })
        .await
        .unwrap_err();
    assert!(error.is_transaction_failed(), "{error}");
    assert!(error.to_string().contains("account_balance_check"), "{error}");
    assert_eq!(balance(&db, 1).await, 100);
}

#[tokio::test]
async fn a_violation_at_the_commit_is_told() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts().await;
    database.execute("ALTER TABLE account ALTER CONSTRAINT account_parent_fkey DEFERRABLE INITIALLY DEFERRED").await;
    let error = db
        .transaction(async |tx| tx.execute(&sql("UPDATE account SET parent = 99")).await.map(drop))
        .await
        .unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    all_have_ended(&database).await;
}

#[tokio::test]
async fn a_transaction_that_was_taken_out_of_its_closure_has_ended() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(1)).await;
    let tx = db.transaction(async |tx| Ok(tx)).await.unwrap();
    assert!(tx.execute(&add(1, 1)).await.unwrap_err().is_transaction_ended());
    assert_eq!(balance(&db, 1).await, 100);
}

#[tokio::test]
async fn a_task_that_is_dropped_half_way_leaves_nothing_behind() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.max_connections(2)).await;
    for statement in ["SELECT pg_sleep(0)", "SELECT pg_sleep(600)"] {
        for _ in 0..4 {
            let begun = Arc::new(tokio::sync::Notify::new());
            let task = tokio::spawn({
                let (db, begun) = (db.clone(), Arc::clone(&begun));
                async move {
                    db.transaction(async |tx| {
                        tx.execute(&add(1, 1)).await?;
                        begun.notify_one();
                        tx.rows(&sql(statement)).await?;
                        std::future::pending::<Result<(), Error>>().await
                    })
                    .await
                }
            });
            begun.notified().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        }
        // Also the statement that would have run for ten minutes.
        all_have_ended(&database).await;
        assert_eq!(balance(&db, 1).await, 100);
    }
    // Whatever session is handed out next is in no transaction, and as quick as ever.
    for _ in 0..4 {
        let locked =
            number(&db, "SELECT count(*) FROM pg_locks WHERE mode = 'RowExclusiveLock' AND pid = pg_backend_pid()")
                .await;
        assert_eq!(locked, 0);
    }
    db.execute(&sql_with("UPDATE account SET balance = $1", &[3])).await.unwrap();
    assert_eq!(balance(&db, 1).await, 3);
}

#[tokio::test]
async fn a_statement_in_the_middle_of_a_stream_is_refused_and_does_not_hang() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    let many = || sql("SELECT generate_series(1, 1000000)");
    let transaction = db.begin().await.unwrap();
    let refused = |error: Option<Error>| {
        let error = error.unwrap();
        assert!(error.is_unsupported() && error.to_string().contains("in the middle of a stream"), "{error}");
    };
    let mut rows = transaction.stream(many()).await.unwrap();
    rows.next().await.unwrap().unwrap();
    refused(transaction.execute(&add(1, 1)).await.err());
    refused(transaction.stream(many()).await.err());
    refused(evenkeel::batch().exec_each([add(1, 1), add(1, 1)]).run(&transaction).await.err());
    let saved: Result<(), Error> = transaction.savepoint(async |_| Ok(())).await;
    refused(saved.err());
    drop(rows);
    transaction.execute(&add(1, 1)).await.unwrap();

    let few = transaction.stream(sql("SELECT generate_series(1, 3)")).await.unwrap();
    assert_eq!(few.try_collect::<Vec<_>>().await.unwrap().len(), 3);
    let copied = transaction.copy_out("COPY (SELECT generate_series(1, 1000000)) TO STDOUT").await.unwrap();
    refused(transaction.execute(&add(1, 1)).await.err());
    drop(copied);
    let mut copy = transaction.copy_in("COPY account (id, owner) FROM STDIN").await.unwrap();
    copy.send("10\teve\n".into()).await.unwrap();
    refused(transaction.execute(&add(1, 1)).await.err());
    assert_eq!(copy.finish().await.unwrap(), 1);
    transaction.execute(&add(1, 1)).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(balance(&db, 1).await, 102);
}
