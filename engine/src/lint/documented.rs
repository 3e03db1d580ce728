//! What PostgreSQL's manual says of the locks of statements outside of a transaction, which are gone when they have ended.
//! See <https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES> and the page of each statement.

use evenkeel_model::QualifiedName;
use squawk_syntax::ast::{AlterTableAction, AlterTypeAction, ReindexTarget, Stmt, Vacuum};

use super::history::History;
use super::rule::is_concurrent;
use super::{name, subject};
use crate::plan::LockMode;

/// What a statement does while it runs, as the manual has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documented {
    /// The strongest lock on each table that the file did not make.
    pub locks: Vec<(Object, LockMode)>,
    /// Whether it writes such a table anew.
    pub rewrites: bool,
}

/// What names the table of a lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// The table.
    Table(QualifiedName),
    /// An index of it.
    Index(QualifiedName),
}

impl Documented {
    /// What is documented of a statement. Nothing where that is not said of this kind, or not on which tables.
    pub(super) fn of(statement: &Stmt, history: &History) -> Option<Self> {
        let mut documented = Self::all(statement)?;
        documented.locks.retain(|(object, _)| !matches!(object, Object::Table(table) if history.is_new(table)));
        Some(documented)
    }

    fn all(statement: &Stmt) -> Option<Self> {
        let locks = match statement {
            Stmt::CreateIndex(made) => {
                let table = name::qualified(&made.table_relation_name()?.table_name_ref()?)?;
                let mode = LockMode::ShareUpdateExclusive;
                vec![(Object::Table(table), if made.concurrently_token().is_some() { mode } else { LockMode::Share })]
            }
            Stmt::DropIndex(dropped) => {
                let is_concurrent = dropped.concurrently_token().is_some();
                let mode = if is_concurrent { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
                let lock = |index| Some((Object::Index(name::qualified(&index)?), mode));
                dropped.index_refs().map(lock).collect::<Option<_>>()?
            }
            Stmt::Reindex(reindex) => {
                let object = match reindex.reindex_target()? {
                    ReindexTarget::ReindexTargetIndex(one) => Object::Index(name::qualified(&one.index_ref()?)?),
                    ReindexTarget::ReindexTargetTable(one) => Object::Table(name::qualified(&one.table_name_ref()?)?),
                    _ => return None,
                };
                let mode = LockMode::ShareUpdateExclusive;
                vec![(object, if is_concurrent(reindex) { mode } else { LockMode::Share })]
            }
            Stmt::AlterTable(altered) => {
                let mut actions = altered.actions();
                let (Some(AlterTableAction::DetachPartition(detach)), None) = (actions.next(), actions.next()) else {
                    return None;
                };
                detach.detach_partition_option()?;
                let table = name::qualified(&altered.table_relation_name()?.table_name_ref()?)?;
                let partition = name::qualified(&detach.table_name_ref()?)?;
                vec![
                    (Object::Table(table), LockMode::ShareUpdateExclusive),
                    (Object::Table(partition), LockMode::AccessExclusive),
                ]
            }
            Stmt::Vacuum(vacuum) => return Self::of_vacuum(vacuum),
            Stmt::AlterType(altered) if matches!(altered.action(), Some(AlterTypeAction::AddValue(_))) => Vec::new(),
            Stmt::CreateDatabase(_)
            | Stmt::DropDatabase(_)
            | Stmt::CreateTablespace(_)
            | Stmt::DropTablespace(_)
            | Stmt::AlterSystem(_) => Vec::new(),
            _ => return None,
        };
        Some(Self { locks, rewrites: false })
    }

    fn of_vacuum(vacuum: &Vacuum) -> Option<Self> {
        let options = vacuum.vacuum_option_list().into_iter().flat_map(|list| list.vacuum_options());
        let mut words = options.map(|option| subject::text(&option).to_ascii_lowercase());
        let is_on = |words: String| {
            let mut words = words.split_whitespace();
            words.next() == Some("full") && !matches!(words.next(), Some("false" | "off" | "0" | "no"))
        };
        let rewrites = vacuum.full_token().is_some() || words.any(is_on);
        let mode = if rewrites { LockMode::AccessExclusive } else { LockMode::ShareUpdateExclusive };
        // Without names it is every table, one after the other.
        let tables = vacuum.table_and_columns_list()?;
        let lock = |table: Option<QualifiedName>| Some((Object::Table(table?), mode));
        let names =
            tables.table_and_columnss().map(|one| name::qualified(&one.table_relation_name()?.table_name_ref()?));
        Some(Self { locks: names.map(lock).collect::<Option<_>>()?, rewrites })
    }
}
