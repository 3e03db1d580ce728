//! The comparison itself.

use std::collections::BTreeMap;

use super::branches::Branches;
use super::{Entry, EntryState, Problem, Status};
use crate::file::Parents;
use crate::folder::Migration;
use crate::ledger::{LedgerRow, RowState};
use crate::version::Version;

impl Status {
    /// Compares a folder, in order, with the rows of a ledger, in order. Without rows it tells what is wrong with the
    /// folder alone.
    pub fn compare(migrations: &[Migration], rows: &[LedgerRow]) -> Self {
        let mut both: BTreeMap<Version, (Option<&Migration>, Option<&LedgerRow>)> = BTreeMap::new();
        for migration in migrations {
            both.entry(migration.version).or_default().0 = Some(migration);
        }
        for row in rows {
            both.entry(row.version).or_default().1 = Some(row);
        }
        let last_applied = rows.last().map(|row| row.version);
        let mut status = Self::default();
        let branches = Branches::of(migrations);
        let mut previous: Option<(Version, bool)> = None;
        for (version, (migration, row)) in &both {
            if let Some(entry) = entry(*version, *migration, *row) {
                status.problems.extend(problems(&entry, *migration, last_applied));
                if let Some(migration) = migration.filter(|_| entry.is_pending()) {
                    status.problems.extend(wrong_parent(migration, previous, &branches));
                }
                status.entries.push(entry);
            }
            previous = Some((*version, migration.is_none()));
        }
        let heads = two_heads(migrations, &status, &branches);
        for heads in heads {
            // What has a head beside it has the wrong parent too, which is not worth saying twice.
            let Problem::TwoHeads { versions, .. } = &heads else { continue };
            status.problems.retain(
                |problem| !matches!(problem, Problem::WrongParent { version, .. } if versions.contains(version)),
            );
            status.problems.push(heads);
        }
        status.problems.sort_by_key(Problem::version);
        status
    }
}

fn entry(version: Version, migration: Option<&Migration>, row: Option<&LedgerRow>) -> Option<Entry> {
    let state = match (migration, row) {
        (None, None) => return None,
        (Some(_), None) => EntryState::Pending,
        (None, Some(_)) => EntryState::Missing,
        (Some(_), Some(row)) => match row.state {
            RowState::Applied if row.baseline => EntryState::Baseline,
            RowState::Applied => EntryState::Applied,
            RowState::Running => EntryState::HalfApplied { done: row.segments_done, total: row.segments_total },
            RowState::Reverting => EntryState::HalfReverted { done: row.segments_done, total: row.segments_total },
        },
    };
    let name = migration.map(|migration| &migration.name).or(row.map(|row| &row.name))?.clone();
    Some(Entry { version, name, state, row: row.cloned(), failure: None })
}

/// What is wrong with one migration, its parent aside.
fn problems(entry: &Entry, migration: Option<&Migration>, last_applied: Option<Version>) -> Vec<Problem> {
    let (version, name) = (entry.version, entry.name.clone());
    let mut problems = Vec::new();
    let Some(migration) = migration else { return vec![Problem::Missing { version, name }] };
    let Some(row) = &entry.row else {
        problems.extend(last_applied.filter(|last| version < *last).map(|last_applied| Problem::OutOfOrder {
            version,
            name,
            last_applied,
        }));
        return problems;
    };
    let found = migration.up.checksum;
    let edited = row.checksum != found;
    // The segments of a half-applied migration that are still to come may be mended.
    let may_be =
        row.state == RowState::Running && migration.up.checksum_of_first(row.segments_done) == row.done_checksum;
    if edited && !may_be {
        let (recorded, recorded_name) = (row.checksum, row.name.clone());
        problems.push(Problem::Edited { version, name: name.clone(), recorded_name, recorded, found });
    }
    let file = if row.state == RowState::Reverting { migration.down.as_ref() } else { Some(&migration.up) };
    if let Some(attempt) = row.attempt.as_ref().filter(|attempt| !attempt.failed) {
        let segment = file.and_then(|file| file.segments.get(attempt.segment.saturating_sub(1)));
        let probe = segment.and_then(|segment| segment.probe.as_ref());
        let same_probe = probe.map(ToString::to_string) == attempt.probe;
        let edited = may_be && edited || !same_probe;
        if edited || probe.is_none() {
            problems.push(Problem::Unresolved { version, name: name.clone(), segment: attempt.segment, edited });
        }
    }
    if let EntryState::HalfReverted { done, total } = entry.state {
        problems.push(Problem::HalfReverted { version, name, done, total });
    }
    problems
}

/// `previous` is the version before, and whether the folder lacks it.
fn wrong_parent(migration: &Migration, previous: Option<(Version, bool)>, branches: &Branches) -> Option<Problem> {
    let (previous, previous_is_missing) = (previous.map(|(version, _)| version), previous.is_some_and(|(_, is)| is));
    let parents = migration.up.header.parents.as_ref()?;
    let right = match previous {
        Some(previous) => parents.contains(previous) || branches.meet(&[previous, migration.version]),
        None => parents.is_none(),
    };
    let (version, name) = (migration.version, migration.name.clone());
    (!right).then(|| Problem::WrongParent { version, name, parents: parents.clone(), previous, previous_is_missing })
}

/// Several migrations that follow the same one, unless a later one follows them all.
fn two_heads(migrations: &[Migration], status: &Status, branches: &Branches) -> Vec<Problem> {
    let mut children: BTreeMap<Option<Version>, Vec<Version>> = BTreeMap::new();
    for migration in migrations {
        match &migration.up.header.parents {
            Some(parents) if parents.is_none() => children.entry(None).or_default().push(migration.version),
            parents => {
                for parent in parents.iter().flat_map(Parents::iter) {
                    children.entry(Some(parent)).or_default().push(migration.version);
                }
            }
        }
    }
    let pending = |version: &Version| status.entry(*version).is_some_and(Entry::is_pending);
    let mut heads = Vec::new();
    for (parent, versions) in children {
        if versions.len() > 1 && versions.iter().any(pending) && !branches.meet(&versions) {
            let applied = versions.iter().copied().filter(|version| !pending(version)).collect();
            heads.push(Problem::TwoHeads { parent, versions, applied });
        }
    }
    heads
}
