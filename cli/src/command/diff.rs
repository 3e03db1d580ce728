//! `keel diff`

use clap::Args;

use super::shared::Allow;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;

/// Print the SQL that leads from one state to another
#[derive(Debug, Args)]
#[command(
    after_help = "A state is the URL of a database, a schema file, a folder of migrations, a file of SQL (any output \
                        of pg_dump too), or `empty`. Nothing is printed where there is no difference."
)]
pub struct Arguments {
    /// The state that is [default: the database]
    #[arg(long, value_name = "STATE")]
    pub from: Option<String>,

    /// The state that is wanted [default: schema.yaml]
    #[arg(long, value_name = "STATE")]
    pub to: Option<String>,

    /// Exit with 2 where there is a difference
    #[arg(long)]
    pub exit_code: bool,

    /// Permit what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let _what_it_needs = (arguments, context);
    Err(Failure::unavailable("keel diff"))
}
