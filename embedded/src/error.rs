//! What can go wrong with the embedded server.

use std::error::Error as StdError;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why the embedded server could not do something, and what to do about it.
pub struct EmbeddedError {
    kind: Kind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Debug)]
enum Kind {
    UnknownExtension { name: String },
    InUse { directory: PathBuf },
    Start { directory: PathBuf },
    Temporary,
    Dump { database: String },
    Stop,
}

impl EmbeddedError {
    pub(crate) fn unknown_extension(name: &str) -> Self {
        Self { kind: Kind::UnknownExtension { name: name.to_owned() }, source: None }
    }

    pub(crate) fn start(directory: &Path, error: anyhow::Error) -> Self {
        let directory = directory.to_path_buf();
        // The library has no type for it; its text is the only mark.
        let in_use = error.chain().any(|cause| cause.to_string().contains("already in use"));
        let kind = if in_use { Kind::InUse { directory } } else { Kind::Start { directory } };
        Self { kind, source: Some(error.into()) }
    }

    pub(crate) fn prepare(directory: &Path, error: std::io::Error) -> Self {
        Self { kind: Kind::Start { directory: directory.to_path_buf() }, source: Some(Box::new(error)) }
    }

    pub(crate) fn temporary(error: std::io::Error) -> Self {
        Self { kind: Kind::Temporary, source: Some(Box::new(error)) }
    }

    pub(crate) fn dump(database: &str, error: anyhow::Error) -> Self {
        Self { kind: Kind::Dump { database: database.to_owned() }, source: Some(error.into()) }
    }

    pub(crate) fn stop(error: anyhow::Error) -> Self {
        Self { kind: Kind::Stop, source: Some(error.into()) }
    }

    /// Whether another process (or another part of this one) serves the directory.
    pub fn is_in_use(&self) -> bool {
        matches!(self.kind, Kind::InUse { .. })
    }

    /// Whether an extension was asked for that the embedded server does not have.
    pub fn is_unknown_extension(&self) -> bool {
        matches!(self.kind, Kind::UnknownExtension { .. })
    }
}

impl fmt::Display for EmbeddedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::UnknownExtension { name } => write!(
                formatter,
                "the embedded server has no extension \"{name}\"; it has {}. Use --server local or a database URL of a server that has it",
                crate::available_extensions().join(", ")
            ),
            Kind::InUse { directory } => write!(
                formatter,
                "another process serves the embedded server's data in {}; connect to that one, or end it",
                directory.display()
            ),
            Kind::Start { directory } => {
                write!(formatter, "the embedded server could not start with its data in {}", directory.display())?;
                self.write_cause(formatter)
            }
            Kind::Temporary => {
                write!(formatter, "no temporary folder for the embedded server could be made")?;
                self.write_cause(formatter)
            }
            Kind::Dump { database } => {
                write!(formatter, "pg_dump of the embedded server's database \"{database}\" failed")?;
                self.write_cause(formatter)
            }
            Kind::Stop => {
                write!(formatter, "the embedded server ended in an error (what was committed is safe)")?;
                self.write_cause(formatter)
            }
        }
    }
}

impl EmbeddedError {
    fn write_cause(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for EmbeddedError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EmbeddedError").field("kind", &self.kind).field("source", &self.source).finish()
    }
}

impl StdError for EmbeddedError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
