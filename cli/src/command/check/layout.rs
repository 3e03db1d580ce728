//! Whether the schema file has the layout that `keel fmt` gives it.

use std::path::Path;

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::format;

use super::outcome::Check;
use crate::failure::Failure;
use crate::file;
use crate::finding::{Finding, place_of};

/// Checks one file.
pub fn check(path: &Path) -> Result<Check, Failure> {
    let text = file::read_schema(path)?;
    let findings = match format::format(&text) {
        Ok(formatted) if formatted == text => Vec::new(),
        Ok(formatted) => vec![unformatted(path, text, &formatted)],
        Err(error) => {
            let place = place_of(&text, error.line(), error.column());
            let diagnostic = Diagnostic::error("layout", place, error.message());
            vec![Finding::from_diagnostic(&diagnostic, &[SourceFile { path: path.to_owned(), text }])]
        }
    };
    Ok(Check::of("layout", findings, format!("{} is laid out", path.display())))
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
