//! The workspace of those crates, and cargo in it.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use wait4::Wait4 as _;

use super::leaf::{Kind, Leaf};

/// What a check took, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// Of all that it started, on all cores.
    pub cpu: f64,
    /// From its start to its end.
    pub time: f64,
}

/// The crates, in one workspace beside what cargo builds, so that they share their dependencies.
pub struct Leaves {
    folder: PathBuf,
}

impl Leaves {
    /// Writes them all.
    pub fn write(kinds: &[Kind], sizes: &[usize]) -> Result<Self> {
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).context("the program lies in no target folder")?;
        let leaves = Self { folder: target.join("leaves") };
        fs::create_dir_all(&leaves.folder)?;
        let all = kinds.iter().flat_map(|kind| sizes.iter().map(|tables| Leaf { kind: *kind, tables: *tables }));
        let mut members = Vec::new();
        for leaf in all {
            leaf.write(&leaves.folder.join(leaf.name()), false)?;
            members.push(leaf.name());
        }
        fs::write(leaves.folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"))?;
        // The versions of the other measurements.
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), leaves.folder.join("Cargo.lock"))?;
        Ok(leaves)
    }

    /// Writes one anew.
    pub fn edit(&self, leaf: Leaf, is_edited: bool) -> Result<()> {
        leaf.write(&self.folder.join(leaf.name()), is_edited)
    }

    /// Removes what was compiled of it, and nothing of its dependencies.
    pub fn forget(&self, leaf: Leaf) -> Result<()> {
        self.run(&["clean", "--quiet", "--package", &leaf.name()])?;
        let incremental = self.folder.join("target/debug/incremental");
        let prefix = format!("{}-", leaf.name().replace('-', "_"));
        for entry in fs::read_dir(&incremental).into_iter().flatten() {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    /// `cargo check` of one.
    pub fn check(&self, leaf: Leaf) -> Result<Cost> {
        self.run(&["check", "--quiet", "--package", &leaf.name()])
    }

    fn run(&self, words: &[&str]) -> Result<Cost> {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(words).current_dir(&self.folder).env("CARGO_TARGET_DIR", self.folder.join("target"));
        // As cargo does by itself, whatever this program was started with.
        for variable in ["CARGO_INCREMENTAL", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "CARGO_BUILD_JOBS"] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null());
        let begun = Instant::now();
        let used = command.spawn()?.wait4()?;
        let time = begun.elapsed().as_secs_f64();
        if !used.status.success() {
            bail!("cargo {} ended with {}", words.join(" "), used.status);
        }
        Ok(Cost { cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(), time })
    }
}
