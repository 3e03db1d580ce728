//! The program as a user meets it: arguments in, text and exit status out.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod alone;
mod check;
mod conversions;
mod defaults;
mod dependents;
mod diff;
mod documents;
mod expressions;
mod fmt;
mod full;
mod generate;
mod init;
mod interruption;
mod labels;
mod ledger;
mod majors;
mod migrate;
mod passwords;
mod pull;
mod push;
mod refused;
mod renames;
mod reset;
mod roles;
mod scope;
mod server_wide;
mod sessions;
mod settings;
mod sides;
mod studio;
mod support;
mod text;
mod unattended;
mod usage;
mod world;
