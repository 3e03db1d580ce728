//! Whether the migrations are whole and in order.

use std::path::Path;

use evenkeel_runner::{Folder, Status};

use super::outcome::Check;
use crate::finding::Finding;
use crate::migration::problem_in;

/// Checks the folder of migrations.
pub fn check(folder: &Path) -> Check {
    if !folder.exists() {
        return Check::of("migrations", Vec::new(), "there are none");
    }
    let (findings, count) = match Folder::read(folder) {
        Ok(Folder { migrations, .. }) => {
            // Without a ledger it tells what is wrong with the folder alone: two heads, a wrong parent.
            let status = Status::compare(&migrations, &[]);
            let problems = status.problems.iter().map(|one| problem_in(one, false, &migrations, folder)).collect();
            (problems, migrations.len())
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
