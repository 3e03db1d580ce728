//! What an application links: the Rust of a schema file.
//!
//! ```
//! use evenkeel::Table;
//!
//! evenkeel::schema!("schema.yaml"; Organization, Member); // or schema!("schema.yaml") for all tables of the file
//!
//! assert_eq!(Member::META.primary_key, ["id"]);
//! assert_eq!("viewer".parse(), Ok(MemberRole::Viewer));
//! ```
//!
//! [`schema!`] makes a struct for the rows of each table, an enum for each column that takes one of a few values, and
//! an implementation of [`Table`] that says what the table is called and what its columns are. `keel gen` writes the
//! same as text, so that reviewers see it.
//!
//! Queries are not there yet: rows are filled and read by whatever client the application uses. With the feature `sql`, the
//! macro `sql!` runs statements in SQL, which it checks against the schema file while the program is compiled.

#[cfg(feature = "sql")]
pub mod checked;
mod db;
mod enumeration;
mod error;
mod executor;
mod key;
pub mod migrate;
mod sql;
mod table;
mod text_form;

pub use evenkeel_macros::{migrations, schema};
#[cfg(feature = "sql")]
pub use evenkeel_sql_macro::sql;

pub use db::{
    AdvisoryLock, CopyIn, CopyOut, Db, DbBuilder, Heard, Isolation, Listener, LockKey, Reader, Session, Transaction,
    TransactionOptions,
};
pub use error::Error;
pub use executor::{BoxFuture, Executor, RowStream};
pub use key::Key;
pub use migrate::{MigrationFiles, Migrations};
pub use sql::{Parameter, Sql};

pub use enumeration::{Enumeration, UnknownValue};
pub use table::{ColumnMeta, Generate, Table, TableMeta, Written};
pub use text_form::TextForm;

// The crates whose types stand in the structs, so that an application has the same versions at hand.
pub use {bytes, jiff, rust_decimal, serde_json, uuid};

/// What emitted code names. It is no part of the crate's interface and changes with any version.
#[doc(hidden)]
pub mod __private {
    pub use jiff::Timestamp;
    pub use jiff::civil::{Date, DateTime, Time};
    pub use rust_decimal::Decimal;
    pub use serde_json::Value as Json;
    pub use uuid::Uuid;

    #[cfg(feature = "sql")]
    pub use crate::checked::emitted as sql;
    pub use crate::enumeration::{Enumeration, UnknownValue, parse};
    pub use crate::table::{ColumnMeta, Generate, Table, TableMeta};
    pub use crate::text_form::TextForm;
}
