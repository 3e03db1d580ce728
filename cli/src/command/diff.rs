//! `keel diff`

use std::path::{Path, PathBuf};

use clap::Args;
use evenkeel_connect::ConnectOptions;
use evenkeel_engine::plan::HazardKind;
use evenkeel_engine::workflow::Workspace;
use evenkeel_engine::workflow::difference::{Difference, State, difference};
use evenkeel_engine::workflow::export::with_transactions;
use evenkeel_engine::workflow::sql_file::Script;
use evenkeel_model::Declared;
use evenkeel_runner::Migration;
use serde_json::{Map, Value, json};

use super::migrate::{read_migrations_if_any, read_migrations_in};
use super::shared::{ALL_IN_JSON, Allow, half_applied, hazards, tell_hazards};
use crate::context::Context;
use crate::failure::Failure;
use crate::migration::as_typed;
use crate::output::{Page, Report, Status, shown};
use crate::session::connect_failure;
use crate::workspace::{Place, job_failure, with_origin};
use crate::{ahead, file, interrupt, schema};

/// Print the SQL that leads from one state to another
#[derive(Debug, Args)]
#[command(
    after_help = "A state is the URL of a database, a schema file, a folder of migrations, a file of SQL (any output \
                        of pg_dump too), or `empty`. Nothing is printed where there is no difference."
)]
pub struct Arguments {
    /// The state that is [default: the database]
    #[arg(long, value_name = "STATE")]
    pub from: Option<String>,

    /// The state that is wanted [default: schema.yaml]
    #[arg(long, value_name = "STATE")]
    pub to: Option<String>,

    /// Exit with 2 where there is a difference
    #[arg(long)]
    pub exit_code: bool,

    /// Say nothing of what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,
}

/// A state as it was asked for, with what was read of it.
enum Source {
    Target,
    Url(Box<ConnectOptions>),
    Schema(Box<Declared>),
    Migrations(Vec<Migration>),
    Sql(PathBuf, String),
    Empty,
}

struct Compared {
    difference: Difference,
    exit_code: bool,
    quiet_about_loss: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let mut found = None;
    let from = match &arguments.from {
        Some(state) => read(state, context)?,
        None => Source::Target,
    };
    let to = match &arguments.to {
        Some(state) => read(state, context)?,
        None if arguments.from.is_some() => Source::Schema(Box::new(schema::read(context)?)),
        None => {
            let (declared, live) = ahead::read(context)?;
            found = live;
            Source::Schema(Box::new(declared))
        }
    };
    let declared = [&to, &from].into_iter().find_map(|source| match source {
        Source::Schema(declared) => Some(declared.as_ref()),
        _ => None,
    });
    // Without migrations that can be read it is not known what they renamed, and nothing else is asked of them.
    let history = read_migrations_if_any(context).unwrap_or_default();
    let difference = interrupt::run(async |_| {
        // Where two servers are compared, neither is keel's own, so none is started.
        let url = [&from, &to].into_iter().find_map(|source| match source {
            Source::Url(options) => Some(options.as_ref().clone()),
            _ => None,
        });
        let needs_target = matches!(from, Source::Target) || matches!(to, Source::Target);
        let spinner = context.printer.progress("comparing");
        // Nor where no database is compared and a server is named on which both states can be made.
        let alone = match context.shadow()? {
            Some(shadow) if url.is_none() => Some(shadow.options()?),
            _ => None,
        };
        let result = match url.or(alone).filter(|_| !needs_target) {
            Some(options) => {
                let workspace = at(options, context)?;
                difference(&workspace, state(&from, &workspace, context)?, state(&to, &workspace, context)?, &history)
                    .await
            }
            None => {
                let place = Place::open(context).await?;
                let workspace = place.workspace().clone();
                if let Some(half) = half_applied(context, &workspace).await {
                    context.printer.warn(&format!("{half}; {}", as_typed(&half.help())));
                }
                let start = match found {
                    Some(live) => State::Database(Box::new(workspace.clone()), Some(Box::new(live))),
                    None => state(&from, &workspace, context)?,
                };
                let result = difference(&workspace, start, state(&to, &workspace, context)?, &history).await;
                place.close().await?;
                result
            }
        };
        drop(spinner);
        result.map_err(|error| with_origin(job_failure(&error, declared), &error, context))
    })?;
    shown(Compared {
        difference,
        exit_code: arguments.exit_code,
        quiet_about_loss: arguments.allow.contains(&Allow::Destructive),
    })
}

fn at(options: ConnectOptions, context: &Context) -> Result<Workspace, Failure> {
    let shadow = context.shadow()?.map(|shadow| shadow.options()).transpose()?;
    Ok(Workspace { target: options, single_connection: false, shadow })
}

fn state<'a>(source: &'a Source, workspace: &Workspace, context: &Context) -> Result<State<'a>, Failure> {
    Ok(match source {
        Source::Target => State::Database(Box::new(workspace.clone()), None),
        Source::Url(options) => State::Database(Box::new(at(options.as_ref().clone(), context)?), None),
        Source::Schema(declared) => State::Schema(declared),
        Source::Migrations(migrations) => State::Migrations(migrations),
        Source::Sql(path, text) => State::Sql(Script { path, text }),
        Source::Empty => State::Empty,
    })
}

/// What a word on the command line means: by what it looks like, then by what is there.
fn read(word: &str, context: &Context) -> Result<Source, Failure> {
    if word == "empty" {
        return Ok(Source::Empty);
    }
    if word.contains("://") || (word.contains('=') && !Path::new(word).exists()) {
        let options = ConnectOptions::parse(word).map_err(|error| connect_failure(&error, Some("--from or --to")))?;
        return Ok(Source::Url(Box::new(options.with_application_name("keel"))));
    }
    let path = Path::new(word);
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        _ if path.is_dir() => {
            let migrations = read_migrations_in(path)?;
            if migrations.is_empty() && has_something_else(path) {
                let message = format!("there is no migration in {}, but other things", path.display());
                return Err(Failure::new("wrong-usage", message).with_help(
                    "name the folder in which the folders of the migrations lie; `empty` stands for a database without anything",
                ));
            }
            Ok(Source::Migrations(migrations))
        }
        Some("yaml" | "yml") => Ok(Source::Schema(Box::new(schema::read_at(path, context)?))),
        Some("sql") => Ok(Source::Sql(path.to_owned(), file::read(path)?)),
        _ => Err(Failure::new("wrong-usage", format!("`{word}` is no state that can be compared")).with_help(
            "a state is the URL of a database, a schema file (.yaml), a folder of migrations, a file of SQL (.sql), \
             or `empty`",
        )),
    }
}

/// Whether a folder without migrations is one for something else: what begins with a dot may keep it for git.
fn has_something_else(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
}

impl Report for Compared {
    fn status(&self) -> Status {
        let same = self.difference.statements.is_empty() && self.difference.unmodelled.is_empty();
        if self.exit_code && !same { Status::Finding } else { Status::Done }
    }

    fn text(&self, page: &mut Page) {
        page.result(with_transactions(&self.difference.statements));
        for object in &self.difference.unmodelled {
            page.failed("not shown", format_args!("{object} differs; evenkeel cannot describe it yet"));
        }
        let mut hazards = hazards(&self.difference.statements);
        hazards.retain(|hazard| !self.quiet_about_loss || hazard.kind != HazardKind::Destructive);
        tell_hazards(page, &hazards, ALL_IN_JSON);
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("changes".to_owned(), json!(self.difference.changes)),
            ("statements".to_owned(), json!(self.difference.statements)),
            ("hazards".to_owned(), json!(hazards(&self.difference.statements))),
            ("sql".to_owned(), with_transactions(&self.difference.statements).into()),
            (
                "unmodelled".to_owned(),
                self.difference.unmodelled.iter().map(|object| Value::from(object.to_string())).collect(),
            ),
        ]
        .into_iter()
        .collect()
    }
}
