//! `keel fmt`

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;

/// Give schema.yaml its one layout; comments and order stay
#[derive(Debug, Args)]
pub struct Arguments {
    /// Write nothing; exit with 2 where a file would change
    #[arg(long)]
    check: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let _what_it_needs = (arguments.check, context);
    Err(Failure::unavailable("keel fmt"))
}
