//! Reading databases: each attribute of the model made by SQL on a real server and read back.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod database;
mod dependencies;
mod indexes;
mod others;
mod settled;
mod tables;
mod types;
mod whole;
