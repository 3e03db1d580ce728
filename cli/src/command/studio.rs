//! `keel studio`

use std::io::{self, Write as _};

use clap::Args;
use evenkeel_engine::server;
use evenkeel_studio::{PORT, Project, Settings, Studio};
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use super::migrate::run_options;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Page, Report, shown};
use crate::settings::TimeLimit;
use crate::workspace::Place;
use crate::{interrupt, project};

/// The file of the log, in keel's own folder.
const AUDIT: &str = "studio.log";

/// Open the database in a web page: its rows, SQL, diagram, drift and migrations
#[derive(Debug, Args)]
#[command(after_help = "The address is good for one browser. Ctrl-C stops the studio.")]
pub struct Arguments {
    /// The port of this machine; the next free one where it is taken
    #[arg(long, value_name = "PORT", default_value_t = PORT, value_parser = clap::value_parser!(u16).range(1..))]
    port: u16,

    /// How long a statement may run before it is ended, or off [default: keel.toml, else 30s]
    #[arg(long, value_name = "TIME|off")]
    statement_timeout: Option<TimeLimit>,

    /// Print the address and open no browser
    #[arg(long)]
    no_open: bool,
}

struct Stopped {
    port: u16,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let port = interrupt::until_asked(async |stop| {
        let place = Place::open(context).await?;
        let settings = settings(arguments, context, &place)?;
        let guarded = settings.is_guarded();
        let studio = Studio::bind(settings, arguments.port).await.map_err(|error| {
            Failure::new("port", format!("no port from {} on can be had", arguments.port)).with_source(&error)
        })?;
        let port = studio.port();
        let url = studio.url();
        context.printer.announce(&url);
        if guarded {
            context.printer.note("it starts read-only: type the database's name in the page to write");
        }
        let way = if arguments.no_open { None } else { Way::to(&studio.way(), context).ok() };
        // Where there is no browser the address has been printed.
        if !arguments.no_open && !way.as_ref().is_some_and(Way::open) {
            context.printer.note("no browser could be opened: open the address yourself");
        }
        let served = studio.serve(stop).await;
        drop(way);
        place.close().await?;
        served.map_err(|error| Failure::new("port", "the studio lost its port").with_source(&error))?;
        Ok(port)
    })?;
    shown(Stopped { port })
}

/// A file that leads a browser to the address. The address itself, as an argument of the browser, would be seen by all
/// users of this machine in the list of processes, and with it the token. The file goes with this value.
struct Way(NamedTempFile);

impl Way {
    fn to(url: &str, context: &Context) -> io::Result<Self> {
        let folder = server::make_folder(&context.project_folder()).map_err(io::Error::other)?;
        // Only its owner may read it, which the crate sees to.
        let mut file = tempfile::Builder::new().prefix("open-").suffix(".html").tempfile_in(folder.canonicalize()?)?;
        write!(
            file,
            "<!doctype html>\n<meta charset=\"utf-8\">\n<title>keel studio</title>\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n\
             <p>This leads to <a href=\"{url}\">keel studio</a>.</p>\n"
        )?;
        file.flush()?;
        Ok(Self(file))
    }

    fn open(&self) -> bool {
        open::that_detached(self.0.path()).is_ok()
    }
}

fn settings(arguments: &Arguments, context: &Context, place: &Place) -> Result<Settings, Failure> {
    let environment = context.environment_in_use()?;
    let workspace = place.workspace().clone();
    let (schema_file, migrations) = (context.schema_file(), context.migrations_folder());
    let project = (schema_file.exists() || migrations.exists()).then(|| Project {
        schema_file,
        folders: project::folders(context),
        workspace: workspace.clone(),
        options: run_options(context),
    });
    // Where the folder cannot be made the log cannot be written, which is said where something is to be written.
    let folder = server::make_folder(&context.project_folder());
    let folder = folder.unwrap_or_else(|_| context.project_folder().join(server::FOLDER));
    Ok(Settings {
        single_connection: workspace.single_connection,
        folder: place.is_own().then(|| {
            let folder = context.project_folder();
            folder.canonicalize().unwrap_or(folder)
        }),
        environment: environment.map(|(name, _)| name.to_owned()),
        protected: environment.is_some_and(|(_, environment)| environment.protected),
        project,
        audit: Some(folder.join(AUDIT)),
        statement_limit: arguments.statement_timeout.unwrap_or(context.settings.studio.statement_timeout).duration(),
        ..Settings::new(workspace.target.with_application_name("keel studio"))
    })
}

impl Report for Stopped {
    fn text(&self, page: &mut Page) {
        page.did("stopped", format_args!("the studio on port {}", self.port));
    }

    fn json(&self) -> Map<String, Value> {
        [("port".to_owned(), self.port.into())].into_iter().collect()
    }
}
