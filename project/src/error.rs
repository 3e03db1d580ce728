//! Why files of a project were not written or read.

use std::io;
use std::path::{Path, PathBuf};

use evenkeel_engine::workflow::WorkflowError;
use evenkeel_model::Diagnostic;

/// Why files of a project were not written or read.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// A file or folder.
    #[error("cannot {doing} {}", path.display())]
    File {
        /// What could not be done to it, as a verb: `write`.
        doing: &'static str,
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No Rust can be made of the schema: what is wrong, at its places.
    #[error("no Rust can be made of the schema")]
    Rust(Vec<Diagnostic>),
    /// The schema cannot be written as SQL.
    #[error("the schema cannot be written as SQL")]
    Sql(#[source] Box<WorkflowError>),
}

impl ProjectError {
    /// For `map_err`: the error of a file.
    pub(crate) fn file(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { doing, path: path.to_owned(), source }
    }
}
