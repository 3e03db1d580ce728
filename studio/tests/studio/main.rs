//! The studio over real HTTP, on a real server.

mod support;

mod edits;
mod guard;
mod project;
mod rows;
mod security;
mod sql;
mod transfer;
