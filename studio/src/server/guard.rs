//! What every request has to be before anything looks at it.
//!
//! A page of another site can have a browser send requests here, and can make its own name mean this machine. Neither
//! gets past: the host has to be one that was printed, with the port; where the browser says which site asks, it has to be
//! this one; whatever has an effect is a POST that says exactly this origin.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::secret::Secret;
use super::session::Sessions;
use crate::failure::Failure;

/// The header by which a browser says which site asks.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What stands before the word by which a file of this machine leads to the page.
const WAY: &str = "open=";

/// What the guard knows.
#[derive(Debug)]
pub struct Guard {
    hosts: [String; 2],
    /// Stands in the address that leads from a file of this machine to the page.
    way: Secret,
    /// Who may speak.
    pub sessions: Sessions,
}

impl Guard {
    /// For a server on this port.
    ///
    /// # Errors
    /// Where the system has no random bytes.
    pub fn new(port: u16, sessions: Sessions) -> std::io::Result<Self> {
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        Ok(Self { hosts, way: Secret::new()?, sessions })
    }

    /// The path, with its query, by which a file of this machine may lead a browser to the page.
    pub fn way(&self) -> String {
        format!("/?{WAY}{}", self.way.reveal())
    }

    /// Whether it asks for the page itself, as a document of its own, by the way that only a file of this machine's owner
    /// knows, before anybody has opened the page: to a browser such a file is another site. Without a session the page
    /// shows nothing.
    fn is_first_page(&self, request: &Request) -> bool {
        let says = |name: &str, wanted: &str| request.headers().get(name).is_some_and(|value| value == wanted);
        let word = request.uri().query().and_then(|query| query.strip_prefix(WAY));
        request.method() == Method::GET
            && request.uri().path() == "/"
            && word.is_some_and(|word| self.way.is(word))
            && says("sec-fetch-site", "cross-site")
            && says("sec-fetch-mode", "navigate")
            && says("sec-fetch-dest", "document")
            && self.sessions.is_unopened()
    }

    fn check(&self, request: &Request) -> Result<(), Failure> {
        let headers = request.headers();
        let host = only(headers, &header::HOST)?.ok_or_else(|| Failure::refused("the request names no host"))?;
        if !self.hosts.iter().any(|known| known == host) {
            return Err(Failure::refused("this server is not known by the host that the request names"));
        }
        if request.uri().authority().is_some_and(|authority| authority.as_str() != host) {
            return Err(Failure::refused("the request names two hosts"));
        }
        if let Some(site) = only(headers, &FETCH_SITE)?
            && !matches!(site, "same-origin" | "none")
            && !self.is_first_page(request)
        {
            return Err(Failure::refused("the request comes from another site")
                .with_hint("enter the address that `keel studio` printed in the browser's own field for addresses"));
        }
        let path = request.uri().path();
        let is_call = path == "/session" || path.starts_with("/session/") || path.starts_with("/api/");
        match (request.method(), is_call) {
            (&Method::GET | &Method::HEAD, false) => Ok(()),
            (&Method::POST, true) => {
                // The host is one of ours by now, so an origin that is made of it is ours too.
                let origin = only(headers, &header::ORIGIN)?;
                if origin.and_then(|origin| origin.strip_prefix("http://")) != Some(host) {
                    return Err(Failure::refused("the request does not come from this page"));
                }
                if path.starts_with("/api/") { self.sessions.check(headers) } else { Ok(()) }
            }
            _ => Err(Failure::refused("calls are made by POST, files are got by GET, and nothing else is answered")),
        }
    }
}

/// The value of a header that may stand there once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Failure> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(value), None) => Ok(Some(value)),
        _ => Err(Failure::refused(format!("the header {name} is not as a browser writes it"))),
    }
}

/// Lets a request through, or refuses it.
pub async fn guard(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    match guard.check(&request) {
        Ok(()) => next.run(request).await,
        Err(failure) => failure.into_response(),
    }
}
