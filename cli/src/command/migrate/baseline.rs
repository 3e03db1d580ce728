//! `keel migrate baseline`

use clap::Args;
use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::baseline::refuse_baseline_of_another_state;
use evenkeel_model::Declared;
use evenkeel_runner::{Migration, Outcome, Runner, Version};
use serde_json::{Map, Value, json};

use super::watch::Watch;
use super::{LetPass, LockWait, parse_version, read_migrations, read_migrations_if_any};
use crate::context::Context;
use crate::failure::Failure;
use crate::migration::failure_at;
use crate::output::{Page, Report, shown};
use crate::session::Session;
use crate::workspace::{Place, database_job_failure};
use crate::{interrupt, schema};

/// Record migrations as applied without running them, for a database that has what they make
#[derive(Debug, Args)]
pub struct Arguments {
    /// The last one that the database has [default: all]
    #[arg(value_name = "VERSION", value_parser = parse_version)]
    to: Option<Version>,

    /// Record them though the database is not what they make; nothing is compared then
    #[arg(long)]
    allow_drift: bool,

    /// They stand for older ones that were applied and whose folders were removed: these leave the ledger. Where later
    /// ones stay, the one that stands for the older has the version of the last of them, under another name
    #[arg(long, conflicts_with = "allow_drift")]
    squashed: bool,

    #[command(flatten)]
    let_pass: LetPass,

    #[command(flatten)]
    lock_wait: LockWait,
}

/// What to do where the database is not what the migrations make that stand for its older ones.
const SQUASHED_HELP: &str = "each line leads from what the migrations make to what the database has. Apply all of the old \
                             migrations before their folders go; write the one that stands for them with `keel gen NAME \
                             --from migrations`; and where newer ones follow it, name it: `keel migrate baseline VERSION \
                             --squashed`";

struct Recorded(Outcome);

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    // In the middle of a squash there may be no folder.
    let migrations = if arguments.squashed { read_migrations_if_any(context)? } else { read_migrations(context)? };
    if arguments.squashed && migrations.is_empty() {
        let folder = context.migrations_folder();
        let message =
            format!("there is no migration in {} that could stand for those that were applied", folder.display());
        return Err(Failure::new("no-migrations", message)
            .with_help("write it with `keel gen NAME --from migrations`, then run this again"));
    }
    if !arguments.allow_drift {
        compare(arguments, context, &migrations)?;
    }
    let options = arguments.let_pass.given(arguments.lock_wait.options(context));
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut watch = Watch::new(&context.printer);
        let own = session.server().is_own();
        let mut runner = Runner::new(&mut session, options, &mut watch);
        let recorded = match arguments.squashed {
            true => runner.baseline_squashed(&migrations, arguments.to).await,
            false => runner.baseline(&migrations, arguments.to).await,
        };
        let outcome = recorded.map_err(|error| failure_at(&error, own, context))?;
        session.close().await?;
        shown(Recorded(outcome))
    })
}

/// Refuses to record what the database does not have: what is to be recorded, beside what is, makes what it has.
fn compare(arguments: &Arguments, context: &Context, migrations: &[Migration]) -> Result<(), Failure> {
    let declared = if context.schema_file().exists() { schema::read(context)? } else { Declared::default() };
    let is_recorded = |migration: &Migration| arguments.to.is_none_or(|last| migration.version <= last);
    interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("comparing the database with the migrations");
        let result = refuse_baseline_of_another_state(place.workspace(), &declared, migrations, is_recorded).await;
        drop(spinner);
        place.close().await?;
        result.map_err(|error| {
            let is_another = matches!(error, WorkflowError::NotMade(_));
            let mut failure = database_job_failure(&error, Some(&declared), context);
            if is_another && arguments.squashed {
                failure.help = Some(SQUASHED_HELP.to_owned());
            }
            failure
        })
    })
}

impl Report for Recorded {
    fn text(&self, page: &mut Page) {
        for done in &self.0.done {
            page.did("recorded", format_args!("{}_{} as applied", done.version, done.name));
        }
        for gone in &self.0.superseded {
            page.did("superseded", format_args!("{}_{} stands in keel.superseded now", gone.version, gone.name));
        }
        if self.0.done.is_empty() && self.0.superseded.is_empty() {
            page.left("up to date", "nothing was pending");
        }
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("recorded".to_owned(), json!(self.0.done)),
            ("superseded".to_owned(), json!(self.0.superseded)),
            ("allowed".to_owned(), json!(self.0.allowed)),
        ]
        .into_iter()
        .collect()
    }
}
