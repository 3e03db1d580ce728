//! What can go wrong while a database is read.

use std::fmt;

/// A database could not be read.
#[derive(Debug)]
pub struct IntrospectError(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Query { what: &'static str, source: tokio_postgres::Error },
    Version { version_num: u32 },
    NotInTransaction,
    Ended,
    Unknown { what: &'static str, value: String, of: String },
}

impl IntrospectError {
    /// The server refused or broke off while we were `what`: `reading the indexes`.
    pub(super) fn query(what: &'static str, source: tokio_postgres::Error) -> Self {
        Self(Box::new(Kind::Query { what, source }))
    }

    pub(super) fn version(version_num: u32) -> Self {
        Self(Box::new(Kind::Version { version_num }))
    }

    pub(super) fn not_in_transaction() -> Self {
        Self(Box::new(Kind::NotInTransaction))
    }

    /// The program ends meanwhile.
    pub(super) fn ended() -> Self {
        Self(Box::new(Kind::Ended))
    }

    /// The catalog says `value` for the `what` of the object `of`, which no version we know says.
    pub(super) fn unknown(what: &'static str, value: impl fmt::Display, of: impl fmt::Display) -> Self {
        Self(Box::new(Kind::Unknown { what, value: value.to_string(), of: of.to_string() }))
    }

    /// Whether the server's version is one that this program cannot read.
    pub fn is_unsupported_version(&self) -> bool {
        matches!(*self.0, Kind::Version { .. })
    }

    /// What the server said, where it is the server that failed.
    pub fn server(&self) -> Option<&tokio_postgres::Error> {
        match &*self.0 {
            Kind::Query { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for IntrospectError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Kind::Query { what, .. } => write!(formatter, "{what} failed"),
            Kind::Version { version_num } => write!(
                formatter,
                "the server is PostgreSQL {}; this version of evenkeel reads PostgreSQL {} to {}",
                version_num / 10_000,
                super::server::OLDEST_MAJOR,
                super::server::NEWEST_MAJOR,
            ),
            Kind::NotInTransaction => {
                write!(formatter, "a database is read within one transaction, and none is open: begin one first")
            }
            Kind::Ended => formatter.write_str("the program ended while a database was read"),
            Kind::Unknown { what, value, of } => {
                write!(formatter, "the catalog says `{value}` for the {what} of {of}, which this version does not know")
            }
        }
    }
}

impl std::error::Error for IntrospectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Query { source, .. } => Some(source),
            _ => None,
        }
    }
}
