//! Whether the generated files are what the schema file makes today.

use std::path::Path;

use evenkeel_model::Declared;
use evenkeel_project::generated;

use super::outcome::Check;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::project;

/// Checks the files that need no server.
pub fn check(folder: &Path, declared: Option<&Declared>) -> Result<Check, Failure> {
    let Some(declared) = declared else {
        return Ok(Check::left_out("generated", "the schema cannot be used"));
    };
    let stale = match generated::stale(folder, declared).map_err(|error| project::failure(&error, Some(declared))) {
        Ok(stale) => stale,
        Err(failure) if !failure.findings.is_empty() => return Ok(Check::of("generated", failure.findings, "")),
        Err(failure) => return Err(failure),
    };
    if stale.is_empty() {
        return Ok(good(folder));
    }
    let findings = stale.into_iter().map(|file| {
        let words = if file.exists { "is not what the schema makes today" } else { "is missing" };
        let message = format!("{} {words}", file.path.display());
        Finding::error("stale", message).in_file(file.path).with_help("run `keel gen`")
    });
    Ok(Check::of("generated", findings.collect(), ""))
}

/// What is said where they are fresh.
pub fn good(folder: &Path) -> Check {
    Check::of("generated", Vec::new(), format!("{} is fresh", folder.display()))
}
