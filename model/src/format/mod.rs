//! One layout for schema files: what `keel fmt` does.
//!
//! Indentation is two spaces; a flow collection (`{type: text, unique: true}`) stays on one line while it fits in
//! [`WIDTH`] columns and has no comment inside, and becomes a block otherwise; blocks stay blocks. Between entries at
//! most one empty line is kept, none before the first. Comments stay where they are, those at the end of a line two
//! spaces behind it, and those that stood in one column in one column. Scalars keep their quotes, since a quoted and a
//! plain scalar mean different things to the schema language.
//!
//! What comes out is read again and compared with what went in, node by node and comment by comment: a layout that
//! would change the meaning of a file is an error, never a changed file.

mod align;
mod print;
mod scalar;
mod tree;

use std::fmt;

/// The column that flow collections are kept within.
pub const WIDTH: usize = 120;

/// Why a file could not be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatError {
    line: usize,
    column: usize,
    message: String,
}

impl FormatError {
    fn new(line: usize, column: usize, message: impl Into<String>) -> Self {
        Self { line, column, message: message.into() }
    }

    /// The line it concerns, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column it concerns, in characters from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong, in one sentence without a full stop.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for FormatError {}

/// Gives a YAML file its one layout, with the line ends of its first line: a checkout may have those of its system.
///
/// # Errors
/// Where the text is no YAML, uses what schema files have no need of (several documents, directives, tags, keys that
/// are no scalars), or could not be laid out without a change of meaning.
///
/// ```
/// let text = "tables:\n    user: { columns: {id:   text} } # people\n";
/// assert_eq!(evenkeel_model::format::format(text)?, "tables:\n  user: {columns: {id: text}}  # people\n");
/// # Ok::<(), evenkeel_model::format::FormatError>(())
/// ```
pub fn format(text: &str) -> Result<String, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = text.replace("\r\n", "\n").replace('\r', "\n");
    let tree = tree::Tree::read(&source)?;
    let formatted = print::print(&tree)?;
    let again = tree::Tree::read(&formatted)
        .map_err(|error| FormatError::new(1, 1, format!("this file cannot be laid out safely: {}", error.message)))?;
    let is_windows = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    match tree.difference(&again) {
        None if is_windows => Ok(formatted.replace('\n', "\r\n")),
        None => Ok(formatted),
        Some((line, column)) => Err(FormatError::new(
            line,
            column,
            "from here on the file cannot be laid out without changing what it says; write this part more simply",
        )),
    }
}
