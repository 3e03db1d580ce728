//! The macro `sql!`: what it makes runs on a server, and what it refuses is understood at first reading.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod composites;
mod parameters;
mod readme;
mod refused;
mod results;
mod support;
mod writing;
