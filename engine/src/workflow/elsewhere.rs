//! Proofs on other major versions than the target's: a file that names several is for all of them.

use std::sync::Arc;

use evenkeel_model::{Catalog, Declared};
use futures_util::future::join_all;

use super::scratch::Scratch;
use super::way::{States, Way, prove_way};
use super::{Extent, WorkflowError, located, on_scratch};
use crate::build::{BuildError, build};
use crate::introspect::{introspect, restrict};
use crate::proof::Elsewhere;
use crate::shadow::{ShadowSource, Target};

/// The major versions that the file is for besides the target's own, oldest first.
pub(super) fn other_majors(states: &States<'_>) -> Vec<u32> {
    let (oldest, newest) = states.declared.postgres.unwrap_or((states.major, states.major));
    (oldest..=newest).filter(|major| *major != states.major).collect()
}

/// Proves a way on every other major version that the file names and this machine has. They run at the same time, since
/// each has a server of its own.
///
/// # Errors
/// Where the states or the way do not hold on one of them; the error names the version.
pub(super) async fn prove_elsewhere(
    target: &Target,
    states: &States<'_>,
    way: &Way,
    outside: &Arc<Catalog>,
) -> Result<Vec<Elsewhere>, WorkflowError> {
    // A server without one of the file's extensions is none that the file could be for.
    let extensions: Vec<String> = states.declared.catalog.extensions.keys().cloned().collect();
    let target = &target.clone().needing(&extensions);
    let proofs =
        other_majors(states).into_iter().map(|major| prove_on(target, states, way, major, Arc::clone(outside)));
    join_all(proofs).await.into_iter().collect()
}

async fn prove_on(
    target: &Target,
    states: &States<'_>,
    way: &Way,
    major: u32,
    outside: Arc<Catalog>,
) -> Result<Elsewhere, WorkflowError> {
    let source = match ShadowSource::of_other_major(target, major).await {
        Ok(source) => source.holding(outside),
        Err(reason) => return Ok(Elsewhere { major, missing: Some(reason), not_copied: Vec::new() }),
    };
    let proved = async {
        let (start, wanted) = states.parts();
        // Each version prints expressions in its own way, so both states are read back from this one.
        let start = read_back(&source, states, start, major).await?;
        let wanted = read_back(&source, states, wanted, major).await;
        let wanted = wanted.map_err(|error| refused(error, states.declared, major))?;
        let there = States::new(states.declared, &start, &wanted, major, Extent::Full)
            .knowing(states.names().clone())
            .beside(states.alone().clone());
        Scratch::with(&source, None, async |scratch| prove_way(scratch, &there, way, "").await).await
    };
    match proved.await {
        Ok(proof) => Ok(Elsewhere { major, missing: None, not_copied: proof.not_copied }),
        // Such findings name the version themselves.
        Err(error @ WorkflowError::Schema(_)) => Err(error),
        Err(error) => Err(WorkflowError::Elsewhere { major, source: Box::new(error) }),
    }
}

/// What the server of another version refuses of what is declared, at its places in the file.
fn refused(error: WorkflowError, declared: &Declared, major: u32) -> WorkflowError {
    let WorkflowError::Build(errors) = error else { return error };
    // The positions are those in texts as the target's server prints them.
    let errors: Vec<_> = errors.into_iter().map(|error| BuildError { position: None, ..error }).collect();
    let mut found = located::diagnostics(&errors, declared);
    for finding in &mut found {
        finding.message = format!("on PostgreSQL {major}, which the file is for too: {}", finding.message);
        let help = "write it so that all these versions know it, or name fewer of them under `postgres:`";
        finding.help = Some(finding.help.take().map_or_else(|| help.to_owned(), |said| format!("{said}; {help}")));
    }
    WorkflowError::Schema(found)
}

/// What a server makes of a catalog that another major version printed.
async fn read_back(
    source: &ShadowSource,
    states: &States<'_>,
    catalog: &Catalog,
    major: u32,
) -> Result<Catalog, WorkflowError> {
    on_scratch(source, async |connection| {
        let present = introspect(connection).await?;
        build(connection, &present.catalog, catalog, &[], major).await.map_err(WorkflowError::Build)?;
        Ok(restrict(introspect(connection).await?.catalog, &states.declared.scope).catalog)
    })
    .await
}
