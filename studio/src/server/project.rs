//! The calls about the project's files.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::body::{Body as Sent, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _, stream};

use super::app::App;
use super::body::Body;
use crate::api::{
    ApplyEvent, ApplyRequest, DriftRequest, DriftResponse, ErrorCode, GenerateRequest, GenerateResponse,
    MigrationsRequest, MigrationsResponse, Nothing,
};
use crate::failure::Failure;
use crate::project::{self, Project};

type Answer<T> = Result<Json<T>, Failure>;
type Shared = State<Arc<App>>;

fn project(app: &App) -> Result<&Project, Failure> {
    app.project.as_ref().ok_or_else(|| {
        Failure::new(ErrorCode::Project, "there is no schema file and no folder of migrations here")
            .with_hint("`keel init` makes them; start the studio in their folder")
    })
}

pub async fn drift(State(app): Shared, Body(request): Body<DriftRequest>) -> Answer<DriftResponse> {
    let project = project(&app)?;
    let turn = app.database.turn(request.request.as_deref()).await?;
    project::drift(project, app.reach(), turn).await.map(Json)
}

pub async fn generate(State(app): Shared, Body(request): Body<GenerateRequest>) -> Answer<GenerateResponse> {
    let project = project(&app)?;
    let turn = app.database.turn(request.request.as_deref()).await?;
    project::generate(project, request, app.reach(), turn).await.map(Json)
}

pub async fn migrations(State(app): Shared, Body(request): Body<MigrationsRequest>) -> Answer<MigrationsResponse> {
    let project = project(&app)?;
    let turn = app.database.turn(request.request.as_deref()).await?;
    project::migrations(project, app.guarded, request.observe == Some(true), app.reach(), turn).await.map(Json)
}

/// Answers with a line for each event. It goes on where the page goes away: a migration is not to be left half done.
pub async fn apply(State(app): Shared, Body(request): Body<ApplyRequest>) -> Result<Response, Failure> {
    project(&app)?;
    if app.guarded {
        app.check_name(request.database.as_deref().unwrap_or_default())?;
    }
    let turn = app.database.turn(Some(&request.request)).await?;
    let teller = app.applying.begin(&request.request)?;
    let run = teller.run();
    tokio::spawn(async move {
        if let Some(project) = &app.project {
            project::apply(project, &app.audit, request.to.as_deref(), &turn.entry, &teller).await;
        }
    });
    Ok(lines(project::follow(&run)))
}

/// Answers with what the apply that runs, or ran last, has told so far, and with the rest as it comes. With nothing where
/// there was none.
pub async fn applying(State(app): Shared, Body(Nothing {}): Body<Nothing>) -> Response {
    match app.applying.last() {
        Some(run) => lines(project::follow(&run)),
        None => lines(stream::empty()),
    }
}

/// An answer with a line of JSON for each event, as it comes.
fn lines(events: impl Stream<Item = ApplyEvent> + Send + 'static) -> Response {
    let lines = events.map(|event| {
        let mut line = serde_json::to_vec(&event).unwrap_or_default();
        line.push(b'\n');
        Ok::<_, Infallible>(Bytes::from(line))
    });
    let mut response = Sent::from_stream(lines).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"));
    response
}
