//! `keel migrate`

mod apply;
mod baseline;
mod down;
mod resolve;
mod status;
mod watch;

pub use apply::{Applied, apply_all};
use clap::{Args, Subcommand};
use evenkeel_runner::file::Timeout;
use evenkeel_runner::{Migration, Options, Version, VersionError, read_folder};

use crate::context::Context;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::output::Report;
use crate::settings::TimeSpan;

/// Apply the migrations that are pending, and look after those that were
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,

    #[command(flatten)]
    apply: apply::Arguments,
}

/// What else there is to do with migrations.
#[derive(Debug, Subcommand)]
enum Action {
    Status(status::Arguments),
    Down(down::Arguments),
    Baseline(baseline::Arguments),
    Resolve(resolve::Arguments),
}

impl Arguments {
    /// The name in the JSON document.
    pub fn name(&self) -> &'static str {
        match self.action {
            None => "migrate",
            Some(Action::Status(_)) => "migrate status",
            Some(Action::Down(_)) => "migrate down",
            Some(Action::Baseline(_)) => "migrate baseline",
            Some(Action::Resolve(_)) => "migrate resolve",
        }
    }
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    match &arguments.action {
        None => apply::run(&arguments.apply, context),
        Some(Action::Status(arguments)) => status::run(arguments, context),
        Some(Action::Down(arguments)) => down::run(arguments, context),
        Some(Action::Baseline(arguments)) => baseline::run(arguments, context),
        Some(Action::Resolve(arguments)) => resolve::run(arguments, context),
    }
}

/// How long to wait for another run; several of the commands have it.
#[derive(Debug, Args)]
struct LockWait {
    /// How long to wait for another keel that is migrating the same database [default: keel.toml, else 1min]
    #[arg(long, value_name = "TIME")]
    lock_wait: Option<TimeSpan>,
}

impl LockWait {
    /// The settings of a run.
    fn options(&self, context: &Context) -> Options {
        options(context, self.lock_wait)
    }
}

/// What may be otherwise than it should between folder and database.
#[derive(Clone, Copy, Debug, Args)]
struct LetPass {
    /// Take migrations that are older than the last applied one too
    #[arg(long)]
    allow_out_of_order: bool,

    /// Take what is pending though the database has migrations that the folder lacks
    #[arg(long)]
    allow_missing: bool,
}

impl LetPass {
    /// The settings with what was said.
    fn given(self, options: Options) -> Options {
        Options { allow_out_of_order: self.allow_out_of_order, allow_missing: self.allow_missing, ..options }
    }
}

/// The settings of a run as `keel.toml` has them.
pub fn run_options(context: &Context) -> Options {
    options(context, None)
}

/// The settings of a run: those of `keel.toml`, but for what the command line says.
fn options(context: &Context, lock_wait: Option<TimeSpan>) -> Options {
    let timeouts = context.settings.timeouts;
    let statement_timeout = timeouts.statement_timeout.duration();
    Options {
        wait_for_lock: lock_wait.unwrap_or(timeouts.lock_wait).duration(),
        lock_timeout: Timeout::new(timeouts.lock_timeout.duration()),
        statement_timeout: (!statement_timeout.is_zero()).then(|| Timeout::new(statement_timeout)),
        ..Options::default()
    }
}

/// Reads the migrations of the project.
pub fn read_migrations(context: &Context) -> Result<Vec<Migration>, Failure> {
    read_migrations_in(&context.migrations_folder())
}

/// The migrations of the project; none where there is no folder yet.
pub fn read_migrations_if_any(context: &Context) -> Result<Vec<Migration>, Failure> {
    if context.migrations_folder().exists() { read_migrations(context) } else { Ok(Vec::new()) }
}

/// The migrations of a folder.
pub fn read_migrations_in(folder: &std::path::Path) -> Result<Vec<Migration>, Failure> {
    read_folder(folder).map_err(|faults| {
        Failure::new("migration-files", "the migrations cannot be used, so nothing was done")
            .with_findings(faults.iter().map(Finding::from_fault).collect())
    })
}

/// Reads a version, which may be followed by the name as in the folder's name.
fn parse_version(text: &str) -> Result<Version, VersionError> {
    text.split_once('_').map_or(text, |(version, _)| version).parse()
}
