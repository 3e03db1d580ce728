//! An application's connection to its database, on a real server.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod errors;
mod failed;
mod listen;
mod locks;
mod log;
mod migrations;
mod pool;
mod readers;
mod savepoints;
mod statements;
mod support;
mod transactions;
