//! What can be said on the command line.

use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Measure keel beside pg_dump on a synthetic schema
#[derive(Debug, Parser)]
#[command(max_term_width = 110)]
pub struct Arguments {
    /// How many tables the schema has, with 15 columns, 3 indexes and 1.5 foreign keys each [default: 1000]
    #[arg(long, value_name = "N")]
    tables: Option<NonZeroUsize>,

    /// How often each is measured; the median counts [default: 5]
    #[arg(long, value_name = "N")]
    rounds: Option<NonZeroUsize>,

    /// The other sizes at which growth is measured; none with an empty list [default: 100,4000]
    #[arg(long, value_name = "N,N", value_delimiter = ',', num_args = 0..)]
    growth: Option<Vec<NonZeroUsize>>,

    /// Small sizes and few rounds, to see whether it works at all; times of it say little
    #[arg(long)]
    small: bool,

    /// Exit with 1 where a bound is missed
    #[arg(long)]
    pub check: bool,

    /// Write what was measured to this file too, as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// The keel to measure [default: built from this checkout, without the embedded server]
    #[arg(long, value_name = "PROGRAM")]
    pub keel: Option<PathBuf>,

    #[command(subcommand)]
    pub task: Option<Task>,
}

/// What else is measured, and what the program does when it starts itself.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Read a database once and do nothing with it
    #[command(hide = true)]
    Introspect,
    /// How soon `keel studio` has rows of a large table
    Studio {
        /// How many rows the table has [default: 10000000]
        #[arg(long, value_name = "N")]
        rows: Option<NonZeroU64>,
    },
}

impl Arguments {
    /// How many tables the schema has that is compared with pg_dump.
    pub fn tables(&self) -> usize {
        self.tables.map_or(if self.small { 60 } else { 1000 }, NonZeroUsize::get)
    }

    /// How many rows the studio's table has, where that is not said.
    pub fn rows(&self) -> u64 {
        if self.small { 100_000 } else { 10_000_000 }
    }

    /// How often each is measured on it.
    pub fn rounds(&self) -> usize {
        self.rounds.map_or(if self.small { 2 } else { 5 }, NonZeroUsize::get)
    }

    /// The other sizes, for growth.
    pub fn growth(&self) -> Vec<usize> {
        match &self.growth {
            Some(sizes) => sizes.iter().map(|size| size.get()).filter(|size| *size != self.tables()).collect(),
            None if self.small => vec![20, 120],
            None => vec![100, 4000],
        }
    }

    /// How often each is measured at those.
    pub fn growth_rounds(&self) -> usize {
        self.rounds().min(3)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_sound() {
        Arguments::command().debug_assert();
        let given = Arguments::parse_from(["benchmarks", "--tables", "100", "--growth", "50,100,200"]);
        assert_eq!((given.tables(), given.growth()), (100, vec![50, 200]));
        assert_eq!(Arguments::parse_from(["benchmarks", "--growth"]).growth(), Vec::<usize>::new());
    }
}
