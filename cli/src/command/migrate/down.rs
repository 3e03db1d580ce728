//! `keel migrate down`

use clap::Args;
use evenkeel_engine::lint::losses;
use evenkeel_runner::file::NOT_BROUGHT_BACK;
use evenkeel_runner::{Error, Migration, Outcome, Runner, Version};
use serde_json::{Map, Value, json};

use super::watch::Watch;
use super::{LockWait, read_migrations};
use crate::command::shared::Allow;
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::migration::failure_at;
use crate::output::{Page, Report, question, shown, style};
use crate::session::Session;
use crate::workspace::DESTRUCTIVE;

/// Take the last migration back by its down.sql
#[derive(Debug, Args)]
pub struct Arguments {
    /// Change nothing; print the SQL that would run
    #[arg(long)]
    dry_run: bool,

    /// Permit what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    allow: Vec<Allow>,

    #[command(flatten)]
    lock_wait: LockWait,
}

struct TakenBack {
    outcome: Outcome,
    /// What its file says that it does not bring back.
    not_brought_back: Vec<String>,
}

struct Planned(Migration);

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let migrations = read_migrations(context)?;
    let allowed = arguments.allow.contains(&Allow::Destructive);
    let mut looked_at = None;
    match take_back(arguments, context, &migrations, allowed, &mut looked_at) {
        Err(failure) if failure.code == DESTRUCTIVE && question::can_ask(&context.printer) => {
            for cause in &failure.causes {
                context.printer.warn(cause);
            }
            if !question::confirm("This loses data. Take the migration back all the same?")? {
                return Err(failure);
            }
            take_back(arguments, context, &migrations, true, &mut looked_at)
        }
        other => other,
    }
}

/// Takes the last migration back. It is looked at before the lock is had; `looked_at` is then which it was, and no other
/// is taken back.
fn take_back(
    arguments: &Arguments,
    context: &Context,
    migrations: &[Migration],
    allowed: bool,
    looked_at: &mut Option<Version>,
) -> Result<Box<dyn Report>, Failure> {
    let options = arguments.lock_wait.options(context);
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut watch = Watch::new(&context.printer);
        let own = session.server().is_own();
        let mut runner = Runner::new(&mut session, options, &mut watch);
        let migration = runner.plan_down(migrations).await.map_err(|error| told(&error, own, context))?;
        let is_first_look = looked_at.is_none();
        let expected = *looked_at.get_or_insert(migration.version);
        if arguments.dry_run {
            let planned = Planned(migration.clone());
            session.close().await?;
            return shown(planned);
        }
        if let Some(failure) = refused(migration).filter(|_| !allowed) {
            session.close().await?;
            return Err(failure);
        }
        let not_brought_back = not_brought_back(migration);
        if is_first_look {
            for lost in &not_brought_back {
                context.printer.warn(&format!("{NOT_BROUGHT_BACK}{lost}"));
            }
        }
        let outcome = runner.down(migrations, Some(expected)).await.map_err(|error| told(&error, own, context))?;
        session.close().await?;
        shown(TakenBack { outcome, not_brought_back })
    })
    .map_err(|failure| match failure.is_interruption() {
        true => failure
            .with_help("what was not committed is rolled back; `keel migrate down` goes on from what is recorded"),
        false => failure,
    })
}

/// Why nothing was taken back; `own` is whether the server is keel's own.
fn told(error: &Error, own: bool, context: &Context) -> Failure {
    let mut failure = failure_at(error, own, context);
    if error.is_missing_file() {
        let help =
            "its `down.sql` is in its folder: go to the branch that has it, or bring it back from version control";
        failure.findings.iter_mut().for_each(|finding| finding.help = Some(help.to_owned()));
    }
    failure
}

/// What the way back of a migration says that it does not bring back.
fn not_brought_back(migration: &Migration) -> Vec<String> {
    let way_back = migration.way_back();
    way_back.into_iter().flat_map(|file| file.header.not_brought_back().map(str::to_owned)).collect()
}

/// Why the way back needs a word, where it loses data.
fn refused(migration: &Migration) -> Option<Failure> {
    let losses = migration.way_back().map(losses).unwrap_or_default();
    if losses.is_empty() {
        return None;
    }
    let words = format!("taking {}_{} back loses data; nothing was done", migration.version, migration.name);
    let not_back = not_brought_back(migration).into_iter().map(|lost| format!("{NOT_BROUGHT_BACK}{lost}"));
    let failure = losses.into_iter().chain(not_back).fold(Failure::new(DESTRUCTIVE, words), Failure::with_cause);
    Some(failure.with_help("if that is meant, say `--allow destructive`"))
}

impl Report for TakenBack {
    fn text(&self, page: &mut Page) {
        for done in &self.outcome.done {
            let time = style::paint(style::DIM, format_args!("({} ms)", done.milliseconds));
            page.did("taken back", format_args!("{}_{} {time}", done.version, done.name));
        }
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("taken_back".to_owned(), json!(self.outcome.done)),
            ("not_brought_back".to_owned(), json!(self.not_brought_back)),
        ]
        .into_iter()
        .collect()
    }
}

impl Report for Planned {
    fn text(&self, page: &mut Page) {
        if let Some(down) = &self.0.down {
            page.result_line(format!("-- {}", down.path.display()));
            page.result_line(down.text.trim_end());
        }
    }

    fn json(&self) -> Map<String, Value> {
        let down = self.0.down.as_ref();
        [
            ("version".to_owned(), json!(self.0.version)),
            ("name".to_owned(), json!(self.0.name)),
            ("file".to_owned(), json!(down.map(|down| &down.path))),
            ("sql".to_owned(), json!(down.map(|down| &down.text))),
            ("not_brought_back".to_owned(), json!(not_brought_back(&self.0))),
        ]
        .into_iter()
        .collect()
    }
}
