//! Connections to PostgreSQL: every URL form of libpq, TLS, passwords, and the task that drives the protocol.
//!
//! [`ConnectOptions::parse`] reads what a person writes, [`ConnectOptions::connect`] gives a [`Connection`], which is a
//! [`tokio_postgres::Client`] with its driver beside it. Nothing here prints a password.
//!
//! ```no_run
//! # async fn example() -> Result<(), evenkeel_connect::ConnectError> {
//! use evenkeel_connect::ConnectOptions;
//!
//! let options = ConnectOptions::parse("postgres://ada@db.example.org/app?sslmode=verify-full")?;
//! let connection = options.connect().await?;
//! // … connection.query("SELECT 1", &[]).await …
//! connection.close().await;
//! # Ok(())
//! # }
//! ```

mod connection;
mod environment;
mod error;
mod options;
mod parse;
mod password_file;
mod raw;
mod tls;

pub use connection::{CancelToken, Connection, Notifications};
pub use error::ConnectError;
pub use options::{ConnectOptions, SslMode};
pub use raw::{RawCancelToken, RawConnection, Stream};
