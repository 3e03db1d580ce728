//! What can go wrong with a server.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;

use evenkeel_connect::ConnectError;
use evenkeel_native::NativeError;

use super::project::Published;

/// Why a server cannot be had or stopped, and what to do about it.
#[derive(Debug)]
pub struct ServerError {
    kind: Kind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    NotAvailable,
    Busy,
    Extension,
    Start,
    Files,
}

impl ServerError {
    pub(super) fn native(error: NativeError) -> Self {
        let kind = if error.is_not_found() { Kind::NotAvailable } else { Kind::Start };
        Self { kind, message: error.to_string(), source: Some(Box::new(error)) }
    }

    #[cfg(feature = "embedded")]
    pub(super) fn embedded(error: evenkeel_embedded::EmbeddedError) -> Self {
        let kind = match (error.is_in_use(), error.is_unknown_extension()) {
            (true, _) => Kind::Busy,
            (_, true) => Kind::Extension,
            _ => Kind::Start,
        };
        Self { kind, message: error.to_string(), source: Some(Box::new(error)) }
    }

    #[cfg(not(feature = "embedded"))]
    pub(super) fn not_built_in() -> Self {
        let message = "this keel was built without the embedded server; give a database URL (--database-url or DATABASE_URL), use --server local, or build it with the feature `embedded`".to_owned();
        Self { kind: Kind::NotAvailable, message, source: None }
    }

    pub(super) fn files(doing: &str, path: &Path, error: io::Error) -> Self {
        let message = format!("{doing} {} failed: {error}", path.display());
        Self { kind: Kind::Files, message, source: Some(Box::new(error)) }
    }

    pub(super) fn address(error: ConnectError) -> Self {
        Self { kind: Kind::Start, message: error.to_string(), source: Some(Box::new(error)) }
    }

    pub(super) fn ended(doing: &str) -> Self {
        Self { kind: Kind::Start, message: format!("{doing} the server ended before it was done"), source: None }
    }

    pub(super) fn silent(lock: &Path, pid: Option<u32>) -> Self {
        let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
        let message = format!(
            "{who} has the right to run this project's server ({}) and it does not answer; end that process and try again",
            lock.display()
        );
        Self { kind: Kind::Busy, message, source: None }
    }

    pub(super) fn served(folder: &Path, pid: Option<u32>) -> Self {
        let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
        let message = format!(
            "{who} serves the data in {}, so it is left alone; end that process and try again",
            folder.display()
        );
        Self { kind: Kind::Busy, message, source: None }
    }

    pub(super) fn missing_extension(name: &str, pid: u32) -> Self {
        let message = format!(
            "the embedded server that process {pid} runs was started without the extension \"{name}\"; end that process, and the next command starts the server with it"
        );
        Self { kind: Kind::Extension, message, source: None }
    }

    pub(super) fn other_major(published: &Published, wanted: u32) -> Self {
        let message = format!(
            "process {} runs this project's local server as PostgreSQL {}, and {wanted} is wanted; end that process and try again",
            published.pid, published.version
        );
        Self { kind: Kind::Busy, message, source: None }
    }

    /// Whether this machine or this build has no such server.
    pub fn is_not_available(&self) -> bool {
        self.kind == Kind::NotAvailable
    }

    /// Whether another process is in the way.
    pub fn is_busy(&self) -> bool {
        self.kind == Kind::Busy
    }

    /// Whether an extension is missing.
    pub fn is_extension(&self) -> bool {
        self.kind == Kind::Extension
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StdError for ServerError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
