//! Which statements of a plan share a transaction.
//!
//! All that can is in one: a migration that fails has then changed nothing, which is worth more than that no two tables are
//! locked together. A cut for the sake of locks alone would leave a database between two states, in which neither the old
//! program nor the new one may run, with each statement that fails on its data or its lock. What takes long runs under weak
//! locks in transactions of its own; what is written anew comes first, so that few other tables are locked meanwhile; the
//! rest is quick, and waits for each lock no longer than `lock_timeout` says before all of it is taken back. The header
//! of a migration names the tables that are locked together.

use std::collections::BTreeSet;

use evenkeel_model::ObjectId;

use super::statement::Statement;

/// How many relations a transaction may lock by estimate: half of what a server has room for by default, which is
/// `max_locks_per_transaction` (64) times `max_connections` (100)
/// (<https://www.postgresql.org/docs/current/runtime-config-locks.html>).
const LOCKS: usize = 3200;

/// Statements that run together, in the order of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction<'a> {
    /// All of them or none.
    Together(&'a [Statement]),
    /// One outside of any transaction.
    Alone(&'a Statement),
}

/// Cuts a plan: statements of one phase share a transaction as long as their locks fit, those with a probe stand alone.
pub fn transactions(statements: &[Statement]) -> Vec<Transaction<'_>> {
    let mut transactions = Vec::new();
    let mut locked = Locked::default();
    // A cut lies between two statements of different kinds, or where the first of them fills the transaction.
    for run in statements.chunk_by(|one, next| {
        let together = one.probe.is_none() && next.probe.is_none() && one.phase == next.phase;
        locked.add(&one.object);
        // What is said of one object stays together, and so does what is one change.
        let fits = next.joined || one.object == next.object || locked.fits();
        if !(together && fits) {
            locked = Locked::default();
        }
        together && fits
    }) {
        transactions.push(match run {
            [alone] if alone.probe.is_some() => Transaction::Alone(alone),
            together => Transaction::Together(together),
        });
    }
    transactions
}

/// The objects that a transaction locks.
#[derive(Default)]
struct Locked {
    objects: BTreeSet<ObjectId>,
    relations: usize,
}

impl Locked {
    fn add(&mut self, object: &ObjectId) {
        let locked = match object {
            // Many columns are one table.
            ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _) => ObjectId::Table(table.clone()),
            other => other.clone(),
        };
        let relations = relations(&locked);
        if self.objects.insert(locked) {
            self.relations += relations;
        }
    }

    fn fits(&self) -> bool {
        self.relations < LOCKS
    }
}

/// How many relations a statement about an object locks, roughly: a table comes with its TOAST table and with indexes.
fn relations(object: &ObjectId) -> usize {
    match object {
        ObjectId::Table(_) => 8,
        ObjectId::Constraint(..) | ObjectId::Index(_) | ObjectId::Sequence(_) => 1,
        ObjectId::Extension(_)
        | ObjectId::Schema(_)
        | ObjectId::Type(_)
        | ObjectId::Column(..)
        | ObjectId::ColumnValue(..)
        | ObjectId::Other(..) => 0,
    }
}

#[cfg(test)]
mod tests {
    use evenkeel_model::QualifiedName;

    use super::super::statement::{Phase, Probe};
    use super::*;

    fn index(number: usize) -> QualifiedName {
        QualifiedName::new("public", format!("index_{number}"))
    }

    fn statement(number: usize) -> Statement {
        Statement::new(ObjectId::Index(index(number)), format!("statement {number}"))
    }

    fn lengths(statements: &[Statement]) -> Vec<usize> {
        let length = |transaction| match transaction {
            Transaction::Together(together) => <[Statement]>::len(together),
            Transaction::Alone(_) => 0,
        };
        transactions(statements).into_iter().map(length).collect()
    }

    #[test]
    fn phases_and_probes_end_transactions() {
        let probed = |number| statement(number).outside_transaction(Phase::BuildIndex, Probe::NoIndex(index(number)));
        let validated = statement(6).in_phase(Phase::Validate);
        let plan = [statement(1), statement(2), probed(3), probed(4), statement(5), validated, probed(7)];
        assert_eq!(lengths(&plan), [2, 0, 0, 1, 1, 0]);
        assert_eq!(lengths(&[]), [0; 0]);
    }

    #[test]
    fn more_locks_than_fit_are_spread_over_transactions() {
        let plan: Vec<_> = (0..2 * LOCKS + 1).map(statement).collect();
        assert_eq!(lengths(&plan), [LOCKS, LOCKS, 1]);
        // What is said of one object stays together, however much it is.
        let plan: Vec<_> = (0..2 * LOCKS).map(|number| statement(number.min(LOCKS - 1))).collect();
        assert_eq!(lengths(&plan), [2 * LOCKS]);
        // So does what is one change.
        let joined = |number| Statement { joined: number == LOCKS, ..statement(number) };
        let plan: Vec<_> = (0..2 * LOCKS).map(joined).collect();
        assert_eq!(lengths(&plan), [LOCKS + 1, LOCKS - 1]);
    }
}
