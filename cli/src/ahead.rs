//! Reading the schema file and the database at the same time: neither waits for the other.

use std::pin::pin;

use evenkeel_engine::workflow::{Ahead, Live, WorkflowError, Workspace};
use evenkeel_model::{Declared, language};

use crate::context::{Context, Target};
use crate::failure::Failure;
use crate::workspace::{Place, database_job_failure};
use crate::{interrupt, schema};

/// A database as it was found, and a scratch database that was begun meanwhile.
pub type Found = (Live, Option<Ahead>);

/// What the schema file declares, and the database as it was found where somebody else runs its server. A server of
/// keel's own may need what the file says before it starts: then the database is left to whoever starts it.
pub fn read(context: &Context) -> Result<(Declared, Option<Live>), Failure> {
    read_by(context, async |workspace| workspace.live().await)
}

/// The same for a job that is likely to need a scratch database, which may be on its way then.
pub fn read_and_begin(context: &Context) -> Result<(Declared, Option<Found>), Failure> {
    read_by(context, async |workspace| workspace.live_and_scratch().await)
}

fn read_by<T>(
    context: &Context,
    look: impl AsyncFnOnce(&Workspace) -> Result<T, WorkflowError>,
) -> Result<(Declared, Option<T>), Failure> {
    if let Target::Own(_) = context.target()? {
        return Ok((schema::read(context)?, None));
    }
    let path = context.schema_file();
    let read = interrupt::run(async |_| {
        let file = path.clone();
        let mut reading = tokio::task::spawn_blocking(move || language::read(&file));
        let place = Place::open(context).await?;
        let spinner = context.printer.progress("reading");
        let mut live = pin!(look(place.workspace()));
        // What is wrong with the file is told first, whatever becomes of the database.
        let (read, found) = tokio::select! {
            read = &mut reading => (read, None),
            found = &mut live => (reading.await, Some(found)),
        };
        let read = read.map_err(|error| Failure::new("file", "the schema file cannot be read").with_source(&error))?;
        let declared = match schema::declared(&path, read, context) {
            Ok(declared) => declared,
            Err(unusable) => return Ok(Err(unusable)),
        };
        let found = match found {
            Some(found) => found,
            None => live.await,
        };
        drop(spinner);
        let live = found.map_err(|error| database_job_failure(&error, Some(&declared), context))?;
        Ok(Ok((declared, Some(live))))
    })?;
    read.map_err(|unusable| unusable.failure(context))
}
