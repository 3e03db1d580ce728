//! From a declared schema to Rust: a struct for the rows of each table, structs for its columns, for new rows and for
//! patches, an enum for each column that takes one of a few values, and constants that say what the table is called and what
//! its columns and keys are.
//!
//! It is a library from tokens to tokens, so that the macro `schema!` and the file that `keel gen` writes are the same
//! thing: [`rust`] makes what the macro emits, [`rust_text`] the same as text.
//!
//! # What the Rust is like
//!
//! - A table's struct has the name the schema file gives it, its fields are called like the columns in SQL, in
//!   snake_case; words that Rust keeps for itself become raw identifiers (`r#type`). Two names that meet are an error.
//! - A nullable column is an `Option`.
//! - What is emitted is data, names only absolute paths, and touches one hidden module of the crate `evenkeel` only: a
//!   table may be called `option`. The text has shorter paths where they mean the same.
//!
//! | PostgreSQL | Rust |
//! |---|---|
//! | `boolean` | `bool` |
//! | `smallint`, `integer`, `bigint` and the serials, `oid` | `i16`, `i32`, `i64`, `u32` |
//! | `real`, `double precision` | `f32`, `f64` |
//! | `numeric` | `rust_decimal::Decimal`, which holds 28 digits |
//! | `text`, `varchar`, `char`, `name`, `citext` | `String` |
//! | `"char"` | `i8` |
//! | `bytea` | `Vec<u8>` |
//! | `uuid` | `uuid::Uuid` |
//! | `json`, `jsonb` | `serde_json::Value` |
//! | `timestamptz`, `timestamp`, `date`, `time` | jiff's `Timestamp`, `civil::DateTime`, `civil::Date`, `civil::Time` |
//! | the same with `rust: {times: chrono}` | chrono's `DateTime<Utc>`, `NaiveDateTime`, `NaiveDate`, `NaiveTime` |
//! | the same with `rust: {times: time}` | time's `OffsetDateTime`, `PrimitiveDateTime`, `Date`, `Time` |
//! | `inet` | `std::net::IpAddr`, which holds a host's address without a netmask |
//! | a range or multirange of PostgreSQL's own | `evenkeel::Range` or `evenkeel::Multirange` of what it is over |
//! | an array | `Vec` of the element's type: one dimension, and no element NULL |
//! | an array with `rust: Vec<Option<…>>` | that, in which `None` is NULL |
//! | anything with `rust: evenkeel::TextForm` | the text that PostgreSQL writes for the value: arrays of several dimensions, `infinity`, `NaN` and networks too |
//! | an enum type, a text column with `values:` | an enum of its own |
//! | a composite type | a struct of its own, each field an `Option` |
//! | a domain | what the type below it is |
//! | anything else | `evenkeel::TextForm`, the text that PostgreSQL writes for the value |
//!
//! What a type of Rust cannot hold (`infinity`, `NaN`, more digits) is an error where it is read, and never another value.
//! What is shorter than a microsecond is cut off where it is written.
//!
//! `derive:` below `rust:` is added to what the structs of rows and of composite types and the enums derive, that of a table
//! to its struct and to the enums of its columns; `derive_new:` and `derive_patch:` to what the structs of new rows and of
//! patches do, and to composite types and enums too, which stand in them. Enums leave `Default` out, since none of their
//! variants comes first; for serde their variants are called as in the database. A patch that serde reads has what is
//! given: what is left out stays as it is, and `null` is NULL.
//!
//! `rust:` on a column names another type for it. That type must be `Clone`, `Debug` and `PartialEq`, as the struct is. For
//! a column of type json or jsonb it must be `Serialize` and `Deserialize`; for others it must be made of what the table
//! above says by `TryFrom`, and give it by `Into`.

mod composite;
mod derived;
mod docs;
mod enumeration;
pub mod lookup;
mod names;
mod own;
mod plan;
mod short;
mod table;
mod text;
mod types;

use evenkeel_model::{Declared, Diagnostic};
use proc_macro2::{Ident, TokenStream};

use plan::{Item, Plan};

pub use text::{rust_text, shortened};

/// The Rust items of all tables, in the order of the file.
///
/// # Errors
/// All findings at once, each with its place in the schema file: names that meet in one Rust name, names from which no
/// Rust name can be made, a `rust:` that is no type.
pub fn rust(declared: &Declared) -> Result<TokenStream, Vec<Diagnostic>> {
    Plan::new(declared, None).map(|plan| plan.items.iter().map(emit).collect())
}

/// The Rust items of the tables whose structs have these names, in the order of the file, and of the types that their
/// columns use. The structs take the spans of the names. A name that is no table's is passed over: [`struct_names`]
/// tells.
///
/// # Errors
/// As [`rust`], for these tables alone.
pub fn rust_of(declared: &Declared, names: &[Ident]) -> Result<TokenStream, Vec<Diagnostic>> {
    Plan::new(declared, Some(names)).map(|plan| plan.items.iter().map(emit).collect())
}

/// The names of all tables' structs, in the order of the file.
pub fn struct_names(declared: &Declared) -> Vec<String> {
    plan::tables(declared).into_iter().filter_map(|table| Some(table.ident()?.to_string())).collect()
}

fn emit(item: &Item) -> TokenStream {
    match item {
        Item::Table(table) => table::emit(table),
        Item::Enumeration(enumeration) => enumeration::emit(enumeration),
        Item::Composite(composite) => composite::emit(composite),
    }
}
