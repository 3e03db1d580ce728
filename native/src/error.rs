//! What can go wrong with a native server.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::Path;

/// Why no native server can be had, and what to do about it.
#[derive(Debug)]
pub struct NativeError {
    kind: Kind,
    message: String,
    source: Option<io::Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    NotFound,
    Account,
    Start,
}

impl NativeError {
    pub(crate) fn not_found(message: String) -> Self {
        Self { kind: Kind::NotFound, message, source: None }
    }

    pub(crate) fn account(message: String) -> Self {
        Self { kind: Kind::Account, message, source: None }
    }

    pub(crate) fn start(message: String) -> Self {
        Self { kind: Kind::Start, message, source: None }
    }

    pub(crate) fn io(doing: &str, path: &Path, error: io::Error) -> Self {
        let message = format!("{doing} {} failed: {error}", path.display());
        Self { kind: Kind::Start, message, source: Some(error) }
    }

    /// Whether this machine has no binaries that fit.
    pub fn is_not_found(&self) -> bool {
        self.kind == Kind::NotFound
    }

    /// Whether this process is root, and no account was found under which the server can run.
    pub fn is_account(&self) -> bool {
        self.kind == Kind::Account
    }
}

impl fmt::Display for NativeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StdError for NativeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source as _)
    }
}
