//! Looking on while statements run: which tables were locked how, and which were written anew.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_lexer::escape_carriage_returns;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};
use evenkeel_runner::{Error, Observer, Step};
use tokio_postgres::Client;
use tokio_postgres::types::Type;

use super::{Observed, ProofError, Seen};
use crate::plan::{LockMode, Origins, Statement};

/// Tables that were there before, by object identifier, with the file that holds their rows.
pub(crate) type Tables = BTreeMap<u32, (QualifiedName, u32)>;

/// Watches a plan while it runs.
pub(super) struct Watch<'a> {
    statements: &'a [Statement],
    /// What the tables were called before.
    origins: &'a Origins,
    tables: Tables,
    /// Those of them that are not the plan's, which knows nothing of them.
    strange: BTreeSet<u32>,
    next: usize,
    seen: BTreeMap<u32, (LockMode, bool)>,
    /// Strong locks on the latter, by the statement that took them.
    beside: BTreeMap<usize, Vec<(QualifiedName, LockMode)>>,
    /// What the open transaction holds so far, and what the plan has declared for it so far.
    held: BTreeMap<u32, LockMode>,
    declared: BTreeMap<u32, LockMode>,
    not_observed: BTreeMap<QualifiedName, LockMode>,
    undeclared: Option<ProofError>,
}

impl<'a> Watch<'a> {
    /// Begins to watch the tables of `from`, and what else is there.
    pub(super) async fn new(
        client: &Client,
        from: &Catalog,
        origins: &'a Origins,
        statements: &'a [Statement],
    ) -> Result<Self, ProofError> {
        let known: BTreeSet<&QualifiedName> = from.tables.keys().collect();
        let tables = relations(client, &["r", "p", "f", "m", "v"]).await?;
        let strange = tables.iter().filter(|(_, (name, _))| !known.contains(name)).map(|(oid, _)| *oid).collect();
        Ok(Self {
            statements,
            origins,
            tables,
            strange,
            next: 0,
            seen: BTreeMap::new(),
            beside: BTreeMap::new(),
            held: BTreeMap::new(),
            declared: BTreeMap::new(),
            not_observed: BTreeMap::new(),
            undeclared: None,
        })
    }

    /// The statement that is running, or ran last.
    pub(super) fn statement(&self) -> Option<&'a Statement> {
        let index = self.next.min(self.statements.len().saturating_sub(1));
        self.statements.get(index)
    }

    /// The table of the statement that is running, or ran last.
    pub(super) fn table(&self) -> Option<QualifiedName> {
        let statement = self.statement()?;
        match &statement.object {
            ObjectId::Table(table)
            | ObjectId::Column(table, _)
            | ObjectId::ColumnValue(table, _)
            | ObjectId::Constraint(table, _) => Some(table.clone()),
            _ => statement.locks.first().map(|(table, _)| table.clone()),
        }
    }

    /// What was seen.
    pub(super) fn finish(self) -> Result<Seen, ProofError> {
        if let Some(error) = self.undeclared {
            return Err(error);
        }
        let mut observed: Vec<_> = self
            .seen
            .into_iter()
            .filter_map(|(oid, (lock, rewritten))| {
                let (table, _) = self.tables.get(&oid)?;
                Some(Observed { table: table.clone(), lock, rewritten, beside: self.strange.contains(&oid) })
            })
            .collect();
        observed.sort_by(|left, right| left.table.cmp(&right.table));
        let not_observed = self.not_observed.into_iter().collect();
        Ok(Seen { observed, not_observed, beside: self.beside, filled: 0 })
    }

    /// Notes what the statement declares; tables may have been renamed on the way, so either name counts, and where the
    /// statement itself renames one whose schema has another name by then, the name that it gives.
    fn declare(&mut self, statement: &Statement) {
        let given = match &statement.object {
            ObjectId::Table(name) => Some(name),
            _ => None,
        };
        for (name, mode) in &statement.locks {
            let mut befores = vec![name];
            befores.extend([Some(name), given].into_iter().flatten().filter_map(|name| self.origins.table(name)));
            for (oid, _) in self.tables.iter().filter(|(_, (table, _))| befores.contains(&table)) {
                let declared = self.declared.entry(*oid).or_insert(*mode);
                *declared = (*declared).max(*mode);
            }
        }
    }

    async fn look(
        &mut self,
        client: &Client,
        index: usize,
        statement: &Statement,
    ) -> Result<(), tokio_postgres::Error> {
        if self.tables.is_empty() {
            // Nobody waits for a table that was not there: a first migration would read all its own locks each time.
            return Ok(());
        }
        // What is written anew is locked until the transaction ends, so other tables need not be looked at.
        let mut now: BTreeMap<u32, LockMode> = BTreeMap::new();
        for Held { oid, mode, file } in held(client).await? {
            let Some((_, before)) = self.tables.get_mut(&oid) else {
                continue;
            };
            // A table that is dropped has no file any more.
            if *before != file && file != 0 {
                *before = file;
                self.seen.entry(oid).or_insert((LockMode::AccessShare, false)).1 = true;
            }
            if let Some(mode) = mode {
                let held = now.entry(oid).or_insert(mode);
                *held = (*held).max(mode);
            }
        }
        for (oid, mode) in &now {
            let strongest = self.seen.entry(*oid).or_insert((*mode, false));
            strongest.0 = strongest.0.max(*mode);
            let is_new = *mode > LockMode::RowExclusive && self.held.get(oid).is_none_or(|held| held < mode);
            if self.strange.contains(oid) {
                if let Some((table, _)) = self.tables.get(oid).filter(|_| is_new) {
                    self.beside.entry(index).or_default().push((table.clone(), *mode));
                }
                continue;
            }
            if is_new
                && self.declared.get(oid).is_none_or(|declared| declared < mode)
                && self.undeclared.is_none()
                && let Some((table, _)) = self.tables.get(oid)
            {
                self.undeclared = Some(ProofError::UndeclaredLock {
                    object: Box::new(statement.object.clone()),
                    table: Box::new(table.clone()),
                    observed: *mode,
                });
            }
        }
        self.held = now;
        Ok(())
    }
}

impl Observer for Watch<'_> {
    async fn after_statement(&mut self, client: &Client, step: Step<'_>) -> Result<(), Error> {
        // The file's statements are the plan's, in the same order; a rename with a move is two in one.
        let index = self.next.min(self.statements.len().saturating_sub(1));
        let Some(statement) = self.statements.get(index) else {
            return Ok(());
        };
        // As the statement is written into a file.
        let sql = escape_carriage_returns(statement.sql.trim_end());
        if sql.ends_with(step.statement.text.trim_end_matches(';').trim()) {
            self.next += 1;
        }
        if step.statement_number == 1 {
            self.held.clear();
            self.declared.clear();
        }
        if !step.segment.mode.is_transactional() {
            for (table, mode) in &statement.locks {
                let table = self.origins.table(table).unwrap_or(table).clone();
                let declared = self.not_observed.entry(table).or_insert(*mode);
                *declared = (*declared).max(*mode);
            }
            return Ok(());
        }
        self.declare(statement);
        self.look(client, index, statement).await.map_err(Error::observer)
    }
}

/// A relation that the session has locked.
pub(crate) struct Held {
    pub oid: u32,
    /// None where it is no lock on a table.
    pub mode: Option<LockMode>,
    /// The file that holds its rows; 0 for none.
    pub file: u32,
}

/// What the session holds now.
pub(crate) async fn held(client: &Client) -> Result<Vec<Held>, tokio_postgres::Error> {
    let locks = client
        .query_typed(
            "SELECT relation, mode, coalesce(pg_catalog.pg_relation_filenode(relation), 0::oid)
             FROM pg_catalog.pg_locks
             WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND granted
               AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())",
            &[],
        )
        .await?;
    locks
        .iter()
        .map(|row| {
            Ok(Held { oid: row.try_get(0)?, mode: LockMode::from_pg_locks(row.try_get(1)?), file: row.try_get(2)? })
        })
        .collect()
}

/// The tables of the database.
pub(crate) async fn tables(client: &Client) -> Result<Tables, tokio_postgres::Error> {
    relations(client, &["r"]).await
}

/// The relations of these kinds.
async fn relations(client: &Client, kinds: &[&str]) -> Result<Tables, tokio_postgres::Error> {
    let rows = client
        .query_typed(
            "SELECT c.oid, n.nspname::text, c.relname::text, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0::oid)
             FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind::text = ANY ($1) AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'",
            &[(&kinds, Type::TEXT_ARRAY)],
        )
        .await?;
    let mut tables = BTreeMap::new();
    for row in rows {
        let name = QualifiedName::new(row.try_get::<_, String>(1)?, row.try_get::<_, String>(2)?);
        tables.insert(row.try_get(0)?, (name, row.try_get(3)?));
    }
    Ok(tables)
}
