//! The schema file beside the live database.

use std::collections::BTreeMap;
use std::time::Instant;

use evenkeel_engine::diff::{Action, Change};
use evenkeel_engine::introspect::restrict;
use evenkeel_engine::plan::{plannable, words};
use evenkeel_engine::workflow::WorkflowError;
use evenkeel_engine::workflow::desired::{desired_with, is_as_declared};
use evenkeel_engine::workflow::drift::history;
use evenkeel_engine::workflow::outside::around;
use evenkeel_model::write::Excerpts;
use evenkeel_model::{Catalog, Declared, ObjectId, QualifiedName};
use evenkeel_runner::Migration;

use super::{Project, Reach, failure, files, job, scratch};
use crate::api::{DriftChange, DriftObject, DriftProblem, DriftResponse, DriftState};
use crate::database::Turn;
use crate::failure::Failure;

/// Compares.
///
/// # Errors
/// Where the database cannot be reached. A schema file that is broken is no error: what is wrong with it is told.
pub async fn drift(project: &Project, reach: Reach, turn: Turn) -> Result<DriftResponse, Failure> {
    let project = project.clone();
    let start = Instant::now();
    let mut response = job(turn, move || async move { compare(&project, reach).await }).await??;
    response.milliseconds = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(response)
}

async fn compare(project: &Project, reach: Reach) -> Result<DriftResponse, Failure> {
    let declared = match files::declared(&project.schema_file) {
        Ok(declared) => declared,
        Err(problems) => return Ok(answer(DriftState::Unknown, problems)),
    };
    let migrations = match files::migrations(&project.folders.migrations) {
        Ok(migrations) => migrations,
        Err(failure) => return Ok(answer(DriftState::Unknown, vec![failure::problem(failure)])),
    };
    match found(project, reach, &declared, &migrations).await {
        Ok(response) => Ok(response),
        // What the server says of the file stands at its place in the file.
        Err(
            WorkflowError::Schema(findings)
            | WorkflowError::Occupied(findings)
            | WorkflowError::Renames(findings)
            | WorkflowError::Conversions(findings),
        ) => {
            let files = &declared.places.files;
            Ok(answer(DriftState::Unknown, findings.iter().map(|one| failure::finding(one, files)).collect()))
        }
        Err(error @ (WorkflowError::Connect(_) | WorkflowError::Query(_))) => Err(failure::job(&error)),
        Err(error) => Ok(answer(DriftState::Unknown, vec![failure::problem(failure::job(&error))])),
    }
}

async fn found(
    project: &Project,
    reach: Reach,
    declared: &Declared,
    migrations: &[Migration],
) -> Result<DriftResponse, WorkflowError> {
    let workspace = &project.workspace;
    let status = workspace.status(migrations, project.options.clone()).await?;
    let pending = u32::try_from(status.pending().count()).unwrap_or(u32::MAX);
    let live = workspace.live().await?;
    let major = live.server.major();
    let named = restrict(live.catalog.clone(), &declared.scope);
    // Beside what the file names there may be what it named once.
    let alone = named.left_out.iter().all(|object| match object {
        ObjectId::Schema(name) => name == "public",
        ObjectId::Other(..) => true,
        _ => false,
    });
    if alone && is_as_declared(declared, &named.catalog) {
        return Ok(DriftResponse { pending, ..answer(DriftState::Same, Vec::new()) });
    }
    if let Err(failure) = scratch::check(workspace, reach).await {
        return Ok(DriftResponse { pending, ..answer(DriftState::Unknown, vec![failure::problem(failure)]) });
    }
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;
    let source = around(source, declared, migrations, &live.catalog, true)?;
    let mut wanted = desired_with(&source, declared, &live.catalog).await?;
    let applied: Vec<Migration> = status.applied(migrations).cloned().collect();
    let history = history(&source, declared, live.catalog, &applied, major).await?;
    wanted.others.clone_from(&history.managed.others);
    let objects = objects(plannable(&history.managed, &wanted, major), &history.managed, &wanted);
    let state = if objects.is_empty() { DriftState::Same } else { DriftState::Different };
    let unmanaged = history.unmanaged.iter().map(ToString::to_string).collect();
    Ok(DriftResponse { objects, unmanaged, pending, ..answer(state, Vec::new()) })
}

fn answer(state: DriftState, problems: Vec<DriftProblem>) -> DriftResponse {
    DriftResponse { state, problems, objects: Vec::new(), unmanaged: Vec::new(), pending: 0, milliseconds: 0 }
}

/// The changes by the object that a person thinks of: what belongs to a table is the table's.
fn objects(changes: Vec<Change>, live: &Catalog, wanted: &Catalog) -> Vec<DriftObject> {
    let mut groups: BTreeMap<ObjectId, Vec<Change>> = BTreeMap::new();
    for change in changes {
        let owner = owner(&change.object, live, wanted);
        groups.entry(owner).or_default().push(change);
    }
    let texts = (Excerpts::of(live), Excerpts::of(wanted));
    let described = |(object, changes): (ObjectId, Vec<Change>)| DriftObject {
        kind: object.kind_words().to_owned(),
        name: object.name_words(),
        change: change(&object, &changes),
        details: words(&changes, live, wanted),
        wanted: texts.1.text(&object),
        live: texts.0.text(&object),
    };
    groups.into_iter().map(described).collect()
}

fn owner(object: &ObjectId, live: &Catalog, wanted: &Catalog) -> ObjectId {
    let is_table = |name: &QualifiedName| live.tables.contains_key(name) || wanted.tables.contains_key(name);
    match object {
        ObjectId::Column(owner, _) | ObjectId::ColumnValue(owner, _) | ObjectId::Constraint(owner, _) => {
            if is_table(owner) { ObjectId::Table(owner.clone()) } else { ObjectId::Type(owner.clone()) }
        }
        ObjectId::Index(name) => wanted
            .index(name)
            .or_else(|| live.index(name))
            .map_or_else(|| object.clone(), |(table, _)| ObjectId::Table(table.clone())),
        _ => object.clone(),
    }
}

fn change(object: &ObjectId, changes: &[Change]) -> DriftChange {
    match changes.iter().find(|change| change.object == *object).map(|change| &change.action) {
        Some(Action::Create) => DriftChange::Create,
        Some(Action::Drop) => DriftChange::Drop,
        Some(Action::Replace | Action::Alter(_)) | None => DriftChange::Alter,
    }
}
