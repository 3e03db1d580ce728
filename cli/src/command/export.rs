//! `keel export`

use std::path::PathBuf;

use clap::{Args, ValueHint};
use evenkeel_engine::workflow::desired::desired_with;
use evenkeel_engine::workflow::export::{export, needs};
use evenkeel_engine::workflow::outside::around;
use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::failure::Failure;
use crate::output::{Page, Report, shown};
use crate::workspace::{Place, database_job_failure};
use crate::{file, interrupt, schema};

/// Write schema.yaml as plain SQL, for an empty database
#[derive(Debug, Args)]
pub struct Arguments {
    /// The file, replaced if it exists [default: standard output]
    #[arg(long = "out", short = 'o', value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
}

struct Exported {
    sql: String,
    file: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, context: &Context) -> Result<Box<dyn Report>, Failure> {
    let declared = schema::read(context)?;
    let (sql, needs) = interrupt::run(async |_| {
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("building the schema");
        let result = async {
            let live = place.workspace().live().await?;
            let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
            let source = place.workspace().scratch(&live.target, &extensions).await?;
            let source = around(source, &declared, &[], &live.catalog, false)?;
            let wanted = desired_with(&source, &declared, &live.catalog).await?;
            Ok((export(&wanted, live.server.major())?, needs(&wanted)))
        }
        .await;
        drop(spinner);
        place.close().await?;
        result.map_err(|error| database_job_failure(&error, Some(&declared), context))
    })?;
    for (object, needed) in needs {
        context.printer.warn(&format!(
            "{object} needs {needed}, which evenkeel cannot create yet: have it there before this SQL is run"
        ));
    }
    if let Some(path) = &arguments.file {
        file::write(path, &sql)?;
    }
    shown(Exported { sql, file: arguments.file.clone() })
}

impl Report for Exported {
    fn text(&self, page: &mut Page) {
        match &self.file {
            Some(path) => page.did("wrote", path.display()),
            None => page.result(&self.sql),
        }
    }

    fn json(&self) -> Map<String, Value> {
        [("file".to_owned(), json!(self.file)), ("sql".to_owned(), self.sql.as_str().into())].into_iter().collect()
    }
}
