//! What migrations do to tables that are there already: they are run on a scratch database, statement by statement.

use std::collections::BTreeMap;

use evenkeel_runner::{Error, Migration, Observer, Step, Unobserved, Version, execute};
use tokio_postgres::Client;

use super::cluster::place_for;
use super::outside::before;
use super::{WorkflowError, on_scratch};
use crate::lint::Seen;
use crate::plan::LockMode;
use crate::proof::observe::{Tables, held, tables};
use crate::shadow::ShadowSource;

/// Runs `applied` unseen, then `pending`, and gives what each statement did, by migration. A statement that fails ends
/// it: rows that the real database has are not there.
///
/// # Errors
/// Where there is no scratch database, the applied migrations do not run on it, or one of them acts on the whole server,
/// where that is the target's.
pub async fn observe(
    source: &ShadowSource,
    applied: &[Migration],
    pending: &[Migration],
) -> Result<BTreeMap<Version, Vec<Seen>>, WorkflowError> {
    let all: Vec<Migration> = applied.iter().chain(pending).cloned().collect();
    let source = before(&place_for(source, &all).await?, &all);
    on_scratch(&source, async |connection| {
        for migration in applied {
            execute(connection, &migration.up, &mut Unobserved).await.map_err(WorkflowError::Replay)?;
        }
        let tables = tables(connection).await.map_err(WorkflowError::Query)?;
        let mut watch = Watch { tables, held: BTreeMap::new(), seen: Vec::new() };
        let mut all = BTreeMap::new();
        for migration in pending {
            let ran = execute(connection, &migration.up, &mut watch).await;
            all.insert(migration.version, std::mem::take(&mut watch.seen));
            if ran.is_err() {
                break;
            }
        }
        Ok(all)
    })
    .await
}

struct Watch {
    tables: Tables,
    /// What the open transaction holds.
    held: BTreeMap<u32, LockMode>,
    seen: Vec<Seen>,
}

impl Observer for Watch {
    async fn after_statement(&mut self, client: &Client, step: Step<'_>) -> Result<(), Error> {
        let mut seen = Seen { transactional: step.segment.mode.is_transactional(), ..Seen::default() };
        if !step.segment.mode.is_transactional() {
            self.seen.push(seen);
            return Ok(());
        }
        if step.statement_number == 1 {
            self.held.clear();
        }
        for lock in held(client).await.map_err(Error::observer)? {
            let Some((name, file)) = self.tables.get_mut(&lock.oid) else { continue };
            // A table that is dropped has no file any more.
            if *file != lock.file && lock.file != 0 {
                *file = lock.file;
                seen.rewrites.push(name.clone());
            }
            let Some(mode) = lock.mode.filter(|mode| *mode >= LockMode::RowExclusive) else { continue };
            if self.held.get(&lock.oid).is_none_or(|held| *held < mode) {
                self.held.insert(lock.oid, mode);
                let strongest = seen.locks.entry(name.clone()).or_insert(mode);
                *strongest = (*strongest).max(mode);
            }
        }
        seen.rewrites.sort();
        seen.rewrites.dedup();
        self.seen.push(seen);
        Ok(())
    }
}
