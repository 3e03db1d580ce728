//! The streams.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::ProgressBar;

use super::style::{self, paint};
use super::{Page, Progress, Report, Status, json};
use crate::arguments::OutputFormat;
use crate::failure::{Failure, help_with_disk};
use crate::finding::Finding;
use crate::redact::redact;

/// Prints in the form that was asked for. Clones speak with one voice.
#[derive(Clone, Debug)]
pub struct Printer {
    format: OutputFormat,
    quiet: bool,
    /// What was warned of, for the JSON document.
    warnings: Arc<Mutex<Vec<String>>>,
    /// The last spinner, which must not stand in the middle of a line.
    spinner: Arc<Mutex<Option<ProgressBar>>>,
}

impl Printer {
    /// A printer of this form.
    pub fn new(format: OutputFormat, quiet: bool) -> Self {
        Self { format, quiet, warnings: Arc::default(), spinner: Arc::default() }
    }

    /// Whether text for people is wanted.
    pub fn is_text(&self) -> bool {
        self.format == OutputFormat::Text
    }

    /// Says something on the way, to standard error; not under `--quiet` and not beside JSON.
    pub fn note(&self, words: &str) {
        if self.is_text() && !self.quiet {
            self.speak_around_spinner(&format!("{}\n", redact(words)));
        }
    }

    /// Says all remarks of a page on the way, as [`Self::note`] does.
    pub fn note_page(&self, page: &Page) {
        if self.is_text() && !self.quiet {
            self.speak_around_spinner(&redact(&page.remarks));
        }
    }

    /// Prints what was asked for while the command goes on: to standard output, or beside JSON to standard error.
    pub fn announce(&self, line: &str) {
        let line = format!("{line}\n");
        // Who closed the pipe has no need of it.
        if !self.is_text() || write_out(&line).is_err() {
            speak(&line);
        }
    }

    /// Warns of something: at once in text, in the document in JSON.
    pub fn warn(&self, words: &str) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(words.to_owned());
        if self.is_text() {
            self.speak_around_spinner(&format!("{}: {}\n", paint(style::WARNING, "warning"), redact(words)));
        }
    }

    /// Warns of something in a file.
    pub fn warn_of(&self, finding: &Finding) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(finding.line());
        if self.is_text() {
            self.speak_around_spinner(&redact(&finding.picture()));
        }
    }

    /// Shows that something is going on, if it takes long.
    pub fn progress(&self, words: &'static str) -> Progress {
        let progress = Progress::start(self.is_text() && !self.quiet, words);
        *self.spinner.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress.bar());
        progress
    }

    fn speak_around_spinner(&self, text: &str) {
        match &*self.spinner.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(spinner) => spinner.suspend(|| speak(text)),
            None => speak(text),
        }
    }

    /// Prints help or the version.
    pub fn help(&self, error: &clap::Error) -> ExitCode {
        after_writing(write_out(&error.render().ansi().to_string()), ExitCode::SUCCESS)
    }

    /// Prints what is wrong with the arguments, as the parser of arguments says it.
    pub fn wrong_usage(&self, error: &clap::Error) -> ExitCode {
        speak(&redact(&error.render().ansi().to_string()));
        ExitCode::FAILURE
    }

    /// Prints how a command ended, and is what the process ends with.
    pub fn finish(&self, command: &str, outcome: Result<Box<dyn Report>, Failure>) -> ExitCode {
        let code = match &outcome {
            Ok(report) if report.status() == Status::Done => ExitCode::SUCCESS,
            Ok(_) => ExitCode::from(2),
            Err(failure) if failure.is_interruption() => ExitCode::from(130),
            Err(_) => ExitCode::FAILURE,
        };
        if self.format == OutputFormat::Json {
            let warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let document = json::document(command, &outcome, &warnings);
            // The document is strings, numbers and maps with string keys: there is nothing in it that JSON cannot hold.
            let text = serde_json::to_string_pretty(&document).unwrap_or_default();
            return after_writing(write_out(&format!("{text}\n")), code);
        }
        match outcome {
            Ok(report) => {
                let mut page = Page::default();
                report.text(&mut page);
                let written = write_out(&page.results);
                if !self.quiet {
                    speak(&redact(&page.remarks));
                }
                after_writing(written, code)
            }
            Err(failure) => {
                speak(&redact(&describe(&failure)));
                code
            }
        }
    }
}

/// An error for people.
fn describe(failure: &Failure) -> String {
    let mut text = String::new();
    for finding in &failure.findings {
        text.push_str(&finding.picture());
        text.push('\n');
    }
    text.push_str(&format!("{}: {}\n", paint(style::ERROR, "error"), failure.message));
    for cause in &failure.causes {
        text.push_str(&format!("  because: {}\n", cause.trim_end().replace('\n', "\n           ")));
    }
    if let Some(help) = &failure.help {
        text.push_str(&format!(
            "{}: {}\n",
            paint(style::HELP_LABEL, "help"),
            help.replace('\n', "\n      ").replace("\n      \n", "\n\n")
        ));
    }
    text
}

/// Writes to standard output.
fn write_out(text: &str) -> io::Result<()> {
    let mut stream = anstream::stdout().lock();
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

/// Writes to standard error; there is nowhere to complain if that fails.
fn speak(text: &str) {
    let _unheard = anstream::stderr().lock().write_all(text.as_bytes());
}

/// The exit status after writing the result: who closed the pipe has read enough, but a full disk is an error.
fn after_writing(written: io::Result<()>, code: ExitCode) -> ExitCode {
    match written {
        Ok(()) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
        Err(error) => {
            let cause = "cannot write to standard output";
            let help = help_with_disk(&error).map(str::to_owned);
            speak(&describe(&Failure { help, ..Failure::new("output", format!("{cause}: {error}")) }));
            ExitCode::FAILURE
        }
    }
}
