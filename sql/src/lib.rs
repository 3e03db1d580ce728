//! SQL checked against a declared schema, without a database.
//!
//! [`check`] reads a statement as PostgreSQL would: it finds the tables and columns, chooses functions and operators by the
//! server's own rules, and knows the types of parameters and results, and whether a result can be NULL. What it cannot
//! decide is an error that says so.
//!
//! What PostgreSQL knows of its own types, functions, operators and casts stands in `src/facts/`, read from servers of each
//! version by `examples/facts.rs`; the tests ask a server about every one of them, and about every statement of a corpus.
//!
//! # What it takes to be NULL
//!
//! A column as the schema file says, NULL on the side of an outer join that may be missing; not NULL again where a condition
//! of WHERE, or of an inner join, cannot hold for NULL. A function or an operator gives NULL for NULL, and for nothing else only
//! where that is known of it; an aggregate without GROUP BY may have no rows. A scalar subquery may have none, unless it is
//! an aggregate itself.

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
pub use statement::{Output, Own, Parameter, Statement, check};
