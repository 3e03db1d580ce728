//! `keel fmt`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use evenkeel_model::Diagnostic;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::format;
use evenkeel_model::language::broken_yaml;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::failure::Failure;
use crate::finding::{Finding, place_of};
use crate::output::{Page, Report, Status, shown};
use crate::{file, schema};

/// Give schema.yaml its one layout; comments and order stay
#[derive(Debug, Args)]
pub struct Arguments {
    /// The files [default: the schema file and what it includes]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// Write nothing; exit with 2 where a file would change
    #[arg(long)]
    check: bool,
}

struct Formatted {
    check: bool,
    changed: Vec<PathBuf>,
    unchanged: Vec<PathBuf>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let files = if arguments.files.is_empty() { schema::files(context)? } else { arguments.files.clone() };
    let mut changes = Vec::new();
    let mut findings = Vec::new();
    for path in files {
        let text = file::read(&path)?;
        match format::format(&text) {
            Ok(formatted) => changes.push((path, (formatted != text).then_some(formatted))),
            Err(error) => {
                // What is no YAML is told as by all who read the file.
                let diagnostic = broken_yaml(&text).unwrap_or_else(|| {
                    let place = place_of(&text, error.line(), error.column());
                    Diagnostic::error("layout", place, error.message())
                });
                findings.push(Finding::from_diagnostic(&diagnostic, &[SourceFile { path, text }]));
            }
        }
    }
    if !findings.is_empty() {
        let words = match findings.len() {
            1 => "a file cannot be laid out".to_owned(),
            count => format!("{count} files cannot be laid out"),
        };
        return Err(Failure::new("layout", format!("{words}, so none was changed")).with_findings(findings));
    }
    let mut report = Formatted { check: arguments.check, changed: Vec::new(), unchanged: Vec::new() };
    for (path, change) in changes {
        match change {
            Some(text) => {
                if !arguments.check {
                    file::write(&path, &text)?;
                }
                report.changed.push(path);
            }
            None => report.unchanged.push(path),
        }
    }
    shown(report)
}

impl Report for Formatted {
    fn status(&self) -> Status {
        if self.check && !self.changed.is_empty() { Status::Finding } else { Status::Done }
    }

    fn text(&self, page: &mut Page) {
        for path in &self.changed {
            if self.check {
                page.result_line(path.display().to_string());
            } else {
                page.did("laid out", path.display());
            }
        }
        match (self.check, self.changed.as_slice(), self.unchanged.as_slice()) {
            (true, [_, ..], _) => page.next("keel fmt"),
            (_, [], files) => files.iter().for_each(|path| page.left("unchanged", path.display())),
            _ => {}
        }
    }

    fn json(&self) -> Map<String, Value> {
        let paths = |paths: &[PathBuf]| -> Value { paths.iter().map(|path| Path::to_string_lossy(path)).collect() };
        [("changed".to_owned(), paths(&self.changed)), ("unchanged".to_owned(), paths(&self.unchanged))]
            .into_iter()
            .collect()
    }
}
