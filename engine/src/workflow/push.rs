//! `keel push`: a database brought to the schema file without a migration.

use evenkeel_model::Declared;
use evenkeel_runner::{Migration, MigrationFile, Unobserved, execute};

use super::desired::desired_beside;
use super::drift::{keep_schemas, with_moved};
use super::mentions::known_names;
use super::outside::{Beside, around};
use super::scratch::Scratch;
use super::way::{States, destructive, prove_way, way};
use super::{Extent, WorkflowError, Workspace, check_version};
use crate::draft::{Contents, write};
use crate::introspect::restrict;
use crate::plan::Statement;

/// What was done, or would be.
#[derive(Debug)]
pub struct Pushed {
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// The statements in order.
    pub statements: Vec<Statement>,
}

/// What the text of the plan is called, where a path would be.
const PLAN: &str = "the plan of push";

/// Plans the way from the database to the file, with everything in scope counted, proves it and carries it out. `announce`
/// is told of the statements before the first of them runs. Of `history`, the migrations beside the file, it matters only
/// what they renamed.
///
/// # Errors
/// Whatever keeps it from that; a plan that loses data unless that is allowed. Where a statement fails on the database
/// itself, the transactions before it stand.
pub async fn push(
    workspace: &Workspace,
    declared: &Declared,
    history: &[Migration],
    allow_destructive: bool,
    dry_run: bool,
    announce: impl FnOnce(&[Statement]),
) -> Result<Pushed, WorkflowError> {
    let live = workspace.live().await?;
    let major = live.server.major();
    check_version(declared, major)?;
    let in_file = declared;
    let declared = &Declared { scope: with_moved(in_file), ..in_file.clone() };
    let live_catalog = live.catalog;
    let start = restrict(live_catalog.clone(), &declared.scope).catalog;
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;
    let source = around(source, declared, &[], &live_catalog, true)?;
    let extent = Extent::or_by_size(None, &start);
    let way = Scratch::with(&source, None, async |scratch| {
        let mut wanted = desired_beside(scratch, declared, &start, extent).await?;
        wanted.others.clone_from(&start.others);
        keep_schemas(&mut wanted, &start, in_file);
        let beside = Beside::of(&source, declared, &start, &wanted);
        let states = States::new(&beside.declared, &beside.start, &beside.wanted, major, extent)
            .knowing(known_names(declared, history))
            .on(&live.target)
            .in_database(&live_catalog)?;
        let way = way(scratch, &states).await?;
        if !way.up.is_empty() && !dry_run {
            let lost = destructive(&way.up);
            if !lost.is_empty() && !allow_destructive {
                return Err(WorkflowError::Destructive(lost));
            }
            prove_way(scratch, &states, &way.forward_only(), &source.description()).await?;
        }
        Ok(way)
    })
    .await?;
    if !way.up.is_empty() && !dry_run {
        let text = write(&Contents {
            title: "Pushed".to_owned(),
            changes: Vec::new(),
            statements: &way.up,
            origins: None,
            proof: None,
            parents: None,
            before: None,
            after: None,
        });
        let file = MigrationFile::parse(PLAN, &text)?;
        announce(&way.up);
        let connection = workspace.target.connect().await?;
        let done = execute(&connection, &file, &mut Unobserved).await;
        connection.close().await;
        done?;
    }
    Ok(Pushed { changes: way.changes, statements: way.up })
}
