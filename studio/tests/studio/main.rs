//! The studio over real HTTP, on a real server.

mod support;

mod edits;
mod guard;
mod rows;
mod security;
mod sql;
