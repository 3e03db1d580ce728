//! The proof of a plan: it is carried out on a scratch database in the starting state, with rows in it, before anyone
//! reads it.

mod error;
mod keys;
mod later;
mod makeup;
mod marks;
pub(crate) mod observe;
mod relabel;
mod rows;
mod snapshot;
mod strangers;
mod unfit;
mod value;
mod withheld;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use evenkeel_model::declared::Scope;
use evenkeel_model::{Catalog, ObjectId, QualifiedName};
use evenkeel_runner::MigrationFile;
use tokio_postgres::Client;

pub use self::error::{ProofError, Refused};
use self::later::Later;
use self::makeup::Makeup;
use self::observe::Watch;
use self::snapshot::{Between, Snapshot};
pub use self::strangers::Strangers;
pub use self::unfit::Unfit;
pub use self::withheld::{Few, Withheld};
use crate::build::Built;
use crate::diff::{KnownNames, with_names_of};
use crate::introspect::{introspect, restrict};
use crate::plan::{LockMode, Origins, Statement, needs_value, plannable, words};

/// What is to be proved.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The state from which the plan starts.
    pub from: &'a Catalog,
    /// The state to which it leads.
    pub to: &'a Catalog,
    /// The way there.
    pub up: (&'a MigrationFile, &'a [Statement]),
    /// The way back, where there is one.
    pub down: Option<(&'a MigrationFile, &'a [Statement])>,
    /// What counts.
    pub scope: &'a Scope,
    /// The server's major version.
    pub major: u32,
    /// What things are called at the start that have another name there.
    pub origins: &'a Origins,
    /// What sample rows are held back, since the plan fails on them.
    pub withheld: &'a Withheld,
    /// What is in the database besides, since it is left alone on the target.
    pub strangers: &'a Strangers,
    /// Of what names the server may have made those of NOT NULL constraints.
    pub names: &'a KnownNames,
}

/// What a proof saw.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Where it was made: `PostgreSQL 17.5, a scratch database on the target's own server`.
    pub place: String,
    /// What was seen of the way there.
    pub up: Seen,
    /// What was seen of the way back, where there is one.
    pub down: Option<Seen>,
    /// How many tables were left out because the plan does not touch them.
    pub left_out: usize,
    /// How many of them were there with nothing but the keys to which others refer.
    pub keys_only: usize,
    /// The tables that had to stay empty, with the reason.
    pub unfilled: Vec<(QualifiedName, String)>,
    /// The tables whose rows had to go before the way back, with the reason.
    pub emptied: Vec<(QualifiedName, String)>,
    /// The columns of other tables that had to stay without values, with the reason.
    pub without_values: Vec<((QualifiedName, String), String)>,
    /// Objects known by name only that could not be copied, with the reason.
    pub not_copied: Vec<(ObjectId, String)>,
    /// Columns whose values did not come back on the way down.
    pub lost_on_the_way_back: Vec<String>,
    /// What came of the other major versions that the schema file is for.
    pub elsewhere: Vec<Elsewhere>,
    /// Whether no database was looked at, so that it is not known what it has besides.
    pub of_no_database: bool,
}

/// What was seen of one way.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The strongest lock on each table that was there before, and whether the table was written anew.
    pub observed: Vec<Observed>,
    /// Locks of statements outside a transaction, which cannot be observed: as declared.
    pub not_observed: Vec<(QualifiedName, LockMode)>,
    /// Strong locks on what evenkeel leaves alone, by the place in the plan of the statement that took them.
    pub beside: BTreeMap<usize, Vec<(QualifiedName, LockMode)>>,
    /// How many tables had rows in them.
    pub filled: usize,
}

/// One of the two ways that are proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To what is declared.
    Up,
    /// Back to what was there before.
    Down,
}

/// What came of a major version other than the target's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The major version.
    pub major: u32,
    /// Why nothing was proved there; nothing where the proof holds there too.
    pub missing: Option<String>,
    /// What was not there, with the reason.
    pub not_copied: Vec<(ObjectId, String)>,
}

/// What happened to a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The table, as it was called before.
    pub table: QualifiedName,
    /// The strongest lock.
    pub lock: LockMode,
    /// Whether it was written anew.
    pub rewritten: bool,
    /// Whether it is none of evenkeel's, which leaves it alone.
    pub beside: bool,
}

impl Seen {
    /// What was locked and rewritten, a line each.
    pub fn words(&self) -> Vec<String> {
        let rewrite = |is_rewritten| if is_rewritten { "; the table is written anew under it" } else { "" };
        let strong = self.observed.iter().filter(|one| one.rewritten || one.lock > LockMode::RowExclusive);
        let (beside, own): (Vec<_>, Vec<_>) = strong.partition(|one| one.beside);
        let line = |one: &Observed| {
            format!("lock: {} on {}{} (observed)", one.lock.words(), one.table, rewrite(one.rewritten))
        };
        let mut lines: Vec<_> = own.into_iter().map(line).collect();
        // Of a table with many partitions all are locked.
        let mut alike: BTreeMap<(Reverse<LockMode>, bool), Vec<String>> = BTreeMap::new();
        for one in beside {
            alike.entry((Reverse(one.lock), one.rewritten)).or_default().push(one.table.to_string());
        }
        lines.extend(alike.into_iter().map(|((Reverse(lock), is_rewritten), tables)| {
            let (tables, rewrite) = (tables.join(", "), rewrite(is_rewritten));
            format!("lock: {} on {tables}, which evenkeel leaves alone{rewrite} (observed)", lock.words())
        }));
        lines.extend(
            self.not_observed.iter().map(|(table, mode)| {
                format!("lock: {} on {table} (outside a transaction, not observed)", mode.words())
            }),
        );
        lines
    }

    /// Whether a table was locked in a way that keeps others from it.
    fn touched(&self, table: &QualifiedName) -> bool {
        self.observed.iter().any(|observed| observed.table == *table && observed.lock > LockMode::RowExclusive)
            || self.not_observed.iter().any(|(locked, _)| locked == table)
    }
}

impl Proof {
    /// What was seen of a way; nothing where it was not gone.
    pub fn seen(&self, direction: Direction) -> Option<&Seen> {
        match direction {
            Direction::Up => Some(&self.up),
            Direction::Down => self.down.as_ref(),
        }
    }

    /// What was proved of the way there, a line each.
    pub fn words(&self) -> Vec<String> {
        self.words_of(Direction::Up)
    }

    /// What was proved of a way, a line each.
    pub fn words_of(&self, direction: Direction) -> Vec<String> {
        let mut lines = vec![format!("on {}", self.place)];
        let too: Vec<_> =
            self.elsewhere.iter().filter(|one| one.missing.is_none()).map(|one| one.major.to_string()).collect();
        if !too.is_empty() {
            lines.push(format!("on PostgreSQL {} of this machine too", too.join(", ")));
        }
        let which = match direction {
            Direction::Up => "the one declared",
            Direction::Down => "the one before the way up",
        };
        lines.push(format!("the catalog afterwards is {which}, and nothing is left to plan"));
        let filled = self.seen(direction).map_or(0, |seen| seen.filled);
        if filled > 0 {
            let (tables, their) = if filled == 1 { ("1 table", "its") } else { ("tables", "their") };
            let count = if filled == 1 { String::new() } else { format!("{filled} ") };
            lines.push(format!(
                "{count}{tables} held sample rows: {their} number and the values of untouched columns are as before"
            ));
        }
        lines
    }

    /// What was not proved of the way there, a line each; the tables that the plan does not even lock in one.
    pub fn not_proved(&self) -> Vec<String> {
        self.not_proved_of(Direction::Up)
    }

    /// The same of a way.
    pub fn not_proved_of(&self, direction: Direction) -> Vec<String> {
        let touched = |table: &QualifiedName| self.seen(direction).is_some_and(|seen| seen.touched(table));
        let emptied = self.emptied.iter().filter(|_| direction == Direction::Down);
        let (near, untouched): (Vec<_>, Vec<_>) =
            self.unfilled.iter().chain(emptied).partition(|(table, _)| touched(table));
        let mut tables: Vec<_> =
            near.into_iter().map(|(table, reason)| format!("with rows in {table}: {reason}")).collect();
        tables.extend(self.without_values.iter().map(|((table, column), reason)| {
            format!("with values in {}: {reason}", ObjectId::Column(table.clone(), column.clone()))
        }));
        if !untouched.is_empty() {
            let names: Vec<_> = untouched.iter().map(|(table, _)| table.to_string()).collect();
            tables.push(format!("with rows in tables that the plan leaves alone: {}", names.join(", ")));
        }
        let far = (self.left_out > 0).then(|| {
            let keys = match self.keys_only {
                0 => String::new(),
                count => format!(", of which {count} had only the keys to which others refer"),
            };
            format!("with the {} tables that the plan does not touch{keys} (`--proof full` builds all)", self.left_out)
        });
        let objects = self.not_copied.iter().map(|(object, reason)| format!("with {object} there: {reason}"));
        let is_copied = |object: &ObjectId| self.not_copied.iter().all(|(other, _)| other != object);
        let elsewhere =
            self.elsewhere.iter().flat_map(|one| one.not_copied.iter().map(move |found| (one.major, found)));
        let elsewhere = elsewhere
            .filter(|(_, (object, _))| is_copied(object))
            .map(|(major, (object, reason))| format!("with {object} there on PostgreSQL {major}: {reason}"));
        far.into_iter().chain(tables).chain(objects).chain(elsewhere).collect()
    }

    /// The other major versions on which nothing was proved, each with the reason: `on PostgreSQL 14: no binaries …`.
    pub fn not_proved_elsewhere(&self) -> Vec<String> {
        let missing = self.elsewhere.iter().filter_map(|one| Some((one.major, one.missing.as_ref()?)));
        missing.map(|(major, reason)| format!("on PostgreSQL {major}: {reason}")).collect()
    }
}

/// Carries out a plan and its way back on the database of `client`, in which the state was built from which it starts,
/// and compares.
///
/// # Errors
/// Whatever is not as claimed: see [`ProofError`].
pub async fn prove(client: &mut Client, built: Built, claim: &Claim<'_>) -> Result<Proof, ProofError> {
    let start = state(client, claim).await?;
    differs(&start, claim.from, claim).map_err(ProofError::StartDiffers)?;

    let onward = claim.origins.reversed();
    let mut withheld = claim.withheld.clone();
    for (table, _) in requiring_empty(claim.from, claim.to, claim.origins) {
        withheld
            .tables
            .entry(table.clone())
            .or_insert_with(|| "the plan fails while it has rows, as it says".to_owned());
    }
    let later = Later { catalog: claim.to, names: &onward };
    let mut unfilled = rows::fill(client, claim.from, &later, &withheld).await?;
    let before = snapshot::take(client).await?;
    let (own, makeup) = Makeup::beside(client, claim.from).await?;
    let expected = relabel::snapshot(client, claim.from, claim.origins).await?;
    let mut watch = Watch::new(client, claim.from, claim.origins, claim.up.1).await?;
    if let Err(source) = evenkeel_runner::execute(client, claim.up.0, &mut watch).await {
        let (client, names) = (&*client, claim.origins);
        return Err(Failure { direction: "up", client, before: &before, names }.error(source, &watch).await);
    }
    let up = Seen { filled: before.filled(), ..watch.finish()? };
    let there = state(client, claim).await?;
    differs(&there, claim.to, claim).map_err(|left| ProofError::NotThere { direction: "up", left })?;
    kept("up", marks::lost(&start, &there, &onward), claim.strangers.lost(client).await?)?;
    unchanged("up", makeup.changed(client, &own).await?)?;
    let after = snapshot::take(client).await?;
    let way = Between { from: claim.from, to: claim.to };
    snapshot::compare(expected.as_ref().unwrap_or(&before), &after, &way).map_err(ProofError::RowsChanged)?;

    let (mut lost, mut seen_down, mut emptied) = (Vec::new(), None, Vec::new());
    if let Some((down, statements)) = claim.down {
        let tables: BTreeSet<_> = requiring_empty(claim.to, claim.from, &onward)
            .map(|(table, _)| table)
            .filter(|t| after.has_rows(t))
            .collect();
        let mut after = after;
        if !tables.is_empty() {
            let filled = std::mem::replace(&mut after, empty(client, &tables).await?);
            emptied =
                filled.emptied(&after).map(|table| (table.clone(), emptied_for(tables.contains(table)))).collect();
        }
        let expected = relabel::snapshot(client, claim.to, &onward).await?;
        let mut watch = Watch::new(client, claim.to, &onward, statements).await?;
        if let Err(source) = evenkeel_runner::execute(client, down, &mut watch).await {
            let (client, names) = (&*client, claim.origins);
            return Err(Failure { direction: "down", client, before: &before, names }.error(source, &watch).await);
        }
        seen_down = Some(Seen { filled: after.filled(), ..watch.finish()? });
        let back = state(client, claim).await?;
        differs(&back, claim.from, claim).map_err(|left| ProofError::NotThere { direction: "down", left })?;
        kept("down", marks::lost(&there, &back, claim.origins), claim.strangers.lost(client).await?)?;
        unchanged("down", makeup.changed(client, &own).await?)?;
        let returned = snapshot::take(client).await?;
        let way = Between { from: claim.to, to: claim.from };
        snapshot::compare(expected.as_ref().unwrap_or(&after), &returned, &way).map_err(ProofError::RowsChanged)?;
        lost = snapshot::lost(&before, &returned);
    }
    unfilled.sort();
    let is_filled = |table: &QualifiedName| !unfilled.iter().any(|(empty, _)| empty == table);
    let without_values = withheld.columns.into_iter().filter(|((table, _), _)| is_filled(table)).collect();
    Ok(Proof {
        place: String::new(),
        up,
        down: seen_down,
        left_out: 0,
        keys_only: 0,
        unfilled,
        emptied,
        without_values,
        not_copied: built.not_copied,
        lost_on_the_way_back: lost,
        elsewhere: Vec::new(),
        of_no_database: false,
    })
}

/// Where something failed.
struct Failure<'a> {
    direction: &'static str,
    client: &'a Client,
    /// What was there at the start, with the names of the start, which `names` knows.
    before: &'a Snapshot,
    names: &'a Origins,
}

impl Failure<'_> {
    async fn error(self, source: evenkeel_runner::Error, watch: &Watch<'_>) -> ProofError {
        let Self { direction, client, before, names } = self;
        let refusal = source.server_error().and_then(|error| error.as_db_error());
        let about_data = refusal.is_some_and(error::is_about_data);
        let unfit = match watch.statement().filter(|_| about_data) {
            Some(statement) => unfit::unfit(client, direction, statement, before, names).await,
            None => None,
        };
        let table = watch.table().map(Box::new);
        ProofError::Failed { direction, table, unfit: unfit.map(Box::new), source: Box::new(Refused::new(source)) }
    }
}

/// Takes the rows of tables away, and of those that refer to them; gives what is left.
async fn empty(client: &Client, tables: &BTreeSet<&QualifiedName>) -> Result<Snapshot, tokio_postgres::Error> {
    let names: Vec<_> = tables.iter().map(ToString::to_string).collect();
    client.batch_execute(&format!("TRUNCATE {} CASCADE", names.join(", "))).await?;
    snapshot::take(client).await
}

/// Why a table's rows were taken away: it had to be empty itself, or one to which it refers.
fn emptied_for(itself: bool) -> String {
    match itself {
        true => "the plan fails while it has rows, as it says".to_owned(),
        false => "the plan fails while a table to which it refers has rows, as it says".to_owned(),
    }
}

/// The tables, by their names before and after, on which the plan itself says that it fails while they have rows: those that
/// get a required column without a default.
fn requiring_empty<'a>(
    from: &'a Catalog,
    to: &'a Catalog,
    origins: &'a Origins,
) -> impl Iterator<Item = (&'a QualifiedName, &'a QualifiedName)> {
    to.tables.iter().filter_map(|(name, new)| {
        let before = origins.table(name)?;
        let old = from.tables.get(before)?;
        let is_new =
            |column: &str| origins.column(before, column).is_none_or(|column| !old.columns.contains_key(column));
        let adds_required = new.columns.iter().any(|(column, new)| needs_value(to, new) && is_new(column));
        adds_required.then_some((before, name))
    })
}

async fn state(client: &mut Client, claim: &Claim<'_>) -> Result<Catalog, ProofError> {
    let found = restrict(introspect(client).await?.catalog, claim.scope).catalog;
    Ok(claim.strangers.leave_out(client, found).await?)
}

/// Refuses a way that takes what is left alone.
fn kept(direction: &'static str, mut lost: Vec<String>, strangers: Vec<String>) -> Result<(), ProofError> {
    lost.extend(strangers);
    if lost.is_empty() { Ok(()) } else { Err(ProofError::MarksLost { direction, lost }) }
}

/// Refuses a way that changes what is left alone.
fn unchanged(direction: &'static str, changed: Vec<ObjectId>) -> Result<(), ProofError> {
    if changed.is_empty() { Ok(()) } else { Err(ProofError::BesideChanged { direction, changed }) }
}

/// What is left to do, in words, where the modelled parts of two catalogs differ.
fn differs(there: &Catalog, wanted: &Catalog, claim: &Claim<'_>) -> Result<(), Vec<String>> {
    let wanted = with_names_of(wanted, there, claim.names);
    let wanted = wanted.as_ref();
    let changes = plannable(there, wanted, claim.major);
    if changes.is_empty() && there.modelled_hash() == wanted.modelled_hash() {
        return Ok(());
    }
    let left = words(&changes, there, wanted);
    if left.is_empty() { Err(vec!["the catalogs differ in what no change is known for".to_owned()]) } else { Err(left) }
}
