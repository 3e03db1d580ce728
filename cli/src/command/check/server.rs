//! What only a server can tell: whether the migrations make what the schema file declares, and whether the database is
//! what they made.

use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::export::export;
use evenkeel_engine::workflow::verify::{Verified, verify};
use evenkeel_model::Declared;

use super::outcome::Check;
use crate::command::migrate::{problem, read_migrations_if_any};
use crate::context::{Context, Target};
use crate::failure::Failure;
use crate::finding::Finding;
use crate::workspace::{Place, job_failure};
use crate::{generated, interrupt};

/// Replays the migrations on a scratch database, and compares the database where one was named. The embedded server is
/// the developer's own, so its state is no finding.
pub fn check(context: &Context, declared: &Declared) -> Result<Vec<Check>, Failure> {
    // What is wrong with the files is told by the check of the migrations.
    let Ok(migrations) = read_migrations_if_any(context) else {
        return Ok(vec![
            Check::left_out("replay", "the migrations have to be mended first"),
            Check::left_out("drift", "the migrations have to be mended first"),
        ]);
    };
    let has_database = matches!(context.target()?, Target::Url { .. });
    let result = interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("replaying the migrations");
        let result = verify(place.workspace(), declared, &migrations, has_database).await;
        drop(spinner);
        place.close().await?;
        Ok(result)
    })?;
    let verified = match result {
        Ok(verified) => verified,
        Err(WorkflowError::Schema(diagnostics)) => {
            let findings = Finding::from_diagnostics(&diagnostics, &declared.places.files);
            return Ok(vec![Check::of("replay", findings, "")]);
        }
        Err(error @ WorkflowError::Runner(_)) => {
            let finding = Finding::error("replay", "the migrations cannot be replayed on an empty database")
                .with_help(error.to_string());
            return Ok(vec![Check::of("replay", vec![finding], "")]);
        }
        Err(error) => return Err(job_failure(&error, Some(declared))),
    };
    let mut checks = vec![replayed(context, &verified), sql(context, &verified)?];
    checks.push(if has_database {
        drift(&verified)
    } else {
        Check::left_out("drift", "no database was named (--database-url, DATABASE_URL or keel.toml)")
    });
    Ok(checks)
}

fn replayed(context: &Context, verified: &Verified) -> Check {
    let finding = |words: &String| {
        Finding::error("replay", format!("the migrations do not make what the schema file declares: {words}"))
            .in_file(context.schema_file())
            .with_help("run keel gen")
    };
    Check::of(
        "replay",
        verified.behind.iter().map(finding).collect(),
        "the migrations make what the schema file declares",
    )
}

fn sql(context: &Context, verified: &Verified) -> Result<Check, Failure> {
    let sql = export(&verified.desired, verified.major).map_err(|error| job_failure(&error, None))?;
    let path = context.generated_folder().join(generated::SQL);
    let fresh = generated::is_fresh(&path, &generated::sql_text(&sql))?;
    let finding = || {
        Finding::error("stale", format!("{} is not what the schema file makes", path.display()))
            .in_file(&path)
            .with_help("run keel gen")
    };
    Ok(Check::of("sql", if fresh { Vec::new() } else { vec![finding()] }, "the generated SQL is fresh"))
}

fn drift(verified: &Verified) -> Check {
    let mut findings: Vec<Finding> = verified
        .drift
        .iter()
        .map(|words| {
            Finding::error("drift", format!("the database is not what its migrations made: {words}"))
                .with_help("keel diff prints the SQL that leads to the schema file")
        })
        .collect();
    if let Some(status) = &verified.status {
        findings.extend(status.problems.iter().map(|found| problem(found, false)));
    }
    let pending = verified.status.as_ref().map_or(0, |status| status.pending().count());
    let words = match pending {
        0 => "the database is what its migrations made".to_owned(),
        1 => "the database is what its applied migrations made; 1 is pending".to_owned(),
        _ => format!("the database is what its applied migrations made; {pending} are pending"),
    };
    Check::of("drift", findings, words)
}
