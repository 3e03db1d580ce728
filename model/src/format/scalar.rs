//! Scalars of several lines.

use std::ops::Range;

use granit_parser::ScalarStyle;

use super::align::Line;
use super::tree::{Comment, Node, Tree};

/// How a block scalar is written: its header (`|-`) and its lines, without the indentation of the whole.
pub(super) struct Block {
    pub header: String,
    pub lines: Vec<String>,
    /// Whether empty lines at its end are part of it.
    pub keep: bool,
}

/// Where the header (`|-`) of a block scalar stands, given where its text does.
pub(super) fn header(source: &str, comments: &[Comment], text_start: usize) -> Range<usize> {
    let before = source.get(..text_start).unwrap_or_default().trim_end();
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    let comment = comments.iter().find(|comment| (line_start..before.len()).contains(&comment.start));
    let end = comment.map_or(before.len(), |comment| comment.start);
    let line = source.get(line_start..end).unwrap_or_default().trim_end();
    let start = line.rfind(char::is_whitespace).map_or(0, |position| position + 1);
    line_start + start..line_start + line.len()
}

/// Takes a block scalar apart. `value` is what it says.
pub(super) fn block(tree: &Tree<'_>, node: &Node, style: ScalarStyle, value: &str) -> Block {
    let source = tree.source;
    let header = header(source, &tree.comments, node.range.start);
    let rest = source.get(header.end..).unwrap_or_default();
    let header_end = header.end + rest.find('\n').unwrap_or(rest.len());
    let indicator = source.get(header).unwrap_or_default();
    let keep = indicator.contains('+');

    let mut body = source.get(header_end + 1..node.range.end).unwrap_or_default();
    if node.range.end < source.len() {
        // The scalar ends where the next node begins, within a line.
        body = body.get(..body.rfind('\n').map_or(0, |position| position + 1)).unwrap_or_default();
    }
    let spaces = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first = |text: &str| text.lines().find(|line| !line.trim().is_empty()).map(spaces);
    let (in_source, in_value) = (first(body).unwrap_or_default(), first(value).unwrap_or_default());
    let indent = in_source.saturating_sub(in_value);
    // Where nothing is said, spaces are indentation, however many there are.
    let is_empty = first(body).is_none() && value.chars().all(|character| character == '\n');
    let said = |line: &str| if is_empty { String::new() } else { line.get(indent..).unwrap_or_default().to_owned() };
    let mut lines: Vec<String> = body.lines().map(said).collect();
    while !keep && lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }

    let mut header = if style == ScalarStyle::Folded { ">" } else { "|" }.to_owned();
    if in_value > 0 {
        header.push('2');
    }
    header.extend(indicator.chars().filter(|character| matches!(character, '+' | '-')));
    Block { header, lines, keep }
}

/// The lines of a plain or quoted scalar that spans several, without their indentation.
pub(super) fn folded_lines(text: &str) -> Vec<String> {
    let count = text.split('\n').count();
    text.split('\n')
        .enumerate()
        .map(|(number, line)| {
            let line = if number == 0 { line } else { line.trim_start_matches([' ', '\t']) };
            if number + 1 == count { line.to_owned() } else { trim_end_unescaped(line) }
        })
        .collect()
}

/// The line without spaces at its end, but for one behind a backslash that escapes it.
fn trim_end_unescaped(line: &str) -> String {
    let trimmed = line.trim_end_matches([' ', '\t']);
    let backslashes = trimmed.len() - trimmed.trim_end_matches('\\').len();
    let kept = if backslashes % 2 == 1 { trimmed.len() + 1 } else { trimmed.len() };
    line.get(..kept).unwrap_or(trimmed).to_owned()
}

/// Lines of a scalar that follow its first, indented.
pub(super) fn indented(lines: impl IntoIterator<Item = String>, indent: usize) -> impl Iterator<Item = Line> {
    lines.into_iter().map(move |text| Line { indent, text, ..Line::default() })
}
