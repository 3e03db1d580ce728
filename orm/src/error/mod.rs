//! What can go wrong.

use std::fmt;

/// What went wrong. It never shows the values of parameters.
pub struct Error(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Postgres { source: tokio_postgres::Error, statement: Option<String> },
}

impl Error {
    /// The server, or the way to it, refused a statement.
    pub(crate) fn postgres(source: tokio_postgres::Error, statement: Option<&str>) -> Self {
        Self(Box::new(Kind::Postgres { source, statement: statement.map(str::to_owned) }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Postgres { source, .. } => match source.as_db_error() {
                Some(refusal) => write!(formatter, "{} ({})", refusal.message(), refusal.code().code()),
                None => source.fmt(formatter),
            },
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Postgres { statement, .. } => formatter
                .debug_struct("Error")
                .field("message", &self.to_string())
                .field("statement", statement)
                .finish(),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Postgres { source, .. } => Some(source),
        }
    }
}
