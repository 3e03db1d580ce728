//! `keel gen`

use std::path::PathBuf;

use clap::Args;
use evenkeel_engine::workflow::Extent;
use evenkeel_engine::workflow::generate::{Generated, NewMigration, Request, generate};
use evenkeel_engine::workflow::sides::Right;
use evenkeel_model::Declared;
use evenkeel_runner::file::{Draft, Header, Parents};
use evenkeel_runner::{DOWN, NameError, UP, Version, check_name, heads};
use serde_json::{Map, Value, json};

use super::migrate::{Applied, apply_all, read_migrations_if_any};
use super::shared::{Allow, ProofExtent, UNMANAGED, UNMODELLED, hazards, tell_hazards, tell_left_alone};
use crate::ahead::{self, Found};
use crate::context::{Context, Target};
use crate::failure::Failure;
use crate::output::{Page, Report, question, shown};
use crate::workspace::{DESTRUCTIVE, Place, database_job_failure};
use crate::{interrupt, project};

/// Write the migration that leads from the database to schema.yaml, and the generated code anew
#[derive(Debug, Args)]
#[command(after_help = "The migration is proved on a scratch database before it is written. Where nothing changed, \
                        no migration is written.")]
pub struct Arguments {
    /// What the migration is called; without one its changes name it
    #[arg(value_parser = parse_name)]
    pub name: Option<String>,

    /// Write an empty migration, to be filled by hand
    #[arg(long, conflicts_with_all = ["from", "allow", "proof"])]
    pub custom: bool,

    /// Where the schema starts from
    #[arg(long, value_name = "STATE", default_value = "database")]
    pub from: StartingState,

    /// Write nothing and apply nothing; print the SQL
    #[arg(long)]
    pub dry_run: bool,

    /// Permit what loses data
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,

    /// Which side is right where the database is not what its migrations make
    #[arg(long, value_name = "SIDE", conflicts_with_all = ["from", "custom"])]
    pub right: Option<Side>,

    /// What the proof builds [default: full below 200 tables, touched from there on]
    #[arg(long, value_name = "EXTENT")]
    pub proof: Option<ProofExtent>,
}

/// Where the schema starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum StartingState {
    /// What the database holds, once it agrees with its migrations
    Database,
    /// What the migrations say; needs no database
    Migrations,
}

/// One side of a drift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Side {
    /// What was changed by hand stays: write the migration that makes the same changes elsewhere
    Database,
    /// What was changed by hand has to go: print the SQL that undoes it there, and write nothing
    Migrations,
}

/// What was written, or would be.
struct Written {
    /// The pending migrations that were applied first.
    applied: Option<Applied>,
    generated: Option<Generated>,
    migration: Option<PathBuf>,
    files: Vec<PathBuf>,
    dry_run: bool,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    if arguments.custom {
        return custom(arguments, context);
    }
    let (declared, found) = ahead::read_and_begin(context).map_err(nothing_written)?;
    let from_migrations = arguments.from == StartingState::Migrations;
    let own = matches!(context.target()?, Target::Own(_));
    let mut applied = None;
    if own && !from_migrations && !arguments.dry_run && !read_migrations_if_any(context)?.is_empty() {
        let now = apply_all(context)?;
        // Said here, since the rest may come to no end.
        let mut page = Page::default();
        now.tell_done(&mut page);
        context.printer.note_page(&page);
        applied = Some(now);
    }
    let allowed = arguments.allow.contains(&Allow::Destructive);
    let told = |failure| with_applied(failure, applied.as_ref());
    let generated = match plan(arguments, context, &declared, allowed, found).map_err(told) {
        Err(failure) if failure.code == DESTRUCTIVE && question::can_ask(&context.printer) => {
            for cause in &failure.causes {
                context.printer.warn(cause);
            }
            if !question::confirm("This loses data. Write the migration all the same?")? {
                return Err(failure);
            }
            plan(arguments, context, &declared, true, None).map_err(told)?
        }
        other => other?,
    };
    if arguments.dry_run {
        return shown(Written {
            applied,
            generated: Some(generated),
            migration: None,
            files: Vec::new(),
            dry_run: true,
        });
    }
    let written = project::folders(context)
        .write(&declared, &generated)
        .map_err(|error| project::failure(&error, Some(&declared)))?;
    shown(Written {
        applied,
        generated: Some(generated),
        migration: written.migration,
        files: written.generated,
        dry_run: false,
    })
}

/// Plans and proves.
fn plan(
    arguments: &Arguments,
    context: &Context,
    declared: &Declared,
    allow_destructive: bool,
    found: Option<Found>,
) -> Result<Generated, Failure> {
    let (live, begun) = found.map_or((None, None), |(live, begun)| (Some(live), begun));
    let migrations = read_migrations_if_any(context)?;
    let result = interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let request = Request {
            declared,
            migrations: &migrations,
            from_migrations: arguments.from == StartingState::Migrations,
            allow_destructive,
            name: arguments.name.as_deref(),
            extent: arguments.proof.map(|proof| match proof {
                ProofExtent::Full => Extent::Full,
                ProofExtent::Touched => Extent::Touched,
            }),
            right: arguments.right.map(|side| match side {
                Side::Database => Right::Database,
                Side::Migrations => Right::Migrations,
            }),
        };
        let spinner = context.printer.progress("planning and proving");
        let result = generate(place.workspace(), &request, live, begun).await;
        drop(spinner);
        place.close().await?;
        result.map_err(|error| database_job_failure(&error, Some(declared), context))
    });
    result.map_err(nothing_written)
}

/// What an interruption has left: nothing.
fn nothing_written(failure: Failure) -> Failure {
    if failure.is_interruption() { failure.with_help("nothing was written") } else { failure }
}

/// What was applied before it came to no end, for programs: people have read it.
fn with_applied(failure: Failure, applied: Option<&Applied>) -> Failure {
    let details = failure.details.or_else(|| applied.map(|applied| Box::new(json!({"applied": applied.done()}))));
    Failure { details, ..failure }
}

/// A name that a migration can have.
fn parse_name(name: &str) -> Result<String, NameError> {
    check_name(name).map(|()| name.to_owned())
}

/// Writes an empty migration.
fn custom(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let migrations = read_migrations_if_any(context)?;
    let last = migrations.last().map(|migration| migration.version);
    let version = Version::now_after(last);
    let name = arguments.name.clone().unwrap_or_else(|| "custom".to_owned());
    let text = |words: &str, parents: Option<Parents>| {
        let words = vec![words.to_owned(), String::new()];
        let header = Header { words, parents, tool: Some(env!("CARGO_PKG_VERSION").to_owned()), ..Header::default() };
        Draft { header, segments: Vec::new() }.to_string()
    };
    let heads = heads(&migrations);
    let words = match heads.iter().nth(1) {
        None => format!("Migration {version}_{name}, written by hand: put SQL below."),
        Some(_) => format!("Migration {version}_{name}, in which branches meet: put SQL below, or leave it as it is."),
    };
    let up = text(&words, Some(heads));
    let down = text(&format!("The way back from {version}_{name}: put SQL below, or delete this file."), None);
    if arguments.dry_run {
        return shown(Empty(up));
    }
    let folder = project::folders(context)
        .write_migration(version, &name, &up, Some(&down))
        .map_err(|error| project::failure(&error, None))?;
    shown(Written { applied: None, generated: None, migration: Some(folder), files: Vec::new(), dry_run: false })
}

/// The text of an empty migration that is not written.
struct Empty(String);

impl Report for Empty {
    fn text(&self, page: &mut Page) {
        page.result(&self.0);
    }

    fn json(&self) -> Map<String, Value> {
        [("migration".to_owned(), json!({"folder": Value::Null, "up": self.0}))].into_iter().collect()
    }
}

impl Written {
    fn new_migration(&self) -> Option<&NewMigration> {
        self.generated.as_ref()?.migration.as_ref()
    }
}

impl Report for Written {
    fn text(&self, page: &mut Page) {
        if let Some(new) = self.new_migration() {
            for line in &new.changes {
                page.say(format!("           {line}"));
            }
            for (object, old) in &new.alike {
                page.left(
                    "made anew",
                    format_args!(
                        "{object} is what {old} was, under another name; `renamed_from: {old}` at it in the schema file would \
                         rename it instead"
                    ),
                );
            }
            tell_hazards(page, &hazards(&new.statements), "the head of up.sql names all");
            for line in new.proof.words() {
                page.left("proved", line);
            }
            if let Some(reason) = &new.no_way_back {
                page.left("no way back", reason);
            }
            for line in new.proof.not_proved().into_iter().chain(new.proof.not_proved_elsewhere()) {
                page.left("not proved", line);
            }
        }
        if let Some(generated) = &self.generated {
            for column in &generated.idle {
                page.left(
                    "unused",
                    format_args!(
                        "`using:` of {column} converts nothing here; take it out once every database has the new type, \
                         for it would act on the next one"
                    ),
                );
            }
            let unmanaged = generated.unmanaged.iter().map(|object| (object, UNMANAGED));
            let unmodelled = generated.unmodelled.iter().map(|object| (object, UNMODELLED));
            tell_left_alone(page, unmanaged.chain(unmodelled));
        }
        if self.dry_run {
            if let Some(new) = self.new_migration() {
                page.result(&new.up);
            } else {
                page.left("unchanged", "there is nothing to migrate");
            }
            return;
        }
        for file in &self.files {
            page.did("wrote", file.display());
        }
        match &self.migration {
            Some(folder) => {
                page.did("wrote", folder.join(UP).display());
                if self.generated.is_none() || self.new_migration().is_some_and(|new| new.down.is_some()) {
                    page.did("wrote", folder.join(DOWN).display());
                }
                let up = folder.join(UP);
                let up = up.display();
                match &self.generated {
                    Some(Generated { takes_up: true, migration: Some(new), .. }) => page.next(format_args!(
                        "review {up}, which makes elsewhere what this database has already, then record it here with keel \
                         migrate baseline {}, and run keel gen again",
                        new.version
                    )),
                    Some(_) => page.next(format_args!("review {up}, then run keel migrate")),
                    None => page.next(format_args!("write {up}, then run keel migrate")),
                }
            }
            None => page.left("unchanged", "there is nothing to migrate"),
        }
    }

    fn json(&self) -> Map<String, Value> {
        let migration = self.new_migration().map(|new| {
            let made_anew: Vec<_> =
                new.alike.iter().map(|(object, old)| json!({"object": object.to_string(), "was": old})).collect();
            json!({
                "version": new.version,
                "name": new.name,
                "folder": self.migration,
                "changes": new.changes,
                "made_anew": made_anew,
                "statements": new.statements,
                "hazards": hazards(&new.statements),
                "proved": new.proof.words(),
                "not_proved": new.proof.not_proved(),
                "up": new.up,
                "down": new.down,
                "no_way_back": new.no_way_back,
            })
        });
        let custom =
            self.migration.as_ref().filter(|_| self.generated.is_none()).map(|folder| json!({"folder": folder}));
        let list = |objects: Option<&std::collections::BTreeSet<evenkeel_model::ObjectId>>| {
            objects.into_iter().flatten().map(|object| Value::from(object.to_string())).collect::<Value>()
        };
        let generated = self.generated.as_ref();
        let majors = |proved: bool| -> Vec<u32> {
            let elsewhere = self.new_migration().map(|new| new.proof.elsewhere.as_slice()).unwrap_or_default();
            let own = generated.filter(|_| proved && self.new_migration().is_some()).map(|generated| generated.major);
            let others = elsewhere.iter().filter(|one| one.missing.is_none() == proved).map(|one| one.major);
            own.into_iter().chain(others).collect()
        };
        [
            ("applied".to_owned(), self.applied.as_ref().map_or_else(|| json!([]), Applied::done)),
            ("migration".to_owned(), migration.or(custom).unwrap_or(Value::Null)),
            ("files".to_owned(), json!(self.files)),
            ("takes_up".to_owned(), generated.is_some_and(|generated| generated.takes_up).into()),
            ("unmanaged".to_owned(), list(generated.map(|generated| &generated.unmanaged))),
            ("unmodelled".to_owned(), list(generated.map(|generated| &generated.unmodelled))),
            ("unused_using".to_owned(), list(generated.map(|generated| &generated.idle))),
            ("proved_on".to_owned(), json!(majors(true))),
            ("not_proved_on".to_owned(), json!(majors(false))),
        ]
        .into_iter()
        .collect()
    }
}
