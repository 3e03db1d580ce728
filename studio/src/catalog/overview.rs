//! The schemas and relations, and what the session is.

use serde::Deserialize;

use crate::api::RelationSummary;
use crate::catalog::Groups;
use crate::database::Session;
use crate::failure::Failure;

const SQL: &str = include_str!("overview.sql");

/// The database as the catalog has it.
#[derive(Clone, Debug, Deserialize)]
pub struct Found {
    pub database: String,
    pub role: String,
    pub server_version: String,
    /// Whether the server is a standby.
    pub standby: bool,
    /// Whether transactions only read unless they say otherwise.
    pub default_read_only: bool,
    /// Whether there is a table that the role may change rows of, or it may make one.
    pub may_write: bool,
    pub schemas: Vec<String>,
    pub relations: Vec<RelationSummary>,
}

/// Reads it.
///
/// # Errors
/// Where the server does not answer.
pub async fn overview(session: &mut Session, groups: &Groups) -> Result<Found, Failure> {
    let found: Option<Found> = session.json(SQL, &[]).await?;
    let mut found = found.ok_or_else(|| Failure::internal("the catalog is empty"))?;
    for relation in &mut found.relations {
        relation.group = groups.get(&(relation.schema.clone(), relation.name.clone())).cloned();
    }
    Ok(found)
}
