//! The whole of a result that the page has only the beginning of: the statement is run again, read-only, and its rows are
//! read a few at a time.

use std::sync::Arc;

use super::kinds;
use super::run::{MOST_BYTES, MOST_OF_CELL, MOST_ROWS};
use super::split::Text;
use crate::api::{Cell, ErrorCode, ResultColumn, SqlRowsRequest, SqlRowsResponse, SqlValueRequest, Truncation};
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

/// Reads the rows that come after those that the page has.
///
/// # Errors
/// Where the last of those is another now: without an order PostgreSQL may give the rows as it likes.
pub async fn further(database: &Arc<Database>, request: &SqlRowsRequest) -> Result<SqlRowsResponse, Failure> {
    let Some(before) = request.after.checked_sub(1) else {
        return Err(Failure::request("what comes next is wanted after a row"));
    };
    let (mut reading, _) = reading(database, &request.request, &request.text).await?;
    let found = next(&mut reading, before, request).await;
    reading.end().await;
    found?.ok_or_else(|| {
        Failure::not_found("the statement was run again, and gives other rows now")
            .with_hint("run it anew; with an ORDER BY its rows come in one order")
    })
}

/// What comes after the last row that the page has, `before` which there are so many; nothing where it is another.
async fn next(
    reading: &mut Reading,
    before: u32,
    request: &SqlRowsRequest,
) -> Result<Option<SqlRowsResponse>, Failure> {
    if !reading.skip(before).await? || reading.one(MOST_OF_CELL).await?.as_ref() != Some(&request.last) {
        return Ok(None);
    }
    let limit = request.limit.clamp(1, MOST_ROWS);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut bytes = 0;
    loop {
        let left = limit.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        if left == 0 || bytes > MOST_BYTES {
            break;
        }
        let Some(found) = reading.at_most(left, MOST_OF_CELL).await? else { break };
        bytes += found.iter().flatten().map(|cell| cell.text.as_ref().map_or(0, String::len)).sum::<usize>();
        rows.extend(found);
    }
    // That the server stopped where it was told to does not say that there is more.
    let more = reading.at_most(1, 0).await?.is_some_and(|rows| !rows.is_empty());
    let why = if bytes > MOST_BYTES { Truncation::Bytes } else { Truncation::Rows };
    Ok(Some(SqlRowsResponse { rows, truncated: more.then_some(why) }))
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
    let Some(row) = reading.one(usize::MAX).await? else { return Ok(None) };
    let cell = row.into_iter().nth(request.column as usize);
    Ok(cell.and_then(|cell| cell.text))
}
