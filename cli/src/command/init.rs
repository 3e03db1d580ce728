//! `keel init`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use evenkeel_model::language;
use evenkeel_project::write_without_server;
use serde_json::{Map, Value, json};

use super::pull::read_database;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Page, Report, shown, style};
use crate::{project, settings};

/// Start a project: a schema.yaml with an example, keel.toml, folders and a CI workflow
#[derive(Debug, Args)]
#[command(after_help = "What is there already is left as it is.")]
pub struct Arguments {
    /// Where, made if it does not exist
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true, value_hint = ValueHint::DirPath)]
    directory: PathBuf,

    /// Where the schema comes from
    #[arg(long, value_name = "SOURCE", default_value = "example")]
    from: Source,

    /// Write no workflow for GitHub Actions
    #[arg(long)]
    no_workflow: bool,
}

/// Where the first schema.yaml comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Source {
    /// Two tables to be replaced by your own
    Example,
    /// What the database holds
    Database,
}

/// What git must not keep.
const IGNORED: &str = ".keel/";

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Created,
    Extended,
    Kept,
}

struct Initialised {
    source: Source,
    directory: PathBuf,
    files: Vec<(Fate, PathBuf)>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    // `./schema.yaml` says no more than `schema.yaml`.
    let directory = arguments.directory.strip_prefix(".").unwrap_or(&arguments.directory);
    let schema = directory.join("schema.yaml");
    let text = match arguments.from {
        Source::Example => include_str!("init/schema.yaml").to_owned(),
        // Before anything is written: it can fail.
        Source::Database => from_database(&schema, context)?,
    };
    let mut files = vec![
        create(&schema, &text)?,
        create(&directory.join(settings::FILE_NAME), settings::TEMPLATE)?,
        make_folder(&directory.join("migrations"))?,
        make_generated(&directory.join("generated"), &schema)?,
        ignore(&directory.join(".gitignore"))?,
    ];
    if !arguments.no_workflow {
        let workflow = include_str!("init/workflow.yml").replace("{version}", env!("CARGO_PKG_VERSION"));
        files.push(create(&directory.join(".github/workflows/keel.yml"), &workflow)?);
    }
    shown(Initialised { source: arguments.from, directory: directory.to_owned(), files })
}

/// The database, written down; the file must not be there yet, since it would not be replaced.
fn from_database(schema: &Path, context: &Context) -> Result<String, Failure> {
    if schema.exists() {
        return Err(Failure::new("exists", format!("{} exists", schema.display()))
            .with_help("keel pull -o schema.yaml --force replaces it by what the database holds"));
    }
    Ok(read_database(context, None)?.text)
}

/// Writes a file that does not exist, and its folders.
fn create(path: &Path, text: &str) -> Result<(Fate, PathBuf), Failure> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| Failure::file("make the folder", folder, &error))?;
    }
    // Whether it exists is asked and answered in one step, so nothing that somebody else writes now is lost.
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(text.as_bytes()).map_err(|error| Failure::file("write", path, &error))?;
            Ok((Fate::Created, path.to_owned()))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok((Fate::Kept, path.to_owned())),
        Err(error) => Err(Failure::file("write", path, &error)),
    }
}

/// Makes the folder of generated files with those that need no server: editors look for the JSON Schema in it. A schema
/// file that was there before and cannot be read is no reason to fail.
fn make_generated(folder: &Path, schema: &Path) -> Result<(Fate, PathBuf), Failure> {
    if !folder.exists()
        && let Ok((declared, _)) = language::read(schema)
    {
        write_without_server(folder, &declared).map_err(|error| project::failure(&error, Some(&declared)))?;
        return Ok((Fate::Created, folder.to_owned()));
    }
    make_folder(folder)
}

/// Makes a folder, with a file in it so that git keeps it while it is empty.
fn make_folder(path: &Path) -> Result<(Fate, PathBuf), Failure> {
    if path.is_dir() {
        return Ok((Fate::Kept, path.to_owned()));
    }
    create(&path.join(".gitkeep"), "")?;
    Ok((Fate::Created, path.to_owned()))
}

/// Adds what git must not keep to `.gitignore`.
fn ignore(path: &Path) -> Result<(Fate, PathBuf), Failure> {
    let (fate, path) = create(path, &format!("# The embedded server of keel and its data.\n{IGNORED}\n"))?;
    if fate == Fate::Created {
        return Ok((fate, path));
    }
    let text = fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
    if text.lines().any(|line| matches!(line.trim(), ".keel" | ".keel/" | "/.keel" | "/.keel/")) {
        return Ok((Fate::Kept, path));
    }
    let separator = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut file| file.write_all(format!("{separator}{IGNORED}\n").as_bytes()))
        .map_err(|error| Failure::file("write", &path, &error))?;
    Ok((Fate::Extended, path))
}

impl Report for Initialised {
    fn text(&self, page: &mut Page) {
        for (fate, path) in &self.files {
            let path = path.display();
            match fate {
                Fate::Created => page.did("created", path),
                Fate::Extended => page.did("extended", path),
                Fate::Kept => page.left("kept", path),
            }
        }
        let elsewhere = if self.directory.as_os_str().is_empty() {
            String::new()
        } else {
            format!("in {}, ", self.directory.display())
        };
        let command = |words| style::paint(style::NAME, words);
        page.next(match self.source {
            Source::Example => {
                format!("{elsewhere}edit schema.yaml, then run {} and {}", command("keel gen"), command("keel migrate"))
            }
            Source::Database => format!(
                "{elsewhere}run {} for the migration that makes what is there, and {} to record it as applied",
                command("keel gen baseline --from migrations"),
                command("keel migrate baseline")
            ),
        });
    }

    fn json(&self) -> Map<String, Value> {
        let with = |wanted: Fate| -> Value {
            self.files.iter().filter(|(fate, _)| *fate == wanted).map(|(_, path)| json!(path)).collect()
        };
        [
            ("created".to_owned(), with(Fate::Created)),
            ("extended".to_owned(), with(Fate::Extended)),
            ("kept".to_owned(), with(Fate::Kept)),
        ]
        .into_iter()
        .collect()
    }
}
