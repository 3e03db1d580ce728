//! `keel migrate status`

use clap::Args;
use evenkeel_runner::{DOWN, Entry, EntryState, LastFailure, Options, Runner, Silent, Status, UP};
use serde_json::{Map, Value, json};

use super::read_migrations;
use crate::context::Context;
use crate::failure::Failure;
use crate::finding::Finding;
use crate::interrupt;
use crate::migration::{self, failure_at, placed};
use crate::output::{Page, Report, shown, style};
use crate::session::Session;

/// List the migrations with what became of them
#[derive(Debug, Args)]
pub struct Arguments {}

struct Listed {
    status: Status,
    /// What does not fit.
    problems: Vec<Finding>,
}

pub fn run(_arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let migrations = read_migrations(context)?;
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut silent = Silent;
        let own = session.server().is_own();
        let mut runner = Runner::new(&mut session, Options::default(), &mut silent);
        let status = runner.status(&migrations).await.map_err(|error| failure_at(&error, own, context))?;
        session.close().await?;
        let half_applied = status.half_applied(&migrations);
        let problems = half_applied.iter().map(migration::half_applied).chain(placed(&status.problems, own, context));
        let problems = problems.collect();
        shown(Listed { status, problems })
    })
}

/// The state in words, and whether it deserves a look.
fn words(entry: &Entry) -> (String, anstyle::Style) {
    match entry.state {
        EntryState::Applied => ("applied".to_owned(), style::GOOD),
        EntryState::Baseline => ("baseline".to_owned(), style::GOOD),
        EntryState::Pending => ("pending".to_owned(), style::WARNING),
        EntryState::HalfApplied { done, total } => (format!("half applied, {done} of {total} segments"), style::ERROR),
        EntryState::HalfReverted { done, total } => {
            (format!("half taken back, {done} of {total} segments"), style::ERROR)
        }
        EntryState::Missing => ("applied, not in the folder".to_owned(), style::ERROR),
    }
}

/// Why a migration failed when it was last run, in a line.
fn failed(failure: &LastFailure) -> String {
    let LastFailure { segment, statement, line, message, sqlstate, .. } = failure;
    let file = if failure.down { DOWN } else { UP };
    let place = format!("{file}:{line}, statement {statement} of segment {segment}");
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let time = failure.failed_at.map(|time| format!(" {}", time.strftime(TIME))).unwrap_or_default();
    format!(
        "{} at {place}: {message} [{sqlstate}]{}",
        style::paint(style::ERROR, "failed"),
        style::paint(style::DIM, time)
    )
}

/// How a time is written.
const TIME: &str = "%Y-%m-%d %H:%M:%S UTC";

impl Report for Listed {
    fn text(&self, page: &mut Page) {
        let Self { status, problems } = self;
        let width = status.entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
        for entry in &status.entries {
            let (words, colour) = words(entry);
            let time = entry
                .row
                .as_ref()
                .and_then(|row| row.finished_at)
                .map(|time| style::paint(style::DIM, format_args!(" {}", time.strftime(TIME))));
            page.result_line(format!(
                "{}  {:width$}  {}{}",
                entry.version,
                entry.name,
                style::paint(colour, words),
                time.unwrap_or_default()
            ));
            if let Some(failure) = &entry.failure {
                page.result_line(format!("                {}", failed(failure)));
            }
        }
        if status.entries.is_empty() {
            page.say("there are no migrations");
        }
        for problem in problems {
            page.say(format!("\n{}", problem.picture().trim_end()));
        }
    }

    fn json(&self) -> Map<String, Value> {
        let Self { status, problems } = self;
        [
            ("migrations".to_owned(), json!(status.entries)),
            ("problems".to_owned(), problems.iter().map(Finding::json).collect()),
        ]
        .into_iter()
        .collect()
    }
}
