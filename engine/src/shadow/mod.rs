//! Scratch databases on which a desired state is built and plans are proved.
//!
//! The text that a server prints for an expression differs between major versions, so a shadow has to be like its target
//! ([`Target`]): same major version, encoding and collation provider, and the extensions that are needed. [`ShadowSource`]
//! finds the first place that serves; [`Shadow`] is one database there.
//!
//! On a server that serves one connection at a time ([`ShadowSource::single_connection`]) the caller closes its connection to
//! the target before it makes, copies or drops a shadow, and its connection to the shadow before it copies or drops it:
//! each of these uses a connection of its own, which is closed when it returns.

mod database;
mod error;
mod leftover;
mod reason;
mod source;
mod target;

pub use database::Shadow;
pub use error::ShadowError;
pub use source::{ShadowSource, wait_for_servers};
pub use target::Target;
