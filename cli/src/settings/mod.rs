//! `keel.toml`: what a project decides once.

mod read;
mod span;
mod variables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use evenkeel_model::language::diagnostics::line_and_column;
use serde::Deserialize;
use toml::Spanned;

pub use read::find_and_read;
pub use span::{TimeLimit, TimeSpan};
pub use variables::expand;

/// The name of the file.
pub const FILE_NAME: &str = "keel.toml";

/// A `keel.toml` in which everything is explained and nothing is set.
pub const TEMPLATE: &str = include_str!("template.toml");

/// What `keel.toml` says. A file that is not there says nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The environment that counts where the command line names none.
    pub environment: Option<String>,
    /// The server for scratch databases, for environments that name none.
    pub shadow: Option<Spanned<String>>,
    /// Where files are.
    #[serde(default)]
    pub folders: Folders,
    /// How long to wait.
    #[serde(default)]
    pub timeouts: Timeouts,
    /// How the studio is.
    #[serde(default)]
    pub studio: Studio,
    /// Databases by the name of their environment.
    #[serde(default)]
    pub environments: BTreeMap<String, Environment>,
    /// The folder of the file, which relative paths in it start from; empty where it is this one.
    #[serde(skip)]
    pub root: PathBuf,
    /// The file itself, where there is one.
    #[serde(skip)]
    pub file: Option<PathBuf>,
    /// Its text.
    #[serde(skip)]
    pub text: String,
}

impl Settings {
    /// Where a setting stands and which variables it is made of, for messages: `shadow in keel.toml:3, with $SHADOW_URL`.
    pub fn origin(&self, key: &str, setting: &Spanned<String>) -> String {
        let (line, _) = line_and_column(&self.text, setting.span().start);
        let file = self.file.as_deref().unwrap_or(Path::new(FILE_NAME));
        let variables = variables::names(setting.get_ref());
        let with = match variables.as_slice() {
            [] => String::new(),
            names => format!(", with {}", names.iter().map(|name| format!("${name}")).collect::<Vec<_>>().join(", ")),
        };
        format!("{key} in {}:{line}{with}", file.display())
    }
}

/// Where files are, relative to `keel.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table of folders: `[folders]`")]
pub struct Folders {
    /// The schema file.
    pub schema: PathBuf,
    /// The folder of migrations.
    pub migrations: PathBuf,
    /// The folder of generated code.
    pub generated: PathBuf,
}

impl Default for Folders {
    fn default() -> Self {
        Self { schema: "schema.yaml".into(), migrations: "migrations".into(), generated: "generated".into() }
    }
}

/// How long to wait for what.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table of times: `[timeouts]`")]
pub struct Timeouts {
    /// How long one try of a statement waits for a lock while everybody else queues behind it.
    pub lock_timeout: TimeSpan,
    /// How long a statement may run; zero is without end.
    pub statement_timeout: TimeSpan,
    /// How long to wait for another `keel` that is migrating the same database.
    pub lock_wait: TimeSpan,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            lock_timeout: TimeSpan::from_secs(3),
            statement_timeout: TimeSpan::from_secs(0),
            lock_wait: TimeSpan::from_secs(60),
        }
    }
}

/// How `keel studio` is.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, expecting = "a table of the studio's settings: `[studio]`")]
pub struct Studio {
    /// How long a statement may run.
    pub statement_timeout: TimeLimit,
}

/// A database that the project knows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table of its own: `[environments.NAME]`")]
pub struct Environment {
    /// Its address; none is the embedded server.
    pub database_url: Option<String>,
    /// The server for its scratch databases.
    pub shadow: Option<Spanned<String>>,
    /// Whether the studio writes only after the database's name was typed, wherever its server is.
    #[serde(default)]
    pub protected: bool,
}
