//! Running a program, and what it took.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use wait4::Wait4 as _;

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// From its start to its end.
    pub time: Duration,
    /// The most memory that it held at once, in bytes.
    ///
    /// Linux counts what the parent held when it started the program too: this process is kept small.
    pub memory: u64,
}

/// Runs a program to its end with what it prints thrown away.
///
/// # Errors
/// Where it cannot be run or exits with another status than one of `accepted`; with what it wrote on standard error.
pub async fn cost(mut command: Command, accepted: &'static [i32]) -> Result<Cost> {
    tokio::task::spawn_blocking(move || {
        // A file, since a pipe that nobody empties would stop the program.
        let errors = tempfile::NamedTempFile::new()?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors.reopen()?);
        let start = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{} cannot be run", words(&command)))?;
        let used = child.wait4()?;
        let time = start.elapsed();
        if !used.status.code().is_some_and(|code| accepted.contains(&code)) {
            let said = std::fs::read_to_string(errors.path()).unwrap_or_default();
            bail!("{} ended with {}: {}", words(&command), used.status, said.trim());
        }
        Ok(Cost { time, memory: used.rusage.maxrss })
    })
    .await?
}

/// Runs a program to its end and gives what it printed.
///
/// # Errors
/// Where it cannot be run or fails; with what it wrote on standard error.
pub async fn output(mut command: Command) -> Result<String> {
    tokio::task::spawn_blocking(move || {
        let output =
            command.stdin(Stdio::null()).output().with_context(|| format!("{} cannot be run", words(&command)))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("{} ended with {}: {}", words(&command), output.status, said.trim());
        }
        Ok(String::from_utf8(output.stdout)?)
    })
    .await?
}

/// The program and its arguments; passwords are in its environment only.
fn words(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
