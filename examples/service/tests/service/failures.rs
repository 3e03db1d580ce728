//! What clients are told when something is wrong, and that it is over when it is over.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use evenkeel_test_support::TestDatabase;
use futures_util::future::{join, join_all};
use serde_json::json;

use crate::support::{Service, engines};

/// Sessions of the service in its database, those that are in a transaction last.
async fn sessions(database: &TestDatabase) -> (i64, i64) {
    let watcher = database.connect().await;
    let count = "SELECT count(*), count(*) FILTER (WHERE state <> 'idle') FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let row = watcher.query_one(count, &[]).await.unwrap();
    watcher.close().await;
    (row.get(0), row.get(1))
}

/// Waits until the service has at most so many sessions, all of them idle.
async fn sessions_become(database: &TestDatabase, most: i64) {
    let mut last = (0, 0);
    for _ in 0..500 {
        last = sessions(database).await;
        if last.0 <= most && last.1 == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{} sessions, {} of them busy, where {most} idle ones are expected", last.0, last.1);
}

/// Waits until so many sessions wait for a lock.
async fn waiting_become(database: &TestDatabase, wanted: i64) {
    let watcher = database.connect().await;
    let count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..1000 {
        if watcher.query_one(count, &[]).await.unwrap().get::<_, i64>(0) == wanted {
            return watcher.close().await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("there are not {wanted} sessions that wait for a lock");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_is_exhausted_is_told() {
    let small = [("DATABASE_MAX_CONNECTIONS", "2"), ("DATABASE_ACQUIRE_TIMEOUT", "0.2")];
    let Some((database, service)) = Service::of_this_test(&["seed"], &small).await else {
        return;
    };
    let locker = database.connect().await;
    locker.batch_execute("BEGIN; LOCK TABLE organization IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let waiting = join_all([service.get("/organizations/engines"), service.get("/organizations/engines")]);
    let release = async {
        while sessions(&database).await.1 < 3 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let (status, said) = service.get("/organizations/engines").await;
        locker.batch_execute("COMMIT").await.unwrap();
        (status, said["error"].as_str().unwrap().to_owned())
    };
    let (answers, (status, said)) = join(waiting, release).await;
    assert_eq!(status, 503);
    assert!(said.starts_with("no connection became free within 0.2 s: all 2 of the pool are in use"), "{said}");
    assert!(answers.iter().all(|(status, _)| *status == 200));
    locker.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_killed_under_load_are_replaced() {
    let Some((database, service)) = Service::of_this_test(&["seed"], &[("DATABASE_MAX_CONNECTIONS", "4")]).await else {
        return;
    };
    let is_over = AtomicBool::new(false);
    let clients = join_all((0..8).map(async |client| {
        let (mut served, mut lost) = (0, 0);
        while !is_over.load(Ordering::Relaxed) {
            let (status, said) = match client % 2 {
                0 => service.get("/organizations/engines/jobs").await,
                _ => service.post("/jobs/claim", json!({"worker": "w"})).await,
            };
            match status {
                200 | 204 => served += 1,
                503 => lost += 1,
                _ => panic!("{status} {said}"),
            }
        }
        (served, lost)
    }));
    let killer = async {
        let killer = database.connect().await;
        for _ in 0..20 {
            let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()";
            killer.batch_execute(kill).await.unwrap();
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        is_over.store(true, Ordering::Relaxed);
        killer.close().await;
    };
    let (counts, ()) = join(clients, killer).await;
    let (served, lost) = counts.iter().fold((0, 0), |(all, none), (served, lost)| (all + served, none + lost));
    assert!(served > 40 && lost > 0, "{served} served, {lost} lost");
    for _ in 0..20 {
        assert_eq!(service.get("/organizations/engines").await.0, 200);
    }
    sessions_become(&database, 4).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_goes_away_in_a_transaction_leaves_nothing_behind() {
    let Some((database, service)) = Service::of_this_test(&[], &[("DATABASE_MAX_CONNECTIONS", "1")]).await else {
        return;
    };
    // The transaction has made the organization and waits for its owner.
    let locker = database.connect().await;
    locker.batch_execute("BEGIN; LOCK TABLE \"user\" IN EXCLUSIVE MODE").await.unwrap();
    let body = engines("Ada").to_string();
    let mut client = TcpStream::connect(service.address()).unwrap();
    write!(
        client,
        "POST /organizations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    waiting_become(&database, 1).await;
    drop(client);
    // Its task is dropped, and the statement that waits is cancelled though the lock stays.
    waiting_become(&database, 0).await;
    locker.batch_execute("COMMIT").await.unwrap();
    assert_eq!(service.get("/organizations/engines").await.0, 404);
    assert_eq!(service.post("/organizations", engines("Ada")).await.0, 201);
    locker.close().await;
    sessions_become(&database, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_the_database_lacks_is_told_with_what_to_do() {
    let Some((database, service)) = Service::of_this_test(&["seed"], &[]).await else {
        return;
    };
    database.execute("ALTER TABLE organization DROP COLUMN logo").await;
    let (status, said) = service.get("/organizations/engines").await;
    let said = said["error"].as_str().unwrap();
    assert_eq!(status, 500);
    assert!(said.starts_with("column organization.logo does not exist (42703): the struct Organization"), "{said}");
    assert!(said.contains("apply the pending migrations"), "{said}");
}

/// `EVENKEEL_REQUESTS=100000 cargo test -p evenkeel-example leaks` takes some minutes.
#[tokio::test(flavor = "multi_thread")]
async fn no_connection_leaks_over_many_requests() {
    let requests: u64 = std::env::var("EVENKEEL_REQUESTS").map_or(2_000, |number| number.parse().unwrap());
    let Some((database, mut service)) = Service::of_this_test(&["seed"], &[("DATABASE_MAX_CONNECTIONS", "5")]).await
    else {
        return;
    };
    let asked = std::sync::atomic::AtomicU64::new(0);
    let clients = (0..8).map(async |_| {
        loop {
            let number = asked.fetch_add(1, Ordering::Relaxed);
            if number >= requests {
                return;
            }
            let (status, said) = match number % 5 {
                0 => service.get("/organizations/engines").await,
                1 => service.get("/organizations/nowhere").await,
                2 => service.post("/organizations", engines("Ada")).await,
                3 => service.get("/organizations/engines/jobs?limit=5").await,
                _ => service.put("/organizations/engines/members", bob()).await,
            };
            let expected = [200, 404, 409, 200, 200];
            assert_eq!(Some(&status), expected.get((number % 5) as usize), "{said}");
        }
    });
    join_all(clients).await;
    sessions_become(&database, 5).await;
    service.interrupt().await;
    sessions_become(&database, 0).await;
}

fn bob() -> serde_json::Value {
    json!({"name": "Bob", "email": "bob@example.org", "role": "admin"})
}
