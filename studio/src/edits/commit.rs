//! Running edits: all of them or none.

use std::sync::Arc;

use super::statement::{Relations, statement};
use crate::api::{CommitResponse, Conflict, Edit, EditsRequest, ErrorCode, Row};
use crate::audit::Audit;
use crate::data::{Parameters, Relation, row};
use crate::database::{Database, Mode, Session};
use crate::failure::Failure;
use crate::quote;
use crate::wire::Limits;

/// How many edits are taken at a time.
const MOST_EDITS: usize = 10_000;

/// What came of running all of them.
enum Ran {
    /// The key of each edit's row as it is now; none for deletions.
    All(Vec<(Relation, Option<Vec<String>>)>),
    /// The edits whose rows are not as they were read.
    Conflicts(Vec<u32>),
}

/// Runs edits in one transaction, and has them in the log before they are made last.
///
/// # Errors
/// Where an edit fails: its number is in the error, and nothing is saved.
pub async fn commit(
    database: &Arc<Database>,
    audit: &Audit,
    request: &EditsRequest,
) -> Result<CommitResponse, Failure> {
    if request.edits.len() > MOST_EDITS {
        return Err(Failure::request(format!("at most {MOST_EDITS} edits are saved at a time")));
    }
    let mut session = database.session(Some(&request.request), Mode::Write).await?;
    let mut log = Vec::new();
    let result = run(&mut session, &request.edits, &mut log).await;
    let result = match result {
        Ok(Ran::All(rows)) => read_and_commit(&mut session, rows, audit, &log).await.map(Ok),
        Ok(Ran::Conflicts(edits)) => Ok(Err(edits)),
        Err(failure) => Err(failure),
    };
    match session.end_with(result).await? {
        Ok(response) => Ok(response),
        Err(edits) => {
            let mut session = database.session(Some(&request.request), Mode::Read).await?;
            let response = conflicts(&mut session, &request.edits, &edits).await;
            session.end_with(response).await
        }
    }
}

async fn run(session: &mut Session, edits: &[Edit], log: &mut Vec<String>) -> Result<Ran, Failure> {
    let mut relations = Relations::default();
    let mut rows = Vec::new();
    let mut conflicts = Vec::new();
    for (place, edit) in (0_u32..).zip(edits) {
        let numbered = |mut failure: Failure| {
            failure.body.edit = Some(place);
            failure
        };
        let relation = relations.of(session, edit).await.map_err(numbered)?;
        let mut parameters = Parameters::default();
        let sql = statement(&relation, edit, &mut parameters).map_err(numbered)?;
        let shown = parameters.inlined(&sql);
        let key: Vec<_> = relation.primary_key.iter().map(|name| quote::name(name)).collect();
        let (sql, values) = parameters.used(&format!("{sql} RETURNING {}", key.join(", ")));
        let output = session.query(&sql, &values, &Limits::NONE).await.map_err(|failure| {
            let mut failure = numbered(failure);
            failure.body.position = None;
            failure.body.statement = Some(shown.clone());
            failure
        })?;
        log.push(shown);
        match output.rows.into_iter().next() {
            Some(_) if matches!(edit, Edit::Delete { .. }) => rows.push((relation, None)),
            Some(key) => {
                rows.push((relation, Some(key.into_iter().map(|cell| cell.text.unwrap_or_default()).collect())));
            }
            None if matches!(edit, Edit::Insert { .. }) => {
                let message = "the server added no row: a trigger or a rule has it otherwise";
                return Err(numbered(Failure::new(ErrorCode::Statement, message)));
            }
            None => conflicts.push(place),
        }
    }
    Ok(if conflicts.is_empty() { Ran::All(rows) } else { Ran::Conflicts(conflicts) })
}

async fn read_and_commit(
    session: &mut Session,
    edited: Vec<(Relation, Option<Vec<String>>)>,
    audit: &Audit,
    log: &[String],
) -> Result<CommitResponse, Failure> {
    let mut rows = Vec::new();
    let mut columns = Vec::new();
    for (relation, key) in edited {
        columns.push(relation.readable());
        rows.push(match key {
            Some(key) => row(session, &relation, &key).await?,
            None => None,
        });
    }
    let logged = audit.begin("edits", log.to_vec(), "committing")?;
    let committed = session.commit().await;
    logged.end(&committed);
    committed?;
    Ok(CommitResponse::Committed { rows, columns })
}

async fn conflicts(session: &mut Session, edits: &[Edit], which: &[u32]) -> Result<CommitResponse, Failure> {
    let mut relations = Relations::default();
    let mut conflicts = Vec::new();
    for (place, edit) in (0_u32..).zip(edits).filter(|(place, _)| which.contains(place)) {
        let (Edit::Update { key, version, .. } | Edit::Delete { key, version, .. }) = edit else { continue };
        let relation = relations.of(session, edit).await?;
        let theirs: Option<Row> = row(session, &relation, key).await?;
        if theirs.as_ref().and_then(|row| row.version.as_ref()) == Some(version) {
            let message = "the server did not change the row: a policy, a trigger or a rule has it otherwise";
            let mut failure = Failure::new(ErrorCode::Permission, message);
            failure.body.edit = Some(place);
            return Err(failure);
        }
        conflicts.push(Conflict { edit: place, columns: relation.readable(), theirs });
    }
    Ok(CommitResponse::Conflicts { conflicts })
}
