//! LISTEN and NOTIFY.

use std::time::Duration;

use evenkeel::{Heard, Listener};

use crate::support::{accounts, accounts_with, several_connections};

/// What is heard next, within a time in which anything should be.
async fn next(listener: &mut Listener) -> Heard {
    tokio::time::timeout(Duration::from_secs(10), listener.next()).await.unwrap().unwrap()
}

/// The payload of what is heard next.
async fn payload(listener: &mut Listener) -> (String, String) {
    match next(listener).await {
        Heard::Notification { channel, payload, .. } => (channel, payload),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_said_is_heard_once_it_is_committed() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    let mut listener = db.listen(&["jobs", "Strange \"name\""]).await.unwrap();
    db.notify("jobs", "one").await.unwrap();
    db.notify("other", "nobody hears it").await.unwrap();
    db.notify("Strange \"name\"", "two").await.unwrap();
    assert_eq!(payload(&mut listener).await, ("jobs".to_owned(), "one".to_owned()));
    assert_eq!(payload(&mut listener).await, ("Strange \"name\"".to_owned(), "two".to_owned()));
    let tx = db.begin().await.unwrap();
    tx.notify("jobs", "never").await.unwrap();
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.notify("jobs", "three").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(payload(&mut listener).await.1, "three");
}

#[tokio::test]
async fn a_lost_connection_is_a_gap_and_then_goes_on() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts().await;
    let mut listener = db.listen(&["jobs"]).await.unwrap();
    database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()").await;
    db.notify("jobs", "missed").await.unwrap();
    assert_eq!(next(&mut listener).await, Heard::Gap);
    db.notify("jobs", "heard").await.unwrap();
    assert_eq!(payload(&mut listener).await.1, "heard");
}

#[tokio::test]
async fn too_many_at_once_are_a_gap() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts().await;
    let mut listener = db.listen(&["jobs"]).await.unwrap();
    database.execute("SELECT pg_notify('jobs', n::text) FROM generate_series(1, 20000) n").await;
    db.notify("jobs", "the last").await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let mut gaps = 0;
    for _ in 0..10_001 {
        gaps += usize::from(next(&mut listener).await == Heard::Gap);
    }
    assert!(gaps >= 1);
    db.notify("jobs", "again").await.unwrap();
    loop {
        if matches!(next(&mut listener).await, Heard::Notification { payload, .. } if payload == "again") {
            return;
        }
    }
}

#[tokio::test]
async fn behind_a_pooler_it_is_refused() {
    let (_database, db) = accounts_with(|db| db.transaction_pooler(true)).await;
    let error = db.listen(&["jobs"]).await.unwrap_err();
    assert!(error.is_unsupported());
    assert!(error.to_string().starts_with("LISTEN needs a session of its own"), "{error}");
}

#[tokio::test]
async fn what_would_never_hear_anything_is_refused() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts().await;
    assert!(db.listen(&[]).await.unwrap_err().to_string().contains("needs a channel"));
    let cut = "c".repeat(64);
    assert!(db.listen(&["jobs", &cut]).await.unwrap_err().to_string().contains("takes 63 bytes"));
    let whole = "c".repeat(63);
    let mut listener = db.listen(&[&whole]).await.unwrap();
    db.notify(&whole, "heard").await.unwrap();
    assert_eq!(payload(&mut listener).await, (whole, "heard".to_owned()));
}
