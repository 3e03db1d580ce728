//! `keel fmt`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use evenkeel_model::Diagnostic;
use evenkeel_model::format;
use serde_json::{Map, Value};

use crate::context::Context;
use crate::failure::Failure;
use crate::file;
use crate::output::{Page, Report, Source, Status, place_of};

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
    let files = if arguments.files.is_empty() { schema_files(context)? } else { arguments.files.clone() };
    let mut changes = Vec::new();
    let mut findings = (Vec::new(), Vec::new());
    for path in files {
        let text = if arguments.files.is_empty() { file::read_schema(&path)? } else { file::read(&path)? };
        match format::format(&text) {
            Ok(formatted) => changes.push((path, (formatted != text).then_some(formatted))),
            Err(error) => {
                let mut place = place_of(&text, error.line(), error.column());
                place.file = findings.1.len();
                findings.0.push(Diagnostic::error("layout", place, error.message()));
                findings.1.push(Source { path, text });
            }
        }
    }
    if !findings.0.is_empty() {
        let count = findings.0.len();
        let words = if count == 1 {
            "a file cannot be laid out".to_owned()
        } else {
            format!("{count} files cannot be laid out")
        };
        return Err(
            Failure::new("layout", format!("{words}, so none was changed")).with_diagnostics(findings.0, findings.1)
        );
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
    Ok(Box::new(report))
}

/// The schema file and what it includes.
fn schema_files(context: &Context) -> Result<Vec<PathBuf>, Failure> {
    Ok(vec![context.schema_file()])
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
