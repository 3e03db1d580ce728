//! `keel gen`

use clap::Args;

use super::shared::{Allow, ProofExtent};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;
use crate::schema;

/// Write the migration that leads from the database to schema.yaml, and the generated code anew
#[derive(Debug, Args)]
#[command(after_help = "The migration is proved on a scratch database before it is written. Where nothing changed, \
                        no migration is written.")]
pub struct Arguments {
    /// What the migration is called; without one its changes name it
    pub name: Option<String>,

    /// Write an empty migration, to be filled by hand
    #[arg(long, conflicts_with_all = ["from", "allow", "proof"])]
    pub custom: bool,

    /// Where the schema starts from
    #[arg(long, value_name = "STATE", default_value = "database")]
    pub from: StartingState,

    /// Write nothing; print the SQL
    #[arg(long)]
    pub dry_run: bool,

    /// Permit what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,

    /// What the proof builds [default: full below 200 tables]
    #[arg(long, value_name = "EXTENT")]
    pub proof: Option<ProofExtent>,
}

/// Where the schema starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum StartingState {
    /// What the database holds, once it agrees with its migrations
    Database,
    /// What the migrations say; needs no database
    Migrations,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let declared = schema::read(context)?;
    let shadow = context.shadow()?;
    let _what_it_needs = (arguments, declared, shadow);
    Err(Failure::unavailable("keel gen"))
}
