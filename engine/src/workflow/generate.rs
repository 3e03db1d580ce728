//! `keel gen`: from a schema file and a database to a proved migration.

use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::file::Parent;
use evenkeel_runner::{Migration, MigrationFile, Problem, Runner, Silent, Status, Version};

use super::desired::desired_beside;
use super::drift::history;
use super::elsewhere::prove_elsewhere;
use super::replay::replay;
use super::{Extent, WorkflowError, Workspace, on_scratch, subset};
use crate::build::build;
use crate::draft::{Contents, write};
use crate::introspect::{introspect, introspect_within, restrict};
use crate::plan::{
    Facts, HazardKind, Plan, PlanError, Renames, Statement, conversions, conversions_needed, plan, resolve_renames,
    words,
};
use crate::proof::{Claim, Proof, comparable, prove};
use crate::shadow::ShadowSource;

/// How often a proof is made again without the rows that do not fit.
const PROOF_ATTEMPTS: usize = 8;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The schema file.
    pub declared: &'a Declared,
    /// The migrations of the folder, in order.
    pub migrations: &'a [Migration],
    /// Whether to start from what the migrations say instead of from the database.
    pub from_migrations: bool,
    /// Whether data may be lost.
    pub allow_destructive: bool,
    /// What the migration is called; made from its changes otherwise.
    pub name: Option<&'a str>,
    /// How much the proof builds; by the number of tables otherwise.
    pub extent: Option<Extent>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The migration, if there is anything to do.
    pub migration: Option<NewMigration>,
    /// The catalog that the file declares, as the server prints it.
    pub desired: Catalog,
    /// The server's major version.
    pub major: u32,
    /// Objects in scope that are nobody's: left alone.
    pub unmanaged: BTreeSet<ObjectId>,
    /// Objects in scope that the model knows by name only: left alone.
    pub unmodelled: BTreeSet<ObjectId>,
}

/// A migration that was proved and not written yet.
#[derive(Clone, Debug)]
pub struct NewMigration {
    /// Its version.
    pub version: Version,
    /// Its name, fit for a folder.
    pub name: String,
    /// The text of `up.sql`.
    pub up: String,
    /// The text of `down.sql`, where there is a way back.
    pub down: Option<String>,
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// The statements of the way up.
    pub statements: Vec<Statement>,
    /// What the proof saw.
    pub proof: Proof,
}

/// Plans, proves and writes out the next migration.
///
/// # Errors
/// Whatever keeps it from that: see [`WorkflowError`].
pub async fn generate(workspace: &Workspace, request: &Request<'_>) -> Result<Generated, WorkflowError> {
    let declared = request.declared;
    let applied = if request.from_migrations { Vec::new() } else { applied(workspace, request.migrations).await? };
    if request.from_migrations {
        refuse_problems(Status::compare(request.migrations, &[]).problems)?;
    }
    let live = workspace.live().await?;
    let major = live.server.major();
    check_version(declared, major)?;
    let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
    let source = workspace.scratch(&live.target, &extensions).await?;

    let (start, unmanaged) = if request.from_migrations {
        let made = replay(&source, request.migrations).await?;
        (restrict(made, &declared.scope).catalog, BTreeSet::new())
    } else {
        let history = history(&source, declared, &live.catalog, &applied, major).await?;
        if !history.drift.is_empty() {
            return Err(match applied.as_slice() {
                [] => WorkflowError::NoBaseline(history.drift),
                _ => WorkflowError::Drift(history.drift),
            });
        }
        (history.managed, history.unmanaged)
    };
    let extent = Extent::or_by_size(request.extent, &start);
    let mut wanted = desired_beside(&source, declared, &start, extent).await?;
    wanted.others.clone_from(&start.others);

    let place = format!("PostgreSQL {}, {}", live.server.major(), source.description());
    let states = States { declared, start: &start, wanted: &wanted, major, extent };
    let way = way(&source, &states).await?;
    let unmodelled = start.others.keys().map(|(kind, identity)| ObjectId::Other(*kind, identity.clone())).collect();
    let mut generated = Generated { migration: None, desired: wanted.clone(), major, unmanaged, unmodelled };
    if way.up.is_empty() {
        return Ok(generated);
    }
    let lost: Vec<_> = destructive(&way.up);
    if !lost.is_empty() && !request.allow_destructive {
        return Err(WorkflowError::Destructive(lost));
    }
    let last = request.migrations.last().map(|migration| migration.version);
    let version = Version::now_after(last);
    let name = folder_name(request.name, &way);
    let mut proved = prove_way(&source, &states, &way, &place).await?;
    proved.elsewhere = prove_elsewhere(&live.target, &states, &way).await?;
    let text = Text { version, name: &name, parent: last, start: &start, wanted: &wanted, way: &way };
    let up = text.up(Some(&proved));
    let down = way.down.as_ref().ok().map(|statements| text.down(statements, Some(&proved)));
    generated.migration =
        Some(NewMigration { version, name, up, down, changes: way.changes, statements: way.up, proof: proved });
    Ok(generated)
}

/// The applied migrations; none may be pending or missing.
async fn applied(workspace: &Workspace, migrations: &[Migration]) -> Result<Vec<Migration>, WorkflowError> {
    let mut connection = workspace.target.connect().await?;
    let mut progress = Silent;
    let status =
        Runner::new(&mut connection, evenkeel_runner::Options::default(), &mut progress).status(migrations).await;
    connection.close().await;
    let status = status?;
    let named = |entry: &evenkeel_runner::Entry| (entry.version, entry.name.clone());
    let missing: Vec<_> =
        status.entries.iter().filter(|entry| entry.state == evenkeel_runner::EntryState::Missing).map(named).collect();
    if !missing.is_empty() {
        return Err(WorkflowError::Missing(missing));
    }
    let pending: Vec<_> = status.pending().map(named).collect();
    refuse_problems(status.problems)?;
    if !pending.is_empty() {
        return Err(WorkflowError::Pending(pending));
    }
    Ok(migrations.to_vec())
}

/// Refuses migrations that do not fit each other or the database: what they make is not known then.
fn refuse_problems(problems: Vec<Problem>) -> Result<(), WorkflowError> {
    if problems.is_empty() { Ok(()) } else { Err(WorkflowError::Refused(problems)) }
}

/// Refuses a server whose version the file is not for.
fn check_version(declared: &Declared, major: u32) -> Result<(), WorkflowError> {
    match declared.postgres {
        Some((oldest, newest)) if !(oldest..=newest).contains(&major) => {
            let versions = if oldest == newest { oldest.to_string() } else { format!("{oldest} to {newest}") };
            Err(WorkflowError::Version(format!(
                "the schema file is for PostgreSQL {versions} (`postgres:`), and the server is PostgreSQL {major}"
            )))
        }
        _ => Ok(()),
    }
}

/// The way to a wanted state and back.
#[derive(Debug)]
pub(super) struct Way {
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// The statements there, renames first.
    pub up: Vec<Statement>,
    /// The statements back, or why there is no way back.
    pub down: Result<Vec<Statement>, NoWayBack>,
}

/// Why there is no way back.
#[derive(Clone, Debug, thiserror::Error)]
pub(super) enum NoWayBack {
    /// It cannot be planned.
    #[error(transparent)]
    Unplanned(#[from] PlanError),
    /// Nobody asked for one.
    #[error("none was asked for")]
    Unwanted,
}

impl Way {
    /// The same without a way back.
    pub(super) fn forward_only(&self) -> Self {
        Self { changes: self.changes.clone(), up: self.up.clone(), down: Err(NoWayBack::Unwanted) }
    }
}

/// Where a way starts and where it leads.
#[derive(Clone, Copy, Debug)]
pub(super) struct States<'a> {
    /// The decisions and the scope.
    pub declared: &'a Declared,
    /// What is there.
    pub start: &'a Catalog,
    /// What is wanted, as the server prints it.
    pub wanted: &'a Catalog,
    /// The server's major version.
    pub major: u32,
    /// How much is built on scratch databases.
    pub extent: Extent,
}

impl States<'_> {
    /// What scratch databases have to hold of both states, with the number of tables that are left out.
    pub(super) fn to_build(self) -> (Catalog, Catalog, usize) {
        if self.extent == Extent::Full {
            return (self.start.clone(), self.wanted.clone(), 0);
        }
        let concerned = subset::concerned(self.start, self.wanted, self.major);
        let start = subset::with_tables(self.start, &concerned);
        let left_out = self.start.tables.len() - start.tables.len();
        (start, subset::with_tables(self.wanted, &concerned), left_out)
    }
}

/// Plans the way. Renames are carried out on a scratch database first, so that the difference is taken from what the
/// server makes of them.
pub(super) async fn way(source: &ShadowSource, states: &States<'_>) -> Result<Way, WorkflowError> {
    let States { declared, start, wanted, major, .. } = *states;
    let renames = resolve_renames(&declared.renames, start, major)
        .map_err(|errors| WorkflowError::Renames(errors.iter().map(ToString::to_string).collect()))?;
    let retyped = start
        .tables
        .iter()
        .any(|(name, table)| wanted.tables.get(name).is_some_and(|other| other.columns != table.columns));
    let (renamed, conversions) = if renames.forward.is_empty() && !retyped {
        (start.clone(), BTreeMap::new())
    } else {
        after_renames(source, states, &renames).await?
    };
    // What is written has to run on the oldest version that the file is for.
    let oldest = declared.postgres.map_or(major, |(oldest, _)| oldest.min(major));
    let facts = Facts { major: oldest, conversions, using: declared.conversions.clone(), exclusive: false };
    let there = plan_between(&renamed, wanted, &facts)?;
    let back = plan_between(wanted, &renamed, &Facts { using: BTreeMap::new(), ..facts });
    let mut changes = renames.words.clone();
    changes.extend(words(&there.changes, &renamed, wanted));
    let up = renames.forward.into_iter().chain(there.statements).collect();
    let down = back.map(|back| back.statements.into_iter().chain(renames.backward).collect()).map_err(NoWayBack::from);
    Ok(Way { changes, up, down })
}

/// A plan that never touches the public schema, which every database has, nor what the model cannot describe.
fn plan_between(from: &Catalog, to: &Catalog, facts: &Facts) -> Result<Plan, PlanError> {
    let without_public = |catalog: &Catalog| {
        let mut catalog = catalog.clone();
        catalog.schemas.remove("public");
        catalog
    };
    plan(&without_public(from), &without_public(to), facts)
}

type Renamed = (Catalog, BTreeMap<(String, String), crate::plan::Conversion>);

async fn after_renames(
    source: &ShadowSource,
    states: &States<'_>,
    renames: &Renames,
) -> Result<Renamed, WorkflowError> {
    let (built, _, _) = states.to_build();
    on_scratch(source, async |connection| {
        let present = introspect(connection).await?;
        build(connection, &present.catalog, &built, &[], states.major).await.map_err(WorkflowError::Build)?;
        let transaction = connection.transaction().await?;
        for statement in &renames.forward {
            transaction.batch_execute(&statement.sql).await?;
        }
        let renamed = if renames.forward.is_empty() {
            states.start.clone()
        } else {
            let part = restrict(introspect_within(&transaction).await?.catalog, &states.declared.scope).catalog;
            let tables: BTreeSet<_> = built.tables.keys().chain(part.tables.keys()).cloned().collect();
            let mut renamed = subset::merged(states.start, part, &tables);
            renamed.others.clone_from(&states.start.others);
            renamed
        };
        let mut pairs = conversions_needed(&renamed, states.wanted);
        pairs.extend(conversions_needed(states.wanted, &renamed));
        let found = conversions(&transaction, pairs).await?;
        transaction.rollback().await?;
        Ok((renamed, found))
    })
    .await
}

/// The places where statements lose data.
pub(super) fn destructive(statements: &[Statement]) -> Vec<(ObjectId, String)> {
    statements
        .iter()
        .flat_map(|statement| &statement.hazards)
        .filter(|hazard| hazard.kind == HazardKind::Destructive)
        .map(|hazard| (hazard.object.clone(), hazard.words.clone()))
        .collect()
}

/// Proves a way, again without the rows of tables whose sample rows turn out not to fit.
pub(super) async fn prove_way(
    source: &ShadowSource,
    states: &States<'_>,
    way: &Way,
    place: &str,
) -> Result<Proof, WorkflowError> {
    let (start, wanted, left_out) = states.to_build();
    let bare = |statements: &[Statement], name: &str| {
        let text = write(&Contents {
            title: String::new(),
            changes: Vec::new(),
            statements,
            proof: None,
            parent: None,
            before: None,
            after: None,
        });
        MigrationFile::parse(name, &text)
    };
    let up = bare(&way.up, "up.sql")?;
    let down = match &way.down {
        Ok(statements) => Some((bare(statements, "down.sql")?, statements.as_slice())),
        Err(_) => None,
    };
    let mut keep_empty = BTreeMap::new();
    let mut attempt = 1;
    loop {
        let claim = Claim {
            from: &start,
            to: &wanted,
            up: (&up, &way.up),
            down: down.as_ref().map(|(file, statements)| (file, *statements)),
            scope: &states.declared.scope,
            major: states.major,
            keep_empty: &keep_empty,
        };
        let result = on_scratch(source, async |connection| Ok(prove(connection, &claim).await)).await?;
        match result {
            Ok(proof) => return Ok(Proof { place: place.to_owned(), left_out, ..proof }),
            Err(error) => match error.rows_that_do_not_fit() {
                Some((table, reason)) if attempt < PROOF_ATTEMPTS && !keep_empty.contains_key(table) => {
                    let table = old_table(table, &way.up, &start);
                    keep_empty.insert(table, reason);
                    attempt += 1;
                }
                _ => return Err(error.into()),
            },
        }
    }
}

/// The name that a table had at the start.
fn old_table(
    table: &evenkeel_model::QualifiedName,
    statements: &[Statement],
    start: &Catalog,
) -> evenkeel_model::QualifiedName {
    if start.tables.contains_key(table) {
        return table.clone();
    }
    let renamed = statements.iter().find(|statement| statement.object == ObjectId::Table(table.clone()));
    renamed.and_then(|statement| statement.locks.first()).map_or_else(|| table.clone(), |(old, _)| old.clone())
}

/// What both files of a migration are written from.
struct Text<'a> {
    version: Version,
    name: &'a str,
    parent: Option<Version>,
    start: &'a Catalog,
    wanted: &'a Catalog,
    way: &'a Way,
}

impl Text<'_> {
    fn up(&self, proof: Option<&Proof>) -> String {
        let mut changes = self.way.changes.clone();
        if let Err(reason) = &self.way.down {
            changes.push(format!("there is no way back: {reason}"));
        }
        write(&Contents {
            title: format!("Migration {}_{}", self.version, self.name),
            changes,
            statements: &self.way.up,
            proof,
            parent: Some(self.parent.map_or(Parent::None, Parent::Version)),
            before: Some(comparable(self.start).hash()),
            after: Some(comparable(self.wanted).hash()),
        })
    }

    fn down(&self, statements: &[Statement], proof: Option<&Proof>) -> String {
        let mut changes = vec![format!("takes back {}_{}", self.version, self.name)];
        changes.extend(
            proof
                .into_iter()
                .flat_map(|proof| &proof.lost_on_the_way_back)
                .map(|lost| format!("what the way up dropped does not come back: {lost}")),
        );
        write(&Contents {
            title: format!("The way back from {}_{}", self.version, self.name),
            changes,
            statements,
            proof: None,
            parent: None,
            before: Some(comparable(self.wanted).hash()),
            after: Some(comparable(self.start).hash()),
        })
    }
}

/// The name of the migration's folder: what was said, or what changes.
fn folder_name(given: Option<&str>, way: &Way) -> String {
    let words = given.map_or_else(
        || match way.changes.as_slice() {
            [] => "change".to_owned(),
            [only] => only.split(':').next().unwrap_or(only).replace(".", " "),
            [first, rest @ ..] => {
                let first = first.split(':').next().unwrap_or(first).replace(".", " ");
                format!("{first} and {} more", rest.len())
            }
        },
        str::to_owned,
    );
    let mut name = String::new();
    for part in words.split(|character: char| !character.is_alphanumeric()).filter(|part| *part != "public") {
        if !part.is_empty() {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(&part.to_lowercase());
        }
    }
    evenkeel_model::name::clip(&name, 60).to_owned()
}
