//! `keel export`

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;
use crate::schema;

/// Write schema.yaml as plain SQL, for an empty database
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file, replaced if it exists [default: standard output]
    #[arg(long = "out", short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let declared = schema::read(context)?;
    let shadow = context.shadow()?;
    let _what_it_needs = (arguments, declared, shadow);
    Err(Failure::unavailable("keel export"))
}
