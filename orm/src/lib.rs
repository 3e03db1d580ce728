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
//! [`schema!`] makes of each table, say `member`:
//!
//! - `Member`, the struct of its rows, with functions that begin statements: `Member::select()`, `Member::find(id)`,
//!   `Member::insert_many(rows)`, `Member::update()`, `Member::delete()`;
//! - `NewMember`, a row to insert, whose fields are what it must be given; the others are given by functions of their names,
//!   and `MemberPatch`, what columns become in an update;
//! - `MemberColumns`, what the closures of a query get: `|m| m.role.eq(MemberRole::Owner)`;
//! - a constant for each constraint and unique index, `Member::PKEY`, for [`Error::violates`] and `on_conflict`;
//! - an enum for each column that takes one of a few values.
//!
//! `keel gen` writes the same as text, so that reviewers see it. Statements run on a [`Db`], a [`Transaction`] or a
//! [`Session`]; [`migrations!`] brings the migrations along in the program:
//!
//! ```no_run
//! # evenkeel::schema!("schema.yaml"; Organization, Member, User);
//! # async fn example(db: evenkeel::Db, id: &str) -> Result<(), evenkeel::Error> {
//! let owners: Vec<(String, MemberRole)> = User::select()
//!     .join::<Member, _>(|u, m| m.user_id.eq(u.id))
//!     .filter(|(_, m)| m.organization_id.eq(id).and(m.role.eq(MemberRole::Owner)))
//!     .order_by(|(u, _)| u.name)
//!     .columns(|(u, m)| (u.name, m.role))
//!     .all(&db)
//!     .await?;
//! let ada = NewUser { name: "Ada".into(), email: "ada@example.org".into() }.locale("en").insert(&db).await?;
//! User::update().set(|u| u.banned.set(true)).filter(|u| u.id.eq(ada.id)).exec(&db).await?;
//! # Ok(())
//! # }
//! ```
//!
//! What a query gives is read from as a table is: `a.union(b)` is a query with filters, orders and limits of its own, [`with`]
//! and [`with_recursive`] give a query a name, `join_source` and `join_lateral` join one, `insert_into` inserts its rows:
//!
//! ```no_run
//! # evenkeel::schema!("schema.yaml"; Organization, Member, User);
//! # async fn example(db: evenkeel::Db) -> Result<(), evenkeel::Error> {
//! let sizes = evenkeel::with(
//!     "sizes",
//!     Member::select().group_by(|m| m.organization_id).columns(|m| (m.organization_id, evenkeel::count_rows())),
//! );
//! let large: Vec<(Organization, (String, i64))> = Organization::select()
//!     .join_source(&sizes, |o, (id, _)| id.eq(o.id))
//!     .filter(|(_, (_, size))| size.gt(100))
//!     .all(&db)
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `sql`, the macro `sql!` runs statements in SQL, which it checks against the schema file while the program
//! is compiled. With `chrono` or `time`, dates and times are of that crate's types where the schema file says so
//! (`rust: {times: chrono}`); with `serde`, its derives are there for all types that stand in the structs.

#[cfg(feature = "sql")]
pub mod checked;
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
#[cfg(feature = "sql")]
pub use evenkeel_sql_macro::sql;

pub use column::{
    CanBeSet, Col, Compared, Computed, Fits, IsChanged, NotNull, Null, Nullability, OnlyRead, OrNone, Place, Settable,
};
pub use db::{
    AdvisoryLock, CopyIn, CopyOut, Db, DbBuilder, Heard, Isolation, Listener, LockKey, Reader, Session, Transaction,
    TransactionOptions,
};
pub use error::Error;
pub use executor::{Answer, BoxFuture, Executor, RowStream};
pub use expression::{
    Arguments, Case, Change, Condition, Expr, IntoCondition, IntoExpr, Meets, Number, Order, Orders, Window, call,
    case, count_rows, cume_dist, dense_rank, exists, fragment, now, ntile, percent_rank, plain_query, rank, row_number,
    scalar, search_query, text_query, value, value_of, vector,
};
pub use key::{Key, UniqueKey};
pub use migrate::{MigrationFiles, Migrations};
pub use query::{
    Alike, AllRows, AsTheyCame, Assignment, Assignments, Batch, ByIterator, ByStream, CopyRows, Cursor, Delete,
    Derived, Each, Extend, Filtered, Flat, Given, Insert, Joinable, Keyset, KeysetOrders, Load, Loaders, Loading, Many,
    Maybe, MaybeOne, Multiplicity, NeedsFilterOrAllRows, NewRow, OnConflict, One, OneRow, OptionalRow, Output, Page,
    Patch, Plan, Query, Read, Readable, Reads, Related, Relation, Rows, Runs, Select, Selection, Shape, Single, Source,
    Sources, Targets, Through, Touched, Unite, Update, Values, Whole, With, batch, with, with_recursive,
};
pub use read::Reader as RowReader;
pub use sql::{Parameter, Sql};

pub use enumeration::{Enumeration, UnknownValue};
pub use table::{ColumnMeta, Generate, Table, TableMeta, Written};
pub use text_form::TextForm;
pub use value::{
    Bound, Composite, Document, Enum, Multirange, PointInTime, Range, Ranged, Record, RecordReader, RecordWriter,
    Replaced, SqlType, Value, ValueError,
};

// The crates whose types stand in the structs, so that an application has the same versions at hand.
#[cfg(feature = "chrono")]
pub use chrono;
#[cfg(feature = "time")]
pub use time;
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
    pub use crate::column::{CanBeSet, Col, Computed, NotNull, Null, Nullability, Place, Settable};
    pub use crate::enumeration::{Enumeration, UnknownValue, parse};
    pub use crate::error::Error;
    pub use crate::executor::Executor;
    pub use crate::expression::IntoExpr;
    pub use crate::key::{Key, UniqueKey};
    pub use crate::query::{
        CopyRows, Delete, Given, Insert, Many, MaybeOne, NeedsFilterOrAllRows, NewRow, OnConflict, One, Patch,
        Relation, Select, Selection, Update, Values, copy_in, given, insert_one,
    };
    pub use crate::read::Reader as RowReader;
    pub use crate::table::{ColumnMeta, Generate, Table, TableMeta};
    pub use crate::text_form::TextForm;
    pub use crate::value::{
        Composite, Document, Enum, Multirange, Range, Record, RecordReader, RecordWriter, Replaced, Value, ValueError,
    };
}
