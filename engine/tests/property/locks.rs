//! What statements lock, beside what they declare.

use std::collections::BTreeMap;

use evenkeel_engine::plan::{LockMode, Statement};
use tokio_postgres::Client;

/// Watches the tables that were there before a plan.
pub struct Locks {
    tables: BTreeMap<u32, String>,
    declared: BTreeMap<String, LockMode>,
}

impl Locks {
    pub async fn watch(client: &Client) -> Self {
        let sql = "SELECT c.oid, n.nspname::text, c.relname::text FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
        let rows = client.query(sql, &[]).await.unwrap();
        let name = |schema: &str, name: &str| evenkeel_model::QualifiedName::new(schema, name).to_string();
        let tables = rows.iter().map(|row| (row.get(0), name(row.get(1), row.get(2)))).collect();
        Self { tables, declared: BTreeMap::new() }
    }

    /// A transaction begins.
    pub fn begin(&mut self) {
        self.declared.clear();
    }

    /// Compares what the transaction holds after a statement with what its statements have declared so far.
    pub async fn check(&mut self, client: &Client, statement: &Statement) -> Result<(), String> {
        for (table, mode) in &statement.locks {
            let declared = self.declared.entry(table.to_string()).or_insert(*mode);
            *declared = (*declared).max(*mode);
        }
        if self.tables.is_empty() {
            return Ok(());
        }
        let sql = "SELECT relation, mode FROM pg_catalog.pg_locks
            WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND granted AND relation >= 16384";
        for row in client.query(sql, &[]).await.unwrap() {
            let (Some(table), Some(mode)) = (self.tables.get(&row.get(0)), LockMode::from_pg_locks(row.get(1))) else {
                continue;
            };
            if mode > LockMode::RowExclusive && self.declared.get(table).is_none_or(|declared| *declared < mode) {
                return Err(format!("undeclared lock {} on {table} of\n{}", mode.words(), statement.sql));
            }
        }
        Ok(())
    }
}
