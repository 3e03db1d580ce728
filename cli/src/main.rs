//! `keel` keeps a PostgreSQL database, its migrations and the Rust code that reads it true to one file, `schema.yaml`.
//!
//! Data goes one way here too: arguments, then settings, then one command of [`command`], whose report [`output`]
//! prints as text or as JSON. No command prints by itself, and none ends the process.

mod ahead;
mod arguments;
mod command;
mod context;
mod failure;
mod file;
mod finding;
mod interrupt;
mod migration;
mod output;
mod project;
mod redact;
mod schema;
mod session;
mod settings;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use arguments::{Arguments, OutputFormat};
use context::Context;
use failure::Failure;
use output::Printer;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    let preferences = arguments::Preferences::scan(&words);
    preferences.color.write_global();
    let printer = Printer::new(preferences.format, preferences.quiet);
    let parsed = Arguments::command()
        .color(preferences.color.for_help())
        .try_get_matches_from(words)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let Arguments { global, command } = match parsed {
        Ok(arguments) => arguments,
        Err(error) if !error.use_stderr() => return printer.help(&error),
        Err(error) if preferences.format == OutputFormat::Text => return printer.wrong_usage(&error),
        Err(error) => return printer.finish("keel", Err(Failure::wrong_usage(&error))),
    };
    let name = command.name();
    let outcome = Context::new(global, printer.clone()).and_then(|context| command::run(command, &context));
    evenkeel_engine::shadow::wait_for_servers();
    printer.finish(name, outcome)
}
