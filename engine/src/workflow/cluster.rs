//! What must not run on the target's own server: it would change more than a scratch database.

use std::sync::Arc;

use evenkeel_model::Catalog;
use evenkeel_runner::file::{Fault, split};
use evenkeel_runner::{Migration, MigrationFile};

use super::WorkflowError;
use super::sql_file::Script;
use crate::lint::acting_on_the_server;
use crate::shadow::ShadowSource;

/// Where migrations may run that may hold statements that act on all databases of a server: nowhere on the target's own,
/// where a role that is made for a scratch database is made for good. Beside a server of keel's own that serves one
/// connection at a time another one is started for them; else they are refused. What they run dynamically, in DO blocks and
/// functions, is not seen.
///
/// # Errors
/// Every such statement, with its place. Nothing was run.
pub(super) async fn place_for(source: &ShadowSource, migrations: &[Migration]) -> Result<ShadowSource, WorkflowError> {
    if !source.is_on_target() {
        return Ok(source.clone());
    }
    let files = migrations.iter().map(|migration| &migration.up);
    apart_from(source, files.flat_map(of_file).collect()).await
}

/// The same for a script, of which `sql` is what is run.
///
/// # Errors
/// As [`place_for`].
pub(super) async fn place_for_script(
    source: &ShadowSource,
    script: &Script<'_>,
    sql: &str,
) -> Result<ShadowSource, WorkflowError> {
    if !source.is_on_target() {
        return Ok(source.clone());
    }
    let pieces = split(sql);
    let texts: Vec<&str> = pieces.iter().map(|piece| sql.get(piece.span.clone()).unwrap_or_default()).collect();
    let fault = |(number, on): (usize, &str)| {
        let span = script.bytes_of(sql, &pieces.get(number)?.span);
        Some(script.fault(span, &message(on), HELP))
    };
    apart_from(source, acting_on_the_server(&texts).into_iter().filter_map(fault).collect()).await
}

async fn apart_from(source: &ShadowSource, faults: Vec<Fault>) -> Result<ShadowSource, WorkflowError> {
    if faults.is_empty() {
        return Ok(source.clone());
    }
    let apart = if source.single_connection() { source.apart().await } else { None };
    let apart = apart.map(|apart| apart.holding(Arc::new(Catalog::clone(source.outside()))));
    apart.ok_or(WorkflowError::ServerWide(faults))
}

const HELP: &str = "name another server for scratch databases with --shadow URL: there it may run";

fn message(on: &str) -> String {
    format!("this would act on {on} of the target's own server, and not on a scratch database alone")
}

fn of_file(file: &MigrationFile) -> Vec<Fault> {
    let statements: Vec<_> = file.segments.iter().flat_map(|segment| &segment.statements).collect();
    let texts: Vec<&str> = statements.iter().map(|statement| statement.text.as_str()).collect();
    let fault = |(number, on): (usize, &str)| {
        let statement = statements.get(number)?;
        let span = statement.start..statement.start + statement.text.len();
        Some(Fault::at(&file.path, &file.text, span, message(on), HELP))
    };
    acting_on_the_server(&texts).into_iter().filter_map(fault).collect()
}
