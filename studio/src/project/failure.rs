//! Errors of the engine and the runner, as the page gets them.

use std::error::Error as _;

use evenkeel_engine::workflow::WorkflowError;
use evenkeel_model::declared::SourceFile;
use evenkeel_model::{Declared, Diagnostic};
use evenkeel_project::ProjectError;

use crate::api::{DriftPlace, DriftProblem, ErrorCode};
use crate::failure::Failure;

/// What kept a job from its end.
pub fn job(error: &WorkflowError) -> Failure {
    let code = match error {
        WorkflowError::Connect(_) | WorkflowError::Query(_) => ErrorCode::Connection,
        _ => ErrorCode::Project,
    };
    if let WorkflowError::Runner(error) | WorkflowError::Replay(error) = error {
        return run(error);
    }
    let mut failure = Failure::new(code, error.to_string());
    let mut causes = Vec::new();
    match error {
        WorkflowError::Drift(words) | WorkflowError::NoBaseline(words) | WorkflowError::ByHand { drift: words, .. } => {
            causes.extend(words.iter().cloned())
        }
        WorkflowError::Destructive(lost) => {
            causes.extend(lost.iter().map(|(object, words)| format!("{object}: {words}")));
        }
        WorkflowError::Needs(pairs) => {
            causes.extend(pairs.iter().map(|(object, needed)| format!("{object} needs {needed}")));
        }
        WorkflowError::Sql(faults, _) | WorkflowError::ServerWide(faults) => {
            causes.extend(faults.iter().map(ToString::to_string));
        }
        WorkflowError::Schema(findings)
        | WorkflowError::Occupied(findings)
        | WorkflowError::Renames(findings)
        | WorkflowError::Conversions(findings) => {
            causes.extend(findings.iter().map(|finding| finding.message.clone()));
        }
        WorkflowError::Refused(problems) => causes.extend(problems.iter().map(ToString::to_string)),
        _ => {
            let mut source = error.source();
            while let Some(cause) = source {
                let words = cause.to_string();
                if !failure.body.message.contains(&words) {
                    causes.push(words);
                }
                source = cause.source();
            }
        }
    }
    failure.body.detail = (!causes.is_empty()).then(|| causes.join("\n"));
    failure.body.hint = error.help();
    failure
}

/// What kept a run of migrations from its end.
pub fn run(error: &evenkeel_runner::Error) -> Failure {
    let code = match error {
        _ if error.is_connection_lost() => ErrorCode::Connection,
        _ if error.is_locked() || error.is_lock_timeout() => ErrorCode::Locked,
        _ if error.is_permission_denied() => ErrorCode::Permission,
        _ if error.is_read_only() => ErrorCode::ReadOnly,
        _ if error.failure().is_some() => ErrorCode::Statement,
        _ => ErrorCode::Project,
    };
    let mut failure = Failure::new(code, error.message());
    failure.body.hint = error.help().map(|help| help.replace("`migrate", "`keel migrate").replace("`gen", "`keel gen"));
    failure.body.sqlstate = error.sqlstate().map(|state| state.code().to_owned());
    failure.body.statement = error.failure().map(|failed| failed.statement.clone());
    failure
}

/// Why files were not written.
pub fn files(error: &ProjectError, declared: &Declared) -> Failure {
    let mut failure = Failure::new(ErrorCode::Project, error.to_string());
    failure.body.detail = match error {
        ProjectError::Sql(error) => return job(error),
        ProjectError::File { source, .. } => Some(source.to_string()),
        ProjectError::Rust(findings) => {
            let lines = findings.iter().map(|one| finding(one, &declared.places.files)).map(|problem| {
                let place = problem.place.map(|place| format!("{}:{}: ", place.file, place.line)).unwrap_or_default();
                format!("{place}{}", problem.message)
            });
            Some(lines.collect::<Vec<_>>().join("\n"))
        }
    };
    failure
}

/// A finding about the schema file, at its place.
pub fn finding(finding: &Diagnostic, files: &[SourceFile]) -> DriftProblem {
    let place = finding.place.and_then(|place| {
        let source = files.get(place.file)?;
        let before = source.text.get(..place.start)?;
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let text = source.text.get(line_start..)?.lines().next().unwrap_or_default();
        let column = before.get(line_start..)?.chars().count() + 1;
        Some(DriftPlace {
            file: source.path.display().to_string(),
            line: u32::try_from(before.matches('\n').count() + 1).ok()?,
            column: u32::try_from(column).ok()?,
            text: text.to_owned(),
        })
    });
    DriftProblem { code: finding.code.to_owned(), message: finding.message.clone(), help: finding.help.clone(), place }
}

/// A failure as a problem of the comparison.
pub fn problem(failure: Failure) -> DriftProblem {
    let body = *failure.body;
    let message = match body.detail {
        Some(detail) => format!("{}\n{detail}", body.message),
        None => body.message,
    };
    let code = serde_json::to_value(body.code).ok().and_then(|code| code.as_str().map(str::to_owned));
    DriftProblem { code: code.unwrap_or_default(), message, help: body.hint, place: None }
}
