//! Plans.

use std::time::Instant;

use super::split::Text;
use crate::api::{ErrorCode, ExplainRequest, ExplainResponse};
use crate::database::Session;
use crate::failure::Failure;

/// Asks for the plan of one statement.
///
/// # Errors
/// Where there are several statements, or the server refuses this one.
pub async fn explain(session: &mut Session, request: &ExplainRequest) -> Result<ExplainResponse, Failure> {
    let statements = Text::new(&request.text).statements();
    let [statement] = statements.as_slice() else {
        return Err(Failure::request("a plan is made for one statement at a time"));
    };
    if let Some(problem) = &statement.problem {
        return Err(Failure::new(ErrorCode::Statement, problem.clone()));
    }
    let head = if request.analyze {
        "EXPLAIN (FORMAT JSON, VERBOSE, ANALYZE, BUFFERS) "
    } else {
        "EXPLAIN (FORMAT JSON, VERBOSE) "
    };
    let start = Instant::now();
    let row = session.row(&format!("{head}{}", statement.text), &[]).await.map_err(|mut failure| {
        let head = u32::try_from(head.len()).unwrap_or(0);
        failure.body.position =
            failure.body.position.map(|position| position.saturating_sub(head).saturating_add(statement.start));
        failure
    })?;
    let plan = row.and_then(|row| row.into_iter().next().flatten());
    let plan = plan.ok_or_else(|| Failure::internal("the server gave no plan"))?;
    Ok(ExplainResponse { plan, milliseconds: start.elapsed().as_secs_f64() * 1000.0 })
}
