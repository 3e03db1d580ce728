//! The program as a user meets it: arguments in, text and exit status out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod check;
mod fmt;
mod init;
mod migrate;
mod passwords;
mod pull;
mod reset;
mod settings;
mod support;
mod usage;
