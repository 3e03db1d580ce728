//! A database of its own for each test, on whatever server the test support finds.

#![allow(dead_code)]

pub mod whole;

use evenkeel_connect::Connection;
use evenkeel_test_support::TestDatabase;

/// An empty database, dropped with this value.
pub struct Database(TestDatabase);

impl Database {
    pub async fn create() -> Self {
        Self(TestDatabase::create().await)
    }

    /// A second database for the same test, which has to come this way: see the test support.
    pub async fn another(&self) -> Self {
        Self(self.0.another().await)
    }

    /// A session. Close it before the next is opened: a server may serve one at a time.
    pub async fn connect(&self) -> Connection {
        self.0.connect().await
    }

    pub async fn run(&self, sql: &str) -> Result<(), String> {
        let connection = self.connect().await;
        let result = connection.batch_execute(sql).await;
        connection.close().await;
        result.map_err(|error| {
            error
                .as_db_error()
                .map_or_else(|| error.to_string(), |error| format!("{} {:?}", error.message(), error.detail()))
        })
    }
}

impl Database {
    /// What pg_dump says of it; nothing where there is none.
    pub async fn dump(&self) -> Option<String> {
        evenkeel_test_support::pg_dump(&self.0.url()).await
    }
}
