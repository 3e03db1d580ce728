//! What pending migrations lock and rewrite, as seen on a scratch database.

use std::collections::BTreeMap;

use evenkeel_engine::plan::LockMode;
use evenkeel_engine::shadow::Target;
use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::observe::{self, Seen};
use evenkeel_model::{QualifiedName, language};
use evenkeel_runner::{Migration, Status, Version};

use super::{Project, failure};
use crate::api::{LockStrength, MigrationFile};
use crate::failure::Failure;

/// Runs what is pending, adds what was seen to its cards, and gives it. Where that cannot be done the cards say that nothing
/// is known.
///
/// # Errors
/// Where the database cannot be reached.
pub async fn observe(
    project: &Project,
    migrations: &[Migration],
    status: &Status,
    listed: &mut [MigrationFile],
) -> Result<BTreeMap<Version, Vec<Seen>>, Failure> {
    let (pending, applied): (Vec<Migration>, Vec<Migration>) = migrations
        .iter()
        .cloned()
        .partition(|migration| status.entry(migration.version).is_none_or(evenkeel_runner::Entry::is_pending));
    let (seen, rows) = match run(project, &applied, &pending).await {
        Ok(seen) => seen,
        Err(error @ (WorkflowError::Connect(_) | WorkflowError::Query(_))) => return Err(failure::job(&error)),
        Err(_) => return Ok(BTreeMap::new()),
    };
    for file in listed {
        let Some((_, seen)) = seen.iter().find(|(version, _)| version.to_string() == file.version) else { continue };
        for (card, seen) in file.statements.iter_mut().zip(seen) {
            if !seen.transactional {
                continue;
            }
            card.observed = true;
            card.rewrites = Some(!seen.rewrites.is_empty());
            card.locks = seen.locks.iter().map(|(table, mode)| lock(table, *mode)).collect();
            card.rows = seen.locks.keys().filter_map(|table| rows.get(table)).copied().max();
        }
    }
    Ok(seen)
}

type Rows = BTreeMap<QualifiedName, u64>;

async fn run(
    project: &Project,
    applied: &[Migration],
    pending: &[Migration],
) -> Result<(BTreeMap<Version, Vec<Seen>>, Rows), WorkflowError> {
    let read = project.workspace.on_target(async |connection| {
        let target = Target::read(connection).await?;
        let sql = "SELECT n.nspname::text, c.relname::text, c.reltuples::pg_catalog.int8 \
                   FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
                   WHERE c.relkind IN ('r', 'p') AND c.reltuples >= 0";
        let mut rows = Rows::new();
        for row in connection.query(sql, &[]).await.map_err(WorkflowError::Query)? {
            let read = || {
                Ok((QualifiedName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?), row.try_get(2)?))
            };
            let (name, count): (QualifiedName, i64) = read().map_err(WorkflowError::Query)?;
            rows.insert(name, u64::try_from(count).unwrap_or(0));
        }
        Ok((target, rows))
    });
    let (target, rows) = read.await?;
    let declared = language::read(&project.schema_file);
    let extensions: Vec<String> =
        declared.map(|(declared, _)| declared.catalog.extensions.into_keys().collect()).unwrap_or_default();
    let source = project.workspace.scratch(&target, &extensions).await?;
    Ok((observe::observe(&source, applied, pending).await?, rows))
}

fn lock(table: &QualifiedName, mode: LockMode) -> LockStrength {
    let blocks = match mode {
        LockMode::AccessExclusive => "reads and writes",
        LockMode::Exclusive | LockMode::ShareRowExclusive | LockMode::Share => "writes",
        LockMode::ShareUpdateExclusive => "schema changes",
        LockMode::RowExclusive | LockMode::RowShare | LockMode::AccessShare => "schema changes and index builds",
    };
    LockStrength { object: table.to_string(), mode: mode.words().to_owned(), blocks: blocks.to_owned() }
}
