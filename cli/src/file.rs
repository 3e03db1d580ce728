//! Files of the project.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Reads a file of text.
pub fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))
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
