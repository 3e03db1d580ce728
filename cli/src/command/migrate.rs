//! `keel migrate`

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;
use crate::settings::TimeSpan;

/// Apply the migrations that are pending, and look after those that were
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Option<Action>,

    #[command(flatten)]
    pub apply: Apply,
}

/// How to apply.
#[derive(Debug, Args)]
pub struct Apply {
    /// Stop after this migration
    #[arg(long, value_name = "VERSION")]
    pub to: Option<String>,

    /// Change nothing; print the SQL that would run
    #[arg(long)]
    pub dry_run: bool,

    /// Apply migrations older than the last applied one too
    #[arg(long)]
    pub allow_out_of_order: bool,

    /// How long to wait for another keel that is migrating the same database [default: keel.toml, else 1min]
    #[arg(long, value_name = "TIME")]
    pub lock_wait: Option<TimeSpan>,
}

/// What else there is to do with migrations.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List the migrations with what became of them
    Status,
    /// Take the last migration back
    Down {
        /// Take back all that came after this migration
        #[arg(long, value_name = "VERSION")]
        to: Option<String>,
        /// Change nothing; print the SQL that would run
        #[arg(long)]
        dry_run: bool,
        /// Permit what loses data
        #[arg(long, value_name = "WHAT", value_delimiter = ',')]
        allow: Vec<super::shared::Allow>,
    },
    /// Record migrations as applied without running them, for a database that has their objects already
    Baseline {
        /// The last one that the database has
        #[arg(value_name = "VERSION")]
        version: String,
    },
    /// Say what became of a migration that stopped half way
    Resolve {
        /// The migration
        #[arg(value_name = "VERSION")]
        version: String,
        /// It happened, or was finished by hand
        #[arg(long, conflicts_with = "rolled_back", required_unless_present = "rolled_back")]
        applied: bool,
        /// It did not happen, or was taken back by hand
        #[arg(long)]
        rolled_back: bool,
    },
}

impl Arguments {
    /// The name in the JSON document.
    pub fn name(&self) -> &'static str {
        match self.action {
            None => "migrate",
            Some(Action::Status) => "migrate status",
            Some(Action::Down { .. }) => "migrate down",
            Some(Action::Baseline { .. }) => "migrate baseline",
            Some(Action::Resolve { .. }) => "migrate resolve",
        }
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let _what_it_needs = (arguments, context);
    Err(Failure::unavailable("keel migrate"))
}
