//! Branches of migrations: which follow which, and where they meet again.

use std::collections::{BTreeMap, BTreeSet};

use crate::file::Parents;
use crate::folder::Migration;
use crate::version::Version;

/// Which migrations follow which, as their files say. One that does not say follows the one before it in the folder.
pub(super) struct Branches {
    parents: BTreeMap<Version, Parents>,
    /// For each migration in which branches meet, what comes before it, and itself.
    before: Vec<BTreeSet<Version>>,
}

impl Branches {
    pub fn of(migrations: &[Migration]) -> Self {
        let mut branches = Self { parents: parents(migrations), before: Vec::new() };
        branches.before = branches
            .parents
            .iter()
            .filter(|(_, parents)| parents.iter().nth(1).is_some())
            .map(|(version, _)| branches.before(*version))
            .collect();
        branches
    }

    /// What comes before a migration, and itself.
    fn before(&self, version: Version) -> BTreeSet<Version> {
        let mut found = BTreeSet::new();
        let mut next = vec![version];
        while let Some(version) = next.pop() {
            if found.insert(version) {
                next.extend(self.parents.get(&version).into_iter().flat_map(Parents::iter));
            }
        }
        found
    }

    /// Whether there is a migration that follows all of these: whoever wrote it knew of each.
    pub fn meet<'v>(&self, versions: impl IntoIterator<Item = &'v Version> + Clone) -> bool {
        self.before.iter().any(|before| versions.clone().into_iter().all(|version| before.contains(version)))
    }
}

/// The parents of each migration.
fn parents(migrations: &[Migration]) -> BTreeMap<Version, Parents> {
    let mut previous = None;
    let of = |migration: &Migration| {
        let implied = previous.replace(migration.version);
        (migration.version, migration.up.header.parents.clone().unwrap_or_else(|| implied.into_iter().collect()))
    };
    migrations.iter().map(of).collect()
}

/// What the next migration of a folder follows: the last one, and where there are several branches the last of each, so
/// that they meet in it.
pub fn heads(migrations: &[Migration]) -> Parents {
    let followed: BTreeSet<Version> = parents(migrations).values().flat_map(Parents::iter).collect();
    let last = migrations.last().map(|migration| migration.version);
    let open = migrations.iter().map(|migration| migration.version).filter(|version| !followed.contains(version));
    open.chain(last).collect()
}
