//! What the tests of this file share.

use evenkeel::{Db, DbBuilder, Executor, Parameter, Sql};
use evenkeel_test_support::{TestDatabase, TestServer};
use tokio_postgres::types::Type;

/// A database with a table of accounts, and a pool on it.
pub(crate) async fn accounts() -> (TestDatabase, Db) {
    accounts_with(|builder| builder).await
}

/// The same with a pool of one's own kind.
pub(crate) async fn accounts_with(build: impl FnOnce(DbBuilder) -> DbBuilder) -> (TestDatabase, Db) {
    accounts_in(TestDatabase::create().await, build).await
}

/// The same in another database for the same test.
pub(crate) async fn more_accounts(database: &TestDatabase) -> (TestDatabase, Db) {
    accounts_in(database.another().await, |builder| builder).await
}

async fn accounts_in(database: TestDatabase, build: impl FnOnce(DbBuilder) -> DbBuilder) -> (TestDatabase, Db) {
    database
        .execute(
            "CREATE TABLE account (
                 id int PRIMARY KEY,
                 owner text NOT NULL CONSTRAINT account_owner_key UNIQUE,
                 balance int NOT NULL DEFAULT 0 CONSTRAINT account_balance_check CHECK (balance >= 0),
                 parent int CONSTRAINT account_parent_fkey REFERENCES account (id)
             );
             INSERT INTO account (id, owner, balance) VALUES (1, 'ada', 100), (2, 'bob', 100)",
        )
        .await;
    let db = build(Db::builder(database.url())).connect().await.unwrap();
    (database, db)
}

/// Whether the server serves several connections at a time; where it does not, that the test is left out is said.
pub(crate) fn several_connections() -> bool {
    TestServer::get().several_connections()
}

/// A statement without parameters.
pub(crate) fn sql(text: &str) -> Sql {
    Sql::new(text.to_owned(), Vec::new())
}

/// A statement with whole numbers as parameters.
pub(crate) fn sql_with(text: &str, numbers: &[i32]) -> Sql {
    Sql::new(text.to_owned(), numbers.iter().map(|number| Parameter::new(*number, Type::INT4)).collect())
}

/// The one number that a statement gives.
pub(crate) async fn number(executor: &impl Executor, text: &str) -> i64 {
    let rows = executor.rows(&sql(text)).await.unwrap();
    rows[0].get(0)
}

/// The balance of an account.
pub(crate) async fn balance(executor: &impl Executor, id: i32) -> i32 {
    let rows = executor.rows(&sql_with("SELECT balance FROM account WHERE id = $1", &[id])).await.unwrap();
    rows[0].get(0)
}

/// Adds to an account.
pub(crate) fn add(id: i32, amount: i32) -> Sql {
    sql_with("UPDATE account SET balance = balance + $2 WHERE id = $1", &[id, amount])
}
