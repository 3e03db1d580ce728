//! `keel migrate baseline`

use clap::Args;
use evenkeel_runner::{Outcome, Runner, Version};
use serde_json::{Map, Value, json};

use super::watch::Watch;
use super::{LetPass, LockWait, parse_version, read_migrations};
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::migration::failure;
use crate::output::{Page, Report, shown};
use crate::session::Session;

/// Record migrations as applied without running them, for a database that has what they make
#[derive(Debug, Args)]
pub struct Arguments {
    /// The last one that the database has [default: all]
    #[arg(value_name = "VERSION", value_parser = parse_version)]
    to: Option<Version>,

    #[command(flatten)]
    let_pass: LetPass,

    #[command(flatten)]
    lock_wait: LockWait,
}

struct Recorded(Outcome);

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let migrations = read_migrations(context)?;
    let options = arguments.let_pass.given(arguments.lock_wait.options(context));
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut watch = Watch::new(&context.printer);
        let own = session.server().is_own();
        let mut runner = Runner::new(&mut session, options, &mut watch);
        let outcome = runner.baseline(&migrations, arguments.to).await.map_err(|error| failure(&error, own))?;
        session.close().await?;
        shown(Recorded(outcome))
    })
}

impl Report for Recorded {
    fn text(&self, page: &mut Page) {
        for done in &self.0.done {
            page.did("recorded", format_args!("{}_{} as applied", done.version, done.name));
        }
        if self.0.done.is_empty() {
            page.left("up to date", "nothing was pending");
        }
    }

    fn json(&self) -> Map<String, Value> {
        [("recorded".to_owned(), json!(self.0.done)), ("allowed".to_owned(), json!(self.0.allowed))]
            .into_iter()
            .collect()
    }
}
