//! Writing the migration that makes the database what the schema file declares.

use std::path::{Path, PathBuf};

use evenkeel_engine::workflow::generate::{self, Request};
use evenkeel_runner::{DOWN, UP};

use super::{Project, failure, files, job};
use crate::api::{ErrorCode, GenerateRequest, GenerateResponse};
use crate::failure::Failure;

/// Plans, proves and writes.
///
/// # Errors
/// Whatever keeps it from that; nothing is written then.
pub async fn generate(project: &Project, request: GenerateRequest) -> Result<GenerateResponse, Failure> {
    let project = project.clone();
    job(move || async move { write(&project, &request).await }).await?
}

async fn write(project: &Project, request: &GenerateRequest) -> Result<GenerateResponse, Failure> {
    let declared = files::declared(&project.schema_file).map_err(|problems| {
        let mut failure = Failure::new(ErrorCode::Project, "the schema file cannot be used");
        let lines: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
        failure.body.detail = Some(lines.join("\n"));
        failure
    })?;
    let migrations = files::migrations(&project.migrations)?;
    let asked = Request {
        declared: &declared,
        migrations: &migrations,
        from_migrations: false,
        allow_destructive: request.allow_destructive,
        name: request.name.as_deref().filter(|name| !name.is_empty()),
        extent: None,
    };
    let made = generate::generate(&project.workspace, &asked, None, None).await;
    let made = made.map_err(|error| failure::job(&error))?;
    let Some(new) = made.migration else {
        return Ok(GenerateResponse {
            folder: None,
            up: None,
            down: None,
            changes: Vec::new(),
            proved: Vec::new(),
            not_proved: Vec::new(),
        });
    };
    let name = format!("{}_{}", new.version, new.name);
    let folder = write_folder(&project.migrations, &name, &new.up, new.down.as_deref()).map_err(|error| {
        Failure::new(ErrorCode::Project, format!("cannot write {}: {error}", project.migrations.join(&name).display()))
    })?;
    Ok(GenerateResponse {
        folder: Some(folder.display().to_string()),
        proved: new.proof.words(),
        not_proved: new.proof.not_proved().into_iter().chain(new.proof.not_proved_elsewhere()).collect(),
        changes: new.changes,
        up: Some(new.up),
        down: new.down,
    })
}

/// Writes a migration's folder as one step: it is made under another name, and renamed when it is whole.
fn write_folder(folder: &Path, name: &str, up: &str, down: Option<&str>) -> std::io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let wanted = folder.join(name);
    let draft = folder.join(format!(".keel-{name}"));
    std::fs::create_dir(&draft)?;
    let written = [(UP, Some(up)), (DOWN, down)]
        .into_iter()
        .filter_map(|(file, text)| Some((file, text?)))
        .try_for_each(|(file, text)| std::fs::write(draft.join(file), text))
        .and_then(|()| std::fs::rename(&draft, &wanted));
    if written.is_err() {
        // What stays of it is hidden, and no migration.
        let _ = std::fs::remove_dir_all(&draft);
    }
    written.map(|()| wanted)
}
