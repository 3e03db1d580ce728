//! The page's files, which are part of the program.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::headers::policy;
use super::secret::Secret;
use crate::failure::Failure;

/// Stands in the page where the nonce of its styles has to be.
const NONCE: &str = "__KEEL_NONCE__";

const INDEX: &str = "index.html";

#[derive(RustEmbed)]
#[folder = "web/dist/"]
#[allow_missing = true]
struct Dist;

/// Answers with a file. What is no file's name is a state of the page.
pub async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    match (Dist::get(path).filter(|_| path != INDEX), is_file && path != INDEX) {
        (Some(file), _) => send(path, &file, &headers),
        (None, true) => Failure::not_found("there is no such file").into_response(),
        (None, false) => index(),
    }
}

/// A file that is asked for again is sent only where it is another.
fn send(path: &str, file: &rust_embed::EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag: String = file.metadata.sha256_hash().iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.clone().into_owned()).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// The page, with a nonce of its own each time.
fn index() -> Response {
    let nonce = match Secret::new() {
        Ok(nonce) => nonce.reveal(),
        Err(error) => return Failure::internal(error.to_string()).into_response(),
    };
    let Some(file) = Dist::get(INDEX) else {
        return Failure::internal("this program was built without the page")
            .with_hint("build it in studio/web with `npm ci` and `npm run build`, then build keel")
            .into_response();
    };
    let page = String::from_utf8_lossy(&file.data).replace(NONCE, &nonce);
    let mut response = Body::from(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(INDEX)));
    if let Ok(policy) = HeaderValue::from_str(&policy(Some(&nonce))) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
