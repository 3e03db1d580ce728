//! What migrations make, on a scratch database.

use evenkeel_connect::Connection;
use evenkeel_model::Catalog;
use evenkeel_runner::{Migration, Unobserved, execute};

use super::cluster::place_for;
use super::outside::{before, without};
use super::{WorkflowError, on_scratch};
use crate::introspect::introspect;
use crate::shadow::ShadowSource;

/// Runs migrations on an empty scratch database and reads what they make.
///
/// # Errors
/// The statement that fails, with its place; before anything runs, those that act on the whole server, where that is the
/// target's.
pub async fn replay(source: &ShadowSource, migrations: &[Migration]) -> Result<Catalog, WorkflowError> {
    let source = before(&place_for(source, migrations).await?, migrations);
    on_scratch(&source, async |connection| Ok(without(replay_on(connection, migrations).await?, &source))).await
}

/// The same in a session on such a database, on a server where the migrations may run.
pub(super) async fn replay_on(connection: &mut Connection, migrations: &[Migration]) -> Result<Catalog, WorkflowError> {
    for migration in migrations {
        execute(connection, &migration.up, &mut Unobserved).await.map_err(WorkflowError::Replay)?;
    }
    Ok(introspect(connection).await?.catalog)
}
