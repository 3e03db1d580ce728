//! What can go wrong with a shadow.

use std::error::Error as StdError;
use std::fmt;

use evenkeel_connect::ConnectError;
use evenkeel_runner::help_with_resources;

use super::Target;
use super::reason::{self, Reason};

/// What serves where no server is named.
pub(super) const LEAVE_OUT: &str = "where none is named, the database's own server serves if the role may create databases \
                                    there";

/// Why there is no shadow, and what to do about it.
#[derive(Debug)]
pub struct ShadowError {
    kind: Kind,
    message: String,
    help: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    NoneQualifies,
    Connect,
    Query,
}

impl ShadowError {
    pub(super) fn query(doing: &str, error: tokio_postgres::Error) -> Self {
        let words = error.as_db_error().map_or_else(|| error.to_string(), |refusal| refusal.message().to_owned());
        Self {
            kind: Kind::Query,
            message: format!("{doing} failed: {words}"),
            help: error.code().and_then(help_with_resources).map(str::to_owned),
            source: Some(Box::new(error)),
        }
    }

    pub(crate) fn connect(error: ConnectError) -> Self {
        let help = Some(format!("start that server, or name another one; {LEAVE_OUT}"));
        Self { kind: Kind::Connect, message: error.to_string(), help, source: Some(Box::new(error)) }
    }

    /// The server that --shadow names does not serve.
    pub(super) fn given(target: &Target, place: &str, reasons: &[Reason]) -> Self {
        let message = format!(
            "the shadow server at {place} does not qualify for {}: {}",
            describe(target),
            reason::words(reasons)
        );
        Self { kind: Kind::NoneQualifies, message, help: Some(reason::help(reasons)), source: None }
    }

    /// No place serves; each with its reason.
    pub(super) fn none_qualifies(target: &Target, tried: &[(String, String)]) -> Self {
        let reasons: String = tried.iter().map(|(place, reason)| format!("\n  - {place}: {reason}")).collect();
        let message = format!(
            "no scratch database can be had for {}:{reasons}\ngive a server with --shadow URL: PostgreSQL {} with the same encoding, collation provider and extensions, where the role may create databases",
            describe(target),
            target.major
        );
        Self { kind: Kind::NoneQualifies, message, help: None, source: None }
    }

    /// What to do about a server that was named for scratch databases, where that is known.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Whether no server qualifies, so that one has to be given.
    pub fn is_none_qualifies(&self) -> bool {
        self.kind == Kind::NoneQualifies
    }

    /// Whether the server could not be reached.
    pub fn is_connect(&self) -> bool {
        self.kind == Kind::Connect
    }
}

fn describe(target: &Target) -> String {
    let extensions: Vec<_> = target.extensions.iter().filter(|name| *name != "plpgsql").map(String::as_str).collect();
    let mut text =
        format!("PostgreSQL {} ({}, collation provider {})", target.version, target.encoding, target.provider.as_str());
    if !extensions.is_empty() {
        text.push_str(" with ");
        text.push_str(&extensions.join(", "));
    }
    text
}

impl fmt::Display for ShadowError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StdError for ShadowError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
