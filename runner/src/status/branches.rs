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

/// Two branches of a folder's migrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fork {
    /// What one of the branches or both build on, in order.
    pub base: Vec<Migration>,
    /// What each has that the other has not, in order.
    pub branches: [Vec<Migration>; 2],
}

impl Fork {
    /// The branches that begin with two migrations.
    pub fn of(migrations: &[Migration], first: Version, second: Version) -> Self {
        let branches = Branches { parents: parents(migrations), before: Vec::new() };
        let mut fork = Self::default();
        let mut needed = BTreeSet::new();
        for migration in migrations {
            let before = branches.before(migration.version);
            let place = match (before.contains(&first), before.contains(&second)) {
                (true, false) => 0,
                (false, true) => 1,
                _ => continue,
            };
            needed.extend(before);
            if let Some(branch) = fork.branches.get_mut(place) {
                branch.push(migration.clone());
            }
        }
        let is_of_branch = |one: &&Migration| fork.branches.iter().flatten().all(|other| other.version != one.version);
        fork.base =
            migrations.iter().filter(|one| needed.contains(&one.version)).filter(is_of_branch).cloned().collect();
        fork
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
