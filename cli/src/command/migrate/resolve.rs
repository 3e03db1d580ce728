//! `keel migrate resolve`

use clap::{ArgGroup, Args};
use evenkeel_runner::{Resolution, Runner, Version};
use serde_json::{Map, Value, json};

use super::watch::Watch;
use super::{LockWait, parse_version, read_migrations};
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::migration::failure_at;
use crate::output::{Page, Report, shown};
use crate::session::Session;

/// Say what became of a segment in which a run was cut off
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("word").required(true).args(["done", "not_done", "abort"]))]
pub struct Arguments {
    /// The migration
    #[arg(value_name = "VERSION", value_parser = parse_version)]
    version: Version,

    /// The segment, counted from 1; `migrate status` names it
    #[arg(long, value_name = "NUMBER")]
    segment: usize,

    /// It happened, or was done by hand: the next run goes on after it
    #[arg(long)]
    done: bool,

    /// It did not happen: the next run runs it
    #[arg(long)]
    not_done: bool,

    /// The migration is given up, and what it did was undone by hand
    #[arg(long)]
    abort: bool,

    #[command(flatten)]
    lock_wait: LockWait,
}

struct Resolved {
    version: Version,
    segment: usize,
    resolution: Resolution,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let migrations = read_migrations(context)?;
    let options = arguments.lock_wait.options(context);
    let (version, segment) = (arguments.version, arguments.segment);
    let resolution = match (arguments.done, arguments.not_done) {
        (true, _) => Resolution::Done,
        (_, true) => Resolution::NotDone,
        _ => Resolution::Abort,
    };
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut watch = Watch::new(&context.printer);
        let own = session.server().is_own();
        let mut runner = Runner::new(&mut session, options, &mut watch);
        runner
            .resolve(&migrations, version, segment, resolution)
            .await
            .map_err(|error| failure_at(&error, own, context))?;
        session.close().await?;
        shown(Resolved { version, segment, resolution })
    })
}

impl Report for Resolved {
    fn text(&self, page: &mut Page) {
        let Self { version, segment, .. } = self;
        match self.resolution {
            Resolution::Done => page.did("recorded", format_args!("segment {segment} of {version} as done")),
            Resolution::NotDone => page.did("recorded", format_args!("segment {segment} of {version} as not done")),
            Resolution::Abort => page.did("given up", format_args!("{version}")),
        }
        page.next("keel migrate");
    }

    fn json(&self) -> Map<String, Value> {
        let resolution = match self.resolution {
            Resolution::Done => "done",
            Resolution::NotDone => "not_done",
            Resolution::Abort => "abort",
        };
        [
            ("version".to_owned(), json!(self.version)),
            ("segment".to_owned(), self.segment.into()),
            ("resolution".to_owned(), resolution.into()),
        ]
        .into_iter()
        .collect()
    }
}
