//! What the pool costs beside tokio-postgres with prepared statements written by hand, on one connection of a server of its
//! own: `cargo run --release -p evenkeel --example overhead`. The ratios are medians of rounds that take turns.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use std::time::{Duration, Instant};

use evenkeel::{Db, Executor, Parameter, Sql};
use evenkeel_test_support::TestDatabase;
use tokio_postgres::types::Type;

const ROUNDS: usize = 41;

#[tokio::main]
async fn main() {
    let database = TestDatabase::create().await;
    database
        .execute(
            "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL, price int NOT NULL);
             INSERT INTO item SELECT n, 'item ' || n, n FROM generate_series(1, 10000) n; ANALYZE item",
        )
        .await;
    let hand = database.connect().await;
    let db = Db::builder(database.url()).max_connections(1).connect().await.unwrap();
    println!("{:>6} {:>14} {:>14} {:>7}", "rows", "by hand", "evenkeel", "ratio");
    for (rows, times) in [(1, 2000), (10, 2000), (100, 1000), (1000, 200), (10_000, 20)] {
        let text = "SELECT id, name, price FROM item WHERE id <= $1";
        let statement = hand.prepare_typed(text, &[Type::INT4]).await.unwrap();
        let by_hand = async || {
            let begun = Instant::now();
            for _ in 0..times {
                assert_eq!(hand.query(&statement, &[&rows]).await.unwrap().len() as i32, rows);
            }
            begun.elapsed()
        };
        let by_pool = async || {
            let begun = Instant::now();
            for _ in 0..times {
                let sql = Sql::new(text.to_owned(), vec![Parameter::new(rows, Type::INT4)]);
                assert_eq!(db.rows(&sql).await.unwrap().len() as i32, rows);
            }
            begun.elapsed()
        };
        let (mut hands, mut pools, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (one, other) = if round % 2 == 0 {
                let one = by_hand().await;
                (one, by_pool().await)
            } else {
                let other = by_pool().await;
                (by_hand().await, other)
            };
            hands.push(one);
            pools.push(other);
            ratios.push(other.as_secs_f64() / one.as_secs_f64());
        }
        ratios.sort_by(f64::total_cmp);
        let each = |times_of: &mut Vec<Duration>| {
            times_of.sort();
            times_of[ROUNDS / 2].as_secs_f64() * 1e6 / f64::from(times)
        };
        let (hands, pools) = (each(&mut hands), each(&mut pools));
        println!("{rows:>6} {hands:>11.1} µs {pools:>11.1} µs {:>7.3}", ratios[ROUNDS / 2]);
    }
    hand.close().await;
    db.close().await;
}
