//! The calls of the page, one function each.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use super::app::App;
use super::body::Body;
use crate::api::{
    CancelRequest, CancelResponse, CommitResponse, CompletionResponse, CountRequest, CountResponse, DiagramResponse,
    EditsRequest, ExplainRequest, ExplainResponse, ExportRequest, ImportRequest, ImportResponse, Nothing,
    OverviewResponse, PreviewResponse, RelationRequest, RelationResponse, RowsRequest, RowsResponse, RunRequest,
    RunResponse, SplitRequest, SplitResponse, SqlExportRequest, SqlRowsRequest, SqlRowsResponse, SqlValueRequest,
    UnlockRequest, ValueFileRequest, ValueRequest, ValueResponse,
};
use crate::database::Mode;
use crate::failure::Failure;
use crate::{audit, catalog, data, edits, project, sql, transfer};

type Answer<T> = Result<Json<T>, Failure>;
type Shared = State<Arc<App>>;

pub async fn overview(State(app): Shared, Body(Nothing {}): Body<Nothing>) -> Answer<OverviewResponse> {
    app.overview().await.map(Json)
}

pub async fn unlock(State(app): Shared, Body(request): Body<UnlockRequest>) -> Answer<OverviewResponse> {
    app.unlock(&request.database)?;
    app.overview().await.map(Json)
}

pub async fn lock(State(app): Shared, Body(Nothing {}): Body<Nothing>) -> Answer<OverviewResponse> {
    app.lock();
    app.overview().await.map(Json)
}

pub async fn relation(State(app): Shared, Body(request): Body<RelationRequest>) -> Answer<RelationResponse> {
    let mut session = app.database.session(None, Mode::Read).await?;
    let answer = data::answer(&mut session, &request.schema, &request.name, app.is_locked()).await;
    session.end_with(answer).await.map(Json)
}

pub async fn rows(State(app): Shared, Body(request): Body<RowsRequest>) -> Answer<RowsResponse> {
    let mut session = app.database.session(Some(&request.request), Mode::Read).await?;
    let answer = data::page(&mut session, &request.query, &request.page, request.limit).await;
    session.end_with(answer).await.map(Json)
}

pub async fn count(State(app): Shared, Body(request): Body<CountRequest>) -> Answer<CountResponse> {
    let mut session = app.database.session(Some(&request.request), Mode::Read).await?;
    let answer = data::count(&mut session, &request.query).await;
    session.end_with(answer).await.map(Json)
}

pub async fn value(State(app): Shared, Body(request): Body<ValueRequest>) -> Answer<ValueResponse> {
    let mut session = app.database.session(Some(&request.request), Mode::Read).await?;
    let answer = data::value(&mut session, &request).await;
    session.end_with(answer).await.map(Json)
}

pub async fn preview(State(app): Shared, Body(request): Body<EditsRequest>) -> Answer<PreviewResponse> {
    let mut session = app.database.session(Some(&request.request), Mode::Read).await?;
    let answer = edits::preview(&mut session, &request.edits).await;
    session.end_with(answer).await.map(Json)
}

pub async fn commit(State(app): Shared, Body(request): Body<EditsRequest>) -> Answer<CommitResponse> {
    app.check_writable()?;
    edits::commit(&app.database, &app.audit, &request).await.map(Json)
}

pub async fn split(Body(request): Body<SplitRequest>) -> Answer<SplitResponse> {
    Ok(Json(sql::split(&request.text)))
}

pub async fn run(State(app): Shared, Body(request): Body<RunRequest>) -> Answer<RunResponse> {
    if !request.write {
        return sql::read(&app.database, &request).await.map(Json);
    }
    app.check_writable()?;
    let logged = app.audit.begin("sql", vec![request.text.clone()], "begun")?;
    let answer = sql::write(&app.database, &request).await;
    match answer.as_ref().ok().and_then(|response| Some((response, response.results.last()?.error.as_ref()?))) {
        Some((response, error)) => {
            let warning = response.warning.as_ref().map(|warning| format!("; {warning}")).unwrap_or_default();
            logged.end_with(&format!("{}{warning}", audit::failed(error)));
        }
        None => logged.end(&answer),
    }
    answer.map(Json)
}

pub async fn explain(State(app): Shared, Body(request): Body<ExplainRequest>) -> Answer<ExplainResponse> {
    let mut session = app.database.session(Some(&request.request), Mode::Read).await?;
    let answer = sql::explain(&mut session, &request).await;
    session.end_with(answer).await.map(Json)
}

pub async fn cancel(State(app): Shared, Body(request): Body<CancelRequest>) -> Answer<CancelResponse> {
    Ok(Json(CancelResponse { asked: app.database.cancel(&request.request).await? }))
}

pub async fn completion(State(app): Shared, Body(Nothing {}): Body<Nothing>) -> Answer<CompletionResponse> {
    let mut session = app.database.session(None, Mode::Read).await?;
    let answer = catalog::completion(&mut session).await;
    session.end_with(answer).await.map(Json)
}

pub async fn diagram(State(app): Shared, Body(Nothing {}): Body<Nothing>) -> Answer<DiagramResponse> {
    let groups = project::groups(app.project.as_ref()).await;
    let mut session = app.database.session(None, Mode::Read).await?;
    let answer = catalog::diagram(&mut session, &groups).await;
    session.end_with(answer).await.map(Json)
}

pub async fn export(State(app): Shared, Body(request): Body<ExportRequest>) -> Result<Response, Failure> {
    transfer::export(&app.database, &request).await
}

pub async fn export_sql(State(app): Shared, Body(request): Body<SqlExportRequest>) -> Result<Response, Failure> {
    transfer::export_sql(&app.database, &request).await
}

pub async fn sql_rows(State(app): Shared, Body(request): Body<SqlRowsRequest>) -> Answer<SqlRowsResponse> {
    sql::further(&app.database, &request).await.map(Json)
}

pub async fn sql_value(State(app): Shared, Body(request): Body<SqlValueRequest>) -> Result<Response, Failure> {
    transfer::sql_value(&app.database, &request).await
}

pub async fn value_file(State(app): Shared, Body(request): Body<ValueFileRequest>) -> Result<Response, Failure> {
    transfer::value(&app.database, &request).await
}

pub async fn import(State(app): Shared, Body(request): Body<ImportRequest>) -> Answer<ImportResponse> {
    app.check_writable()?;
    transfer::import(&app.database, &app.audit, &request).await.map(Json)
}
