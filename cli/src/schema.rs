//! The schema file of the project.

use std::path::{Path, PathBuf};

use evenkeel_model::language::{self, ReadError};
use evenkeel_model::{Declared, Diagnostic};

use crate::context::Context;
use crate::failure::Failure;
use crate::file;
use crate::finding::Finding;

/// Reads the schema file with what it includes; what deserves a look is said.
pub fn read(context: &Context) -> Result<Declared, Failure> {
    read_at(&context.schema_file(), context)
}

/// Reads a schema file with what it includes; what deserves a look is said.
pub fn read_at(path: &Path, context: &Context) -> Result<Declared, Failure> {
    declared(path, language::read(path), context)
}

/// What a schema file declares that was read; what deserves a look is said.
pub fn declared(
    path: &Path,
    read: Result<(Declared, Vec<Diagnostic>), ReadError>,
    context: &Context,
) -> Result<Declared, Failure> {
    match read {
        Ok((declared, warnings)) => {
            for warning in Finding::from_diagnostics(&warnings, &declared.places.files) {
                context.printer.warn_of(&warning);
            }
            Ok(declared)
        }
        Err(ReadError::Unreadable { path, error }) => Err(file::no_schema(&path, &error)),
        Err(ReadError::Invalid { findings, files }) => {
            Err(Failure::new("schema", format!("{} cannot be used", path.display()))
                .with_findings(Finding::from_diagnostics(&findings, &files)))
        }
    }
}

/// The schema file and the YAML that it includes, however much is wrong with what they say.
pub fn files(context: &Context) -> Result<Vec<PathBuf>, Failure> {
    let sources = match language::read(&context.schema_file()) {
        Ok((declared, _)) => declared.places.files,
        Err(ReadError::Invalid { files, .. }) => files,
        Err(ReadError::Unreadable { path, error }) => return Err(file::no_schema(&path, &error)),
    };
    Ok(sources.into_iter().map(|source| source.path).filter(|path| is_yaml(path)).collect())
}

/// Whether a file of the schema is YAML: SQL that stands in a file of its own has no layout of ours.
pub fn is_yaml(path: &Path) -> bool {
    !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
}

/// The extensions that the schema file names, which the embedded server has to know when it starts. What is wrong with
/// the file is told by whoever needs more of it.
pub fn extensions(context: &Context) -> Vec<String> {
    let declared = language::read(&context.schema_file());
    declared.map(|(declared, _)| declared.catalog.extensions.into_keys().collect()).unwrap_or_default()
}
