//! Whether the schema file has the layout that `keel fmt` gives it.

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::format;

use super::outcome::Check;
use crate::finding::{Finding, place_of};
use crate::schema::is_yaml;

/// Checks the schema file and those that it includes. A file that is no YAML is only named where `told`, since the check of
/// the schema shows the place.
pub fn check(files: &[SourceFile], told: bool) -> Check {
    let mut findings = Vec::new();
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| is_yaml(&file.path)) {
        match format::format(&file.text) {
            Ok(formatted) if formatted == file.text => {}
            Ok(formatted) => findings.push(unformatted(file, &formatted)),
            Err(_) if told => broken.push(file.path.display().to_string()),
            Err(error) => {
                let place = place_of(&file.text, error.line(), error.column());
                let diagnostic = Diagnostic::error("layout", place, error.message());
                findings.push(Finding::from_diagnostic(&diagnostic, std::slice::from_ref(file)));
            }
        }
    }
    match (findings.is_empty(), broken.is_empty()) {
        (false, _) => Check::of("layout", findings, ""),
        (true, true) => good(files),
        (true, false) => Check::left_out("layout", format!("{} has to be mended first", broken.join(", "))),
    }
}

/// What is said where it is good.
pub fn good(files: &[SourceFile]) -> Check {
    let files = files.iter().filter(|file| is_yaml(&file.path));
    let names: Vec<_> = files.map(|file| file.path.display().to_string()).collect();
    let them = if names.len() == 1 { "it" } else { "them" };
    Check::of("layout", Vec::new(), format!("{} as `keel fmt` lays {them} out", names.join(", ")))
}

/// Points at the first line that would change.
fn unformatted(file: &SourceFile, formatted: &str) -> Finding {
    let text = &file.text;
    // With a carriage return before its end, where there is one.
    let lines = |text: &'_ str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(text), lines(formatted));
    let same = before.iter().zip(&after).take_while(|(old, new)| old == new).count();
    let line = |lines: &[String]| lines.get(same).cloned().unwrap_or_default();
    let (old, new) = (line(&before), line(&after));
    let column = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    let mut place = place_of(text, same + 1, column + 1);
    // To the end of the line: what follows the first difference is seldom the same.
    place.end = text.get(place.start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| place.start + end);
    let diagnostic = Diagnostic::error("layout", place, "the file is not laid out as `keel fmt` does it")
        .with_label("from here on")
        .with_help("run `keel fmt`");
    Finding::from_diagnostic(&diagnostic, std::slice::from_ref(file))
}
