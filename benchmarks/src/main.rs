//! How fast keel is beside `pg_dump --schema-only`, on one large schema and one server, in one run.
//!
//! `cargo run --release -p evenkeel-benchmarks` builds keel, makes a database with the synthetic schema on the server of
//! `EVENKEEL_TEST_URL` or on a temporary one, measures, and prints each ratio beside its bound. What it made is removed.

mod arguments;
mod command;
mod growth;
mod introspection;
mod keel;
mod measure;
mod report;
mod scene;
mod small;
mod studio;
mod synthetic;

use std::num::NonZeroU64;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser as _;

use crate::arguments::{Arguments, Task};
use crate::keel::Keel;
use crate::report::Report;
use crate::scene::Scene;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            report::say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Where Linux has a file system in memory.
const IN_MEMORY: &str = "/dev/shm";

/// Lets the server that is measured have its data in memory, where nobody named a folder: on some file systems making the
/// 300 files of a scratch database takes as long as all the rest, pg_dump makes none, and a server in use has fast disks.
fn keep_data_in_memory() {
    if std::env::var_os("TMPDIR").is_none() && Path::new(IN_MEMORY).is_dir() {
        // An error says that it was overridden before.
        let _ = tempfile::env::override_temp_dir(Path::new(IN_MEMORY));
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    keep_data_in_memory();
    if let Some(Task::Introspect) = &arguments.task {
        // On one thread, as keel.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(introspection::read())?;
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            outcome = measure_all(arguments) => outcome,
            // Databases are dropped with the scenes that own them.
            _ = tokio::signal::ctrl_c() => Ok(ExitCode::from(130)),
        }
    })
}

async fn measure_all(arguments: &Arguments) -> Result<ExitCode> {
    let keel = Keel::find(arguments.keel.as_deref()).await?;
    if let Some(Task::Studio { rows }) = &arguments.task {
        let rows = rows.map_or(arguments.rows(), NonZeroU64::get);
        let asked = studio::measure(&keel, rows, arguments.rounds()).await?;
        let is_missed = report::print_studio(rows, arguments.rounds(), &asked)?;
        return Ok(if arguments.check && is_missed { ExitCode::FAILURE } else { ExitCode::SUCCESS });
    }
    let tables = arguments.tables();
    let mut report = Report::new(arguments, &keel);
    let scene = Scene::set(&keel, tables).await?;
    report.set_scene(&scene);
    let comparison = measure::compare(&scene, &keel, arguments.rounds()).await?;
    drop(scene);
    report.add_comparison(&comparison);
    let mut sizes = vec![comparison.at(tables)];
    for other in arguments.growth() {
        sizes.push(growth::measure(&keel, other, arguments.growth_rounds()).await?);
    }
    report.add_growth(sizes);
    report.add_small(&small::measure(&keel).await?);
    report.print()?;
    if let Some(path) = &arguments.json {
        report.write_json(path)?;
    }
    Ok(if arguments.check && report.is_missed() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
