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
//! Queries are not there yet: rows are filled and read by whatever client the application uses.

mod column;
mod db;
mod enumeration;
mod error;
mod executor;
mod expression;
mod key;
pub mod migrate;
mod query;
mod read;
mod sql;
mod table;
mod text_form;
mod value;

pub use evenkeel_macros::{migrations, schema};

pub use column::{Col, Fits, NotNull, Null, Nullability, Place};
pub use db::{
    AdvisoryLock, CopyIn, CopyOut, Db, DbBuilder, Heard, Isolation, Listener, LockKey, Reader, Session, Transaction,
    TransactionOptions,
};
pub use error::Error;
pub use executor::{BoxFuture, Executor, RowStream};
pub use expression::{
    Arguments, Case, Change, Condition, Expr, IntoCondition, IntoExpr, Number, Order, Orders, Window, call, case,
    count_rows, dense_rank, exists, fragment, now, plain_query, rank, row_number, scalar, search_query, text_query,
    value, vector,
};
pub use key::{Key, UniqueKey};
pub use migrate::{MigrationFiles, Migrations};
pub use query::{
    Assignment, Assignments, Delete, Filtered, Given, Insert, Joinable, Maybe, NewRow, OnConflict, Patch, Read, Rows,
    Select, Selection, Single, Source, Sources, Unfiltered, Update, Values, Whole,
};
pub use read::Reader as RowReader;
pub use sql::{Parameter, Sql};

pub use enumeration::{Enumeration, UnknownValue};
pub use table::{ColumnMeta, Generate, Table, TableMeta, Written};
pub use text_form::TextForm;
pub use value::{
    Bound, Composite, Document, Enum, Range, Ranged, Record, RecordReader, RecordWriter, Replaced, Value, ValueError,
};

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

    pub use crate::column::{Col, NotNull, Null, Nullability, Place};
    pub use crate::enumeration::{Enumeration, UnknownValue, parse};
    pub use crate::error::Error;
    pub use crate::executor::Executor;
    pub use crate::expression::IntoExpr;
    pub use crate::key::{Key, UniqueKey};
    pub use crate::query::{Delete, Given, Insert, NewRow, OnConflict, Patch, Select, Selection, Update, Values};
    pub use crate::read::Reader as RowReader;
    pub use crate::table::{ColumnMeta, Generate, Table, TableMeta};
    pub use crate::text_form::TextForm;
    pub use crate::value::{
        Composite, Document, Enum, Record, RecordReader, RecordWriter, Replaced, Value, ValueError,
    };
}
