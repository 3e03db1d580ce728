//! The whole of a result that the page has only the beginning of: the statement is run again, read-only, and its rows are
//! read a few at a time.

use std::sync::Arc;

use super::kinds;
use super::split::Text;
use crate::api::{ErrorCode, ResultColumn, SqlValueRequest};
use crate::database::{Database, Mode, Reading};
use crate::failure::Failure;

/// Runs one statement to read its rows.
///
/// # Errors
/// Where there are several, it gives no rows, or the server refuses it.
pub async fn reading(
    database: &Arc<Database>,
    request: &str,
    text: &str,
) -> Result<(Reading, Vec<ResultColumn>), Failure> {
    let statements = Text::new(text).statements();
    let [statement] = statements.as_slice() else {
        return Err(Failure::request("the result is wanted of one statement"));
    };
    if let Some(problem) = &statement.problem {
        return Err(Failure::new(ErrorCode::Statement, problem.clone()));
    }
    let session = database.session(Some(request), Mode::Read).await?;
    let (mut reading, fields) = Reading::open(session, statement.text.clone(), &[]).await?;
    let described = match fields {
        Some(fields) => kinds::describe(reading.session(), fields).await,
        None => Err(Failure::request("this statement gives no rows")),
    };
    match described {
        Ok(columns) => Ok((reading, columns)),
        Err(failure) => {
            reading.end().await;
            Err(failure)
        }
    }
}

/// Reads one value whole.
///
/// # Errors
/// Where it is not there any more, or another: without an order PostgreSQL may give the rows as it likes.
pub async fn value(database: &Arc<Database>, request: &SqlValueRequest) -> Result<String, Failure> {
    let (mut reading, _) = reading(database, &request.request, &request.text).await?;
    let found = find(&mut reading, request).await;
    reading.end().await;
    let found = found?.filter(|text| text.len() as u64 == request.bytes && text.starts_with(&request.beginning));
    found.ok_or_else(|| {
        Failure::not_found("the statement was run again, and has another value in this place now")
            .with_hint("give it an ORDER BY, run it, and try again")
    })
}

async fn find(reading: &mut Reading, request: &SqlValueRequest) -> Result<Option<String>, Failure> {
    // The rows before it are passed over.
    if !reading.skip(request.row).await? {
        return Ok(None);
    }
    let Some(row) = reading.one().await? else { return Ok(None) };
    let cell = row.into_iter().nth(request.column as usize);
    Ok(cell.and_then(|cell| cell.text))
}
