//! A database for one test, and what is read from it.

use evenkeel_connect::Connection;
use evenkeel_engine::introspect::{Introspected, introspect};
use evenkeel_model::{Catalog, QualifiedName};
use evenkeel_test_support::{TestDatabase, left_out};

/// A fresh database with one session in it.
pub struct Database {
    pub client: Connection,
    // Dropped after the session: a server may serve one connection at a time.
    database: TestDatabase,
}

impl Database {
    /// Creates a database and runs `sql` in it.
    pub async fn with(sql: &str) -> Self {
        let database = TestDatabase::create().await;
        let client = database.connect().await;
        client.batch_execute(sql).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self { client, database }
    }

    /// Reads the database.
    pub async fn read(&mut self) -> Introspected {
        introspect(&mut self.client).await.unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// Whether the server has the libraries that convert between encodings: the embedded one does not.
    pub fn converts_encodings(&self) -> bool {
        if self.database.single_connection() {
            left_out("conversions between encodings, which the embedded server does not have");
        }
        !self.database.single_connection()
    }

    /// Closes the session and drops the database.
    pub async fn drop(self) {
        self.client.close().await;
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
