//! The files of a project beside its database.

use std::path::PathBuf;

use evenkeel_engine::workflow::Workspace;
use evenkeel_model::language;

use crate::catalog::Groups;

/// Where the files are, and where jobs are done.
#[derive(Clone, Debug)]
pub struct Project {
    /// The schema file.
    pub schema_file: PathBuf,
    /// The folder of migrations.
    pub migrations: PathBuf,
    /// Where jobs on the database are done.
    pub workspace: Workspace,
    /// How migrations are run.
    pub options: evenkeel_runner::Options,
}

/// The groups of tables that the schema file declares. A file that is broken has none: the drift view says what is wrong.
pub async fn groups(project: Option<&Project>) -> Groups {
    let Some(project) = project else { return Groups::new() };
    let file = project.schema_file.clone();
    let read = tokio::task::spawn_blocking(move || {
        let Ok((declared, _)) = language::read(&file) else { return Groups::new() };
        let tables = declared.application.into_iter();
        tables.filter_map(|(name, table)| table.group.map(|group| ((name.schema, name.name), group))).collect()
    });
    read.await.unwrap_or_default()
}
