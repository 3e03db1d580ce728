//! What was written through the studio, for whoever asks later: a file on this machine, one line of JSON for each act.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use crate::api::{ErrorBody, ErrorCode};
use crate::failure::Failure;

/// The log.
#[derive(Clone, Debug)]
pub struct Audit {
    file: Option<PathBuf>,
    host: String,
    database: String,
    role: String,
    environment: Option<String>,
}

/// A line of it.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    environment: Option<&'a str>,
    host: &'a str,
    database: &'a str,
    role: &'a str,
    act: &'a str,
    statements: &'a [String],
    outcome: &'a str,
}

impl Audit {
    /// A log in a file, or none.
    pub fn new(file: Option<PathBuf>, options: &evenkeel_connect::ConnectOptions, environment: Option<String>) -> Self {
        Self {
            file,
            host: options.host_description(),
            database: options.database().to_owned(),
            role: options.user().to_owned(),
            environment,
        }
    }

    /// Writes that an act begins, or that it is to be made last. How it ended is written by what this gives.
    ///
    /// # Errors
    /// Where that fails: what cannot be logged is not done.
    pub fn begin(&self, act: &'static str, statements: Vec<String>, words: &str) -> Result<Logged, Failure> {
        self.write(act, &statements, words)?;
        Ok(Logged { audit: self.clone(), act, statements, is_over: false })
    }

    /// Writes a line.
    ///
    /// # Errors
    /// Where that fails: what cannot be logged is not done.
    pub fn write(&self, act: &str, statements: &[String], outcome: &str) -> Result<(), Failure> {
        let Some(file) = &self.file else { return Ok(()) };
        let failed = |error: &dyn std::fmt::Display| {
            Failure::new(ErrorCode::Project, format!("the log {} cannot be written: {error}", file.display()))
                .with_hint("nothing is written to the database without it")
        };
        let line = Line {
            time: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            environment: self.environment.as_deref(),
            host: &self.host,
            database: &self.database,
            role: &self.role,
            act,
            statements,
            outcome,
        };
        let mut text = serde_json::to_string(&line).map_err(|error| failed(&error))?;
        text.push('\n');
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            // Statements hold values.
            options.mode(0o600);
        }
        let mut opened = options.open(file).map_err(|error| failed(&error))?;
        opened.write_all(text.as_bytes()).map_err(|error| failed(&error))
    }
}

/// An act that has begun. Where nobody stays to see its end, that is written.
#[derive(Debug)]
pub struct Logged {
    audit: Audit,
    act: &'static str,
    statements: Vec<String>,
    is_over: bool,
}

impl Logged {
    /// It is done, or has failed.
    pub fn end<T>(self, outcome: &Result<T, Failure>) {
        match outcome {
            Ok(_) => self.end_with("done"),
            Err(failure) => self.end_with(&failed(&failure.body)),
        }
    }

    /// It has ended so. What is done is not undone where that cannot be written: whatever comes next is refused for it.
    pub fn end_with(mut self, words: &str) {
        self.is_over = true;
        let _ = self.audit.write(self.act, &self.statements, words);
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        if !self.is_over {
            let words = "cut off: the page went away, and the server was asked to end it";
            let _ = self.audit.write(self.act, &self.statements, words);
        }
    }
}

/// Why it ended early.
pub fn failed(error: &ErrorBody) -> String {
    match error.code {
        ErrorCode::Cancelled => "cancelled".to_owned(),
        _ => format!("failed: {}", error.message),
    }
}
