//! The web server.

mod app;
mod assets;
mod body;
mod calls;
mod guard;
mod headers;
mod project;
mod secret;
mod session;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use evenkeel_connect::ConnectOptions;
use tokio::net::TcpListener;

use self::app::App;
use self::body::Body;
use self::guard::Guard;
use self::session::Sessions;
use crate::api::{Nothing, SessionRequest, SessionResponse};
use crate::failure::Failure;
use crate::project::Project;

/// The port that is tried first.
pub const PORT: u16 = 4983;

/// How many ports are tried.
const TRIED: u16 = 100;

/// How many bytes a call may have: a file that is imported is in one.
const LARGEST_BODY: usize = 64 << 20;

/// How long the calls that run may take to end when the studio stops.
const PATIENCE: Duration = Duration::from_secs(3);

/// What the studio is opened on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database.
    pub options: ConnectOptions,
    /// Whether its server serves one connection at a time.
    pub single_connection: bool,
    /// The folder of the server's data, where its address is another each time that it starts.
    pub folder: Option<PathBuf>,
    /// The environment's name in the configuration.
    pub environment: Option<String>,
    /// Whether the configuration says that writing has to be unlocked, wherever the server is.
    pub protected: bool,
    /// The files of the project, where there are some.
    pub project: Option<Project>,
    /// The file in which what is written is logged; none for none.
    pub audit: Option<PathBuf>,
    /// How long a statement may run; nothing is without end.
    pub statement_limit: Option<Duration>,
}

impl Settings {
    /// Settings for a database alone.
    pub fn new(options: ConnectOptions) -> Self {
        Self {
            options,
            single_connection: false,
            folder: None,
            environment: None,
            protected: false,
            project: None,
            audit: None,
            statement_limit: Some(crate::database::STATEMENT_LIMIT),
        }
    }

    /// Whether writing has to be unlocked: the server is not this machine's, or the configuration says so.
    pub fn is_guarded(&self) -> bool {
        self.protected || !self.options.is_local()
    }
}

/// A studio that has its port and answers nobody yet.
#[derive(Debug)]
pub struct Studio {
    listener: TcpListener,
    port: u16,
    token: String,
    guard: Arc<Guard>,
    app: Arc<App>,
}

impl Studio {
    /// Takes this port of this machine, or the next one that is free; 0 is any.
    ///
    /// # Errors
    /// Where none can be had.
    pub async fn bind(settings: Settings, port: u16) -> io::Result<Self> {
        let listener = listen(port).await?;
        let port = listener.local_addr()?.port();
        let (sessions, token) = Sessions::new(port)?;
        let guard = Arc::new(Guard::new(port, sessions)?);
        Ok(Self { listener, port, token, guard, app: Arc::new(App::new(settings)) })
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address to open, good for one browser. What comes after `#` is not sent by browsers, and so in no log.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/#token={}", self.port, self.token)
    }

    /// The address for a file of this machine that leads a browser there. To the browser such a file is another site, none
    /// of which gets in but by this address, once.
    pub fn way(&self) -> String {
        format!("http://127.0.0.1:{}{}#token={}", self.port, self.guard.way(), self.token)
    }

    /// Answers until `stop` ends, then lets what runs end, or ends it.
    ///
    /// # Errors
    /// Where the port is lost.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        let Self { listener, guard, app, .. } = self;
        let router = router(guard, Arc::clone(&app));
        let served = axum::serve(listener, router).into_future();
        let outcome = tokio::select! {
            outcome = served => outcome,
            () = stop => Ok(()),
        };
        // Nobody new is answered; what is on its way goes with its connections.
        let _ = tokio::time::timeout(PATIENCE, app.database.close()).await;
        outcome
    }
}

async fn listen(port: u16) -> io::Result<TcpListener> {
    let mut last = None;
    for port in (port..=port.saturating_add(TRIED)).take(if port == 0 { 1 } else { usize::from(TRIED) }) {
        match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

fn router(guard: Arc<Guard>, app: Arc<App>) -> Router {
    let calls = Router::new()
        .route("/api/overview", post(calls::overview))
        .route("/api/unlock", post(calls::unlock))
        .route("/api/lock", post(calls::lock))
        .route("/api/relation", post(calls::relation))
        .route("/api/rows", post(calls::rows))
        .route("/api/count", post(calls::count))
        .route("/api/value", post(calls::value))
        .route("/api/value/file", post(calls::value_file))
        .route("/api/edits/preview", post(calls::preview))
        .route("/api/edits/commit", post(calls::commit))
        .route("/api/sql/split", post(calls::split))
        .route("/api/sql/run", post(calls::run))
        .route("/api/sql/explain", post(calls::explain))
        .route("/api/sql/rows", post(calls::sql_rows))
        .route("/api/sql/export", post(calls::export_sql))
        .route("/api/sql/value", post(calls::sql_value))
        .route("/api/cancel", post(calls::cancel))
        .route("/api/completion", post(calls::completion))
        .route("/api/diagram", post(calls::diagram))
        .route("/api/export", post(calls::export))
        .route("/api/import", post(calls::import))
        .route("/api/drift", post(project::drift))
        .route("/api/drift/generate", post(project::generate))
        .route("/api/migrations", post(project::migrations))
        .route("/api/migrations/apply", post(project::apply))
        .route("/api/migrations/applying", post(project::applying))
        .with_state(app);
    let sessions = Router::new()
        .route("/session", post(begin))
        .route("/session/tab", post(another_tab))
        .with_state(Arc::clone(&guard));
    Router::new()
        .merge(calls)
        .merge(sessions)
        .route("/api/{*rest}", post(nothing_there))
        .fallback(get(assets::asset))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn_with_state(guard, guard::guard))
        .layer(middleware::from_fn(headers::headers))
}

async fn begin(State(guard): State<Arc<Guard>>, Body(request): Body<SessionRequest>) -> Result<Response, Failure> {
    let (cookie, tab) = guard.sessions.begin(&request.token)?;
    let mut response = Json(SessionResponse { tab }).into_response();
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Failure::internal(error.to_string()))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

async fn another_tab(
    State(guard): State<Arc<Guard>>,
    headers: HeaderMap,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<SessionResponse>, Failure> {
    Ok(Json(SessionResponse { tab: guard.sessions.another_tab(&headers)? }))
}

async fn nothing_there() -> Failure {
    Failure::not_found("there is no such call")
}
