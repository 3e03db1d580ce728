//! The schema file of the project.

use std::path::{Path, PathBuf};

use evenkeel_engine::workflow::desired::refusals;
use evenkeel_model::language::{self, ReadError};
use evenkeel_model::{Declared, Diagnostic};

use crate::context::Context;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::workspace::{Place, database_job_failure};
use crate::{file, interrupt};

/// A schema file that cannot be used.
#[derive(Debug)]
pub struct Unusable {
    failure: Box<Failure>,
    /// What is known without a server, where a server may know more, and what is left of the file without it.
    rest: Option<(Vec<Diagnostic>, Box<Declared>)>,
}

impl Unusable {
    /// Why, with all that a server knows beside.
    pub fn failure(self, context: &Context) -> Failure {
        let Some((mut findings, sound)) = self.rest else { return *self.failure };
        // What a server has to say is told where it can be had; what is known already is told in any case.
        let Ok(more) = of_server(&sound, context) else { return *self.failure };
        add(&mut findings, more);
        self.failure.with_findings(Finding::from_diagnostics(&findings, &sound.places.files))
    }
}

/// What a server finds wrong with a declaration.
pub fn of_server(declared: &Declared, context: &Context) -> Result<Vec<Diagnostic>, Failure> {
    interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("asking the server");
        let found = refusals(place.workspace(), declared).await;
        drop(spinner);
        place.close().await?;
        found.map_err(|error| database_job_failure(&error, Some(declared), context))
    })
}

/// Adds findings about the same files, in the order of the files; what is wrong at one place is told once.
pub fn add(findings: &mut Vec<Diagnostic>, more: Vec<Diagnostic>) {
    let known: Vec<_> = findings.iter().map(|finding| finding.place).collect();
    findings.extend(more.into_iter().filter(|finding| finding.place.is_none() || !known.contains(&finding.place)));
    findings.sort_by_key(|finding| finding.place);
}

/// Reads the schema file with what it includes; what deserves a look is said. What is wrong is told with what a server finds
/// beside.
pub fn read(context: &Context) -> Result<Declared, Failure> {
    let path = context.schema_file();
    declared(&path, language::read(&path), context).map_err(|unusable| unusable.failure(context))
}

/// Reads a schema file with what it includes; what deserves a look is said.
pub fn read_at(path: &Path, context: &Context) -> Result<Declared, Failure> {
    declared(path, language::read(path), context).map_err(|unusable| *unusable.failure)
}

/// What a schema file declares that was read; what deserves a look is said.
pub fn declared(
    path: &Path,
    read: Result<(Declared, Vec<Diagnostic>), ReadError>,
    context: &Context,
) -> Result<Declared, Unusable> {
    match read {
        Ok((declared, warnings)) => {
            for warning in Finding::from_diagnostics(&warnings, &declared.places.files) {
                context.printer.warn_of(&warning);
            }
            Ok(declared)
        }
        Err(ReadError::Unreadable { path, error }) => {
            Err(Unusable { failure: Box::new(file::no_schema(&path, &error)), rest: None })
        }
        Err(ReadError::Invalid { findings, files, sound }) => {
            let failure = Failure::new("schema", format!("{} cannot be used", path.display()))
                .with_findings(Finding::from_diagnostics(&findings, &files));
            Err(Unusable { failure: Box::new(failure), rest: sound.map(|sound| (findings, sound)) })
        }
    }
}

/// The schema file and the YAML that it includes, however much is wrong with what they say.
pub fn files(context: &Context) -> Result<Vec<PathBuf>, Failure> {
    let sources = match language::read(&context.schema_file()) {
        Ok((declared, _)) => declared.places.files,
        Err(ReadError::Invalid { files, .. }) => files,
        Err(ReadError::Unreadable { path, error }) => return Err(file::no_schema(&path, &error)),
    };
    Ok(sources.into_iter().map(|source| source.path).filter(|path| is_yaml(path)).collect())
}

/// Whether a file of the schema is YAML: SQL that stands in a file of its own has no layout of ours.
pub fn is_yaml(path: &Path) -> bool {
    !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
}

/// The extensions that the schema file names, which the embedded server has to know when it starts. What is wrong with
/// the file is told by whoever needs more of it.
pub fn extensions(context: &Context) -> Vec<String> {
    let declared = language::read(&context.schema_file());
    declared.map(|(declared, _)| declared.catalog.extensions.into_keys().collect()).unwrap_or_default()
}
