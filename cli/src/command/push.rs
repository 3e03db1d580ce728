//! `keel push`

use clap::Args;
use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::export::with_transactions;
use evenkeel_engine::workflow::push::{Pushed, push};
use serde_json::{Map, Value, json};

use super::migrate::read_migrations_if_any;
use super::shared::{Allow, half_applied};
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Page, Report, shown};
use crate::workspace::{Place, database_job_failure};
use crate::{interrupt, schema};

/// Bring a database to schema.yaml without a migration, for prototypes
#[derive(Debug, Args)]
pub struct Arguments {
    /// Change nothing; print the SQL
    #[arg(long)]
    pub dry_run: bool,

    /// Permit what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,
}

struct Outcome {
    pushed: Pushed,
    dry_run: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let declared = schema::read(context)?;
    // Without migrations that can be read it is not known what they renamed, and nothing else is asked of them.
    let history = read_migrations_if_any(context).unwrap_or_default();
    let allow = arguments.allow.contains(&Allow::Destructive);
    let pushed = interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("planning and proving");
        let result = match half_applied(context, place.workspace()).await {
            Some(half) => Err(WorkflowError::HalfApplied(half)),
            None => push(place.workspace(), &declared, &history, allow, arguments.dry_run).await,
        };
        drop(spinner);
        place.close().await?;
        result.map_err(|error| database_job_failure(&error, Some(&declared), context))
    })?;
    shown(Outcome { pushed, dry_run: arguments.dry_run })
}

impl Report for Outcome {
    fn text(&self, page: &mut Page) {
        if self.dry_run {
            page.result(with_transactions(&self.pushed.statements));
        }
        if self.pushed.statements.is_empty() {
            page.left("unchanged", "the database is as declared");
        } else if !self.dry_run {
            for line in &self.pushed.changes {
                page.did("pushed", line);
            }
        }
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("changes".to_owned(), json!(self.pushed.changes)),
            ("statements".to_owned(), json!(self.pushed.statements)),
            ("applied".to_owned(), (!self.dry_run).into()),
        ]
        .into_iter()
        .collect()
    }
}
