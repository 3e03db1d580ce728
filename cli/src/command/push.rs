//! `keel push`

use clap::Args;

use super::shared::Allow;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;
use crate::schema;

/// Bring a database to schema.yaml without a migration, for prototypes
#[derive(Debug, Args)]
pub struct Arguments {
    /// Change nothing; print the SQL
    #[arg(long)]
    pub dry_run: bool,

    /// Permit what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let declared = schema::read(context)?;
    let shadow = context.shadow()?;
    let _what_it_needs = (arguments, declared, shadow);
    Err(Failure::unavailable("keel push"))
}
