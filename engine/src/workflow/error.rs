//! Why a job came to no end.

use std::collections::BTreeSet;

use evenkeel_connect::ConnectError;
use evenkeel_model::{Diagnostic, ObjectId};
use evenkeel_runner::file::Fault;
use evenkeel_runner::{HalfApplied, Problem, Version};

use super::export::with_transactions;
use super::way::destructive;
use crate::build::BuildError;
use crate::introspect::IntrospectError;
use crate::plan::{PlanError, Statement};
use crate::proof::ProofError;
use crate::shadow::ShadowError;

/// Why a job came to no end. Nothing was written or applied.
#[derive(Debug, thiserror::Error)]
pub enum WorkflowError {
    /// Schemas that the file no longer has hold what no migration made.
    #[error(
        "the schema file no longer has the schema of {}, which no migration made: keep the schema in the file, or drop \
         this or move it elsewhere first",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    Inhabited(BTreeSet<ObjectId>),
    /// The file renames what no migration made: it could not be renamed where the migrations run from the first.
    #[error(
        "the schema file renames what is in the database and no migration has made, so that a migration that renames it \
         would fail wherever the migrations run from the first: {}",
        .0.iter().map(|(new, old)| format!("{old} to {new}")).collect::<Vec<_>>().join("; ")
    )]
    NotMadeByMigrations(Vec<(ObjectId, ObjectId)>),
    /// A database could not be reached.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A database could not be read.
    #[error(transparent)]
    Introspect(#[from] IntrospectError),
    /// There is no scratch database.
    #[error(transparent)]
    Shadow(#[from] ShadowError),
    /// The server refuses objects of the schema file: what and where.
    #[error("the server refuses what the schema file declares")]
    Schema(Vec<Diagnostic>),
    /// What the schema file declares is something else in the database: what and where.
    #[error("the database has something else under a name of the schema file")]
    Occupied(Vec<Diagnostic>),
    /// A state that is no schema file's could not be built.
    #[error("a state cannot be built on a scratch database: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Build(Vec<BuildError>),
    /// What is outside of the scope and needed inside of it could not be built.
    #[error(
        "what foreign keys need outside of what evenkeel manages cannot be built on a scratch database: {}",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    )]
    Outside(Vec<BuildError>),
    /// The migrations cannot be applied or read from the ledger.
    #[error(transparent)]
    Runner(#[from] evenkeel_runner::Error),
    /// The migrations do not run on an empty scratch database.
    #[error("the migrations cannot be replayed on an empty scratch database")]
    Replay(#[source] evenkeel_runner::Error),
    /// Renames whose old and new object both exist, and the like.
    #[error("a rename of the schema file cannot be carried out")]
    Renames(Vec<Diagnostic>),
    /// Columns whose values have no way into the types that the schema file wants.
    #[error("values cannot become those of another type by themselves")]
    Conversions(Vec<Diagnostic>),
    /// There is no plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// The plan was not proved.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The plan, written as a file, cannot be read again.
    #[error("the plan cannot be written as a migration file: {0}")]
    File(#[from] evenkeel_runner::file::Faults),
    /// The migrations do not fit each other or the database: edited, out of order, two heads.
    #[error("the migrations have to be mended first: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Problem>),
    /// Migrations wait to be applied.
    #[error(
        "{} not applied to this database yet: {}",
        if .0.len() == 1 { "a migration is" } else { "migrations are" },
        .0.iter().map(|(version, name)| format!("{version}_{name}")).collect::<Vec<_>>().join(", ")
    )]
    Pending(Vec<(Version, String)>),
    /// A migration stopped half way, so that the database is what no migration makes.
    #[error(transparent)]
    HalfApplied(HalfApplied),
    /// The ledger has migrations that the folder lacks.
    #[error(
        "the database has migrations that the folder lacks, perhaps of another branch: {}",
        .0.iter().map(|(version, name)| format!("{version}_{name}")).collect::<Vec<_>>().join(", ")
    )]
    Missing(Vec<(Version, String)>),
    /// The database is not what its migrations say.
    #[error("the database has changes that no migration made")]
    Drift(Vec<String>),
    /// The database is not what its migrations say, and they are right: what undoes the changes there.
    #[error(
        "no migration can undo these changes: it would fail on every database that does not have them, and wherever the \
         migrations run from the first"
    )]
    ByHand {
        /// What differs, in words.
        drift: Vec<String>,
        /// What undoes it, proved.
        statements: Vec<Statement>,
    },
    /// The database has what the file declares, and no migration made it.
    #[error("the database has what the schema file declares, and no migration made it")]
    NoBaseline(Vec<String>),
    /// The database is not what the migrations make that are to be recorded as applied.
    #[error("the database is not what the migrations make, so none was recorded")]
    NotMade(Vec<String>),
    /// What would be made needs objects that are not there and that no plan can make: each with the first that it needs.
    #[error("the change needs what evenkeel cannot create yet")]
    Needs(Vec<(ObjectId, ObjectId)>),
    /// What would be made has the name of something that is left alone: each with that.
    #[error(
        "a name is taken by what evenkeel leaves alone: {}",
        .0.iter().map(|(new, found)| format!("{new} cannot be made beside {found}")).collect::<Vec<_>>().join("; ")
    )]
    Taken(Vec<(ObjectId, ObjectId)>),
    /// The plan loses data, and nobody allowed that.
    #[error("the plan loses data")]
    Destructive(Vec<(ObjectId, String)>),
    /// The file is for other versions of PostgreSQL than the server's.
    #[error("{words}")]
    Version {
        /// Which versions they are.
        words: String,
        /// What to do about it.
        help: String,
    },
    /// What holds on the target's version does not hold on another one that the file is for.
    #[error("on PostgreSQL {major}, which the schema file is for too (`postgres:`), this does not hold")]
    Elsewhere {
        /// The other major version.
        major: u32,
        /// What does not hold there.
        source: Box<WorkflowError>,
    },
    /// A file of SQL could not be run: at which place, where that is known, and why.
    #[error("the server refuses the file of SQL{}", if .0.is_empty() { format!(": {}", .1) } else { String::new() })]
    Sql(Vec<Fault>, String),
    /// Statements act on the whole server, and scratch databases are on the target's own.
    #[error("statements reach beyond a scratch database, which is on the target's own server; nothing was run")]
    ServerWide(Vec<Fault>),
    /// A query of the workflow's own failed.
    #[error("a query failed")]
    Query(#[from] tokio_postgres::Error),
}

impl WorkflowError {
    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::Plan(error) => error.help()?,
            Self::Outside(_) => "scratch databases hold such tables before anything of evenkeel's is there, so that their keys \
                                 cannot be of types that evenkeel makes: take those out of what it manages, or the tables \
                                 into it"
                .to_owned(),
            Self::Proof(error) => error.help()?,
            // Where a server can be had is said with where its address stands.
            Self::Shadow(error) if !error.is_connect() => error.help()?.to_owned(),
            Self::Elsewhere { source, .. } => source.help()?,
            Self::Pending(_) => "apply them with `keel migrate`, then run this again".to_owned(),
            Self::HalfApplied(half) => half.help().replace("`migrate", "`keel migrate"),
            Self::Missing(_) => {
                "switch to the branch that has them, or take them back there with `keel migrate down`; where another one \
                 stands for them now, record that with `keel migrate baseline --squashed`; the embedded server can be \
                 started anew with `keel reset`"
                    .to_owned()
            }
            Self::Drift(_) => "where the database is right, `keel gen --right database` writes a migration that makes these \
                               changes elsewhere too; where the migrations are right, `keel gen --right migrations` prints \
                               the SQL that undoes them here"
                .to_owned(),
            Self::ByHand { statements, .. } => {
                let lost = destructive(statements).into_iter().map(|(object, words)| format!("{object}: {words}; "));
                let lost: String = lost.collect();
                let loses = if lost.is_empty() { "" } else { "this loses data: " };
                format!(
                    "{loses}{lost}run this on the database, then `keel gen` again; it was proved on a scratch database:\n{}",
                    with_transactions(statements).trim_end()
                )
            }
            Self::NoBaseline(_) => "write a first migration that makes it with `keel gen NAME --from migrations`, or, of what \
                                    is there alone, with `keel gen NAME --right database`, and mark it as applied here with \
                                    `keel migrate baseline`"
                .to_owned(),
            Self::NotMade(_) => "each line leads from what the migrations make to what the database has: mend one of the two, or \
                                 name the last migration that it has, as in `keel migrate baseline VERSION`; to record \
                                 them all the same, say `--allow-drift`"
                .to_owned(),
            Self::Needs(_) => "create them there by hand, then run this again".to_owned(),
            Self::NotMadeByMigrations(_) => "give it its old name in the file, and let `keel gen --from migrations` and \
                                             `keel migrate baseline` take it over, or take `renamed_from` out if it is \
                                             to stay as it is"
                .to_owned(),
            Self::Taken(_) => "give it another name, or rename or drop what has the name first".to_owned(),
            Self::Destructive(_) => {
                "where that is meant, say `--allow destructive`".to_owned()
            }
            Self::Version { help, .. } => help.clone(),
            _ => return None,
        })
    }
}
