//! Test databases come and go.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::{Future as _, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use evenkeel_test_support::{TestDatabase, TestServer, pg_dump};

async fn exists(name: &str) -> bool {
    let connection = TestServer::get().options().connect().await.unwrap();
    let row = connection.query_one("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", &[&name]).await;
    let found = row.unwrap().get(0);
    connection.close().await;
    found
}

#[tokio::test]
async fn a_database_goes_with_its_value_even_with_a_session_in_it() {
    let database = TestDatabase::create().await;
    let name = database.name().to_owned();
    let connection = database.connect().await;
    connection.batch_execute("CREATE TABLE ship (name text)").await.unwrap();
    if database.single_connection() {
        connection.close().await;
    }
    drop(database);
    assert!(!exists(&name).await);
}

#[tokio::test]
async fn a_database_goes_when_its_test_panics() {
    let task = tokio::spawn(async {
        let database = TestDatabase::create().await;
        std::panic::panic_any(database.name().to_owned());
    });
    let name = task.await.unwrap_err().into_panic().downcast::<String>().unwrap();
    assert!(!exists(&name).await);
}

#[tokio::test]
async fn equal_databases_have_equal_dumps() {
    let one = TestDatabase::create().await;
    one.execute("CREATE TABLE ship (name text, length int)").await;
    let first = pg_dump(&one.url()).await;
    drop(one);
    let two = TestDatabase::create().await;
    two.execute("CREATE TABLE ship (length int); ALTER TABLE ship ADD name text").await;
    let second = pg_dump(&two.url()).await;
    assert_eq!(first, second);
    two.execute("ALTER TABLE ship ADD CHECK (length > 0)").await;
    let third = pg_dump(&two.url()).await;
    assert!(third.is_none() || third != second);
}

#[tokio::test]
async fn a_second_database_of_a_test_is_another_one() {
    let database = TestDatabase::create().await;
    let beside = database.another().await;
    let name = beside.name().to_owned();
    drop(database);
    // Both have to be gone before the next.
    let mut second = Box::pin(TestDatabase::create());
    let refused = poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| second.as_mut().poll(context)));
        Poll::Ready(polled.expect_err("a second one is refused at once"))
    });
    let words = *refused.await.downcast::<&str>().unwrap();
    assert!(words.contains("a second one is `database.another()`"), "{words}");
    drop(beside);
    assert!(!exists(&name).await);
    drop(TestDatabase::create().await);
}
