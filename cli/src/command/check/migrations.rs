//! Whether the migrations are whole and in order.

use std::path::Path;

use evenkeel_engine::workflow::order::{Order, Pair};
use evenkeel_runner::{Commute, Error, Folder, Problem, Status, Version};
use tokio_postgres::error::DbError;

use super::outcome::Check;
use crate::finding::Finding;
use crate::migration::{as_typed, problem_in};

/// Checks the folder of migrations; `pairs` is what is known of the order of branches in it.
pub fn check(folder: &Path, pairs: &[Pair]) -> Check {
    if !folder.exists() {
        return Check::of("migrations", Vec::new(), "there are none");
    }
    let (findings, count) = match Folder::read(folder) {
        Ok(Folder { migrations, .. }) => {
            // Without a ledger it tells what is wrong with the folder alone: two heads, a wrong parent.
            let status = Status::compare(&migrations, &[]);
            let finding = |one: &Problem| with_order(problem_in(one, false, &migrations, folder), one, pairs);
            (status.problems.iter().map(finding).collect(), migrations.len())
        }
        Err(faults) => (faults.iter().map(Finding::from_fault).collect(), 0),
    };
    let well = match count {
        0 => "there are none".to_owned(),
        1 => "the one there is is whole".to_owned(),
        _ => format!("all {count} are whole and in order"),
    };
    Check::of("migrations", findings, well)
}

/// The same finding, of two heads with what their order decides.
fn with_order(mut finding: Finding, problem: &Problem, pairs: &[Pair]) -> Finding {
    let Problem::TwoHeads { versions, .. } = problem else { return finding };
    let pairs: Vec<&Pair> =
        pairs.iter().filter(|pair| pair.versions.iter().all(|version| versions.contains(version))).collect();
    if pairs.is_empty() {
        return finding;
    }
    for pair in &pairs {
        let [first, second] = pair.versions;
        let who = if versions.len() == 2 { "they".to_owned() } else { format!("{first} and {second}") };
        finding.message.push_str(&format!("; {who} {}", words(&pair.order)));
    }
    let commute =
        if pairs.iter().all(|pair| matches!(pair.order, Order::Nothing)) { Commute::Yes } else { Commute::No };
    finding.help = Some(as_typed(&problem.help_where(commute)));
    finding
}

/// What the order of two branches decides, in words.
fn words(order: &Order) -> String {
    match order {
        Order::Nothing => "commute: replayed in either order they make the same catalog".to_owned(),
        Order::Objects(objects) => {
            let objects: Vec<_> = objects.iter().map(ToString::to_string).collect();
            format!("do not commute: which goes first decides {}", objects.join(", "))
        }
        Order::Failure(failures) => {
            let each: Vec<_> = failures.iter().map(|(first, error)| failed(*first, error)).collect();
            format!("do not commute: {}", each.join(", and "))
        }
    }
}

fn failed(first: Version, error: &Error) -> String {
    let Some(failure) = error.failure() else { return format!("with {first} first they fail") };
    let reason = failure.server_error().as_db_error().map_or("the connection is gone", DbError::message);
    format!("with {first} first, {}:{} fails ({reason})", failure.path.display(), failure.line)
}
