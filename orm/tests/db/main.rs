//! An application's connection to its database, on a real server.

#![allow(missing_docs)]

mod errors;
mod pool;
mod statements;
mod support;
mod transactions;
