//! Errors of the runner of migrations, as the user sees them.

use std::path::Path;

use evenkeel_runner::{Error, HalfApplied, Migration, Problem, read_folder};
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;
use crate::finding::{Finding, Spot, Stretch};

/// Why a run did not come to its end; `own` is whether the server is keel's own.
pub fn failure(error: &Error, own: bool) -> Failure {
    if let Some(faults) = error.faults() {
        let findings = faults.iter().map(Finding::from_fault).collect();
        return Failure::new("migration-files", "the migrations cannot be used, so nothing was done")
            .with_findings(findings);
    }
    if !error.problems().is_empty() {
        return Failure::new("migrations-refused", "the migrations do not fit the database, so nothing was done")
            .with_findings(error.problems().iter().map(|one| problem(one, own)).collect());
    }
    let mut failure = Failure::new(code(error), error.message());
    failure.help = error.help().as_deref().map(as_typed);
    if let Some(statement) = error.failure() {
        failure.details = Some(Box::new(json!({
            "file": statement.path,
            "line": statement.line,
            "column": statement.column,
            "statement": statement.statement,
            "sqlstate": error.sqlstate().map(|state| state.code()),
            "segment": statement.segment,
            "segments": statement.segments,
            "rolled_back": statement.rolled_back,
            "attempts": statement.attempts,
        })));
    }
    failure
}

/// The same where the files are at hand: what does not fit is told at its place in them.
pub fn failure_at(error: &Error, own: bool, context: &Context) -> Failure {
    let failure = failure(error, own);
    match error.problems() {
        [] => failure,
        problems => failure.with_findings(placed(problems, own, context)),
    }
}

/// What does not fit, at its place in the files.
pub fn placed(problems: &[Problem], own: bool, context: &Context) -> Vec<Finding> {
    let migrations = read_folder(&context.migrations_folder()).unwrap_or_default();
    problems.iter().map(|one| problem_in(one, own, &migrations, &context.migrations_folder())).collect()
}

/// The kind of error.
fn code(error: &Error) -> &'static str {
    match error {
        _ if error.is_locked() => "locked",
        _ if error.is_connection_lost() => "connection-lost",
        _ if error.is_lock_timeout() => "lock-timeout",
        _ if error.is_permission_denied() => "permission-denied",
        _ if error.is_newer_ledger() => "newer-ledger",
        _ if error.is_read_only() => "read-only",
        _ if error.is_no_way_back() => "no-way-back",
        _ if error.is_other_last() => "other-last",
        _ if error.failure().is_some() => "statement-failed",
        _ => "migrate",
    }
}

/// What does not fit between folder and ledger; `own` is whether the server is keel's own.
fn problem(problem: &Problem, own: bool) -> Finding {
    // The word by which the problem is told apart in JSON.
    let code = serde_json::to_value(problem).ok().and_then(|value| Some(value.get("problem")?.as_str()?.to_owned()));
    Finding::error(code.unwrap_or_else(|| "migrations".to_owned()), problem.to_string()).with_help(help(problem, own))
}

/// The same at its place in the folder: the file of the migration that it is about, in it the line of the header that names
/// another parent; the folder where there is no file.
pub fn problem_in(found: &Problem, own: bool, migrations: &[Migration], folder: &Path) -> Finding {
    let about = found.version().and_then(|version| migrations.iter().find(|one| one.version == version));
    let Some(migration) = about else { return problem(found, own).in_file(folder) };
    let mut finding = problem(found, own).in_file(&migration.up.path);
    let is_about_parent = matches!(found, Problem::TwoHeads { .. } | Problem::WrongParent { .. });
    let lines = migration.up.text.lines().enumerate();
    if let Some((index, line)) = lines.filter(|_| is_about_parent).find(|(_, line)| line.starts_with(PARENT)) {
        let number = index + 1;
        let stretch = Stretch { line: number, column: 1, end_line: number, end_column: line.chars().count() + 1 };
        finding.place = Some(Spot { file: migration.up.path.clone(), stretch: Some(stretch) });
    }
    finding
}

/// That a migration is half applied, at the statement with which the next run goes on.
pub fn half_applied(half: &HalfApplied) -> Finding {
    let mut finding = Finding::error("half-applied", half.to_string()).with_help(as_typed(&half.help()));
    finding.place = half.place.as_ref().map(|(path, line)| {
        let stretch = Stretch { line: *line, column: 1, end_line: *line, end_column: 1 };
        Spot { file: path.clone(), stretch: Some(stretch) }
    });
    finding
}

/// How the line of a header begins that names the migration before.
const PARENT: &str = "-- keel: parent";

/// What to do, with the words of this program.
pub fn help(problem: &Problem, own: bool) -> String {
    let help = as_typed(&problem.help());
    match problem {
        Problem::Missing { .. } if own => {
            format!("{help} (`keel migrate --allow-missing`); or start this server anew with `keel reset`")
        }
        Problem::Missing { .. } => format!("{help} (`keel migrate --allow-missing`)"),
        Problem::OutOfOrder { .. } => format!("{help} (`keel migrate --allow-out-of-order`)"),
        _ => help,
    }
}

/// The runner's words with its commands as this program has them: it is a library of others too.
pub fn as_typed(help: &str) -> String {
    help.replace("`migrate", "`keel migrate").replace("`gen", "`keel gen")
}
