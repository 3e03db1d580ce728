//! `keel migrate` without more words.

use clap::Args;
use evenkeel_connect::Connection;
use evenkeel_model::language;
use evenkeel_runner::{Migration, Options, Outcome, Problem, Runner, Silent, Version};
use serde_json::{Map, Value, json};
use tokio_postgres::error::SqlState;

use super::watch::Watch;
use super::{LetPass, LockWait, options, parse_version, read_migrations};
use crate::context::Context;
use crate::failure::Failure;
use crate::interrupt;
use crate::migration::{failure_at, help};
use crate::output::{Page, Report, shown, style};
use crate::session::Session;

/// How to apply.
// The group of arguments that clap makes of a structure has its name, which the command's own has already.
#[derive(Debug, Args)]
#[group(skip)]
pub struct Arguments {
    /// Stop after this migration
    #[arg(long, value_name = "VERSION", value_parser = parse_version)]
    to: Option<Version>,

    /// Change nothing; print the SQL that would run
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    let_pass: LetPass,

    #[command(flatten)]
    lock_wait: LockWait,
}

/// What was applied.
pub struct Applied {
    outcome: Outcome,
    /// How many tables the database has now.
    tables: i64,
    /// The server, where it is keel's own.
    server: Option<String>,
}

/// What would be applied.
struct Planned {
    migrations: Vec<Migration>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let options = arguments.let_pass.given(arguments.lock_wait.options(context));
    if arguments.dry_run {
        shown(plan(context, options, arguments.to)?)
    } else {
        shown(apply(context, options, arguments.to)?)
    }
}

/// Applies all that is pending.
pub fn apply_all(context: &Context) -> Result<Applied, Failure> {
    apply(context, options(context, None), None)
}

fn apply(context: &Context, options: Options, to: Option<Version>) -> Result<Applied, Failure> {
    let migrations = read_migrations(context)?;
    let may_be_missing = options.allow_missing;
    let applied = interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let mut watch = Watch::new(&context.printer);
        let own = session.server().is_own();
        let outcome = Runner::new(&mut session, options, &mut watch)
            .apply(&migrations, to)
            .await
            .map_err(|error| with_what_is_missing(failure_at(&error, own, context), &error, context))?;
        drop(watch);
        for problem in &outcome.allowed {
            // Of what was let pass by an argument it is known what to do.
            let asked = !matches!(problem, Problem::Missing { .. }) || may_be_missing;
            match asked {
                true => context.printer.warn(&problem.to_string()),
                false => context.printer.warn(&format!("{problem}; {}", help(problem, own))),
            }
        }
        for file in migrations.iter().filter(|one| is_unwritten(one, &outcome)).map(|one| &one.up.path) {
            context.printer.warn(&format!(
                "{} holds no statement: it counts as applied all the same, so that what it was meant for takes a new migration",
                file.display()
            ));
        }
        let tables = count_tables(&session).await?;
        let server = own.then(|| session.server().description());
        session.close().await?;
        Ok(Applied { outcome, tables, server })
    });
    applied.map_err(|failure| match failure.is_interruption() {
        true => {
            failure.with_help("what was not committed is rolled back; `keel migrate` goes on from what is recorded")
        }
        false => failure,
    })
}

/// Whether a migration was applied now that does nothing, not even join two others.
fn is_unwritten(migration: &Migration, outcome: &Outcome) -> bool {
    let joins = migration.up.header.parents.as_ref().is_some_and(|parents| parents.iter().nth(1).is_some());
    migration.up.is_empty() && !joins && outcome.done.iter().any(|done| done.version == migration.version)
}

/// Says of a table that is not there that no migration makes it, where the schema file says so.
fn with_what_is_missing(failure: Failure, error: &evenkeel_runner::Error, context: &Context) -> Failure {
    if error.sqlstate() != Some(&SqlState::UNDEFINED_TABLE) {
        return failure;
    }
    let Ok((declared, _)) = language::read(&context.schema_file()) else { return failure };
    // The server names it as the statement does.
    let named = declared.outside.keys().find(|name| {
        [name.to_string(), format!("{}.{}", name.schema, name.name)].iter().any(|name| failure.message.contains(name))
    });
    match named {
        Some(name) => failure.with_help(format!(
            "the table {name} is outside of what evenkeel manages, so no migration makes it: it has to be there before"
        )),
        None => failure,
    }
}

fn plan(context: &Context, options: Options, to: Option<Version>) -> Result<Planned, Failure> {
    let migrations = read_migrations(context)?;
    interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let own = session.server().is_own();
        let mut silent = Silent;
        let mut runner = Runner::new(&mut session, options, &mut silent);
        let plan = runner.plan(&migrations, to).await.map_err(|error| failure_at(&error, own, context))?;
        session.close().await?;
        Ok(Planned { migrations: plan.into_iter().cloned().collect() })
    })
}

/// How many tables there are, but for the system's, keel's own and those of extensions; a partitioned table is one.
async fn count_tables(connection: &Connection) -> Result<i64, Failure> {
    let sql = "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'keel' \
               AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' \
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass \
               AND d.objid = c.oid AND d.deptype = 'e')";
    let row = connection
        .query_one(sql, &[])
        .await
        .map_err(|error| Failure::new("connection-lost", "cannot count the tables").with_source(&error))?;
    Ok(row.get(0))
}

impl Applied {
    /// Tells each migration that was applied, for a command that does more than that too.
    pub fn tell_done(&self, page: &mut Page) {
        for done in &self.outcome.done {
            let time = style::paint(style::DIM, format_args!("({} ms)", done.milliseconds));
            page.did("applied", format_args!("{}_{} {time}", done.version, done.name));
        }
    }

    /// The same for a program.
    pub fn done(&self) -> Value {
        json!(self.outcome.done)
    }
}

impl Report for Applied {
    fn text(&self, page: &mut Page) {
        self.tell_done(page);
        let tables = if self.tables == 1 { "1 table".to_owned() } else { format!("{} tables", self.tables) };
        let server = self.server.as_deref().unwrap_or("the database");
        if self.outcome.done.is_empty() {
            page.left("up to date", format_args!("nothing was pending; {server} has {tables}"));
        } else {
            page.did("done", format_args!("{server} has {tables}"));
        }
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("applied".to_owned(), self.done()),
            ("allowed".to_owned(), json!(self.outcome.allowed)),
            ("tables".to_owned(), self.tables.into()),
        ]
        .into_iter()
        .collect()
    }
}

impl Report for Planned {
    fn text(&self, page: &mut Page) {
        for migration in &self.migrations {
            page.result_line(format!("-- {}", migration.up.path.display()));
            page.result_line(migration.up.text.trim_end());
            page.result_line("");
        }
        if self.migrations.is_empty() {
            page.left("up to date", "nothing is pending");
        }
    }

    fn json(&self) -> Map<String, Value> {
        let pending = self.migrations.iter().map(|migration| {
            json!({"version": migration.version, "name": migration.name, "file": migration.up.path, "sql": migration.up.text})
        });
        [("pending".to_owned(), pending.collect())].into_iter().collect()
    }
}
