//! What only a server can tell: whether the migrations make what the schema file declares, and whether the database is
//! what they made.

use std::collections::BTreeSet;

use evenkeel_engine::plan::Remark;
use evenkeel_engine::workflow::export::export;
use evenkeel_engine::workflow::order::{Pair, orders};
use evenkeel_engine::workflow::verify::{Verified, verify};
use evenkeel_engine::workflow::{WorkflowError, place_of};
use evenkeel_model::{Declared, Diagnostic, ObjectId};
use evenkeel_project::generated;
use evenkeel_runner::{Migration, Problem};

use tokio_postgres::error::DbError;

use super::outcome::Check;
use crate::command::migrate::read_migrations_if_any;
use crate::context::{Context, Target};
use crate::failure::Failure;
use crate::finding::{Finding, Spot, Stretch};
use crate::migration::{self, problem_in};
use crate::output::style;
use crate::workspace::{Place, database_job_failure, job_failure};
use crate::{interrupt, project};

/// What came of it.
pub struct Served {
    /// The checks.
    pub checks: Vec<Check>,
    /// Objects of the database that no migration made and the file does not name.
    pub unmanaged: BTreeSet<ObjectId>,
    /// Objects of the database that the schema language cannot describe.
    pub unmodelled: BTreeSet<ObjectId>,
    /// What the order of branches that met decides.
    pub pairs: Vec<Pair>,
}

impl Served {
    fn of(checks: Vec<Check>) -> Self {
        Self { checks, unmanaged: BTreeSet::new(), unmodelled: BTreeSet::new(), pairs: Vec::new() }
    }
}

/// Replays the migrations on a scratch database, and compares the database where one was named. The embedded server is
/// the developer's own, so its state is no finding.
pub fn check(context: &Context, declared: &Declared) -> Result<Served, Failure> {
    // What is wrong with the files is told by the check of the migrations.
    let Ok(migrations) = read_migrations_if_any(context) else {
        return Ok(Served::of(vec![
            Check::left_out("replay", "the migrations have to be mended first"),
            Check::left_out("drift", "the migrations have to be mended first"),
        ]));
    };
    let has_database = matches!(context.target()?, Target::Url { .. });
    let (result, pairs) = interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("replaying the migrations");
        let result = verify(place.workspace(), declared, &migrations, has_database).await;
        let pairs = match &result {
            Ok(_) | Err(WorkflowError::Replay(_)) => orders(place.workspace(), declared, &migrations).await,
            Err(_) => Ok(Vec::new()),
        };
        drop(spinner);
        place.close().await?;
        Ok((result, pairs))
    })?;
    let pairs = pairs.map_err(|error| database_job_failure(&error, Some(declared), context))?;
    let verified = match result {
        Ok(verified) => verified,
        Err(WorkflowError::Schema(diagnostics) | WorkflowError::Renames(diagnostics)) => {
            let findings = Finding::from_diagnostics(&diagnostics, &declared.places.files);
            return Ok(Served::of(vec![
                Check::of("replay", findings, ""),
                Check::left_out("drift", "the schema file has to be mended first"),
            ]));
        }
        Err(WorkflowError::Replay(error)) => {
            let checks = vec![
                Check::of("replay", not_replayed(&error, context), ""),
                Check::left_out("drift", "the migrations have to be mended first"),
            ];
            return Ok(Served { pairs, ..Served::of(checks) });
        }
        Err(error) => return Err(database_job_failure(&error, Some(declared), context)),
    };
    let mut checks = vec![replayed(&verified, declared), sql(context, &verified)?];
    if let Some(wrong) = verified.wrong_version.as_ref().filter(|_| !has_database) {
        context.printer.warn(&format!("{}; {}", wrong.words, wrong.help));
    }
    checks.push(if has_database {
        drift(&verified, declared, &migrations, context)
    } else {
        Check::left_out("drift", "no database was named (--database-url, DATABASE_URL or keel.toml)")
    });
    Ok(Served { checks, unmanaged: verified.unmanaged, unmodelled: verified.unmodelled, pairs })
}

/// A migration that fails on an empty database, at its place.
fn not_replayed(error: &evenkeel_runner::Error, context: &Context) -> Vec<Finding> {
    let failure = migration::failure(error, false);
    if !failure.findings.is_empty() {
        return failure.findings;
    }
    let Some(statement) = error.failure() else {
        return vec![Finding::error("replay", failure.message).in_file(context.migrations_folder())];
    };
    let reason = statement.server_error().as_db_error().map_or("the connection is gone", DbError::message);
    let mut finding = Finding::error("replay", format!("a migration fails on an empty database: {reason}"));
    let (line, column) = (statement.line, statement.column);
    let stretch = Stretch { line, column, end_line: line, end_column: column };
    finding.place = Some(Spot { file: statement.path.clone(), stretch: Some(stretch) });
    let head = style::paint(style::ERROR, "error[replay]");
    let mut picture = format!("{head}: a migration fails on an empty database\n{}", failure.message);
    if let Some(help) = failure.help {
        picture.push_str(&format!("\nhelp: {help}"));
        finding.help = Some(help);
    }
    vec![finding.with_picture(picture)]
}

fn replayed(verified: &Verified, declared: &Declared) -> Check {
    let finding = |remark: &Remark| {
        let message = format!("the schema file has a change that no migration makes: {}", remark.words);
        about(remark, declared, "replay", message, "run `keel gen`")
    };
    Check::of(
        "replay",
        verified.behind.iter().map(finding).collect(),
        "the migrations make what the schema file declares",
    )
}

/// A finding at the place of the schema file that speaks of what differs, else in that file.
fn about(remark: &Remark, declared: &Declared, code: &'static str, message: String, help: &str) -> Finding {
    let files = &declared.places.files;
    match (place_of(remark, declared), files.first()) {
        (Some(place), _) => Finding::from_diagnostic(&Diagnostic::error(code, place, message).with_help(help), files),
        (None, Some(file)) => Finding::error(code, message).in_file(&file.path).with_help(help),
        (None, None) => Finding::error(code, message).with_help(help),
    }
}

fn sql(context: &Context, verified: &Verified) -> Result<Check, Failure> {
    let sql = export(&verified.desired, verified.major).map_err(|error| job_failure(&error, None))?;
    let stale =
        generated::stale_sql(&context.generated_folder(), &sql).map_err(|error| project::failure(&error, None))?;
    let finding = |file: generated::Stale| {
        Finding::error("stale", format!("{} is not what the schema file makes", file.path.display()))
            .in_file(file.path)
            .with_help("run `keel gen`")
    };
    Ok(Check::of("sql", stale.map(finding).into_iter().collect(), "the generated SQL is fresh"))
}

fn drift(verified: &Verified, declared: &Declared, migrations: &[Migration], context: &Context) -> Check {
    let problems = verified.status.iter().flat_map(|status| &status.problems);
    // What is wrong with the folder alone is told by the check of the migrations.
    let problems: Vec<_> =
        problems.filter(|problem| !matches!(problem, Problem::TwoHeads { .. } | Problem::WrongParent { .. })).collect();
    // What the migrations made is not known where one of them is another today, or not here.
    let half_applied = verified.status.as_ref().and_then(|status| status.half_applied(migrations));
    let hides = |problem: &&Problem| {
        matches!(problem, Problem::Edited { .. } | Problem::Missing { .. } | Problem::HalfReverted { .. })
    };
    // Nor while one of them is half applied or half taken back.
    let known = half_applied.is_none() && !problems.iter().any(hides);
    let version = verified.wrong_version.iter().map(|wrong| match declared.places.postgres {
        Some(place) => {
            let diagnostic = Diagnostic::error("version", place, wrong.words.clone()).with_help(wrong.help.clone());
            Finding::from_diagnostic(&diagnostic, &declared.places.files)
        }
        None => Finding::error("version", wrong.words.clone()).in_file(context.schema_file()).with_help(&wrong.help),
    });
    let differences = verified.drift.iter().filter(|_| known).map(|remark| {
        let message = format!("the database has a change that no migration made: {}", remark.words);
        about(remark, declared, "drift", message, "`keel gen` says how to bring the two together")
    });
    let folder = context.migrations_folder();
    let problems = problems.into_iter().map(|found| problem_in(found, false, migrations, &folder));
    let missing = Finding::from_diagnostics(&verified.missing, &declared.places.files).into_iter();
    let half_applied = half_applied.iter().map(migration::half_applied);
    let findings = version.chain(missing).chain(half_applied).chain(differences).chain(problems).collect();
    let pending = verified.status.as_ref().map_or(0, |status| status.pending().count());
    let words = match pending {
        0 => "the database is what its migrations made".to_owned(),
        1 => "the database is what its applied migrations made; 1 is pending".to_owned(),
        _ => format!("the database is what its applied migrations made; {pending} are pending"),
    };
    Check::of("drift", findings, words)
}
