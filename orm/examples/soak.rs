//! Many requests of all kinds, a good part of which fail or are dropped half way, and then a look at what is left on the
//! server: `cargo run --release -p evenkeel --example soak [REQUESTS]`, 100,000 otherwise. It ends with an error where a
//! connection leaked.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use evenkeel::{Db, Error, Executor, Sql};
use evenkeel_test_support::TestDatabase;

const TASKS: usize = 32;
const CONNECTIONS: usize = 8;

fn sql(text: &str) -> Sql {
    Sql::new(text.to_owned(), Vec::new())
}

async fn request(db: &Db, number: usize) {
    match number % 20 {
        0 => drop(db.rows(&sql("SELECT nothing")).await.unwrap_err()),
        1 => drop(db.begin().await.unwrap()),
        2 => {
            // Dropped while a statement of a transaction runs.
            let work = db.transaction(async |tx| {
                tx.execute(&sql("UPDATE counter SET n = n + 1000000")).await?;
                tx.rows(&sql("SELECT pg_sleep(60)")).await
            });
            assert!(tokio::time::timeout(Duration::from_millis(3), work).await.is_err());
        }
        3 => {
            let failed: Result<(), Error> =
                db.transaction(async |tx| tx.rows(&sql("SELECT 1 / 0")).await.map(drop)).await;
            assert!(failed.is_err());
        }
        4..8 => drop(db.transaction(async |tx| tx.execute(&sql("UPDATE counter SET n = n + 1")).await).await.unwrap()),
        _ => drop(db.rows(&sql("SELECT n FROM counter")).await.unwrap()),
    }
}

#[tokio::main]
async fn main() {
    let requests: usize = std::env::args().nth(1).map_or(100_000, |number| number.parse().unwrap());
    let database = TestDatabase::create().await;
    database.execute("CREATE TABLE counter (n bigint NOT NULL); INSERT INTO counter VALUES (0)").await;
    let db = Db::builder(database.url())
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(60))
        .connect()
        .await
        .unwrap();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..TASKS)
        .map(|task| {
            let db = db.clone();
            tokio::spawn(async move {
                for number in (task..requests).step_by(TASKS) {
                    request(&db, number).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let wanted = (0..requests).filter(|number| (4..8).contains(&(number % 20))).count() as i64;
    let counted: i64 = db.rows(&sql("SELECT n FROM counter")).await.unwrap()[0].get(0);
    println!("{requests} requests in {:.1} s, {counted} of {wanted} updates are there", begun.elapsed().as_secs_f64());
    assert_eq!(counted, wanted);
    assert!(db.connections().0 <= CONNECTIONS);
    db.close().await;
    let watcher = database.connect().await;
    let mut left = 0;
    for _ in 0..200 {
        let count =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        left = watcher.query_one(count, &[]).await.unwrap().get(0);
        if left == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    println!("{left} sessions are left on the server");
    assert_eq!(left, 0_i64);
    watcher.close().await;
}
