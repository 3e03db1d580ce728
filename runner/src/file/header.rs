//! The comment that opens a migration file: words for reviewers, lines for programs.

use std::fmt;

use super::directive::{Directive, PREFIX};
use crate::checksum::Checksum;
use crate::version::Version;

/// What the opening comment of a file says. Its `Display` form is read back as the same header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The lines for reviewers, without the dashes.
    pub words: Vec<String>,
    /// The migration that it follows; none where the file does not say.
    pub parent: Option<Parent>,
    /// The hash of the catalog that it starts from.
    pub before: Option<Checksum>,
    /// The hash of the catalog that it leads to.
    pub after: Option<Checksum>,
    /// The version of the program that wrote it.
    pub tool: Option<String>,
}

/// The migration before this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Parent {
    /// There is none: this is the first.
    None,
    /// The one of this version.
    Version(Version),
}

impl fmt::Display for Parent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => formatter.write_str("none"),
            Self::Version(version) => version.fmt(formatter),
        }
    }
}

impl fmt::Display for Header {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for words in &self.words {
            write_comment(formatter, words)?;
        }
        let lines = [
            self.parent.map(Directive::Parent),
            self.before.map(Directive::Before),
            self.after.map(Directive::After),
            self.tool.clone().map(Directive::Tool),
        ];
        lines.iter().flatten().try_for_each(|line| writeln!(formatter, "{line}"))
    }
}

/// Writes text as comment lines. None of them reads as a line for programs, whatever the text.
pub(super) fn write_comment(formatter: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for line in text.split(['\n', '\r']) {
        let line = line.trim_end();
        // A name in the text may hold anything, the mark of those lines too.
        let guard = if line.trim_start().starts_with(PREFIX.trim_end_matches(':')) { "| " } else { "" };
        let space = if line.is_empty() { "" } else { " " };
        writeln!(formatter, "--{space}{guard}{line}")?;
    }
    Ok(())
}
