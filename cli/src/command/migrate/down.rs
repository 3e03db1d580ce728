//! `keel migrate down`

use clap::Args;
use evenkeel_runner::{Migration, Outcome, Runner};
use serde_json::{Map, Value, json};

use super::watch::Watch;
use super::{LockWait, read_migrations};
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::migration::failure;
use crate::output::{Page, Report, shown, style};
use crate::session::Session;

/// Take the last migration back by its down.sql
#[derive(Debug, Args)]
pub struct Arguments {
    /// Change nothing; print the SQL that would run
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    lock_wait: LockWait,
}

struct TakenBack(Outcome);

struct Planned(Migration);

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let migrations = read_migrations(context)?;
    let options = arguments.lock_wait.options(context);
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut watch = Watch::new(&context.printer);
        let own = session.server().is_own();
        let mut runner = Runner::new(&mut session, options, &mut watch);
        if arguments.dry_run {
            let migration = runner.plan_down(&migrations).await.map_err(|error| failure(&error, own))?.clone();
            session.close().await?;
            return shown(Planned(migration));
        }
        let outcome = runner.down(&migrations).await.map_err(|error| failure(&error, own))?;
        session.close().await?;
        shown(TakenBack(outcome))
    })
    .map_err(|failure| match failure.is_interruption() {
        true => failure
            .with_help("what was not committed is rolled back; `keel migrate down` goes on from what is recorded"),
        false => failure,
    })
}

impl Report for TakenBack {
    fn text(&self, page: &mut Page) {
        for done in &self.0.done {
            let time = style::paint(style::DIM, format_args!("({} ms)", done.milliseconds));
            page.did("taken back", format_args!("{}_{} {time}", done.version, done.name));
        }
    }

    fn json(&self) -> Map<String, Value> {
        [("taken_back".to_owned(), json!(self.0.done))].into_iter().collect()
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
        ]
        .into_iter()
        .collect()
    }
}
