//! The studio over real HTTP, on a real server.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod support;

mod edits;
mod guard;
mod jobs;
mod project;
mod rows;
mod security;
mod sql;
mod transfer;
