//! The lines of a migration file that a program reads: comments that begin `-- keel:`.

use std::fmt;

use super::header::Parents;
use super::mode::Mode;
use super::probe::{Probe, ProbeFault};
use super::timeout::Timeout;
use crate::checksum::Checksum;
use crate::nearest::nearest;

/// What a comment of this kind begins with, after its dashes.
pub(super) const PREFIX: &str = "keel:";

/// One such line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    Parents(Parents),
    Before(Checksum),
    After(Checksum),
    Tool(String),
    Segment(Mode),
    Probe(Probe),
    LockTimeout(Timeout),
    StatementTimeout(Timeout),
}

/// The words that a directive can begin with.
const WORDS: [&str; 8] = ["parent", "before", "after", "tool", "segment", "probe", "lock-timeout", "statement-timeout"];

/// What is wrong with a directive, and what to write instead.
#[derive(Debug)]
pub(super) struct Misread {
    pub message: String,
    pub help: String,
}

impl Misread {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl Directive {
    /// Reads a comment, dashes included; nothing where it is a comment for people.
    pub fn parse(comment: &str) -> Option<Result<Self, Misread>> {
        let content = comment.trim_start_matches('-').trim();
        if let Some(text) = content.strip_prefix(PREFIX) {
            return Some(Self::read(text.trim()));
        }
        let word = content.strip_prefix("keel ")?.split_whitespace().next()?;
        WORDS.contains(&word).then(|| {
            Err(Misread::new(
                "this line looks like one for keel, but lacks its colon",
                format!("write `-- keel: {word}`"),
            ))
        })
    }

    fn read(text: &str) -> Result<Self, Misread> {
        let (word, value) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let value = value.trim();
        match word {
            "parent" => value.parse().map(Self::Parents).map_err(|error| {
                Misread::new(
                    format!("`{value}` is no version"),
                    format!("{error}; the first migration says `-- keel: parent none`"),
                )
            }),
            "before" | "after" => {
                let sum = value
                    .parse()
                    .map_err(|error| Misread::new(format!("`{value}` is no catalog hash"), format!("{error}")))?;
                Ok(if word == "before" { Self::Before(sum) } else { Self::After(sum) })
            }
            "tool" if value.is_empty() => Err(Misread::new(
                "the version of the tool is missing",
                "write `-- keel: tool 1.2.3`, or leave the line out",
            )),
            "tool" => Ok(Self::Tool(value.to_owned())),
            "segment" if value.is_empty() => Ok(Self::Segment(Mode::Transaction)),
            "segment" if value == "check" => Ok(Self::Segment(Mode::Check)),
            "segment" if value == "no-transaction" => Ok(Self::Segment(Mode::NoTransaction)),
            "segment" => Err(Misread::new(
                format!("a segment cannot be `{value}`"),
                "write `-- keel: segment`, `-- keel: segment check`, or `-- keel: segment no-transaction`",
            )),
            "probe" => Probe::parse(value).map(Self::Probe).map_err(probe_misread),
            "lock-timeout" => timeout(value).map(Self::LockTimeout),
            "statement-timeout" => timeout(value).map(Self::StatementTimeout),
            _ => Err(unknown_word(word)),
        }
    }
}

fn timeout(value: &str) -> Result<Timeout, Misread> {
    value.parse().map_err(|error| Misread::new(format!("`{value}` is no timeout"), format!("{error}")))
}

fn unknown_word(word: &str) -> Misread {
    let help = match nearest(word, WORDS) {
        Some(near) => format!("did you mean `-- keel: {near}`?"),
        None => format!("known are {}", WORDS.join(", ")),
    };
    let message = if word.is_empty() { "nothing follows `keel:`".into() } else { format!("`keel: {word}` is unknown") };
    Misread::new(message, help)
}

fn probe_misread(fault: ProbeFault) -> Misread {
    match fault {
        ProbeFault::UnknownForm(word) => {
            let help = match nearest(&word, Probe::words()) {
                Some(near) => format!("did you mean `probe {near}`?"),
                None => format!("known are {}", Probe::words().collect::<Vec<_>>().join(", ")),
            };
            Misread::new(format!("`{word}` is no probe"), help)
        }
        ProbeFault::Arguments(shape) => Misread::new(
            "this probe lacks something, or has too much",
            format!("write `-- keel: {}`", shape.trim_end()),
        ),
    }
}

impl fmt::Display for Directive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "-- {PREFIX} ")?;
        match self {
            Self::Parents(parents) => write!(formatter, "parent {parents}"),
            Self::Before(sum) => write!(formatter, "before {sum}"),
            Self::After(sum) => write!(formatter, "after {sum}"),
            Self::Tool(version) => write!(formatter, "tool {version}"),
            Self::Segment(Mode::Transaction) => formatter.write_str("segment"),
            Self::Segment(Mode::Check) => formatter.write_str("segment check"),
            Self::Segment(Mode::NoTransaction) => formatter.write_str("segment no-transaction"),
            Self::Probe(probe) => write!(formatter, "probe {probe}"),
            Self::LockTimeout(timeout) => write!(formatter, "lock-timeout {timeout}"),
            Self::StatementTimeout(timeout) => write!(formatter, "statement-timeout {timeout}"),
        }
    }
}
