//! SQL checked against a declared schema, without a database.
//!
//! [`check`] reads a statement as PostgreSQL would: it finds the tables and columns, chooses functions and operators by the
//! server's own rules, and knows the types of parameters and results, and whether a result can be NULL. What it cannot
//! decide is an error that says so.

mod check;
mod facts;
mod resolve;
mod rust;
mod schema;
mod statement;
mod text;
mod types;

pub use rust::Told;
pub use schema::Schema;
pub use statement::{Output, Parameter, Statement, check};
