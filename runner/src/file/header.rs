//! The comment that opens a migration file: words for reviewers, lines for programs.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::directive::{Directive, PREFIX};
use crate::checksum::Checksum;
use crate::version::{Version, VersionError};

/// What the opening comment of a file says. Its `Display` form is read back as the same header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The lines for reviewers, without the dashes.
    pub words: Vec<String>,
    /// The migrations that it follows; none where the file does not say.
    pub parents: Option<Parents>,
    /// The hash of the catalog that it starts from.
    pub before: Option<Checksum>,
    /// The hash of the catalog that it leads to.
    pub after: Option<Checksum>,
    /// The version of the program that wrote it.
    pub tool: Option<String>,
}

/// How a line of `up.sql` begins that says why there is no way back.
pub const NO_WAY_BACK: &str = "there is no way back: ";

/// How a line of `down.sql` begins that says what it cannot bring back.
pub const NOT_BROUGHT_BACK: &str = "what the way up dropped does not come back: ";

impl Header {
    /// Why there is no way back, where the file says so.
    pub fn no_way_back(&self) -> Option<&str> {
        self.said(NO_WAY_BACK).next()
    }

    /// What is not brought back of what the way up dropped, as far as the file says so.
    pub fn not_brought_back(&self) -> impl Iterator<Item = &str> {
        self.said(NOT_BROUGHT_BACK)
    }

    fn said(&self, beginning: &'static str) -> impl Iterator<Item = &str> {
        self.words.iter().filter_map(move |line| line.trim_start().strip_prefix(beginning))
    }
}

/// The migrations that one was made after: none for the first, several for one in which branches meet.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Parents(BTreeSet<Version>);

impl Parents {
    /// Whether there are none: this is the first migration.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of them.
    pub fn contains(&self, version: Version) -> bool {
        self.0.contains(&version)
    }

    /// Their versions, in order.
    pub fn iter(&self) -> impl Iterator<Item = Version> {
        self.0.iter().copied()
    }
}

impl FromIterator<Version> for Parents {
    fn from_iter<I: IntoIterator<Item = Version>>(versions: I) -> Self {
        Self(versions.into_iter().collect())
    }
}

/// `none`, or the versions with commas between them.
impl fmt::Display for Parents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return formatter.write_str("none");
        }
        for (index, version) in self.0.iter().enumerate() {
            write!(formatter, "{}{version}", if index == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl FromStr for Parents {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        match text {
            "none" => Ok(Self::default()),
            _ => text.split(',').map(|version| version.trim().parse()).collect(),
        }
    }
}

impl fmt::Display for Header {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for words in &self.words {
            write_comment(formatter, words)?;
        }
        let lines = [
            self.parents.clone().map(Directive::Parents),
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
