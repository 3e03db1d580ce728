//! `keel gen`: from a schema file and a database to a proved migration.

use std::collections::BTreeSet;

use evenkeel_model::declared::Scope;
use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::file::{NO_WAY_BACK, NOT_BROUGHT_BACK, Parents};
use evenkeel_runner::{Migration, Problem, Status, Version, heads};

use super::desired::{desired_beside, is_as_declared};
use super::drift::{History, history, keep_schemas, left_in_dropped_schemas, renamed_from_others, within_history};
use super::elsewhere::prove_elsewhere;
use super::folder_name::folder_name;
use super::mentions::known_names;
use super::outside::{Beside, around};
use super::replay::replay;
use super::scratch::Scratch;
use super::sides::{Right, of_the_past, refuse_needs, undoing};
use super::way::{States, Way, destructive, prove_way, way};
use super::{Ahead, Extent, Live, WorkflowError, Workspace, check_version};
use crate::diff::without_names;
use crate::draft::{Contents, write};
use crate::introspect::restrict;
use crate::plan::Statement;
use crate::proof::{Direction, Proof};
use crate::shadow::{ShadowSource, Target};

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
    /// Which side is right where the database is not what its migrations make; nothing is done there otherwise.
    pub right: Option<Right>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The migration, if there is anything to do.
    pub migration: Option<NewMigration>,
    /// Whether it leads from what the migrations make to what the database is already, instead of to the file.
    pub takes_up: bool,
    /// The catalog that the file declares, as the server prints it.
    pub desired: Catalog,
    /// The server's major version.
    pub major: u32,
    /// Objects in scope that are nobody's: left alone.
    pub unmanaged: BTreeSet<ObjectId>,
    /// Objects in scope that the model knows by name only: left alone.
    pub unmodelled: BTreeSet<ObjectId>,
    /// Columns whose `using:` is for nothing, since they take no other type.
    pub idle: BTreeSet<ObjectId>,
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
    /// Why there is none, where there is no way back.
    pub no_way_back: Option<String>,
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// What is made anew only for its name, each with the old one: the schema file may say that it is renamed.
    pub alike: Vec<(ObjectId, String)>,
    /// The statements of the way up.
    pub statements: Vec<Statement>,
    /// What the proof saw.
    pub proof: Proof,
}

/// Plans, proves and writes out the next migration. `found` is the database where it was read just now, and `ahead` a
/// scratch database that was begun then.
///
/// # Errors
/// Whatever keeps it from that: see [`WorkflowError`].
pub async fn generate(
    workspace: &Workspace,
    request: &Request<'_>,
    found: Option<Live>,
    ahead: Option<Ahead>,
) -> Result<Generated, WorkflowError> {
    let declared = request.declared;
    let applied = if request.from_migrations { Vec::new() } else { applied(workspace, request.migrations).await? };
    if request.from_migrations {
        refuse_problems(Status::compare(request.migrations, &[]).problems)?;
    }
    let live = match found {
        Some(live) => live,
        None => workspace.live().await?,
    };
    let major = live.server.major();
    check_version(declared, major)?;
    let source = match &ahead {
        Some(ahead) => ahead.source().clone(),
        None => {
            let extensions: Vec<String> = declared.catalog.extensions.keys().cloned().collect();
            workspace.scratch(&live.target, &extensions).await?
        }
    };

    let source = around(source, declared, request.migrations, &live.catalog, !request.from_migrations)?;
    let place = format!("PostgreSQL {major}, {}", source.description());
    let found = live.clone();
    let (start, unmanaged, desired, takes_up, (migration, idle)) = Scratch::with(&source, ahead, async |scratch| {
        if !is_as_declared(declared, &live.catalog) {
            scratch.begin();
        }
        let Start { catalog: start, hash, unmanaged, scope, drift } =
            start(&source, request, live.catalog, &applied, major).await?;
        let in_file = declared;
        let declared = &Declared { scope, ..declared.clone() };
        let extent = Extent::or_by_size(request.extent, &start);
        if let (Some(Drift { made, words }), Some(Right::Migrations)) = (&drift, request.right) {
            let scope = &declared.scope;
            let statements = undoing(scratch, &found, (&start, made), scope, extent, in_file).await?;
            return Err(WorkflowError::ByHand { drift: words.clone(), statements });
        }
        let mut wanted = desired_beside(scratch, declared, &start, extent).await?;
        wanted.others.clone_from(&start.others);
        let desired = wanted.clone();
        if !in_file.scope.manage.is_empty() {
            keep_schemas(&mut wanted, &start, in_file);
        }
        let known = known_names(declared, request.migrations);
        let hash_of = |catalog: &Catalog| without_names(catalog, &known).modelled_hash();
        if let Some(Drift { made, .. }) = drift {
            refuse_needs(&made, &start)?;
            let declared = &of_the_past(declared, &start, major);
            let there = Catalog { others: made.others.clone(), ..start.clone() };
            let beside = Beside::of(&source, declared, &made, &there);
            let states = States::new(&beside.declared, &beside.start, &beside.wanted, major, extent);
            let hashes = (hash_of(&made), hash_of(&start));
            let states = states.knowing(known).on(&live.target);
            // What the file says of conversions is for the next one.
            let (migration, _) = next(scratch, request, &states, hashes, &place, &live.target, true).await?;
            return Ok((start, unmanaged, desired, true, (migration, BTreeSet::new())));
        }
        let hashes = (hash.unwrap_or_else(|| hash_of(&start)), hash_of(&wanted));
        let beside = Beside::of(&source, declared, &start, &wanted);
        let states =
            States::new(&beside.declared, &beside.start, &beside.wanted, major, extent).knowing(known).on(&live.target);
        // What migrations say is of no database.
        let states = if request.from_migrations { states } else { states.in_database(&found.catalog)? };
        let migration = next(scratch, request, &states, hashes, &place, &live.target, request.from_migrations).await?;
        Ok((start, unmanaged, desired, false, migration))
    })
    .await?;
    let unmodelled = start.others.into_keys().map(|(kind, identity)| ObjectId::Other(kind, identity)).collect();
    Ok(Generated { migration, takes_up, desired, major, unmanaged, unmodelled, idle })
}

/// The state from which a migration leads.
struct Start {
    catalog: Catalog,
    /// Its hash, where that is known.
    hash: Option<String>,
    /// What in scope is nobody's.
    unmanaged: BTreeSet<ObjectId>,
    /// The scope, with what history adds to it.
    scope: Scope,
    /// What differs from the migrations, where it was said which side is right.
    drift: Option<Drift>,
}

/// What a database has and its migrations do not make, or the other way round.
struct Drift {
    /// What the migrations make.
    made: Catalog,
    words: Vec<String>,
}

/// The state from which the migration leads.
async fn start(
    source: &ShadowSource,
    request: &Request<'_>,
    live: Catalog,
    applied: &[Migration],
    major: u32,
) -> Result<Start, WorkflowError> {
    if request.from_migrations {
        let made = replay(source, request.migrations).await?;
        let scope = within_history(request.declared, &made);
        let catalog = restrict(made, &scope).catalog;
        return Ok(Start { catalog, hash: None, unmanaged: BTreeSet::new(), scope, drift: None });
    }
    let others = live.clone();
    let history = history(source, request.declared, live, applied, major).await?;
    let words: Vec<String> = history.drift.iter().map(|remark| remark.words.clone()).collect();
    if !words.is_empty() {
        match (applied, request.right) {
            ([], None | Some(Right::Migrations)) => return Err(WorkflowError::NoBaseline(words)),
            (_, None) => return Err(WorkflowError::Drift(words)),
            (_, Some(_)) => {}
        }
    }
    let renamed = renamed_from_others(request.declared, &others, &history.managed);
    if !renamed.is_empty() {
        return Err(WorkflowError::NotMadeByMigrations(renamed));
    }
    let left = left_in_dropped_schemas(request.declared, &history);
    if !left.is_empty() {
        return Err(WorkflowError::Inhabited(left));
    }
    let History { managed, made, hash, unmanaged, scope, .. } = history;
    let drift = (!words.is_empty()).then_some(Drift { made, words });
    Ok(Start { catalog: managed, hash, unmanaged, scope, drift })
}

/// The migration from one state to the other, if there is anything to do, and the columns whose `using:` is for nothing.
async fn next(
    scratch: &mut Scratch<'_>,
    request: &Request<'_>,
    states: &States<'_>,
    hashes: (String, String),
    place: &str,
    target: &Target,
    of_no_database: bool,
) -> Result<(Option<NewMigration>, BTreeSet<ObjectId>), WorkflowError> {
    let mut way = way(scratch, states).await?;
    let idle = std::mem::take(&mut way.idle);
    if way.up.is_empty() {
        return Ok((None, idle));
    }
    let lost: Vec<_> = destructive(&way.up);
    if !lost.is_empty() && !request.allow_destructive {
        return Err(WorkflowError::Destructive(lost));
    }
    let last = request.migrations.last().map(|migration| migration.version);
    let version = Version::now_after(last);
    let name = folder_name(request.name, &way.changes);
    let mut proof = prove_way(scratch, states, &way, place).await?;
    proof.of_no_database = of_no_database;
    proof.elsewhere = prove_elsewhere(target, states, &way, scratch.source().outside()).await?;
    let text = Text { version, name: &name, parents: heads(request.migrations), hashes, way: &way };
    let up = text.up(&proof);
    let down = way.down.as_ref().ok().map(|statements| text.down(statements, &proof));
    let no_way_back = way.down.as_ref().err().map(ToString::to_string);
    let Way { changes, alike, up: statements, .. } = way;
    let new = NewMigration { version, name, up, down, no_way_back, changes, alike, statements, proof };
    Ok((Some(new), idle))
}

/// The applied migrations; none may be pending or missing.
async fn applied(workspace: &Workspace, migrations: &[Migration]) -> Result<Vec<Migration>, WorkflowError> {
    let status = workspace.status(migrations, evenkeel_runner::Options::default()).await?;
    let named = |entry: &evenkeel_runner::Entry| (entry.version, entry.name.clone());
    let missing: Vec<_> =
        status.entries.iter().filter(|entry| entry.state == evenkeel_runner::EntryState::Missing).map(named).collect();
    if !missing.is_empty() {
        return Err(WorkflowError::Missing(missing));
    }
    let pending: Vec<_> = status.pending().map(named).collect();
    let half_applied = status.half_applied(migrations);
    refuse_problems(status.problems)?;
    if let Some(half) = half_applied {
        return Err(WorkflowError::HalfApplied(half));
    }
    if !pending.is_empty() {
        return Err(WorkflowError::Pending(pending));
    }
    Ok(migrations.to_vec())
}

/// Refuses migrations that do not fit each other or the database: what they make is not known then.
fn refuse_problems(problems: Vec<Problem>) -> Result<(), WorkflowError> {
    if problems.is_empty() { Ok(()) } else { Err(WorkflowError::Refused(problems)) }
}

/// What both files of a migration are written from.
struct Text<'a> {
    version: Version,
    name: &'a str,
    parents: Parents,
    /// Of the catalogs before and after.
    hashes: (String, String),
    way: &'a Way,
}

impl Text<'_> {
    fn up(&self, proof: &Proof) -> String {
        let mut changes = self.way.changes.clone();
        if let Err(reason) = &self.way.down {
            changes.push(format!("{NO_WAY_BACK}{reason}"));
        }
        write(&Contents {
            title: format!("Migration {}_{}", self.version, self.name),
            changes,
            statements: &self.way.up,
            origins: Some(&self.way.origins),
            proof: Some((proof, Direction::Up)),
            parents: Some(self.parents.clone()),
            before: Some(self.hashes.0.clone()),
            after: Some(self.hashes.1.clone()),
        })
    }

    fn down(&self, statements: &[Statement], proof: &Proof) -> String {
        let mut changes = vec![format!("takes back {}_{}", self.version, self.name)];
        changes.extend(proof.lost_on_the_way_back.iter().map(|lost| format!("{NOT_BROUGHT_BACK}{lost}")));
        write(&Contents {
            title: format!("The way back from {}_{}", self.version, self.name),
            changes,
            statements,
            origins: Some(&self.way.origins),
            proof: Some((proof, Direction::Down)),
            parents: None,
            before: Some(self.hashes.1.clone()),
            after: Some(self.hashes.0.clone()),
        })
    }
}
