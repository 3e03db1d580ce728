//! The studio over real HTTP, on a real server.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod support;

mod applying;
mod audit;
mod edits;
mod guard;
mod jobs;
mod locked;
mod project;
mod proxy;
mod rows;
mod security;
mod silence;
mod sql;
mod transfer;
mod whole;
