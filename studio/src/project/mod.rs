//! The files of a project beside its database.

mod apply;
mod applying;
mod drift;
mod failure;
mod files;
mod generate;
mod migrations;
mod observed;
mod scratch;

use std::convert::Infallible;
use std::future::Future;
use std::path::PathBuf;

use evenkeel_engine::workflow::Workspace;
use evenkeel_model::language;
use evenkeel_project::Folders;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::catalog::Groups;
use crate::database::{Turn, cancelled};
use crate::failure::Failure;

pub use apply::apply;
pub use applying::{Applying, follow};
pub use drift::drift;
pub use generate::generate;
pub use migrations::migrations;
pub use scratch::Reach;

/// Where the files are, and where jobs are done.
#[derive(Clone, Debug)]
pub struct Project {
    /// The schema file.
    pub schema_file: PathBuf,
    /// The folders of migrations and of what is generated.
    pub folders: Folders,
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

/// Does a job of the engine on a thread of its own: it reads files and compares catalogs, for which others need not wait.
///
/// Where the call is cancelled or nobody waits for it any more, the job is dropped where it waits for a server: that is told
/// to end what it runs, and scratch databases go. The turn is over when all of that is done.
async fn job<T: Send + 'static, F: Future<Output = T>>(
    turn: Turn,
    work: impl FnOnce() -> F + Send + 'static,
) -> Result<T, Failure> {
    let runtime = Handle::current();
    let (waiting, gone) = oneshot::channel::<Infallible>();
    let done = tokio::task::spawn_blocking(move || {
        runtime.block_on(async {
            tokio::select! {
                biased;
                () = turn.is_over() => Err(cancelled()),
                _ = gone => Err(cancelled()),
                value = work() => Ok(value),
            }
        })
    });
    let outcome = done.await.map_err(|error| Failure::internal(format!("the job ended early: {error}")));
    drop(waiting);
    outcome?
}
