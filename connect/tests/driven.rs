//! Sessions that are driven by those who wait for answers.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use evenkeel_connect::Connection;
use evenkeel_test_support::TestDatabase;

async fn driven(database: &TestDatabase) -> Connection {
    database.options().connect_driven().await.unwrap()
}

async fn number(connection: &Connection, text: &str) -> i32 {
    connection.drive(connection.query_one(text, &[])).await.unwrap().get(0)
}

#[tokio::test]
async fn a_session_without_a_task_works_and_closes() {
    let database = TestDatabase::create().await;
    let connection = driven(&database).await;
    assert_eq!(number(&connection, "SELECT 7").await, 7);
    connection.drive(connection.batch_execute("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")).await.unwrap();
    assert_eq!(connection.take_notices().len(), 1);
    // More than fits into what is read at once.
    let rows = connection.drive(connection.query("SELECT n, repeat('x', 1000) FROM generate_series(1, 20000) n", &[]));
    assert_eq!(rows.await.unwrap().len(), 20_000);
    let connection = connection.driven_by_a_task();
    assert_eq!(connection.query_one("SELECT 8", &[]).await.unwrap().get::<_, i32>(0), 8);
    connection.close().await;

    // Closed, and dropped: the server sees it in both cases.
    driven(&database).await.close().await;
    drop(driven(&database).await);
    let watcher = database.connect().await;
    let mut sessions = 2_i64;
    for _ in 0..500 {
        let text = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()";
        sessions = watcher.query_one(text, &[]).await.unwrap().get(0);
        if sessions == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(sessions, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_tasks_wait_for_one_session() {
    let database = TestDatabase::create().await;
    let connection = Arc::new(driven(&database).await);
    let tasks = (0..16_i32).map(|task| {
        let connection = Arc::clone(&connection);
        tokio::spawn(async move {
            for round in 0..200_i32 {
                let wanted = task * 1000 + round;
                if round % 10 == 3 {
                    // One that nobody waits for any more holds nobody up.
                    let text = format!("SELECT {wanted}, repeat('x', 100000)");
                    let given_up = connection.drive(connection.simple_query(&text));
                    let mut given_up = pin!(given_up);
                    let polled = given_up.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    assert!(matches!(polled, Poll::Pending | Poll::Ready(Ok(_))));
                }
                assert_eq!(number(&connection, &format!("SELECT {wanted}")).await, wanted);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        tokio::time::timeout(Duration::from_secs(60), task).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_timer_among_those_who_wait_is_heard() {
    let database = TestDatabase::create().await;
    let connection = driven(&database).await;
    let slow = connection.drive(connection.batch_execute("SELECT pg_sleep(1)"));
    let limited = connection.drive(tokio::time::timeout(Duration::from_millis(50), connection.query("SELECT 1", &[])));
    let (slow, limited) = tokio::join!(slow, limited);
    slow.unwrap();
    assert!(limited.is_err(), "it waits behind the other one");
    assert_eq!(number(&connection, "SELECT 2").await, 2);
}

#[tokio::test]
async fn the_end_of_a_session_is_seen_by_looking() {
    let database = TestDatabase::create().await;
    if !database.several_connections() {
        return;
    }
    let connection = driven(&database).await;
    let process = number(&connection, "SELECT pg_backend_pid()").await;
    connection.look();
    assert!(!connection.is_closed());
    database.execute(&format!("SELECT pg_terminate_backend({process})")).await;
    for _ in 0..500 {
        connection.look();
        if connection.is_closed() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(connection.drive(connection.batch_execute("SELECT 1")).await.unwrap_err().is_closed());
    assert!(connection.loss().unwrap().contains("terminating connection due to administrator command"));
}
