//! What a command found or did.

use super::style;
use crate::failure::Failure;

/// How a command ended, when it ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It did what it was asked for.
    Done,
    /// It did, and found what it was asked to look for: exit status 2.
    Finding,
}

/// The result of a command, which can be shown in both forms.
pub trait Report {
    /// How the command ended.
    fn status(&self) -> Status {
        Status::Done
    }

    /// The result for people.
    fn text(&self, page: &mut Page);

    /// The result for programs: an object whose members are documented in `cli/docs/json.md`.
    fn json(&self) -> serde_json::Map<String, serde_json::Value>;
}

/// The end of a command that has something to show.
pub fn shown(report: impl Report + 'static) -> Result<Box<dyn Report>, Failure> {
    Ok(Box::new(report))
}

/// Text for people, in styles.
#[derive(Debug, Default)]
pub struct Page {
    /// What was asked for: standard output.
    pub(super) results: String,
    /// What is said beside it, on standard error, and not said under `--quiet`.
    pub(super) remarks: String,
}

impl Page {
    /// Adds text that was asked for: SQL, a list, a file.
    pub fn result(&mut self, text: impl AsRef<str>) {
        self.results.push_str(text.as_ref());
    }

    /// Adds a line of it.
    pub fn result_line(&mut self, line: impl AsRef<str>) {
        self.result(line);
        self.results.push('\n');
    }

    /// Adds a line about what was done.
    pub fn say(&mut self, line: impl AsRef<str>) {
        self.remarks.push_str(line.as_ref());
        self.remarks.push('\n');
    }

    /// Adds a line about what was done to something: a verb and a name, the verbs in one column.
    pub fn did(&mut self, verb: &str, name: impl std::fmt::Display) {
        self.say(format!("{} {name}", style::paint(style::GOOD, format_args!("{verb:>10}"))));
    }

    /// The same for what needed nothing done.
    pub fn left(&mut self, verb: &str, name: impl std::fmt::Display) {
        self.say(format!("{} {name}", style::paint(style::DIM, format_args!("{verb:>10}"))));
    }

    /// The same for what deserves a look.
    pub fn warns(&mut self, verb: &str, name: impl std::fmt::Display) {
        self.say(format!("{} {name}", style::paint(style::WARNING, format_args!("{verb:>10}"))));
    }

    /// The same for what went wrong.
    pub fn failed(&mut self, verb: &str, name: impl std::fmt::Display) {
        self.say(format!("{} {name}", style::paint(style::ERROR, format_args!("{verb:>10}"))));
    }

    /// Adds a line that says what to do next.
    pub fn next(&mut self, line: impl std::fmt::Display) {
        self.say(format!("{} {line}", style::paint(style::HELP_LABEL, "next:")));
    }
}
