//! What is wrong with migration files, all of it at once.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::picture::{Source, line_and_column};

/// One thing that is wrong with a migration file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file or folder.
    pub path: PathBuf,
    /// Where in the file, if it is anywhere.
    pub place: Option<Place>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: String,
    picture: Option<String>,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Fault {
    /// A fault of a file or folder as a whole.
    pub(crate) fn of(path: impl Into<PathBuf>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { path: path.into(), place: None, message: message.into(), help: help.into(), picture: None }
    }

    /// A fault of the bytes `span` of a file with this text.
    pub fn at(
        path: &Path,
        text: &str,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let message = message.into();
        let (line, column) = line_and_column(text, span.start);
        let source = Source { path: &path.display().to_string(), text, first_line: 1 };
        let picture = source.picture(&message, span, 0);
        Self {
            path: path.to_owned(),
            place: Some(Place { line, column }),
            message,
            help: help.into(),
            picture: Some(picture),
        }
    }

    /// What is wrong, with the lines concerned where it is at a place, without what to do.
    pub fn picture(&self) -> Cow<'_, str> {
        match &self.picture {
            Some(picture) => Cow::Borrowed(picture),
            None => Cow::Owned(format!("{}: {}", self.path.display(), self.message)),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\nhelp: {}", self.picture(), self.help)
    }
}

/// All that is wrong with the files that were read; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// The faults, in the order of files and places.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// Some faults, at least one.
    pub(crate) fn new(faults: Vec<Fault>) -> Self {
        Self(faults)
    }

    /// The value if nothing was found to be wrong, else what was.
    pub(crate) fn unless_any<T>(faults: Vec<Fault>, value: T) -> Result<T, Self> {
        if faults.is_empty() { Ok(value) } else { Err(Self(faults)) }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.iter().enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(formatter, "{gap}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
