//! The way from one state to another and back, and its proof.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evenkeel_model::object::ConstraintKind;
use evenkeel_model::{Catalog, Declared, Dependencies, ObjectId, QualifiedName};
use evenkeel_runner::MigrationFile;

use super::alone::{build_beside, bystanders, has, left_alone, taken};
use super::conversions::conversions;
use super::scratch::Scratch;
use super::{Extent, WorkflowError, located, subset};
use crate::diff::{Change, KnownNames, with_names_of};
use crate::draft::{Contents, write};
use crate::introspect::{introspect_within, restrict};
use crate::plan::{
    Conversion, Facts, HazardKind, Origins, Phase, PlanError, Remark, Renames, Statement, alike, check_renames,
    conversions_needed, plan_changes, plannable, remarks, resolve_renames, said_once, settled, tell_what_stands,
};
use crate::proof::{Claim, Proof, ProofError, Withheld, prove};
use crate::shadow::Target;

/// The way to a wanted state and back.
#[derive(Debug)]
pub(super) struct Way {
    /// What changes, a line each.
    pub changes: Vec<String>,
    /// The statements there: checks, renames, all else.
    pub up: Vec<Statement>,
    /// The statements back, or why there is no way back.
    pub down: Result<Vec<Statement>, NoWayBack>,
    /// What things were called at the start.
    pub origins: Origins,
    /// The columns whose `using:` is for nothing.
    pub idle: BTreeSet<ObjectId>,
    /// What is made anew only for its name, each with the old one.
    pub alike: Vec<(ObjectId, String)>,
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
        Self {
            changes: self.changes.clone(),
            up: self.up.clone(),
            down: Err(NoWayBack::Unwanted),
            origins: self.origins.clone(),
            idle: self.idle.clone(),
            alike: self.alike.clone(),
        }
    }
}

/// Where a way starts and where it leads.
#[derive(Debug)]
pub(super) struct States<'a> {
    /// The decisions and the scope.
    pub declared: &'a Declared,
    /// What is there.
    pub start: &'a Catalog,
    /// What is wanted, as the server prints it.
    pub wanted: &'a Catalog,
    /// The server's major version.
    pub major: u32,
    /// What is left alone or known by name only, and needs something of the start.
    bystanders: Dependencies,
    /// What inherits from which table.
    children: BTreeMap<QualifiedName, BTreeSet<ObjectId>>,
    /// Of what names the server may have made those of NOT NULL constraints.
    names: KnownNames,
    /// Whether the role that migrates may write blocks in PL/pgSQL.
    plpgsql: bool,
    /// What scratch databases hold of both.
    part: Part<'a>,
}

/// What scratch databases hold of two states.
#[derive(Debug)]
struct Part<'a> {
    start: Cow<'a, Catalog>,
    wanted: Cow<'a, Catalog>,
    /// The tables of which there are the keys alone.
    keys_only: BTreeSet<QualifiedName>,
    /// What is known by name only and has to do with the rest; without the others nothing is left unproved.
    related: BTreeSet<ObjectId>,
    /// What is left alone and needs what is there of the start.
    alone: Catalog,
}

impl<'a> States<'a> {
    /// These states, of which so much is built.
    pub(super) fn new(
        declared: &'a Declared,
        start: &'a Catalog,
        wanted: &'a Catalog,
        major: u32,
        extent: Extent,
    ) -> Self {
        let related = subset::related_others(start);
        let bystanders = bystanders(start);
        let alone = Catalog::default();
        let part = match extent {
            Extent::Full => Part {
                start: Cow::Borrowed(start),
                wanted: Cow::Borrowed(wanted),
                keys_only: BTreeSet::new(),
                related,
                alone,
            },
            Extent::Touched => {
                let mut tables = subset::concerned(start, wanted, major);
                // Scratch databases hold from the start what is there beside the scope.
                tables.keys.retain(|name, _| !declared.scope.beside.contains(name));
                tables.whole.extend(declared.scope.beside.iter().cloned());
                let of = |catalog| Cow::Owned(subset::with_tables(catalog, &tables));
                Part {
                    start: of(start),
                    wanted: of(wanted),
                    keys_only: tables.keys.into_keys().collect(),
                    related,
                    alone,
                }
            }
        };
        let (children, names) = (start.children.clone(), KnownNames::of(declared));
        Self { declared, start, wanted, major, bystanders, children, names, plpgsql: true, part }
    }

    /// The same where more is known of what tables and columns have been called.
    pub(super) fn knowing(mut self, names: KnownNames) -> Self {
        self.names.extend(names);
        self
    }

    /// The same where the migration is for such a database.
    pub(super) fn on(mut self, target: &Target) -> Self {
        self.plpgsql = target.has_plpgsql();
        self
    }

    /// Of what names the server may have made those of NOT NULL constraints.
    pub(super) fn names(&self) -> &KnownNames {
        &self.names
    }

    /// The same in a database that has more than evenkeel's: what needs evenkeel's is there in the proof too.
    ///
    /// # Errors
    /// Where something has a name that the plan gives to another.
    pub(super) fn in_database(mut self, live: &Catalog) -> Result<Self, WorkflowError> {
        let taken = taken(live, self.start, self.wanted);
        if !taken.is_empty() {
            return Err(WorkflowError::Taken(taken));
        }
        self.part.alone = left_alone(live, self.start, &self.part.start);
        Ok(self)
    }

    /// What is left alone and is in the proof too.
    pub(super) fn alone(&self) -> &Catalog {
        &self.part.alone
    }

    /// The same with this left alone beside it.
    pub(super) fn beside(mut self, alone: Catalog) -> Self {
        self.part.alone = alone;
        self
    }

    /// What scratch databases hold of the start and of what is wanted.
    pub(super) fn parts(&self) -> (&Catalog, &Catalog) {
        (&self.part.start, &self.part.wanted)
    }
}

/// Plans the way. Renames are carried out on a scratch database first, so that the difference is taken from what the
/// server makes of them.
pub(super) async fn way(scratch: &mut Scratch<'_>, states: &States<'_>) -> Result<Way, WorkflowError> {
    let States { declared, start, wanted, major, .. } = *states;
    let renames = resolve_renames(&declared.renames, start, major)
        .map_err(|errors| WorkflowError::Renames(located::renames(&errors, declared)))?;
    let (renamed, conversions) = after_renames(scratch, states, &renames).await?;
    let wanted = with_names_of(wanted, &renamed, &states.names);
    let wanted = wanted.as_ref();
    // What is written has to run on the oldest version that the file is for.
    let major = declared.postgres.map_or(major, |(oldest, _)| oldest.min(major));
    let using = declared.conversions.clone();
    let is_renamed = !renames.forward.is_empty();
    let bystanders = match is_renamed {
        true => renames.origins.reversed().carry(&states.bystanders),
        false => states.bystanders.clone(),
    };
    let children = match is_renamed {
        true => renames.origins.reversed().carry_owners(&states.children),
        false => states.children.clone(),
    };
    check_renames(&renames.forward, &renamed, &children).map_err(|error| located::unplanned(error, declared))?;
    let origins = is_renamed.then(|| renames.origins.clone());
    let without_plpgsql = !states.plpgsql;
    let outside = declared.scope.beside.clone();
    let (back, exclusive) = (false, false);
    let facts =
        Facts { major, conversions, without_plpgsql, using, origins, outside, bystanders, children, back, exclusive };
    let there = plan_changes(plannable(&renamed, wanted, major), &renamed, wanted, &facts)
        .map_err(|error| located::unplanned(error, declared))?;
    let idle = idle(&facts.using, &there.statements);
    let alike = alike(&there.changes, &renamed, wanted);
    let facts = Facts { using: BTreeMap::new(), origins: None, back: true, ..facts };
    let back = plan_changes(plannable(wanted, &renamed, major), wanted, &renamed, &facts);
    let changes = told(&renames, there.changes, &renamed, wanted).into_iter().map(|remark| remark.words).collect();
    let (checks, there): (Vec<_>, Vec<_>) =
        there.statements.into_iter().partition(|statement| statement.phase == Phase::Check);
    let finished = |mut statements: Vec<Statement>| {
        tell_what_stands(&mut statements);
        said_once(&mut statements);
        statements
    };
    let up = finished(settled(checks.into_iter().chain(renames.forward).chain(there).collect()));
    let back = back.map(|back| back.statements.into_iter().chain(renames.backward).collect());
    let down = back.map(finished).map_err(NoWayBack::from);
    Ok(Way { changes, up, down, origins: renames.origins, idle, alike })
}

/// The columns of which it is said how their values become others, and that take no other type.
fn idle(using: &BTreeMap<(QualifiedName, String), String>, statements: &[Statement]) -> BTreeSet<ObjectId> {
    let columns = using.keys().filter(|(table, column)| {
        let is_of_table = |statement: &&Statement| matches!(&statement.object, ObjectId::Column(of, _) if of == table);
        let mut actions = statements.iter().filter(is_of_table).flat_map(|statement| &statement.column_actions);
        !actions.any(|action| action.column == *column && action.data_type.is_some())
    });
    columns.map(|(table, column)| ObjectId::Column(table.clone(), column.clone())).collect()
}

/// What changes for a reader: the renames, then what differs beside them.
pub(super) fn told(renames: &Renames, changes: Vec<Change>, renamed: &Catalog, wanted: &Catalog) -> Vec<Remark> {
    renames.words.iter().cloned().chain(remarks(&changes, renamed, wanted)).collect()
}

/// How values of one type become those of another, by the two types.
type Conversions = BTreeMap<(String, String), Conversion>;

/// The start after renames, and the conversions between its types and the wanted ones. A server is asked where there
/// is anything to ask.
async fn after_renames<'a>(
    scratch: &mut Scratch<'_>,
    states: &States<'a>,
    renames: &Renames,
) -> Result<(Cow<'a, Catalog>, Conversions), WorkflowError> {
    let needed = |renamed: &Catalog| {
        let mut pairs = conversions_needed(renamed, states.wanted);
        pairs.extend(conversions_needed(states.wanted, renamed));
        pairs
    };
    if renames.forward.is_empty() && needed(states.start).is_empty() {
        return Ok((Cow::Borrowed(states.start), BTreeMap::new()));
    }
    let (connection, _) = scratch.start(&states.part.start, states.major, WorkflowError::Build).await?;
    let transaction = connection.transaction().await?;
    for statement in &renames.forward {
        transaction.batch_execute(&statement.sql).await?;
    }
    let renamed = if renames.forward.is_empty() {
        Cow::Borrowed(states.start)
    } else {
        let part = restrict(introspect_within(&transaction).await?.catalog, &states.declared.scope).catalog;
        Cow::Owned(states.part.renamed(states.start, part))
    };
    let found = conversions(&transaction, needed(&renamed)).await?;
    transaction.rollback().await?;
    Ok((renamed, found))
}

impl Part<'_> {
    /// The whole start as its part became by renames.
    fn renamed(&self, start: &Catalog, mut part: Catalog) -> Catalog {
        // Foreign keys that lead out of the part.
        for (name, table) in &mut part.tables {
            if let (Some(whole), Some(built)) = (start.tables.get(name), self.start.tables.get(name)) {
                let left_out = whole.constraints.iter().filter(|(name, constraint)| {
                    matches!(constraint.kind, ConstraintKind::ForeignKey(_)) && !built.constraints.contains_key(*name)
                });
                Arc::make_mut(table)
                    .constraints
                    .extend(left_out.map(|(name, constraint)| (name.clone(), constraint.clone())));
            }
        }
        let tables = self.start.tables.keys().chain(part.tables.keys());
        let tables = tables.filter(|name| !self.keys_only.contains(*name)).cloned().collect();
        subset::merged(start.clone(), part, &tables)
    }
}

/// The table of which an object is a part, where it is one: what is left alone is built as far as that is possible.
fn whole(object: &ObjectId) -> Cow<'_, ObjectId> {
    match object {
        ObjectId::Column(table, _) | ObjectId::ColumnValue(table, _) | ObjectId::Constraint(table, _) => {
            Cow::Owned(ObjectId::Table(table.clone()))
        }
        _ => Cow::Borrowed(object),
    }
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

/// Proves a way, again without the sample rows that turn out not to fit.
pub(super) async fn prove_way(
    scratch: &mut Scratch<'_>,
    states: &States<'_>,
    way: &Way,
    place: &str,
) -> Result<Proof, WorkflowError> {
    let Part { start, wanted, keys_only, related, alone } = &states.part;
    let keys_only = keys_only.iter().filter(|name| start.tables.contains_key(*name)).count();
    let left_out = states.start.tables.len() - start.tables.len() + keys_only;
    let bare = |statements: &[Statement], name: &str| {
        let text = write(&Contents {
            title: String::new(),
            changes: Vec::new(),
            statements,
            origins: None,
            proof: None,
            parents: None,
            before: None,
            after: None,
        });
        MigrationFile::parse(name, &text)
    };
    let up = bare(&way.up, "the way up")?;
    let down = match &way.down {
        Ok(statements) => Some((bare(statements, "the way down")?, statements.as_slice())),
        Err(_) => None,
    };
    let mut withheld = Withheld::default();
    loop {
        let not_built = |errors| ProofError::StartNotBuilt(errors).into();
        let (connection, built) = scratch.start_for_good(start, states.major, not_built).await?;
        let (strangers, mut built) = build_beside(connection, built, start, alone, states.major).await?;
        built.not_copied.retain(|(object, _)| related.contains(object) || has(alone, whole(object).as_ref()));
        let claim = Claim {
            from: start,
            to: wanted,
            up: (&up, &way.up),
            down: down.as_ref().map(|(file, statements)| (file, *statements)),
            scope: &states.declared.scope,
            major: states.major,
            origins: &way.origins,
            withheld: &withheld,
            strangers: &strangers,
            names: &states.names,
        };
        match prove(connection, built, &claim).await {
            Ok(proof) => return Ok(Proof { place: place.to_owned(), left_out, keys_only, ..proof }),
            Err(error) if withheld.after(&error, start, &way.origins) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
