//! A database of its own for each test.

use tokio_postgres::{Client, NoTls};

/// An empty database on the server of `EVENKEEL_TEST_URL`.
pub struct Database {
    maintenance: String,
    name: String,
}

impl Database {
    pub async fn create() -> Self {
        let maintenance = std::env::var("EVENKEEL_TEST_URL").expect("EVENKEEL_TEST_URL names no server");
        let name = format!("plan_{}_{}", std::process::id(), next());
        let client = connect(&maintenance).await;
        client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.unwrap();
        Self { maintenance, name }
    }

    pub async fn connect(&self) -> Client {
        let mut config: tokio_postgres::Config = self.maintenance.parse().unwrap();
        config.dbname(&self.name);
        let (client, connection) = config.connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub async fn run(&self, sql: &str) -> Result<(), String> {
        let client = self.connect().await;
        client.batch_execute(sql).await.map_err(|error| {
            error
                .as_db_error()
                .map_or_else(|| error.to_string(), |error| format!("{} {:?}", error.message(), error.detail()))
        })
    }

    pub async fn drop(self) {
        let client = connect(&self.maintenance).await;
        client.batch_execute(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await.unwrap();
    }
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn next() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
