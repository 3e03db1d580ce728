//! What a command works with: the arguments of all commands and `keel.toml`, put together.

use std::path::{Path, PathBuf};

use evenkeel_connect::ConnectOptions;

use crate::arguments::{Global, OwnServer};
use crate::failure::Failure;
use crate::output::Printer;
use crate::session::connect_failure;
use crate::settings::{self, Environment, Settings};

/// What a command works with.
#[derive(Debug)]
pub struct Context {
    pub global: Global,
    pub settings: Settings,
    pub printer: Printer,
}

/// The database that a command works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A server that somebody runs.
    Url {
        /// Its address, in a form of libpq. It can hold a password.
        url: String,
        /// Where the address comes from, for messages: `--database-url`.
        origin: String,
    },
    /// A server that keel runs by itself.
    Own(OwnServer),
}

/// The server for scratch databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadow {
    /// Its address, in a form of libpq. It can hold a password.
    url: String,
    /// Where the address comes from, for messages.
    pub origin: String,
}

impl Shadow {
    /// How to reach it.
    pub fn options(&self) -> Result<ConnectOptions, Failure> {
        ConnectOptions::parse(&self.url).map_err(|error| connect_failure(&error, Some(&self.origin)))
    }
}

impl Target {
    /// Where an address comes from, for messages.
    pub fn origin(&self) -> Option<String> {
        match self {
            Self::Url { origin, .. } => Some(origin.clone()),
            Self::Own(_) => None,
        }
    }
}

impl Context {
    /// Reads the settings.
    pub fn new(global: Global, printer: Printer) -> Result<Self, Failure> {
        let directory = std::env::current_dir()
            .map_err(|error| Failure::new("file", "cannot tell which folder this is").with_cause(error.to_string()))?;
        let settings = settings::find_and_read(&directory, global.config.as_deref())?;
        Ok(Self { global, settings, printer })
    }

    /// The schema file.
    pub fn schema_file(&self) -> PathBuf {
        self.path(self.global.schema.as_ref(), &self.settings.folders.schema)
    }

    /// The folder of migrations.
    pub fn migrations_folder(&self) -> PathBuf {
        self.path(self.global.migrations.as_ref(), &self.settings.folders.migrations)
    }

    /// The folder of generated code.
    pub fn generated_folder(&self) -> PathBuf {
        self.path(None, &self.settings.folders.generated)
    }

    /// The folder of the schema file, in which keel's own servers have their data.
    pub fn project_folder(&self) -> PathBuf {
        let schema = self.schema_file();
        let folder = schema.parent().unwrap_or(Path::new(""));
        if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
    }

    /// The database: `--database-url`, `--server`, `--environment`, `$DATABASE_URL`, `keel.toml`, the embedded server.
    pub fn target(&self) -> Result<Target, Failure> {
        if let Some(url) = &self.global.database_url {
            return at(url.clone(), "--database-url".to_owned());
        }
        if let Some(server) = self.global.server {
            return Ok(Target::Own(server));
        }
        // What is said for this one run goes before what happens to be set in the shell.
        if self.global.environment.is_none()
            && let Some(url) = std::env::var_os("DATABASE_URL")
        {
            let url = url.into_string().map_err(|_| {
                Failure::new("settings", "DATABASE_URL is not UTF-8")
                    .with_help("write other bytes of its password as percent signs with their numbers, as in `%E9`")
            })?;
            return at(url, "DATABASE_URL".to_owned());
        }
        let Some((name, environment)) = self.environment()? else {
            return Ok(Target::Own(OwnServer::Embedded));
        };
        let Some(url) = &environment.database_url else {
            return Ok(Target::Own(OwnServer::Embedded));
        };
        let origin = format!("environments.{name}.database_url");
        at(settings::expand(&origin, url)?, format!("{origin} in {}", settings::FILE_NAME))
    }

    /// The environment of `keel.toml` whose database this is, with its name: not where the address comes from elsewhere.
    pub fn environment_in_use(&self) -> Result<Option<(&str, &Environment)>, Failure> {
        let elsewhere = match self.target()? {
            Target::Url { origin, .. } => !origin.starts_with("environments."),
            Target::Own(_) => self.global.server.is_some(),
        };
        if elsewhere { Ok(None) } else { self.environment() }
    }

    /// The server for scratch databases, where one is named.
    pub fn shadow(&self) -> Result<Option<Shadow>, Failure> {
        if let Some(url) = &self.global.shadow {
            let url = not_empty(url.clone(), "--shadow")?;
            return Ok(Some(Shadow { url, origin: "--shadow".to_owned() }));
        }
        let (key, setting) = match (self.environment()?, &self.settings.shadow) {
            (Some((name, Environment { shadow: Some(setting), .. })), _) => {
                (format!("environments.{name}.shadow"), setting)
            }
            (_, Some(setting)) => ("shadow".to_owned(), setting),
            (_, None) => return Ok(None),
        };
        let origin = self.settings.origin(&key, setting);
        Ok(Some(Shadow { url: not_empty(settings::expand(&key, setting.get_ref())?, &origin)?, origin }))
    }

    /// The environment of `keel.toml` that counts, with its name.
    fn environment(&self) -> Result<Option<(&str, &Environment)>, Failure> {
        let environments = &self.settings.environments;
        let Some(name) = self.global.environment.as_deref().or(self.settings.environment.as_deref()) else {
            return Ok(None);
        };
        match environments.get_key_value(name) {
            Some((name, environment)) => Ok(Some((name, environment))),
            None => Err(Failure::new("unknown-environment", format!("there is no environment `{name}`")).with_help(
                match (&self.settings.file, environments.is_empty()) {
                    (None, _) => format!("environments are declared in {}, which is not here", settings::FILE_NAME),
                    (Some(file), true) => format!("{} declares no environments", file.display()),
                    (Some(file), false) => format!(
                        "{} declares {}",
                        file.display(),
                        environments.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
                    ),
                },
            )),
        }
    }

    /// A path from the command line, which starts here, or from the settings, which starts at `keel.toml`.
    fn path(&self, argument: Option<&PathBuf>, setting: &PathBuf) -> PathBuf {
        argument.cloned().unwrap_or_else(|| self.settings.root.join(setting))
    }
}

fn at(url: String, origin: String) -> Result<Target, Failure> {
    Ok(Target::Url { url: not_empty(url, &origin)?, origin })
}

/// An address. An empty one is more often a secret that is missing than a wish for another database.
fn not_empty(url: String, origin: &str) -> Result<String, Failure> {
    if !url.trim().is_empty() {
        return Ok(url);
    }
    let message = format!("{origin} is empty: it names no database");
    Err(Failure::new("settings", message).with_help("give it an address, or leave it out"))
}
