//! `keel pull`

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use evenkeel_engine::introspect::{Introspected, introspect, restrict};
use evenkeel_model::declared::{Pattern, Rust, Scope};
use evenkeel_model::language;
use evenkeel_model::write::{WriteOptions, left_out, write_schema};
use evenkeel_project::generated;
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Page, Printer, Report, question, shown};
use crate::session::Session;
use crate::{file, interrupt};

/// Write a database down as a schema file
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file [default: standard output]
    #[arg(long = "out", short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: Option<PathBuf>,

    /// Replace the file if it exists
    #[arg(long, requires = "file")]
    force: bool,
}

/// A database, written down.
pub(super) struct Pulled {
    pub(super) text: String,
    file: Option<PathBuf>,
    pub(super) tables: usize,
    left_out: Vec<String>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    if let Some(path) = arguments.file.as_deref().filter(|_| !arguments.force) {
        may_replace(path, &context.printer)?;
    }
    let pulled = read_database(context, arguments.file.clone())?;
    if let Some(path) = &pulled.file {
        file::write(path, &pulled.text)?;
    }
    shown(pulled)
}

/// Reads the database and writes it down, and warns of what the language has no words for.
pub(super) fn read_database(context: &Context, file: Option<PathBuf>) -> Result<Pulled, Failure> {
    let found = interrupt::run(async |interrupts| {
        let mut session = Session::open(context, interrupts).await?;
        let spinner = context.printer.progress("reading the database");
        let found = introspect(&mut session)
            .await
            .map_err(|error| Failure::new("introspection", "the database cannot be read").with_source(&error))?;
        drop(spinner);
        session.close().await?;
        Ok(found)
    })?;
    let pulled = write_down(found, file, context);
    for words in &pulled.left_out {
        context.printer.warn(&format!("the schema language has no words for {words}"));
    }
    Ok(pulled)
}

/// A schema file says more than a database: groups, values, how keys are made. It is not replaced unasked.
fn may_replace(path: &Path, printer: &Printer) -> Result<(), Failure> {
    let refused = || {
        Failure::new("exists", format!("{} exists", path.display())).with_help(
            "--force replaces it; what a database does not know (groups, values:, generate:, comments) is lost",
        )
    };
    if !path.exists() {
        return Ok(());
    }
    let agreed = question::can_ask(printer)
        && question::confirm(&format!("Replace {}? What a database does not know is lost", path.display()))?;
    if agreed { Ok(()) } else { Err(refused()) }
}

/// What the file that is replaced says of its Rust, which holds for all of its tables and which no database knows.
fn rust_before(file: &Path) -> Rust {
    language::read(file).map(|(declared, _)| declared.rust).unwrap_or_default()
}

/// Everything in the database but what is the system's, keel's or an extension's.
fn write_down(found: Introspected, file: Option<PathBuf>, context: &Context) -> Pulled {
    let everything = Scope { manage: vec![Pattern::parse("*.*")], ..Scope::default() };
    let major = found.server.major();
    let mut catalog = restrict(found.catalog, &everything).catalog;
    catalog.schemas.remove("keel");
    let options = WriteOptions {
        postgres: Some((major, major)),
        json_schema: Some(
            context.settings.folders.generated.join(generated::JSON_SCHEMA).to_string_lossy().into_owned(),
        ),
        rust: file.as_deref().map(rust_before).unwrap_or_default(),
    };
    Pulled { text: write_schema(&catalog, &options), file, tables: catalog.tables.len(), left_out: left_out(&catalog) }
}

impl Report for Pulled {
    fn text(&self, page: &mut Page) {
        match &self.file {
            Some(path) => {
                let tables = if self.tables == 1 { "1 table".to_owned() } else { format!("{} tables", self.tables) };
                page.did("wrote", format_args!("{} with {tables}", path.display()));
            }
            None => page.result(&self.text),
        }
    }

    fn json(&self) -> Map<String, Value> {
        [
            ("file".to_owned(), json!(self.file)),
            ("schema".to_owned(), self.text.as_str().into()),
            ("tables".to_owned(), self.tables.into()),
            ("left_out".to_owned(), json!(self.left_out)),
        ]
        .into_iter()
        .collect()
    }
}
