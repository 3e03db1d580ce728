//! What was written through the studio, for whoever asks later: a file on this machine, one line of JSON for each act.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use serde::Serialize;

use crate::api::ErrorCode;
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
