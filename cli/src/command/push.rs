//! `keel push`

use clap::Args;
use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::export::with_transactions;
use evenkeel_engine::workflow::push::{Pushed, push};
use evenkeel_runner::StatementFailure;
use serde_json::{Map, Value, json};

use super::migrate::read_migrations_if_any;
use super::shared::{ALL_IN_JSON, Allow, half_applied, hazards, tell_hazards};
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
            None => {
                let status = place.workspace().status(&history, evenkeel_runner::Options::default()).await;
                let has_history = status.is_ok_and(|status| status.entries.iter().any(|entry| entry.row.is_some()));
                // Told while it can still be stopped.
                let announce = |statements: &[_]| {
                    if has_history {
                        context.printer.warn(BESIDE_MIGRATIONS);
                    }
                    let mut page = Page::default();
                    tell_hazards(&mut page, &hazards(statements), ALL_IN_JSON);
                    context.printer.note_page(&page);
                };
                push(place.workspace(), &declared, &history, allow, arguments.dry_run, announce).await
            }
        };
        drop(spinner);
        place.close().await?;
        result.map_err(|error| match &error {
            WorkflowError::Runner(failed) if !failed.is_connection_lost() => match failed.failure() {
                Some(statement) => statement_failure(statement),
                None => database_job_failure(&error, Some(&declared), context),
            },
            _ => database_job_failure(&error, Some(&declared), context),
        })
    })?;
    shown(Outcome { pushed, dry_run: arguments.dry_run })
}

/// What is said where a database has migrations.
const BESIDE_MIGRATIONS: &str = "migrations were applied to this database, and what push changes is in none of them: `keel \
                                 gen` and `keel check` will call it drift. `keel gen` writes it as a migration instead";

/// How many lines of a statement are shown.
const LINES: usize = 12;

/// What to do once the cause is mended.
const AGAIN: &str = "then run `keel push` again, which plans anew from what is there";

/// Why a statement of the plan failed: the plan is no file, so the statement itself is shown.
fn statement_failure(failed: &StatementFailure) -> Failure {
    let error = failed.server_error();
    let (words, code) = match error.as_db_error() {
        Some(error) => (error.message().to_owned(), error.code().code()),
        None => (error.to_string(), ""),
    };
    let place = if failed.at_commit { "the COMMIT after this statement" } else { "this statement" };
    let mut message = format!("{words} [{code}]\n  in {place} of the plan of push:");
    let lines: Vec<_> = failed.statement.lines().collect();
    for line in lines.iter().take(LINES) {
        message.push_str(&format!("\n    {line}"));
    }
    if lines.len() > LINES {
        message.push_str("\n    …");
    }
    message.push_str(&format!("\nnote: {}", what_stands(failed)));
    let mut failure = Failure::new("statement-failed", message);
    failure.causes.extend(error.as_db_error().and_then(|error| error.detail()).map(str::to_owned));
    failure.help = Some(match code.get(..2) {
        // What is wrong with rows is the same for a plan that is a file.
        Some("22" | "23") => failed.help().replace("then run again", AGAIN),
        _ => format!("mend what the server complains of, in the database or in the schema file, {AGAIN}"),
    });
    failure.details = Some(Box::new(json!({
        "file": Value::Null,
        "line": Value::Null,
        "column": Value::Null,
        "statement": failed.statement,
        "sqlstate": error.code().map(|state| state.code()),
        "segment": failed.segment,
        "segments": failed.segments,
        "rolled_back": failed.rolled_back,
        "attempts": failed.attempts,
    })));
    failure
}

/// What was undone and what stands.
fn what_stands(failed: &StatementFailure) -> String {
    let this = match (&failed.leftover, failed.rolled_back, &failed.standing) {
        (Some(index), ..) => format!("the index {index} may have been left invalid"),
        (None, true, None) => "its transaction was rolled back, so nothing has changed".to_owned(),
        (None, true, _) => "its transaction was rolled back".to_owned(),
        (None, false, _) => "it ran outside of a transaction: what it did before it failed may stand".to_owned(),
    };
    let before = if failed.standing.is_some() { "; what came before it was committed, and stands" } else { "" };
    format!("{this}{before}")
}

impl Report for Outcome {
    fn text(&self, page: &mut Page) {
        if self.dry_run {
            page.result(with_transactions(&self.pushed.statements));
            tell_hazards(page, &hazards(&self.pushed.statements), ALL_IN_JSON);
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
            ("hazards".to_owned(), json!(hazards(&self.pushed.statements))),
            ("applied".to_owned(), (!self.dry_run).into()),
        ]
        .into_iter()
        .collect()
    }
}
