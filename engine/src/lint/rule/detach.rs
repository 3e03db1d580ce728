//! DETACH PARTITION locks the partitioned table and the partition against readers and writers
//! (<https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION>).

use squawk_syntax::ast::DetachPartition;

use crate::lint::subject::{Found, Subject};

pub(in crate::lint) fn check(subject: &Subject<'_>) -> Vec<Found> {
    let Some(alter) = subject.alter() else { return Vec::new() };
    // FINALIZE too is part of what goes on beside others.
    let at_once = alter.each::<DetachPartition>().filter(|(_, detach)| detach.detach_partition_option().is_none());
    // No form: what is detached CONCURRENTLY keeps a CHECK that says what was in it.
    at_once
        .map(|_| {
            Found::new(
                format!("reads and writes of {} and its partitions wait for it, and it waits for all that run", alter.table),
                "detach it CONCURRENTLY, outside of a transaction, which a default partition does not allow; the partition \
                 then keeps a CHECK that says what was in it",
            )
        })
        .collect()
}
