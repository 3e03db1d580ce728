//! Something that is wrong with a file or a database, in the one form in which all commands tell of it.

mod github;
mod json;
mod sarif;

use std::path::PathBuf;

use evenkeel_model::Diagnostic;
use evenkeel_model::declared::{Place, SourceFile};
use evenkeel_model::diagnostic::Severity;
use evenkeel_model::language::diagnostics::{line_and_column, render};

use crate::output::style::{self, paint};

pub use github::workflow_commands;
pub use sarif::sarif;

/// Something that is wrong.
#[derive(Clone, Debug)]
pub struct Finding {
    /// A stable short name of the kind of finding, in kebab case.
    pub code: String,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, if it is anywhere.
    pub place: Option<Spot>,
    /// What stands beside the place.
    pub label: Option<String>,
    /// Other places that belong to it, each with what it is.
    pub related: Vec<(Spot, String)>,
    /// What to do.
    pub help: Option<String>,
    /// How it is shown to people, where there is a picture of the lines concerned. It says all of the above.
    picture: Option<String>,
}

/// A place in a file, or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: PathBuf,
    /// Where in it.
    pub stretch: Option<Stretch>,
}

/// A stretch of a text: lines and columns from 1, columns in characters, the end being the character after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

impl Finding {
    /// An error.
    pub fn error(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            severity: Severity::Error,
            message: message.into(),
            place: None,
            label: None,
            related: Vec::new(),
            help: None,
            picture: None,
        }
    }

    /// The same as another kind of finding.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        code.clone_into(&mut self.code);
        self
    }

    /// The same in a file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.place = Some(Spot { file: file.into(), stretch: None });
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a picture that says all of it.
    #[must_use]
    pub fn with_picture(mut self, picture: impl Into<String>) -> Self {
        self.picture = Some(picture.into());
        self
    }

    /// The finding in one line: `schema.yaml:3:5: message`.
    pub fn line(&self) -> String {
        let place = self.place.as_ref().map(|place| {
            let start = place.stretch.map(|at| format!("{}:{}:", at.line, at.column)).unwrap_or_default();
            format!("{}:{start} ", place.file.display())
        });
        format!("{}{}", place.unwrap_or_default(), self.message)
    }

    /// The finding for people, with a line feed at the end.
    pub fn picture(&self) -> String {
        if let Some(picture) = &self.picture {
            return format!("{}\n", picture.trim_end());
        }
        let word = match self.severity {
            Severity::Error => paint(style::ERROR, format_args!("error[{}]", self.code)),
            Severity::Warning => paint(style::WARNING, format_args!("warning[{}]", self.code)),
        };
        let mut text = format!("{word}: {}\n", paint(style::NAME, &self.message));
        if let Some(place) = &self.place {
            let start = place.stretch.map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
            text.push_str(&format!(" --> {}{start}\n", place.file.display()));
        }
        if let Some(help) = &self.help {
            text.push_str(&format!("  = {}: {}\n", paint(style::NAME, "help"), help.replace('\n', "\n          ")));
        }
        text
    }

    /// A finding about a schema file or settings.
    pub fn from_diagnostic(diagnostic: &Diagnostic, files: &[SourceFile]) -> Self {
        Self {
            code: diagnostic.code.to_owned(),
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            place: diagnostic.place.and_then(|place| Spot::of(place, files)),
            label: diagnostic.label.clone(),
            related: diagnostic
                .related
                .iter()
                .filter_map(|(place, words)| Some((Spot::of(*place, files)?, words.clone())))
                .collect(),
            help: diagnostic.help.clone(),
            picture: Some(render(diagnostic, files, true)),
        }
    }

    /// A finding about a migration file.
    pub fn from_fault(fault: &evenkeel_runner::file::Fault) -> Self {
        let stretch = fault.place.map(|place| Stretch {
            line: place.line,
            column: place.column,
            end_line: place.line,
            end_column: place.column + 1,
        });
        Self {
            place: Some(Spot { file: fault.path.clone(), stretch }),
            help: Some(fault.help.clone()),
            ..Self::error("migration-file", &fault.message)
        }
        .with_picture(format!("{}: {fault}", paint(style::ERROR, "error")))
    }

    /// The same for several.
    pub fn from_diagnostics(diagnostics: &[Diagnostic], files: &[SourceFile]) -> Vec<Self> {
        diagnostics.iter().map(|diagnostic| Self::from_diagnostic(diagnostic, files)).collect()
    }
}

impl Spot {
    /// The file as services know it that show findings beside the code: relative to the root of the checkout.
    fn file_in_checkout(&self) -> PathBuf {
        let root = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
        let absolute = std::path::absolute(&self.file).ok();
        let relative = root.zip(absolute).and_then(|(root, file)| Some(file.strip_prefix(root).ok()?.to_owned()));
        relative.unwrap_or_else(|| self.file.clone())
    }

    fn of(place: Place, files: &[SourceFile]) -> Option<Self> {
        let source = files.get(place.file)?;
        let (line, column) = line_and_column(&source.text, place.start);
        let (end_line, end_column) = line_and_column(&source.text, place.end);
        Some(Self { file: source.path.clone(), stretch: Some(Stretch { line, column, end_line, end_column }) })
    }
}

/// The place of one character of the first file, given as line and column (in characters) from 1.
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
