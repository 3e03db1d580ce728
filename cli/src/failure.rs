//! Why a command did not do what it was asked for.

use std::error::Error;
use std::path::Path;
use std::{fmt, io};

use evenkeel_runner::help_with_resources;

use crate::finding::Finding;
use crate::migration::as_typed;

/// An error as the user sees it: what went wrong, why, and what to do next.
#[derive(Debug)]
pub struct Failure {
    /// A stable short name of the kind of error, in kebab case.
    pub code: &'static str,
    /// What went wrong, in one sentence without a full stop.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to do next.
    pub help: Option<String>,
    /// Findings that are the reason.
    pub findings: Vec<Finding>,
    /// What a program wants to know of it, for the JSON document.
    pub details: Option<Box<serde_json::Value>>,
}

impl Failure {
    /// The code of an interruption, which has an exit status of its own.
    const INTERRUPTED: &'static str = "interrupted";

    /// An error of a kind.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), causes: Vec::new(), help: None, findings: Vec::new(), details: None }
    }

    /// The arguments were not understood.
    pub fn wrong_usage(error: &clap::Error) -> Self {
        let text = error.to_string();
        let mut paragraphs = text.trim_end().split("\n\n");
        let message = paragraphs.next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let help = paragraphs.map(str::trim).collect::<Vec<_>>().join("\n");
        Self { help: Some(help).filter(|help| !help.is_empty()), ..Self::new("wrong-usage", message) }
    }

    /// The user pressed Ctrl-C, or the process was asked to end.
    pub fn interrupted() -> Self {
        Self::new(Self::INTERRUPTED, "interrupted")
    }

    /// A file could not be read, written or made: `doing` is the verb.
    pub fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        let failure = Self::new("file", format!("cannot {doing} {}", path.display())).with_cause(reason(error));
        Self { help: help_with_disk(error).map(str::to_owned), ..failure }
    }

    /// The same with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with a reason.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<String>) -> Self {
        self.causes.push(cause.into());
        self
    }

    /// The same with an error of a library and all that caused it as reasons.
    #[must_use]
    pub fn with_source(mut self, error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let run = error.downcast_ref::<evenkeel_runner::Error>();
            let cause = run.map_or_else(|| error.to_string(), evenkeel_runner::Error::message);
            if let Some(help) = run.and_then(evenkeel_runner::Error::help) {
                self.help.get_or_insert_with(|| as_typed(&help));
            }
            let of_server = error.downcast_ref::<tokio_postgres::Error>().and_then(tokio_postgres::Error::code);
            if let Some(help) = of_server.and_then(help_with_resources) {
                self.help.get_or_insert_with(|| help.to_owned());
            }
            if let Some(help) = error.downcast_ref::<io::Error>().and_then(help_with_disk) {
                self.help.get_or_insert_with(|| help.to_owned());
            }
            // Many libraries print their source within themselves: saying it twice helps nobody.
            // And some say no more of a refusal than that there was one: what it was comes next.
            let told = cause == "db error"
                || self.message.contains(cause.trim_start_matches("ERROR: ").trim_start_matches("FATAL: "))
                || self.causes.last().is_some_and(|last| last.contains(&cause));
            if !told {
                self.causes.push(cause);
            }
            next = error.source();
        }
        self
    }

    /// The same with findings that are the reason.
    #[must_use]
    pub fn with_findings(mut self, findings: Vec<Finding>) -> Self {
        self.findings = findings;
        self
    }

    /// Whether it is an interruption.
    pub fn is_interruption(&self) -> bool {
        self.code == Self::INTERRUPTED
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// What to do where a disk has no room, or none for this user.
pub fn help_with_disk(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::StorageFull => Some("make room on that disk, then run this again"),
        io::ErrorKind::QuotaExceeded => Some("delete files of this user's or raise the quota, then run this again"),
        _ => None,
    }
}

/// What the system says. Temporary files have their own path around it, which is nobody's business.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        // That a file is no text is said by us, with its place.
        std::io::ErrorKind::Other | std::io::ErrorKind::InvalidData => error.to_string(),
        kind if error.raw_os_error().is_none() && error.get_ref().is_some() => kind.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_about_a_full_disk_is_said() {
        let file = |kind: io::ErrorKind| Failure::file("write", Path::new("up.sql"), &kind.into());
        assert!(file(io::ErrorKind::StorageFull).help.is_some_and(|help| help.contains("make room")));
        assert!(file(io::ErrorKind::QuotaExceeded).help.is_some_and(|help| help.contains("quota")));
        assert_eq!(file(io::ErrorKind::PermissionDenied).help, None);
    }
}
