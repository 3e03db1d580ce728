//! Why an object could not be built.

use evenkeel_model::ObjectId;
use tokio_postgres::error::ErrorPosition;

use crate::plan::PlanError;

/// What a server says of an object that it refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildError {
    /// The object, if it is about one.
    pub object: Option<ObjectId>,
    /// The statement that was refused; empty where there was none.
    pub sql: String,
    /// The place in the statement, in characters from 1, where the server names one.
    pub position: Option<usize>,
    /// The SQLSTATE; empty where the error is none of the server's.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What the server adds.
    pub detail: Option<String>,
    /// What the server advises.
    pub hint: Option<String>,
}

/// SQLSTATEs that say that something is not there: undefined column, function, table, object, schema, and a
/// constraint that a foreign key would need.
const MISSING: [&str; 6] = ["42703", "42883", "42P01", "42704", "3F000", "42830"];

impl BuildError {
    pub(super) fn of_statement(object: &ObjectId, sql: &str, source: &tokio_postgres::Error) -> Self {
        let mut error = Self::of_session(source);
        error.object = Some(object.clone());
        sql.clone_into(&mut error.sql);
        error
    }

    pub(super) fn of_session(source: &tokio_postgres::Error) -> Self {
        let database = source.as_db_error();
        Self {
            object: None,
            sql: String::new(),
            position: database.and_then(|error| error.position()).and_then(|position| match position {
                ErrorPosition::Original(position) => usize::try_from(*position).ok(),
                ErrorPosition::Internal { .. } => None,
            }),
            code: source.code().map(|code| code.code().to_owned()).unwrap_or_default(),
            message: database.map_or_else(|| source.to_string(), |error| error.message().to_owned()),
            detail: database.and_then(|error| error.detail()).map(str::to_owned),
            hint: database.and_then(|error| error.hint()).map(str::to_owned),
        }
    }

    /// The default of an object is no value of its type; `text` is the default as it was declared.
    pub(super) fn of_default(object: &ObjectId, text: &str, source: &tokio_postgres::Error) -> Self {
        let error = Self::of_statement(object, text, source);
        let message = match object {
            ObjectId::Type(_) => format!("its default does not fit: {}", error.message),
            _ => error.message,
        };
        let hint = error.hint.or_else(|| Some("write a value that the type takes, or take the default out".to_owned()));
        Self { message, hint, position: None, ..error }
    }

    pub(super) fn of_plan(source: &PlanError) -> Self {
        Self {
            object: None,
            sql: String::new(),
            position: None,
            code: String::new(),
            message: source.to_string(),
            detail: None,
            hint: source.help(),
        }
    }

    /// A text of the object ends its statement: it was not sent.
    pub(super) fn of_several(object: &ObjectId, sql: &str) -> Self {
        let message = "its SQL is not one statement, and was not sent".to_owned();
        let (position, code) = (None, String::new());
        Self { object: Some(object.clone()), sql: sql.to_owned(), position, code, message, detail: None, hint: None }
    }

    /// Whether the server misses something that the statement names.
    pub fn is_missing_object(&self) -> bool {
        MISSING.contains(&self.code.as_str())
    }
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(object) = &self.object {
            write!(formatter, "{object}: ")?;
        }
        formatter.write_str(&self.message)?;
        if !self.code.is_empty() {
            write!(formatter, " (SQLSTATE {})", self.code)?;
        }
        for more in [&self.detail, &self.hint].into_iter().flatten() {
            write!(formatter, "; {more}")?;
        }
        Ok(())
    }
}

impl std::error::Error for BuildError {}
