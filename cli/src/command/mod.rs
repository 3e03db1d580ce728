//! The commands, one file each: its arguments, what it does, and how its result is shown.

mod check;
mod completions;
mod diff;
mod export;
mod fmt;
mod r#gen;
mod init;
mod migrate;
mod pull;
mod push;
mod reset;
mod shared;
mod studio;

use clap::Subcommand;

use crate::context::Context;
use crate::failure::Failure;
use crate::output::Report;

/// What `keel` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Arguments),
    Gen(r#gen::Arguments),
    Migrate(migrate::Arguments),
    Diff(diff::Arguments),
    Check(check::Arguments),
    Pull(pull::Arguments),
    Push(push::Arguments),
    Export(export::Arguments),
    Fmt(fmt::Arguments),
    Reset(reset::Arguments),
    Studio(studio::Arguments),
    Completions(completions::Arguments),
}

impl Command {
    /// The name in the JSON document.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Init(_) => "init",
            Self::Gen(_) => "gen",
            Self::Migrate(arguments) => arguments.name(),
            Self::Diff(_) => "diff",
            Self::Check(_) => "check",
            Self::Pull(_) => "pull",
            Self::Push(_) => "push",
            Self::Export(_) => "export",
            Self::Fmt(_) => "fmt",
            Self::Reset(_) => "reset",
            Self::Studio(_) => "studio",
            Self::Completions(_) => "completions",
        }
    }
}

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<Box<dyn Report>, Failure> {
    match command {
        Command::Init(arguments) => init::run(&arguments, context),
        Command::Gen(arguments) => r#gen::run(&arguments, context),
        Command::Migrate(arguments) => migrate::run(&arguments, context),
        Command::Diff(arguments) => diff::run(&arguments, context),
        Command::Check(arguments) => check::run(&arguments, context),
        Command::Pull(arguments) => pull::run(&arguments, context),
        Command::Push(arguments) => push::run(&arguments, context),
        Command::Export(arguments) => export::run(&arguments, context),
        Command::Fmt(arguments) => fmt::run(&arguments, context),
        Command::Reset(arguments) => reset::run(&arguments, context),
        Command::Studio(arguments) => studio::run(&arguments, context),
        Command::Completions(arguments) => completions::run(&arguments, context),
    }
}
