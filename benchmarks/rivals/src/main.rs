//! evenkeel beside other libraries, in one run on one machine:
//!
//! - `compile`: how long `cargo check` takes for the same tables, when all dependencies are compiled;
//! - `run`: queries and inserts on one server, beside tokio-postgres by hand;
//! - `stream`: what is held in memory while many rows go by.
//!
//! `cargo run --release --manifest-path benchmarks/rivals/Cargo.toml -- run --small` takes a minute, and says little but that
//! it works. Without the default feature `rivals`, evenkeel is measured beside tokio-postgres alone, and nothing but that is built.

mod compile;
mod report;
mod run;
mod stream;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Measure evenkeel beside other libraries
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// CPU seconds of `cargo check` for the same tables of twelve columns
    Compile(compile::Arguments),
    /// Times of queries and inserts, as ratios to tokio-postgres by hand
    Run(run::Arguments),
    /// Memory while rows are streamed
    Stream(stream::Arguments),
    /// Stream in a process of its own, which `stream` starts
    #[command(hide = true)]
    StreamOne(stream::One),
}

fn main() -> Result<ExitCode> {
    match Arguments::parse().task {
        Task::Compile(arguments) => compile::measure(&arguments),
        Task::Run(arguments) => run::measure(&arguments),
        Task::Stream(arguments) => stream::measure(&arguments),
        Task::StreamOne(arguments) => stream::one(&arguments),
    }
}

/// Runs all of it as a task of a runtime with so many threads, as a server's requests are.
fn in_a_task<T: Send + 'static>(threads: usize, work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    let runtime = match threads {
        0 | 1 => tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        several => tokio::runtime::Builder::new_multi_thread().worker_threads(several).enable_all().build()?,
    };
    runtime.block_on(async { tokio::spawn(work).await? })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_arguments_are_sound() {
        super::Arguments::command().debug_assert();
    }
}
