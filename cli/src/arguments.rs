//! What can be said on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, ValueEnum, ValueHint};

use crate::command::Command;

/// Keep a PostgreSQL database, its migrations and its Rust code true to one file, schema.yaml
#[derive(Debug, Parser)]
#[command(
    name = "keel",
    version,
    propagate_version = false,
    disable_help_subcommand = true,
    max_term_width = 110,
    styles = crate::output::style::HELP,
    after_help = "Exit status: 0 done, 1 error, 2 finding (check, diff --exit-code, fmt --check), 130 interrupted."
)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The database [default: $DATABASE_URL, else the one in keel.toml, else the embedded server]
    #[arg(long, global = true, value_name = "URL", value_hint = ValueHint::Url)]
    pub database_url: Option<String>,

    /// The database of this environment in keel.toml; goes before $DATABASE_URL
    #[arg(long, global = true, value_name = "NAME")]
    pub environment: Option<String>,

    /// A server that keel runs by itself: inside the process, or with this machine's own PostgreSQL
    #[arg(
        long,
        global = true,
        value_name = "embedded|local",
        hide_possible_values = true,
        conflicts_with_all = ["database_url", "environment"]
    )]
    pub server: Option<OwnServer>,

    /// The server for scratch databases, on which plans are proved
    #[arg(long, global = true, value_name = "URL", value_hint = ValueHint::Url)]
    pub shadow: Option<String>,

    /// The schema file [default: schema.yaml]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub schema: Option<PathBuf>,

    /// The folder of migrations [default: migrations]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub migrations: Option<PathBuf>,

    /// The settings [default: keel.toml in this folder, or in one above it in the same repository]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// Print results for people, or as one JSON document
    #[arg(
        long,
        global = true,
        value_name = "text|json",
        default_value = "text",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub output: OutputFormat,

    /// Print nothing but what was asked for and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// Use colours: on a terminal, always or never
    #[arg(
        long,
        global = true,
        value_name = "auto|always|never",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true
    )]
    pub color: Color,
}

/// A server that keel starts and stops by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OwnServer {
    /// PostgreSQL inside the process
    Embedded,
    /// The PostgreSQL programs installed on this machine
    Local,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For people
    #[default]
    Text,
    /// One JSON document on standard output, errors too
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Makes it the choice of everything that is printed from now on.
    pub fn write_global(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }

    /// The same for help texts.
    pub fn for_help(self) -> clap::ColorChoice {
        match self {
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }
}

/// How to speak to the user, needed before the arguments are parsed: wrong usage is an error like any other, so it
/// is told in the form and the colours that were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    pub format: OutputFormat,
    pub color: Color,
    pub quiet: bool,
}

impl Preferences {
    /// Looks for `--output`, `--color` and `--quiet` anywhere before `--`; the last one counts, wrong values do not.
    pub fn scan(words: &[OsString]) -> Self {
        let words: Vec<&str> =
            words.iter().skip(1).map(|word| word.to_str().unwrap_or("")).take_while(|word| *word != "--").collect();
        let value = |option: &str| {
            words.iter().enumerate().rev().find_map(|(position, word)| match word.strip_prefix(option)? {
                "" => words.get(position + 1).copied(),
                rest => rest.strip_prefix('='),
            })
        };
        // `keel check --format json` is another word for it.
        let format = value("--output").or_else(|| value("--format").filter(|word| *word == "json"));
        Self {
            format: format.and_then(|word| OutputFormat::from_str(word, false).ok()).unwrap_or_default(),
            color: value("--color").and_then(|word| Color::from_str(word, false).ok()).unwrap_or_default(),
            quiet: words.iter().any(|word| matches!(*word, "--quiet" | "-q")),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn scan(line: &str) -> Preferences {
        Preferences::scan(&line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_tree_of_commands_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn preferences_are_known_before_the_arguments_are() {
        assert_eq!(scan("keel fmt --output json --color=never -q").format, OutputFormat::Json);
        assert_eq!(scan("keel fmt --output=json --color=never").color, Color::Never);
        assert_eq!(scan("keel --output text --output json").format, OutputFormat::Json);
        assert_eq!(scan("keel -- --output json"), Preferences::default());
        assert_eq!(scan("keel --output"), Preferences::default());
        assert_eq!(scan("keel --outputs json"), Preferences::default());
    }
}
