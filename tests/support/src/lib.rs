//! Databases on real servers for the tests of every crate.
//!
//! ```no_run
//! # async fn example() {
//! use evenkeel_test_support::TestDatabase;
//!
//! let database = TestDatabase::create().await;
//! let connection = database.connect().await;
//! connection.batch_execute("CREATE TABLE ship (name text)").await.unwrap();
//! connection.close().await;
//! // The database goes with `database`, also when the test panics.
//! # }
//! ```
//!
//! The server is the one that `EVENKEEL_TEST_SERVER` asks for, `embedded` or `native`; else, first come first served: the
//! one that `EVENKEEL_TEST_URL` names (a superuser's maintenance database); one that is made of the native binaries of this
//! machine, once for each test process; with the feature `embedded`, the embedded server, where one test at a time has a
//! database. Which one it was is written to standard error once. Where there is none, a test fails and says how to give
//! it one.
#![allow(clippy::panic)]

mod claim;
mod database;
mod dump;
mod server;

pub use database::TestDatabase;
pub use dump::{DUMP_VARIABLE, normalize_dump, pg_dump, pg_dump_program};
pub use server::{KIND_VARIABLE, TestServer, URL_VARIABLE, left_out, native_installation, native_server_with};
