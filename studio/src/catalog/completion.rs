//! What the editor can complete.

use crate::api::CompletionResponse;
use crate::database::Session;
use crate::failure::Failure;

const SQL: &str = include_str!("completion.sql");

/// Reads it.
///
/// # Errors
/// Where the server does not answer.
pub async fn completion(session: &mut Session) -> Result<CompletionResponse, Failure> {
    let found = session.json(SQL, &[]).await?;
    found.ok_or_else(|| Failure::internal("the catalog is empty"))
}
