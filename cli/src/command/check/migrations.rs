//! Whether the migrations are whole and in order.

use std::path::Path;

use evenkeel_runner::Folder;

use super::outcome::Check;
use crate::finding::Finding;

/// Checks the folder of migrations.
pub fn check(folder: &Path) -> Check {
    if !folder.exists() {
        return Check::of("migrations", Vec::new(), "there are none");
    }
    let (findings, count) = match Folder::read(folder) {
        Ok(folder) => (Vec::new(), folder.migrations.len()),
        Err(faults) => (faults.iter().map(Finding::from_fault).collect(), 0),
    };
    let well = match count {
        0 => "there are none".to_owned(),
        1 => "the one there is can be read".to_owned(),
        _ => format!("all {count} can be read"),
    };
    Check::of("migrations", findings, well)
}
