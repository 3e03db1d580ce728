//! Files of the project.

use std::path::Path;

use evenkeel_model::language::text;

use crate::failure::Failure;

/// Reads a file of text.
pub fn read(path: &Path) -> Result<String, Failure> {
    text::read(path).map_err(|error| Failure::file("read", path, &error))
}

/// The schema file cannot be read.
pub fn no_schema(path: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::file("read", path, error);
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            failure.with_help("`keel init` starts a project, and --schema names a file that is elsewhere")
        }
        _ => failure,
    }
}

/// Replaces a file or makes it, as one step.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    evenkeel_project::replace(path, text).map_err(|error| Failure::file("write", path, &error))
}
