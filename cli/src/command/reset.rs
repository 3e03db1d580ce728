//! `keel reset`

use clap::Args;
use evenkeel_engine::server;
use serde_json::{Map, Value};

use super::migrate::{Applied, apply_all};
use crate::context::{Context, Target};
use crate::failure::Failure;
use crate::output::{Page, Report, question, shown};
use crate::session::server_failure;

/// Throw away the data of keel's own server, start it anew and apply the migrations
#[derive(Debug, Args)]
pub struct Arguments {
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

struct Reset {
    removed: bool,
    applied: Applied,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    if let Target::Url { origin, .. } = context.target()? {
        return Err(Failure::new(
            "not-own-server",
            format!("the database of {origin} is not keel's own, so it is left alone"),
        )
        .with_help("--server embedded or --server local says which of keel's own servers to start anew"));
    }
    let folder = context.schema_file().with_file_name(server::FOLDER);
    if folder.exists() && !arguments.yes {
        let words = format!("Remove the databases in {}?", folder.display());
        if !question::can_ask(&context.printer) {
            return Err(Failure::new("unconfirmed", format!("the databases in {} would be removed", folder.display()))
                .with_help("--yes says that they may be"));
        }
        if !question::confirm(&words)? {
            return Err(Failure::new("unconfirmed", "nothing was removed"));
        }
    }
    let removed = server::reset(&context.project_folder()).map_err(|error| server_failure(&error))?;
    shown(Reset { removed, applied: apply_all(context)? })
}

impl Report for Reset {
    fn text(&self, page: &mut Page) {
        if self.removed {
            page.did("removed", "the old databases");
        }
        self.applied.text(page);
    }

    fn json(&self) -> Map<String, Value> {
        let mut members = self.applied.json();
        members.insert("removed".to_owned(), self.removed.into());
        members
    }
}
