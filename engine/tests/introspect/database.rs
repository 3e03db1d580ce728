//! A database for one test.

use evenkeel_engine::introspect::{Introspected, introspect};
use evenkeel_model::{Catalog, QualifiedName};
use tokio_postgres::{Client, Config, NoTls};

/// A fresh database, dropped at the end by [`Database::drop`].
pub struct Database {
    pub client: Client,
    maintenance: Config,
    name: String,
}

async fn connect(config: &Config) -> Client {
    let (client, connection) = config.connect(NoTls).await.expect("connect to the server of EVENKEEL_TEST_URL");
    tokio::spawn(connection);
    client
}

impl Database {
    /// Creates a database and runs `sql` in it.
    pub async fn with(sql: &str) -> Self {
        let url = std::env::var("EVENKEEL_TEST_URL")
            .expect("EVENKEEL_TEST_URL must name the maintenance database of a superuser: these tests need a server");
        let maintenance: Config = url.parse().expect("EVENKEEL_TEST_URL is a connection URL");
        let stamp = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        let name = format!("keel_introspect_{}_{stamp}", std::process::id());
        let admin = connect(&maintenance).await;
        admin.batch_execute(&format!("create database {name} template template0 encoding 'UTF8'")).await.unwrap();
        let client = connect(maintenance.clone().dbname(&name)).await;
        client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self { client, maintenance, name }
    }

    /// Reads the database.
    pub async fn read(&mut self) -> Introspected {
        introspect(&mut self.client).await.unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Drops the database.
    pub async fn drop(self) {
        drop(self.client);
        let admin = connect(&self.maintenance).await;
        admin.batch_execute(&format!("drop database {} with (force)", self.name)).await.unwrap();
    }
}

/// What is read after `sql`.
pub async fn read(sql: &str) -> Introspected {
    let mut database = Database::with(sql).await;
    let found = database.read().await;
    database.drop().await;
    found
}

/// The catalog after `sql`.
pub async fn catalog(sql: &str) -> Catalog {
    read(sql).await.catalog
}

/// The major version of the server under test.
pub async fn major() -> u32 {
    read("").await.server.major()
}

/// A name in `public`.
pub fn public(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}
