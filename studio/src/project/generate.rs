//! Writing the migration that makes the database what the schema file declares, and what is generated from that file.

use std::path::{Path, PathBuf};

use evenkeel_engine::workflow::generate::{self, Generated, Request};
use evenkeel_runner::{DOWN, UP};

use super::{Project, Reach, failure, files, job, scratch};
use crate::api::{ErrorCode, GenerateRequest, GenerateResponse};
use crate::database::Turn;
use crate::failure::Failure;

/// Plans, proves and writes.
///
/// # Errors
/// Whatever keeps it from that; nothing is written then.
pub async fn generate(
    project: &Project,
    request: GenerateRequest,
    reach: Reach,
    turn: Turn,
) -> Result<GenerateResponse, Failure> {
    let project = project.clone();
    job(turn, move || async move { write(&project, &request, reach).await }).await?
}

async fn write(project: &Project, request: &GenerateRequest, reach: Reach) -> Result<GenerateResponse, Failure> {
    scratch::check(&project.workspace, reach).await?;
    let declared = files::declared(&project.schema_file).map_err(|problems| {
        let mut failure = Failure::new(ErrorCode::Project, "the schema file cannot be used");
        let lines: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
        failure.body.detail = Some(lines.join("\n"));
        failure
    })?;
    let migrations = files::migrations(&project.folders.migrations)?;
    let asked = Request {
        declared: &declared,
        migrations: &migrations,
        from_migrations: false,
        allow_destructive: request.allow_destructive,
        name: request.name.as_deref().filter(|name| !name.is_empty()),
        extent: None,
        right: None,
    };
    let made = generate::generate(&project.workspace, &asked, None, None).await;
    let made = made.map_err(|error| failure::job(&error))?;
    let written = project.folders.write(&declared, &made).map_err(|error| failure::files(&error, &declared))?;
    let paths = written.generated.into_iter().chain(migration_files(written.migration.as_deref(), &made));
    let files = paths.map(|path| path.display().to_string()).collect();
    let folder = written.migration.map(|folder| folder.display().to_string());
    Ok(match made.migration {
        Some(new) => GenerateResponse {
            folder,
            files,
            proved: new.proof.words(),
            not_proved: new.proof.not_proved().into_iter().chain(new.proof.not_proved_elsewhere()).collect(),
            changes: new.changes,
            up: Some(new.up),
            down: new.down,
        },
        None => GenerateResponse { folder, files, ..GenerateResponse::default() },
    })
}

/// The files in a migration's folder.
fn migration_files(folder: Option<&Path>, made: &Generated) -> Vec<PathBuf> {
    let Some(folder) = folder else { return Vec::new() };
    let has_down = made.migration.as_ref().is_some_and(|new| new.down.is_some());
    [UP].into_iter().chain(has_down.then_some(DOWN)).map(|name| folder.join(name)).collect()
}
