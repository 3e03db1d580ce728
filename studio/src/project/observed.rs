//! What pending migrations lock and rewrite, as seen on a scratch database or declared.

use std::collections::BTreeMap;

use evenkeel_engine::lint::{Documented, Object, Seen};
use evenkeel_engine::plan::LockMode;
use evenkeel_engine::shadow::Target;
use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::observe;
use evenkeel_engine::workflow::outside::around;
use evenkeel_model::{QualifiedName, language};
use evenkeel_runner::{Migration, Status, Version};

use super::{Project, Reach, failure, scratch};
use crate::api::{LockStrength, StatementCard};
use crate::failure::Failure;

/// What is known of pending migrations.
#[derive(Debug, Default)]
pub struct Observed {
    /// What was seen of each statement, as far as they ran.
    pub seen: BTreeMap<Version, Vec<Seen>>,
    /// Why nothing was seen.
    pub failed: Option<String>,
    rows: BTreeMap<QualifiedName, u64>,
    /// The table of each index.
    tables: BTreeMap<QualifiedName, QualifiedName>,
}

/// The tables with about how many rows they have, and the indexes with their tables.
const RELATIONS: &str = "SELECT n.nspname::text, c.relname::text, c.reltuples::pg_catalog.int8, o.nspname::text, t.relname::text \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid LEFT JOIN pg_catalog.pg_class t ON t.oid = i.indrelid \
    LEFT JOIN pg_catalog.pg_namespace o ON o.oid = t.relnamespace WHERE c.relkind IN ('r', 'p', 'm', 'i', 'I')";

/// Runs what is pending on a scratch database. Where that cannot be done, why is told.
///
/// # Errors
/// Where the database cannot be reached.
pub async fn observe(
    project: &Project,
    migrations: &[Migration],
    status: &Status,
    reach: Reach,
) -> Result<Observed, Failure> {
    let (pending, applied): (Vec<Migration>, Vec<Migration>) = migrations
        .iter()
        .cloned()
        .partition(|migration| status.entry(migration.version).is_none_or(evenkeel_runner::Entry::is_pending));
    let mut observed = Observed::default();
    let target = observed.read(project).await.map_err(|error| failure::job(&error))?;
    if let Err(refused) = scratch::check(&project.workspace, reach).await {
        observed.failed = Some(words(refused));
        return Ok(observed);
    }
    match run(project, &target, &applied, &pending).await {
        Ok(seen) => observed.seen = seen,
        Err(error @ (WorkflowError::Connect(_) | WorkflowError::Query(_))) => return Err(failure::job(&error)),
        Err(error) => observed.failed = Some(words(failure::job(&error))),
    }
    Ok(observed)
}

fn words(failure: Failure) -> String {
    match failure.body.hint {
        Some(hint) => format!("{}: {hint}", failure.body.message),
        None => failure.body.message,
    }
}

async fn run(
    project: &Project,
    target: &Target,
    applied: &[Migration],
    pending: &[Migration],
) -> Result<BTreeMap<Version, Vec<Seen>>, WorkflowError> {
    let declared = language::read(&project.schema_file).map(|(declared, _)| declared).unwrap_or_default();
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = project.workspace.scratch(target, &extensions).await?;
    let migrations = [applied, pending].concat();
    let source = around(source, &declared, &migrations, &project.workspace.live().await?.catalog, false)?;
    observe::observe(&source, applied, pending).await
}

impl Observed {
    /// Reads how large the tables are.
    async fn read(&mut self, project: &Project) -> Result<Target, WorkflowError> {
        let read = project.workspace.on_target(async |connection| {
            let target = Target::read(connection).await?;
            for row in connection.query(RELATIONS, &[]).await.map_err(WorkflowError::Query)? {
                let read = || {
                    let name = QualifiedName::new(row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?);
                    let table = (row.try_get::<_, Option<String>>(3)?, row.try_get::<_, Option<String>>(4)?);
                    Ok((name, row.try_get::<_, i64>(2)?, table))
                };
                let (name, rows, table) = read().map_err(WorkflowError::Query)?;
                if let (Some(schema), Some(table)) = table {
                    self.tables.insert(name, QualifiedName::new(schema, table));
                } else if let Ok(rows) = u64::try_from(rows) {
                    // It is negative where nobody has counted.
                    self.rows.insert(name, rows);
                }
            }
            Ok(target)
        });
        read.await
    }

    /// Adds what was seen of statements to their cards.
    pub fn show(&self, seen: &[Seen], cards: &mut [StatementCard]) {
        for (card, seen) in cards.iter_mut().zip(seen) {
            if !seen.transactional {
                continue;
            }
            card.observed = true;
            card.rewrites = Some(!seen.rewrites.is_empty());
            card.locks = seen.locks.iter().map(|(table, mode)| lock(table, *mode)).collect();
            card.rows = seen.locks.keys().filter_map(|table| self.rows.get(table)).copied().max();
        }
    }

    /// Adds what is documented of a statement to its card.
    pub fn declare(&self, documented: Documented, card: &mut StatementCard) {
        let tables: Vec<(QualifiedName, LockMode)> = documented
            .locks
            .into_iter()
            .map(|(object, mode)| match object {
                Object::Table(table) => (table, mode),
                // Of an index that nobody has made yet the table is not known.
                Object::Index(index) => (self.tables.get(&index).cloned().unwrap_or(index), mode),
            })
            .collect();
        card.declared = true;
        card.rewrites = Some(documented.rewrites);
        card.rows = tables.iter().filter_map(|(table, _)| self.rows.get(table)).copied().max();
        card.locks = tables.iter().map(|(table, mode)| lock(table, *mode)).collect();
    }
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
