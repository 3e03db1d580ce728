//! Measuring, in rounds: what is compared is run in turn, so that a slow minute of the machine is slow for all.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::command::{Cost, cost};
use crate::keel::Keel;
use crate::scene::Scene;
use crate::{introspection, report};

/// The runs of one program.
#[derive(Clone, Debug, Default)]
pub struct Runs(Vec<Cost>);

impl Runs {
    /// Runs it once more.
    ///
    /// # Errors
    /// Where it fails.
    pub async fn run(&mut self, command: Command, accepted: &'static [i32]) -> Result<()> {
        self.0.push(cost(command, accepted).await?);
        Ok(())
    }

    /// The median of their times.
    pub fn time(&self) -> Duration {
        let mut times: Vec<_> = self.0.iter().map(|cost| cost.time).collect();
        times.sort_unstable();
        let at = |position: usize| times.get(position).copied().unwrap_or_default();
        let half = times.len() / 2;
        if times.len().is_multiple_of(2) { (at(half.saturating_sub(1)) + at(half)) / 2 } else { at(half) }
    }

    /// The most memory that one of them held, in bytes.
    pub fn memory(&self) -> u64 {
        self.0.iter().map(|cost| cost.memory).max().unwrap_or_default()
    }
}

/// All that is measured on one scene.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// `pg_dump --schema-only`, the measure of the others.
    pub pg_dump: Runs,
    /// Introspection alone.
    pub introspection: Runs,
    /// `keel diff` of a database and a file that agree.
    pub diff: Runs,
    /// `keel gen --dry-run` with ten changed tables.
    pub generate: Runs,
}

/// The medians at one size.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How many tables the schema has.
    pub tables: usize,
    /// `pg_dump --schema-only`.
    pub pg_dump: Duration,
    /// Introspection alone.
    pub introspection: Duration,
    /// `keel diff`.
    pub diff: Duration,
    /// `keel gen --dry-run`.
    pub generate: Duration,
}

impl Comparison {
    /// Its medians, as those of a schema of this size.
    pub fn at(&self, tables: usize) -> Size {
        let Self { pg_dump, introspection, diff, generate } = self;
        Size {
            tables,
            pg_dump: pg_dump.time(),
            introspection: introspection.time(),
            diff: diff.time(),
            generate: generate.time(),
        }
    }
}

/// Measures all of them, after a round that does not count: it brings the server's files into memory.
///
/// # Errors
/// Where one of them fails, or `keel diff` finds a difference.
pub async fn compare(scene: &Scene, keel: &Keel, rounds: usize) -> Result<Comparison> {
    round(&mut Comparison::default(), scene, keel).await?;
    let mut comparison = Comparison::default();
    for number in 1..=rounds {
        report::say(format_args!("round {number} of {rounds}"));
        round(&mut comparison, scene, keel).await?;
    }
    Ok(comparison)
}

async fn round(comparison: &mut Comparison, scene: &Scene, keel: &Keel) -> Result<()> {
    comparison.pg_dump.run(scene.pg_dump(), &[0]).await?;
    comparison.introspection.run(introspection::command(scene)?, &[0]).await?;
    comparison.diff.run(scene.diff(keel), &[0]).await?;
    comparison.generate.run(scene.generate(keel), &[0]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_in_the_middle() {
        let runs = |times: &[u64]| {
            Runs(times.iter().map(|time| Cost { time: Duration::from_millis(*time), memory: *time }).collect())
        };
        assert_eq!(runs(&[9, 1, 2]).time(), Duration::from_millis(2));
        assert_eq!(runs(&[4, 9, 1, 2]).time(), Duration::from_millis(3));
        assert_eq!(runs(&[4, 9, 1]).memory(), 9);
        assert_eq!(runs(&[]).time(), Duration::ZERO);
    }
}
