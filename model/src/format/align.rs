//! Lines as they are made, and the comments at their ends.

/// A line of the result.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// How many spaces it begins with.
    pub indent: usize,
    /// What it says; empty for an empty line of a scalar.
    pub text: String,
    /// The comment at its end, with the column where that stood before.
    pub comment: Option<(String, usize)>,
    /// Whether an empty line is wanted before it.
    pub blank_before: bool,
    /// Whether it is the last of a scalar that keeps its empty lines, so that an empty line behind would be its own.
    pub keeps_blanks: bool,
}

impl Line {
    fn width(&self) -> usize {
        self.indent + self.text.chars().count()
    }
}

/// Writes the lines, with comments that stood in one column in one column again.
pub(super) fn write(lines: &[Line]) -> String {
    let columns = columns(lines);
    let mut text = String::new();
    for (number, (line, column)) in lines.iter().zip(columns).enumerate() {
        if line.blank_before && number > 0 {
            text.push('\n');
        }
        if !line.text.is_empty() {
            text.extend(std::iter::repeat_n(' ', line.indent));
            text.push_str(&line.text);
        }
        if let Some((comment, _)) = &line.comment {
            text.extend(std::iter::repeat_n(' ', column.saturating_sub(line.width())));
            text.push_str(comment);
        }
        text.push('\n');
    }
    text
}

/// The column of each line's comment. Within lines without an empty one between them, comments that follow each other
/// and stood in one column belong together.
fn columns(lines: &[Line]) -> Vec<usize> {
    let mut columns = vec![0; lines.len()];
    let mut group: Vec<usize> = Vec::new();
    let mut column_before = None;
    for (number, line) in lines.iter().enumerate() {
        if line.blank_before {
            close(lines, &mut group, &mut columns);
            column_before = None;
        }
        let Some((_, column)) = &line.comment else { continue };
        if column_before != Some(*column) {
            close(lines, &mut group, &mut columns);
        }
        group.push(number);
        column_before = Some(*column);
    }
    close(lines, &mut group, &mut columns);
    columns
}

fn close(lines: &[Line], group: &mut Vec<usize>, columns: &mut [usize]) {
    let width = group.iter().filter_map(|&number| lines.get(number)).map(Line::width).max().unwrap_or_default();
    for number in group.drain(..) {
        if let Some(column) = columns.get_mut(number) {
            *column = width + 2;
        }
    }
}
