//! The pool: its limits, and its end.

use std::time::{Duration, Instant};

use evenkeel::{Db, Error, Executor};
use evenkeel_test_support::TestDatabase;

use crate::support::{accounts, accounts_with, add, balance, number, several_connections, sql};

const SESSIONS: &str = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";

/// Waits until the server has so many sessions in this database besides the one that asks.
async fn sessions_become(database: &TestDatabase, wanted: i64) {
    let watcher = database.connect().await;
    let mut last = 0;
    for _ in 0..500 {
        last = watcher.query_one(SESSIONS, &[]).await.unwrap().get::<_, i64>(0) - 1;
        if last == wanted {
            return watcher.close().await;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{last} sessions, not {wanted}");
}

#[tokio::test]
async fn an_address_that_is_wrong_is_told_at_once() {
    let error = Db::connect("postgres://nobody@127.0.0.1:1/nowhere").await.unwrap_err();
    assert!(error.connect_error().is_some_and(|error| error.is_refused()), "{error}");
    assert!(error.is_retryable());
    assert!(Db::connect("postgres://:x:y").await.is_err());
}

#[tokio::test]
async fn an_exhausted_pool_says_so() {
    if !several_connections() {
        return;
    }
    let (_database, db) = accounts_with(|db| db.max_connections(2).acquire_timeout(Duration::from_millis(100))).await;
    let _held = (db.begin().await.unwrap(), db.begin().await.unwrap());
    let error = db.rows(&sql("SELECT 1")).await.unwrap_err();
    assert!(error.is_pool_exhausted() && error.is_retryable(), "{error}");
    assert_eq!(
        error.to_string(),
        "no connection became free within 0.1 s: all 2 of the pool are in use; end transactions sooner, or allow more (max_connections)"
    );
    drop(_held);
    assert_eq!(balance(&db, 1).await, 100);
}

#[tokio::test]
async fn a_pool_of_one_does_not_wait_for_itself() {
    let (_database, db) = accounts_with(|db| db.max_connections(1)).await;
    let begun = Instant::now();
    let error = db
        .transaction(async |tx| {
            tx.execute(&add(1, 1)).await?;
            db.rows(&sql("SELECT 1")).await?;
            Ok(())
        })
        .await
        .unwrap_err();
    // Another try would wait just as long.
    assert!(error.is_pool_exhausted() && !error.is_retryable(), "{error}");
    assert!(error.to_string().contains("run the statement on the transaction"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // Beside each other they take turns.
    let beside = db.transaction(async |tx| tx.execute(&add(1, 1)).await);
    let select = sql("SELECT 1");
    let (first, second) = tokio::join!(beside, db.rows(&select));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(balance(&db, 1).await, 101);
}

#[tokio::test]
async fn idle_sessions_are_closed_and_a_close_ends_all() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.idle_timeout(Duration::from_millis(200))).await;
    let all = futures_util::future::join_all(
        (0..6).map(|_| async { number(&db, "SELECT count(*) FROM pg_sleep(0.05)").await }),
    );
    assert_eq!(all.await, [1; 6]);
    sessions_become(&database, 6).await;
    sessions_become(&database, 0).await;

    let tx = db.begin().await.unwrap();
    let closing = tokio::spawn({
        let db = db.clone();
        async move { db.close().await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!closing.is_finished());
    tx.commit().await.unwrap();
    closing.await.unwrap();
    assert!(db.rows(&sql("SELECT 1")).await.unwrap_err().is_pool_closed());
    sessions_become(&database, 0).await;
}

#[tokio::test]
async fn a_limit_below_a_millisecond_is_one_and_none_is_none() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.statement_timeout(Duration::from_micros(500))).await;
    let error = db.rows(&sql("SELECT pg_sleep(60)")).await.unwrap_err();
    assert!(error.is_deadline(), "{error}");
    for (limit, pooler) in
        [(Duration::ZERO, false), (Duration::ZERO, true), (Duration::MAX, false), (Duration::MAX, true)]
    {
        let db = Db::builder(database.url()).statement_timeout(limit).transaction_pooler(pooler);
        db.connect().await.unwrap().rows(&sql("SELECT pg_sleep(0.01)")).await.unwrap();
    }
}

#[tokio::test]
async fn a_statement_that_takes_too_long_is_cancelled() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.statement_timeout(Duration::from_millis(100))).await;
    let error = db.rows(&sql("SELECT pg_sleep(60)")).await.unwrap_err();
    assert!(error.is_deadline(), "{error}");
    assert_eq!(error.sqlstate(), Some("57014"));
    let pooled = Db::builder(database.url()).transaction_pooler(true).statement_timeout(Duration::from_millis(100));
    let pooled = pooled.connect().await.unwrap();
    let error = pooled.rows(&sql("SELECT pg_sleep(60)")).await.unwrap_err();
    assert!(error.is_deadline(), "{error}");
    assert_eq!(error.statement(), Some("SELECT pg_sleep(60)"));
    sessions_become(&database, 1).await;
    assert_eq!(balance(&pooled, 1).await, 100);
}

#[tokio::test]
async fn nothing_is_prepared_or_set_behind_a_pooler() {
    let (_database, db) = accounts_with(|db| db.transaction_pooler(true)).await;
    db.transaction(async |tx| {
        tx.execute(&add(1, 5)).await?;
        evenkeel::batch().exec_each([add(1, 1), add(1, 1)]).run(&tx).await.map(drop)
    })
    .await
    .unwrap();
    assert_eq!(balance(&db, 1).await, 107);
    assert_eq!(number(&db, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%account%'").await, 0);
    assert!(db.session().await.unwrap_err().is_unsupported());
    assert!(db.copy_in("COPY account FROM STDIN").await.err().is_some_and(|error| error.is_unsupported()));
}

#[tokio::test]
async fn a_session_that_ended_in_the_pool_is_not_handed_out() {
    let (database, db) = accounts().await;
    assert_eq!(balance(&db, 1).await, 100);
    database
        .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..20 {
        assert_eq!(balance(&db, 1).await, 100);
    }
}

#[tokio::test]
async fn a_session_is_asked_for_a_sign_of_life_and_has_a_name() {
    let (database, _) = accounts().await;
    let builder = Db::builder(database.url()).application_name("ledger").health_check_after(Duration::ZERO);
    let db = builder.connect_timeout(Duration::from_secs(5)).connect_lazily().unwrap();
    assert_eq!(db.connections(), (0, 0));
    db.ping().await.unwrap();
    let name = "SELECT (current_setting('application_name') = 'ledger')::int::bigint";
    for _ in 0..3 {
        assert_eq!(number(&db, name).await, 1);
    }
    assert_eq!(db.connections(), (1, 0));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    // It takes connections, and says nothing on them.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://ada@{}/app", listener.local_addr().unwrap());
    let begun = Instant::now();
    let error = Db::builder(url).connect_timeout(Duration::from_millis(200)).connect().await.unwrap_err();
    assert!(error.is_deadline() && error.is_retryable(), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaks_over_many_requests_of_all_kinds() {
    if !several_connections() {
        return;
    }
    let (database, db) = accounts_with(|db| db.max_connections(4)).await;
    let tasks = (0..8).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            for round in 0..100 {
                match (task + round) % 5 {
                    0 => drop(db.rows(&sql("SELECT 1")).await.unwrap()),
                    1 => drop(db.rows(&sql("SELECT nothing")).await.unwrap_err()),
                    2 => drop(db.transaction(async |tx| tx.execute(&add(1, 1)).await).await.unwrap()),
                    3 => drop(db.begin().await.unwrap()),
                    _ => {
                        let slow = sql("SELECT pg_sleep(60)");
                        let cut = tokio::time::timeout(Duration::from_millis(2), db.rows(&slow));
                        assert!(!matches!(cut.await, Ok(Ok(_))));
                    }
                }
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let (size, _) = db.connections();
    assert!(size <= 4, "{size}");
    let waiting = sessions_within(&database, 4).await;
    assert!(waiting, "more sessions on the server than the pool may have");
    db.close().await;
    sessions_become(&database, 0).await;
}

/// Whether the server has at most so many sessions besides the one that asks, soon.
async fn sessions_within(database: &TestDatabase, most: i64) -> bool {
    let watcher = database.connect().await;
    for _ in 0..300 {
        let sessions = watcher.query_one(SESSIONS, &[]).await.unwrap().get::<_, i64>(0) - 1;
        if sessions <= most {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test]
async fn errors_of_a_closure_pass_through() {
    let (_database, db) = accounts().await;
    let result: Result<(), Error> = db
        .transaction(async |tx| {
            tx.rows(&sql("SELECT 1 / 0")).await?;
            Ok(())
        })
        .await;
    assert_eq!(result.unwrap_err().sqlstate(), Some("22012"));
}
