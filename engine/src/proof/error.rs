//! Why a plan is not proved.

use evenkeel_model::name::quote_identifier;
use evenkeel_model::{ObjectId, QualifiedName};
use tokio_postgres::error::{DbError, SqlState};

use super::Unfit;
use crate::build::BuildError;
use crate::introspect::IntrospectError;
use crate::plan::LockMode;

/// What was not as claimed.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The starting state could not be built on the scratch database.
    #[error("the present state cannot be built on a scratch database: {}", list(.0))]
    StartNotBuilt(Vec<BuildError>),
    /// The starting state came out otherwise on the scratch database.
    #[error("the present state comes out otherwise on a scratch database: {}", .0.join("; "))]
    StartDiffers(Vec<String>),
    /// A statement failed.
    #[error("the plan fails on a scratch database on the way {direction}")]
    Failed {
        /// `up` or `down`.
        direction: &'static str,
        /// The table whose change it was, if it was one's.
        table: Option<Box<QualifiedName>>,
        /// Whose values do not become those of a new type, if it was that.
        unfit: Option<Box<Unfit>>,
        /// What failed, with its place in the plan.
        source: Box<Refused>,
    },
    /// The plan does not lead where it should.
    #[error("the way {direction} does not lead to the state that it should; left to do: {}", left.join("; "))]
    NotThere {
        /// `up` or `down`.
        direction: &'static str,
        /// What is left to do, in words.
        left: Vec<String>,
    },
    /// Something that evenkeel leaves alone goes with what is replaced.
    #[error("the way {direction} takes what has to stay: {}", lost.join(", "))]
    MarksLost {
        /// `up` or `down`.
        direction: &'static str,
        /// What of which table.
        lost: Vec<String>,
    },
    /// Something that evenkeel leaves alone would not be as it was.
    #[error(
        "the way {direction} changes what evenkeel leaves alone: {}",
        changed.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    )]
    BesideChanged {
        /// `up` or `down`.
        direction: &'static str,
        /// The columns and constraints.
        changed: Vec<ObjectId>,
    },
    /// Rows were lost or changed that the plan does not speak of.
    #[error("rows that should have stayed as they were did not: {}", .0.join("; "))]
    RowsChanged(Vec<String>),
    /// A lock was stronger than the plan said.
    #[error(
        "{object} took the lock {} on {table}, which the plan does not declare; this is a fault of evenkeel's own, please \
         report it",
        observed.words()
    )]
    UndeclaredLock {
        /// The object whose statement it was.
        object: Box<ObjectId>,
        /// The table that was locked.
        table: Box<QualifiedName>,
        /// The lock that was seen.
        observed: LockMode,
    },
    /// A catalog could not be read.
    #[error(transparent)]
    Introspect(#[from] IntrospectError),
    /// A query of the proof's own failed.
    #[error("a query on the scratch database failed")]
    Query(#[from] tokio_postgres::Error),
}

/// A statement of a plan that failed. It stands in no file, so that what is said of those is nothing for it.
#[derive(Debug)]
pub struct Refused(evenkeel_runner::Error);

impl Refused {
    pub(super) fn new(error: evenkeel_runner::Error) -> Self {
        Self(error)
    }

    /// What the server or the connection said, if it was one of them.
    pub fn server_error(&self) -> Option<&tokio_postgres::Error> {
        self.0.server_error()
    }

    fn help(&self) -> String {
        if self.0.is_connection_lost() {
            return "look after the server, then run this again".to_owned();
        }
        let code = self.0.sqlstate().map(SqlState::code).unwrap_or_default();
        // What the server lacks: room, memory, connections.
        let of_server = self.0.help().filter(|_| ["53", "58"].iter().any(|class| code.starts_with(class)));
        of_server.unwrap_or_else(|| {
            "evenkeel wrote this statement itself, so there is no file to mend: change what it comes of, in the schema file or \
             in the database; where nothing there explains why it is refused, write the change by hand in a migration of \
             your own (`keel gen --custom`), and please report this"
                .to_owned()
        })
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0.failure().map_or_else(|| self.0.message(), |failure| failure.refusal()))
    }
}

impl std::error::Error for Refused {}

impl ProofError {
    /// What to do about it, where the words do not say that themselves.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Failed { source, .. } => Some(source.help()),
            Self::BesideChanged { .. } => {
                Some("write the change by hand in a migration of your own (`keel gen --custom`)".to_owned())
            }
            _ => None,
        }
    }

    /// The table whose sample rows do not fit, where that is why a statement failed.
    pub fn rows_that_do_not_fit(&self) -> Option<(&QualifiedName, String)> {
        let Self::Failed { table: Some(table), unfit, source, .. } = self else {
            return None;
        };
        if !is_about_data(source.server_error()?.as_db_error()?) {
            return None;
        }
        let words = match unfit {
            Some(unfit) => format!("column {}: {}", quote_identifier(&unfit.column), unfit.reason),
            None => {
                let error = source.server_error().and_then(|error| error.as_db_error());
                format!("its sample rows do not fit: {}", error.map(|error| error.message()).unwrap_or_default())
            }
        };
        Some((table.as_ref(), words))
    }

    /// The column whose values do not become those of its new type, if that is why a statement failed.
    pub fn unfit(&self) -> Option<&Unfit> {
        match self {
            Self::Failed { unfit, .. } => unfit.as_deref(),
            _ => None,
        }
    }
}

/// Whether it is the rows of which the server complains. Types that have a syntax of their own, such as `tsvector`, call
/// what breaks it an error of syntax, but one that has no place in the statement.
pub(super) fn is_about_data(error: &DbError) -> bool {
    let code = error.code();
    code.code().starts_with("22")
        || code.code().starts_with("23")
        || *code == SqlState::SYNTAX_ERROR && error.position().is_none()
}

fn list(errors: &[BuildError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
