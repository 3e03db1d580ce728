//! `keel studio`: a database, its diagram, its drift and its migrations in a web page of one's own machine.

pub mod api;
