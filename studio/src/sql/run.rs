//! Statements run one by one.

use std::sync::Arc;
use std::time::Instant;

use super::kinds;
use super::split::Text;
use crate::api::{ErrorCode, Notice, RunRequest, RunResponse, SqlStatement, StatementResult, Truncation};
use crate::database::{Database, Mode, Session};
use crate::failure::Failure;
use crate::wire::{Limits, ServerMessage};

/// How many rows of one result are given at most.
pub(super) const MOST_ROWS: u32 = 10_000;

/// How many bytes of one result are given at most.
pub(super) const MOST_BYTES: usize = 32 << 20;

/// How many bytes of one value are given at most.
pub(super) const MOST_OF_CELL: usize = 64 << 10;

/// Runs each statement in a read-only transaction of its own, which is rolled back.
///
/// # Errors
/// Where the database cannot be reached. What the server says of a statement is in its result.
pub async fn read(database: &Arc<Database>, request: &RunRequest) -> Result<RunResponse, Failure> {
    let statements = statements(request)?;
    let mut results = Vec::new();
    for statement in &statements {
        let mut session = database.session(Some(&request.request), Mode::Read).await?;
        let result = one(&mut session, statement, request.row_limit, false).await;
        session.end().await;
        let failed = result.error.is_some();
        results.push(result);
        if failed {
            break;
        }
    }
    Ok(answer(&statements, results, None))
}

/// Runs the statements in one session, where each takes effect at once, unless the text begins a transaction.
///
/// # Errors
/// As [`read`].
pub async fn write(database: &Arc<Database>, request: &RunRequest) -> Result<RunResponse, Failure> {
    let statements = statements(request)?;
    let mut session = database.session(Some(&request.request), Mode::Bare).await?;
    let mut results = Vec::new();
    // What cannot be taken back any more, whatever becomes of the rest.
    let mut lasting = 0;
    for statement in &statements {
        let result = one(&mut session, statement, request.row_limit, true).await;
        let failed = result.error.is_some();
        results.push(result);
        if failed {
            break;
        }
        if !session.in_transaction() {
            lasting = results.len();
        }
    }
    let open = session
        .in_transaction()
        .then(|| "the text left a transaction open, and it was rolled back: end it with COMMIT".to_owned());
    let failed = results.last().is_some_and(|result| result.error.is_some());
    let stays = (failed && lasting > 0).then(|| stays(lasting));
    session.end().await;
    let warnings: Vec<String> = stays.into_iter().chain(open).collect();
    Ok(answer(&statements, results, (!warnings.is_empty()).then(|| warnings.join("; "))))
}

/// What is said of the statements before the one at which a text ended.
fn stays(count: usize) -> String {
    match count {
        1 => "what the first statement did stays".to_owned(),
        count => format!("what the first {count} statements did stays"),
    }
}

fn statements(request: &RunRequest) -> Result<Vec<SqlStatement>, Failure> {
    let statements = Text::new(&request.text).statements();
    if statements.is_empty() {
        return Err(Failure::request("there is no statement in this text"));
    }
    Ok(statements)
}

fn answer(statements: &[SqlStatement], results: Vec<StatementResult>, warning: Option<String>) -> RunResponse {
    let not_run = statements.len().saturating_sub(results.len());
    RunResponse { results, not_run: u32::try_from(not_run).unwrap_or(u32::MAX), warning }
}

async fn one(session: &mut Session, statement: &SqlStatement, row_limit: u32, write: bool) -> StatementResult {
    let start = Instant::now();
    let outcome = match &statement.problem {
        Some(problem) => Err(Failure::new(ErrorCode::Statement, problem.clone())),
        None => run(session, &statement.text, row_limit, write).await,
    };
    let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
    let notices = session.take_notices().into_iter().map(notice).collect();
    let mut result = StatementResult {
        statement: statement.clone(),
        columns: None,
        rows: Vec::new(),
        truncated: None,
        tag: None,
        notices,
        error: None,
        milliseconds,
    };
    match outcome {
        Ok(output) => {
            result.truncated =
                if output.too_large { Some(Truncation::Bytes) } else { output.more_rows.then_some(Truncation::Rows) };
            result.rows = output.rows;
            result.tag = output.tag;
            if let Some(fields) = output.columns {
                // In a transaction that has failed nothing more can be asked; a statement that gave rows has not failed.
                match kinds::describe(session, fields.clone()).await {
                    Ok(columns) => result.columns = Some(columns),
                    // The statement is done: cancelled is what comes after it.
                    Err(_) if write => result.columns = Some(kinds::undescribed(fields)),
                    Err(failure) => result.error = Some(*failure.body),
                }
            }
        }
        Err(mut failure) => {
            failure.body.position = failure.body.position.map(|position| position.saturating_add(statement.start));
            result.error = Some(*failure.body);
        }
    }
    result
}

async fn run(session: &mut Session, sql: &str, row_limit: u32, write: bool) -> Result<crate::wire::Output, Failure> {
    // A query may have effects, those of a function for each row: where they last, all of them are to happen or none.
    let limits =
        Limits { rows: row_limit.clamp(1, MOST_ROWS), bytes: MOST_BYTES, cell: MOST_OF_CELL, to_the_end: write };
    session.query(sql, &[], &limits).await
}

fn notice(message: ServerMessage) -> Notice {
    Notice { severity: message.severity, message: message.message, detail: message.detail, hint: message.hint }
}
