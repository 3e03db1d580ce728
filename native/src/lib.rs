//! PostgreSQL servers made from the binaries that this machine has.
//!
//! [`Installation`] finds them, [`NativeServer`] makes a cluster with one of them and runs it. A server belongs to the
//! process that started it and ends with that process, however it ends: a small shell between the two waits on a pipe
//! that closes when the process is gone.

mod account;
mod cluster;
mod error;
mod installation;
mod server;

pub use cluster::{Data, running_server};
pub use error::NativeError;
pub use installation::{BINDIR_VARIABLE, Installation, find_program};
pub use server::NativeServer;
