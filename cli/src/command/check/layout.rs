//! Whether the schema file has the layout that `keel fmt` gives it.

use std::path::{Path, PathBuf};

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::format;

use super::outcome::Check;
use crate::failure::Failure;
use crate::file;
use crate::finding::{Finding, place_of};

/// Checks the schema file and those that it includes.
pub fn check(files: &[PathBuf]) -> Result<Check, Failure> {
    let mut findings = Vec::new();
    for path in files {
        findings.extend(check_file(path, file::read(path)?));
    }
    let names: Vec<_> = files.iter().map(|path| path.display().to_string()).collect();
    let well = format!("{} as `keel fmt` lays {} out", names.join(", "), if names.len() == 1 { "it" } else { "them" });
    Ok(Check::of("layout", findings, well))
}

fn check_file(path: &Path, text: String) -> Option<Finding> {
    match format::format(&text) {
        Ok(formatted) if formatted == text => None,
        Ok(formatted) => Some(unformatted(path, text, &formatted)),
        Err(error) => {
            let place = place_of(&text, error.line(), error.column());
            let diagnostic = Diagnostic::error("layout", place, error.message());
            Some(Finding::from_diagnostic(&diagnostic, &[SourceFile { path: path.to_owned(), text }]))
        }
    }
}

/// Points at the first line that would change.
fn unformatted(path: &Path, text: String, formatted: &str) -> Finding {
    let same = text.lines().zip(formatted.lines()).take_while(|(old, new)| old == new).count();
    let old = text.lines().nth(same).unwrap_or_default();
    let new = formatted.lines().nth(same).unwrap_or_default();
    let column = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    let mut place = place_of(&text, same + 1, column + 1);
    // To the end of the line: what follows the first difference is seldom the same.
    place.end = text.get(place.start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| place.start + end);
    let diagnostic = Diagnostic::error("layout", place, "the file is not laid out as `keel fmt` does it")
        .with_label("from here on")
        .with_help("run `keel fmt`");
    Finding::from_diagnostic(&diagnostic, &[SourceFile { path: path.to_owned(), text }])
}
