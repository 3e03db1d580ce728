//! Applying what is pending, told as it goes on.

use evenkeel_connect::Connection;
use evenkeel_runner::{Event, Migration, Runner, Silent, Version};

use super::applying::Teller;
use super::{Project, failure, files};
use crate::api::{ApplyEvent, ErrorCode};
use crate::audit::{self, Audit, Logged};
use crate::database::Entry;
use crate::failure::Failure;

/// Applies what is pending up to a version, and tells each event. What was applied before an error stays.
pub async fn apply(project: &Project, audit: &Audit, to: Option<&str>, entry: &Entry, teller: &Teller) {
    let last = match run(project, audit, to, entry, teller).await {
        Ok(applied) => ApplyEvent::Done { applied },
        Err(mut failure) => {
            if entry.is_cancelled() {
                failure.body.code = ErrorCode::Cancelled;
            }
            ApplyEvent::Failed { error: *failure.body }
        }
    };
    teller.tell(last);
}

async fn run(
    project: &Project,
    audit: &Audit,
    to: Option<&str>,
    entry: &Entry,
    teller: &Teller,
) -> Result<u32, Failure> {
    let to: Option<Version> =
        to.map(str::parse).transpose().map_err(|_| Failure::request("this is no version of a migration"))?;
    let migrations = files::migrations(&project.folders.migrations)?;
    let mut connection = project.workspace.target.connect().await?;
    entry.may_cancel_session(connection.cancel_token());
    let logged = begin(project, audit, &migrations, to, &mut connection).await;
    let logged = match logged {
        Ok(logged) => logged,
        Err(failure) => {
            connection.close().await;
            return Err(failure);
        }
    };
    let (mut statement, mut applied) = (0_u32, 0_u32);
    let mut progress = |event: Event<'_>| {
        let told = match event {
            Event::WaitingForLock { holder, .. } => {
                ApplyEvent::Waiting { holder: holder.map_or_else(|| "another run".to_owned(), ToString::to_string) }
            }
            Event::MigrationStarted { version, name, .. } => {
                statement = 0;
                ApplyEvent::Migration { version: version.to_string(), name: name.to_owned() }
            }
            Event::StatementStarted { version, segment, number, .. } => {
                statement = place(&migrations, version, segment, number);
                ApplyEvent::Statement { version: version.to_string(), statement }
            }
            Event::Retry { attempt, reason, .. } => ApplyEvent::Retry { attempt, message: reason.to_owned() },
            Event::MigrationDone { version, elapsed, .. } => {
                applied += 1;
                ApplyEvent::Applied {
                    version: version.to_string(),
                    milliseconds: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
                }
            }
            _ => return,
        };
        teller.tell(told);
    };
    let outcome = Runner::new(&mut connection, project.options.clone(), &mut progress).apply(&migrations, to).await;
    connection.close().await;
    let outcome = outcome.map_err(|error| {
        let mut failure = failure::run(&error);
        if entry.is_cancelled() {
            failure.body.code = ErrorCode::Cancelled;
        }
        failure
    });
    match &outcome {
        Ok(outcome) => logged.end_with(&format!("applied {}", outcome.done.len())),
        Err(failure) => logged.end_with(&format!("{}; applied {applied}", audit::failed(&failure.body))),
    }
    Ok(u32::try_from(outcome?.done.len()).unwrap_or(u32::MAX))
}

/// Logs what is going to be applied.
async fn begin(
    project: &Project,
    audit: &Audit,
    migrations: &[Migration],
    to: Option<Version>,
    connection: &mut Connection,
) -> Result<Logged, Failure> {
    let mut silent = Silent;
    let mut runner = Runner::new(connection, project.options.clone(), &mut silent);
    let planned = runner.plan(migrations, to).await.map_err(|error| failure::run(&error))?;
    let names = planned.iter().map(|migration| format!("{}_{}", migration.version, migration.name)).collect();
    audit.begin("migrate", names, "begun")
}

/// The number of a statement in its file, from 0.
fn place(migrations: &[Migration], version: Version, segment: usize, number: usize) -> u32 {
    let file = migrations.iter().find(|migration| migration.version == version);
    let before: usize = file
        .into_iter()
        .flat_map(|migration| migration.up.segments.iter().take(segment.saturating_sub(1)))
        .map(|segment| segment.statements.len())
        .sum();
    u32::try_from(before + number.saturating_sub(1)).unwrap_or(u32::MAX)
}
