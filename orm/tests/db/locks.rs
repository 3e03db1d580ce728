//! Advisory locks.

use std::time::Duration;

use evenkeel::LockKey;

use crate::support::{accounts, accounts_with, balance, several_connections};

const REPORT: LockKey = LockKey::named("report");

#[tokio::test]
async fn one_at_a_time_has_the_lock() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    let lock = db.lock(REPORT).await.unwrap();
    assert!(db.try_lock("report").await.unwrap().is_none());
    assert!(db.try_lock("another").await.unwrap().is_some());
    assert_eq!(balance(&lock, 1).await, 100);
    let waits = db.lock(REPORT);
    let gives = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        lock.unlock().await.unwrap();
    };
    let (lock, ()) = tokio::join!(waits, gives);
    drop(lock.unwrap());
    // One that is dropped is given back a little later.
    tokio::time::timeout(Duration::from_secs(5), db.lock(REPORT)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_wait_that_is_given_up_takes_nothing() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(2)).await;
    let lock = db.lock(7).await.unwrap();
    for _ in 0..4 {
        assert!(tokio::time::timeout(Duration::from_millis(20), db.lock(7)).await.is_err());
    }
    lock.unlock().await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), db.lock(7)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_transaction_has_a_lock_until_its_end() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    let tx = db.begin().await.unwrap();
    tx.lock("report").await.unwrap();
    let other = db.begin().await.unwrap();
    assert!(!other.try_lock("report").await.unwrap());
    tx.rollback().await.unwrap();
    assert!(other.try_lock("report").await.unwrap());
}
