//! The tables and how they hang together.

use crate::api::DiagramResponse;
use crate::catalog::Groups;
use crate::database::Session;
use crate::failure::Failure;

const SQL: &str = include_str!("diagram.sql");

/// Reads it.
///
/// # Errors
/// Where the server does not answer.
pub async fn diagram(session: &mut Session, groups: &Groups) -> Result<DiagramResponse, Failure> {
    let found: Option<DiagramResponse> = session.json(SQL, &[]).await?;
    let mut found = found.ok_or_else(|| Failure::internal("the catalog is empty"))?;
    for table in &mut found.tables {
        table.group = groups.get(&(table.schema.clone(), table.name.clone())).cloned();
    }
    Ok(found)
}
