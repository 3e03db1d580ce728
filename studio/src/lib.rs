//! `keel studio`: a database, its diagram, its drift and its migrations in a web page of one's own machine.
//!
//! [`Studio::bind`] takes a port of this machine, [`Studio::url`] is the address to open, [`Studio::serve`] answers the
//! page until it is told to stop.
//!
//! Every request passes a guard of host, origin and tokens. What a person writes runs in a read-only transaction
//! unless he says otherwise: a guard against accidents. Whoever must not write gets a role that cannot.

pub mod api;
mod audit;
mod catalog;
mod data;
mod database;
mod edits;
mod failure;
mod project;
mod quote;
mod server;
mod sql;
mod transfer;
mod wire;

pub use project::Project;
pub use server::{PORT, Settings, Studio};
