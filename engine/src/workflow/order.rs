//! Whether two branches of migrations that met commute: each order of the two is replayed, and what they make compared.

use std::collections::BTreeSet;

use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::{Error, Fork, Migration, Problem, Status, Version};

use super::mentions::known_names;
use super::outside::around;
use super::replay::replay;
use super::{WorkflowError, Workspace};
use crate::diff::{KnownNames, without_names};
use crate::plan::{plannable, remarks};
use crate::shadow::ShadowSource;

/// Two migrations that follow the same one, and what became of replaying their branches in both orders.
#[derive(Debug)]
pub struct Pair {
    /// The first migration of each branch, in order.
    pub versions: [Version; 2],
    /// What the order decides.
    pub order: Order,
}

/// What the order of two branches decides.
#[derive(Debug)]
pub enum Order {
    /// Nothing that a catalog shows. Rows were not compared.
    Nothing,
    /// What these objects are.
    Objects(BTreeSet<ObjectId>),
    /// Whether they run at all: those of the branch that goes first, with what fails then.
    Failure(Vec<(Version, Error)>),
}

/// Replays each two branches that do not meet, in both orders. What is wrong with a branch whatever its place is nothing
/// about the order, and not told here.
///
/// # Errors
/// Where a state cannot be had.
pub async fn orders(
    workspace: &Workspace,
    declared: &Declared,
    migrations: &[Migration],
) -> Result<Vec<Pair>, WorkflowError> {
    let pairs = heads(migrations);
    if pairs.is_empty() {
        return Ok(Vec::new());
    }
    let live = workspace.live().await?;
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;
    let source = around(source, declared, migrations, &live.catalog, false)?;
    let names = known_names(declared, migrations);
    let mut orders = Vec::new();
    for versions in pairs {
        if let Some(order) = order(&source, migrations, versions, live.server.major(), &names).await? {
            orders.push(Pair { versions, order });
        }
    }
    Ok(orders)
}

/// Each two migrations that follow the same one and do not meet.
fn heads(migrations: &[Migration]) -> Vec<[Version; 2]> {
    let mut pairs = Vec::new();
    for problem in Status::compare(migrations, &[]).problems {
        if let Problem::TwoHeads { versions, .. } = problem {
            for (number, first) in versions.iter().enumerate() {
                pairs.extend(versions.iter().skip(number + 1).map(|second| [*first, *second]));
            }
        }
    }
    pairs
}

/// What the order of two branches decides; nothing where one of them does not run whatever its place.
async fn order(
    source: &ShadowSource,
    migrations: &[Migration],
    [first, second]: [Version; 2],
    major: u32,
    names: &KnownNames,
) -> Result<Option<Order>, WorkflowError> {
    let Fork { base, branches: [one, other] } = Fork::of(migrations, first, second);
    let forth = made(source, &base, &one, &other).await?;
    let back = made(source, &base, &other, &one).await?;
    let failures = match (forth, back) {
        (Ok(forth), Ok(back)) => return Ok(Some(compared(&forth, &back, major, names))),
        (Err(error), Ok(_)) => vec![(first, error)],
        (Ok(_), Err(error)) => vec![(second, error)],
        (Err(forth), Err(back)) if failed_file(&forth) == failed_file(&back) => return Ok(None),
        (Err(forth), Err(back)) => vec![(first, forth), (second, back)],
    };
    Ok(Some(Order::Failure(failures)))
}

/// What migrations make, one list after the other, or the statement of them that fails.
async fn made(
    source: &ShadowSource,
    base: &[Migration],
    first: &[Migration],
    second: &[Migration],
) -> Result<Result<Catalog, Error>, WorkflowError> {
    match replay(source, &[base, first, second].concat()).await {
        Ok(catalog) => Ok(Ok(catalog)),
        Err(WorkflowError::Replay(error)) if error.failure().is_some() && !error.is_connection_lost() => Ok(Err(error)),
        Err(other) => Err(other),
    }
}

fn failed_file(error: &Error) -> Option<&std::path::Path> {
    error.failure().map(|failure| failure.path.as_path())
}

/// The objects in which two catalogs differ.
fn compared(forth: &Catalog, back: &Catalog, major: u32, names: &KnownNames) -> Order {
    let (one, other) = (without_names(forth, names), without_names(back, names));
    let modelled = remarks(&plannable(&one, &other, major), &one, &other).into_iter().map(|remark| remark.object);
    let others = forth.others.keys().chain(back.others.keys());
    let others = others.filter(|key| forth.others.get(*key) != back.others.get(*key));
    let others = others.map(|(kind, identity)| ObjectId::Other(*kind, identity.clone()));
    let objects: BTreeSet<ObjectId> = modelled.chain(others).collect();
    if objects.is_empty() { Order::Nothing } else { Order::Objects(objects) }
}
