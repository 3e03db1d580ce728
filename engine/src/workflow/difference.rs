//! `keel diff`: the SQL from one state to another.

use evenkeel_model::declared::Scope;
use evenkeel_model::{Catalog, Declared, ObjectId};
use evenkeel_runner::Migration;

use super::desired::{desired, desired_beside, is_as_declared};
use super::drift::{keep_schemas, with_moved, within_history};
use super::mentions::known_names;
use super::outside::{Beside, around, without};
use super::replay::replay;
use super::scratch::Scratch;
use super::sql_file::{Script, of_sql};
use super::way::{States, Way, way};
use super::{Extent, Live, WorkflowError, Workspace, check_version, everything, on_scratch};
use crate::introspect::{introspect, restrict};
use crate::plan::Statement;
use crate::shadow::{ShadowError, ShadowSource, Target};

/// A state that can be compared.
#[derive(Debug)]
pub enum State<'a> {
    /// A database, with what it was found to hold where it was read just now.
    Database(Box<Workspace>, Option<Box<Live>>),
    /// A schema file.
    Schema(&'a Declared),
    /// What migrations make.
    Migrations(&'a [Migration]),
    /// What a file of SQL makes; any pg_dump output too.
    Sql(Script<'a>),
    /// Nothing.
    Empty,
}

impl<'a> State<'a> {
    fn migrations(&self) -> &'a [Migration] {
        match self {
            Self::Migrations(migrations) => migrations,
            _ => &[],
        }
    }
}

/// The way from one state to another.
#[derive(Debug)]
pub struct Difference {
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// The statements in order.
    pub statements: Vec<Statement>,
    /// Objects known by name only that are on one side and not on the other, or differ: no SQL is printed for them.
    pub unmodelled: Vec<ObjectId>,
}

/// Plans the way between two states. `workspace` says where scratch databases are made. Of `history`, the migrations beside
/// the schema file, it matters only what they renamed.
///
/// # Errors
/// Where a state cannot be had, or there is no plan.
pub async fn difference(
    workspace: &Workspace,
    mut from: State<'_>,
    mut to: State<'_>,
    history: &[Migration],
) -> Result<Difference, WorkflowError> {
    let lives = [live_of(&mut from).await?, live_of(&mut to).await?];
    let (from, to) = (&from, &to);
    let (live, base) = match lives.iter().flatten().next() {
        Some(live) => ((live.server.major(), live.target.clone()), place_of(from).or(place_of(to))),
        None => (any_server(workspace, &[from, to]).await?, None),
    };
    let (major, target) = live;
    let nothing_declared = Declared::default();
    let in_file = match (to, from) {
        (State::Schema(declared), _) | (_, State::Schema(declared)) => *declared,
        _ => &nothing_declared,
    };
    check_version(in_file, major)?;
    // Scratch databases are like the database that is compared, or like the workspace's.
    let base = Workspace { shadow: workspace.shadow.clone(), ..base.unwrap_or(workspace).clone() };
    for live in lives.iter().flatten() {
        if live.server.major() != major {
            let words = format!(
                "the databases run PostgreSQL {} and {major}, which print SQL differently, so they cannot be compared",
                live.server.major()
            );
            let help =
                "write one of them as a file with `keel pull --database-url URL -o FILE`, and compare that with the \
                        other"
                    .to_owned();
            return Err(WorkflowError::Version { words, help });
        }
    }
    let [mut from_live, to_live] = lives;
    let whole = from_live.as_ref().map(|live| live.catalog.clone());
    let is_live = from_live.is_some() || to_live.is_some();
    let known = from_live.as_ref().or(to_live.as_ref()).map(|live| live.catalog.clone()).unwrap_or_default();
    if let (State::Schema(file), Some(live)) = (to, &mut from_live) {
        live.catalog = restrict(std::mem::take(&mut live.catalog), &with_moved(file)).catalog;
        if is_as_declared(file, &live.catalog) {
            return Ok(Difference { changes: Vec::new(), statements: Vec::new(), unmodelled: Vec::new() });
        }
    }
    let extensions: Vec<String> = in_file.catalog.extensions.keys().cloned().collect();
    let plain_source = base.scratch(&target, &extensions).await?;
    let migrations: Vec<Migration> = [from, to].into_iter().flat_map(State::migrations).cloned().collect();
    let source = around(plain_source.clone(), in_file, &migrations, &known, is_live)?;
    // A script of SQL brings what it needs along.
    let source_of = |state: &State<'_>| if matches!(state, State::Sql(_)) { &plain_source } else { &source };
    let from_catalog = catalog(source_of(from), from, from_live).await?;
    let other = match to {
        State::Schema(_) => None,
        _ => Some(catalog(source_of(to), to, to_live).await?),
    };
    let scope = scope(from, to, &from_catalog, other.as_ref());
    let from_catalog = restrict(from_catalog, &scope).catalog;
    let other = other.map(|other| restrict(other, &scope).catalog);
    let extent = Extent::or_by_size(None, &from_catalog);
    let declared = Declared { scope: scope.clone(), ..in_file.clone() };
    let plain = Declared { scope, ..Declared::default() };
    let (unmodelled, Way { changes, up, .. }) = Scratch::with(&source, None, async |scratch| {
        let (mut to_catalog, decisions, unmodelled) = match other {
            None => {
                let mut wanted = desired_beside(scratch, &declared, &from_catalog, extent).await?;
                if !makes_history(from) {
                    keep_schemas(&mut wanted, &from_catalog, in_file);
                }
                (wanted, &declared, Vec::new())
            }
            Some(other) => {
                let needs = missing(&from_catalog, &other);
                if !needs.is_empty() {
                    return Err(WorkflowError::Needs(needs));
                }
                let unmodelled = crate::diff::unmodelled(&from_catalog, &other);
                (other, &plain, unmodelled.into_iter().map(|difference| difference.object).collect())
            }
        };
        to_catalog.others.clone_from(&from_catalog.others);
        let beside = Beside::of(&source, decisions, &from_catalog, &to_catalog);
        let known = known_names(decisions, &[history, &migrations].concat());
        let states =
            States::new(&beside.declared, &beside.start, &beside.wanted, major, extent).knowing(known).on(&target);
        // Nothing is proved here, so of what is left alone only names that are taken are found.
        let states = match &whole {
            Some(whole) => states.in_database(whole)?,
            None => states,
        };
        Ok((unmodelled, way(scratch, &states).await?))
    })
    .await?;
    Ok(Difference { changes, statements: up, unmodelled })
}

/// Where a database is.
fn place_of<'s>(state: &'s State<'_>) -> Option<&'s Workspace> {
    match state {
        State::Database(place, _) => Some(place),
        _ => None,
    }
}

/// A server for states of which none is a database: the one that is named for scratch databases, whatever its version, if
/// the files are for it; else the workspace's.
async fn any_server(workspace: &Workspace, states: &[&State<'_>]) -> Result<(u32, Target), WorkflowError> {
    let Some(shadow) = &workspace.shadow else {
        let live = workspace.live().await?;
        return Ok((live.server.major(), live.target));
    };
    let connection = shadow.connect().await.map_err(ShadowError::connect)?;
    let target = Target::read(&connection).await;
    connection.close().await;
    let target = target?.without_server();
    for state in states {
        if let State::Schema(declared) = state {
            check_version(declared, target.major())?;
        }
    }
    Ok((target.major(), target))
}

/// Whether a state says what was made by whoever owns the schemas in it: what another state has no more is dropped.
fn makes_history(state: &State<'_>) -> bool {
    matches!(state, State::Migrations(_) | State::Schema(_))
}

/// What evenkeel owns of two states.
fn scope(from: &State<'_>, to: &State<'_>, from_catalog: &Catalog, to_catalog: Option<&Catalog>) -> Scope {
    match (from, to, to_catalog) {
        (_, State::Schema(declared), _) if makes_history(from) => within_history(declared, from_catalog),
        (_, State::Schema(declared), _) => with_moved(declared),
        (State::Schema(declared), State::Migrations(_), Some(made)) => within_history(declared, made),
        (State::Schema(declared), ..) => declared.scope.clone(),
        _ => everything(),
    }
}

/// What would come and needs an object known by name only that is not there: its SQL would fail.
pub(super) fn missing(from: &Catalog, to: &Catalog) -> Vec<(ObjectId, ObjectId)> {
    let is_missing = |object: &ObjectId| match object {
        ObjectId::Other(kind, name) => !from.others.contains_key(&(*kind, name.clone())),
        _ => false,
    };
    let new = to
        .dependencies
        .iter()
        .filter(|(dependent, needed)| !matches!(dependent, ObjectId::Other(..)) && is_missing(needed));
    new.map(|(dependent, needed)| (dependent.clone(), needed.clone())).collect()
}

/// What is known of a state that is a database, which is read where it was not.
async fn live_of(state: &mut State<'_>) -> Result<Option<Live>, WorkflowError> {
    match state {
        State::Database(workspace, found) => Ok(Some(match found.take() {
            Some(live) => *live,
            None => workspace.live().await?,
        })),
        _ => Ok(None),
    }
}

async fn catalog(source: &ShadowSource, state: &State<'_>, live: Option<Live>) -> Result<Catalog, WorkflowError> {
    Ok(match (state, live) {
        (_, Some(live)) => live.catalog,
        (State::Database(workspace, _), None) => workspace.live().await?.catalog,
        (State::Empty, None) => empty(source).await?,
        (State::Schema(declared), None) => desired(source, declared).await?,
        (State::Migrations(migrations), None) => replay(source, migrations).await?,
        (State::Sql(script), None) => of_sql(source, script).await?,
    })
}

async fn empty(source: &ShadowSource) -> Result<Catalog, WorkflowError> {
    on_scratch(source, async |connection| Ok(without(introspect(connection).await?.catalog, source))).await
}
