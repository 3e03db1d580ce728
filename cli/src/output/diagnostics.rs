//! Findings in files, with the lines that they speak of.

use std::path::PathBuf;

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::Place;
use serde_json::{Value, json};

/// A file that places speak of, by their index.
pub use evenkeel_model::declared::SourceFile as Source;

/// The findings for people.
pub fn render(diagnostics: &[Diagnostic], sources: &[Source]) -> String {
    diagnostics.iter().map(|one| format!("{}\n", one_line(one, sources))).collect()
}

/// `schema.yaml:3:5: message`.
fn one_line(diagnostic: &Diagnostic, sources: &[Source]) -> String {
    let start = diagnostic.place.and_then(|place| {
        let (path, line, column) = start(place, sources)?;
        Some(format!("{}:{line}:{column}: ", path.display()))
    });
    let help = diagnostic.help.as_deref().map(|help| format!("\n  help: {help}")).unwrap_or_default();
    format!("{}{}{help}", start.unwrap_or_default(), diagnostic.message)
}

/// A place for programs: the file, and lines and columns (in characters) from 1.
pub fn position(place: Place, sources: &[Source]) -> Option<Value> {
    let (path, line, column) = start(place, sources)?;
    let (_, end_line, end_column) = start(Place { start: place.end, ..place }, sources)?;
    Some(json!({
        "file": path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }))
}

/// Where a place starts: file, line and column from 1.
fn start(place: Place, sources: &[Source]) -> Option<(&PathBuf, usize, usize)> {
    let source = sources.get(place.file)?;
    let before = source.text.get(..place.start.min(source.text.len()))?;
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    let line = before.matches('\n').count() + 1;
    Some((&source.path, line, before.get(line_start..)?.chars().count() + 1))
}
