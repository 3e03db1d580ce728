//! Findings in files, with the lines that they speak of.

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::Place;
use evenkeel_model::language::diagnostics::{line_and_column, render_all};
use serde_json::{Value, json};

/// A file that places speak of, by their index.
pub use evenkeel_model::declared::SourceFile as Source;

/// The findings for people. Where the stream is no terminal, it drops the colours.
pub fn render(diagnostics: &[Diagnostic], sources: &[Source]) -> String {
    let mut text = render_all(diagnostics, sources, true);
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text
}

/// A place for programs: the file, and lines and columns (in characters) from 1.
pub fn position(place: Place, sources: &[Source]) -> Option<Value> {
    let source = sources.get(place.file)?;
    let (line, column) = line_and_column(&source.text, place.start);
    let (end_line, end_column) = line_and_column(&source.text, place.end);
    Some(json!({
        "file": source.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }))
}

/// The place of one character, given as line and column (in characters) from 1, in the first of the sources.
pub fn place_of(text: &str, line: usize, column: usize) -> Place {
    let line_start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(line_start..).unwrap_or_default();
    let start = line_start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>();
    let length = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Place { file: 0, start, end: start + length }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_lead_to_the_byte() {
        let text = "äö\nü: x\n";
        assert_eq!(place_of(text, 2, 4), Place { file: 0, start: 9, end: 10 });
        assert_eq!(line_and_column(text, 9), (2, 4));
        assert_eq!(place_of(text, 9, 9), Place { file: 0, start: text.len(), end: text.len() });
    }
}
