//! Errors of writing the project's files, as the user sees them.

use evenkeel_model::Declared;
use evenkeel_project::{Folders, ProjectError};

use crate::context::Context;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::workspace::job_failure;

/// The folders that are written to.
pub fn folders(context: &Context) -> Folders {
    Folders { migrations: context.migrations_folder(), generated: context.generated_folder() }
}

/// Why files were not written or read; `declared` is the schema file that they were about.
pub fn failure(error: &ProjectError, declared: Option<&Declared>) -> Failure {
    match error {
        ProjectError::File { doing, path, source } => Failure::file(doing, path, source),
        ProjectError::Rust(diagnostics) => {
            let files = declared.map_or([].as_slice(), |declared| &declared.places.files);
            Failure::new("schema", error.to_string()).with_findings(Finding::from_diagnostics(diagnostics, files))
        }
        ProjectError::Sql(error) => job_failure(error, declared),
    }
}
