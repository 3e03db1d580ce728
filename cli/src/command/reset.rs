//! `keel reset`

use clap::Args;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;

/// Throw the embedded server's data away and start it anew, migrations applied
#[derive(Debug, Args)]
pub struct Arguments {
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let _what_it_needs = (arguments, context);
    Err(Failure::unavailable("keel reset"))
}
