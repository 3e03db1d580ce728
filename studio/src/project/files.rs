//! The files as they are now.

use std::path::Path;

use evenkeel_model::Declared;
use evenkeel_model::language::{self, ReadError};
use evenkeel_runner::{Migration, read_folder};

use super::failure::finding;
use crate::api::{DriftProblem, ErrorCode};
use crate::failure::Failure;

/// The migrations; none where there is no folder yet.
///
/// # Errors
/// What is wrong with their files.
pub fn migrations(folder: &Path) -> Result<Vec<Migration>, Failure> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    read_folder(folder).map_err(|faults| {
        let mut failure = Failure::new(ErrorCode::Project, "the migrations cannot be read");
        failure.body.detail = Some(faults.to_string());
        failure
    })
}

/// What the schema file declares, or what is wrong with it.
///
/// # Errors
/// The findings, at their places.
pub fn declared(file: &Path) -> Result<Declared, Vec<DriftProblem>> {
    match language::read(file) {
        Ok((declared, _)) => Ok(declared),
        Err(ReadError::Invalid { findings, files, .. }) => {
            Err(findings.iter().map(|one| finding(one, &files)).collect())
        }
        Err(ReadError::Unreadable { path, error }) => Err(vec![DriftProblem {
            code: "file".to_owned(),
            message: format!("cannot read {}: {error}", path.display()),
            help: Some("`keel init` makes one, `keel pull` writes one from a database".to_owned()),
            place: None,
        }]),
    }
}
