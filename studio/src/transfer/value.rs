//! One value as a file, read and sent a piece at a time.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use crate::api::{SqlValueRequest, ValueFileRequest, ValueRequest};
use crate::database::{Database, Mode, Session};
use crate::failure::Failure;
use crate::{data, sql};

/// How many characters are read at a time. For each piece the server writes out a value that is no text as a whole, so these are few.
const PIECE: u32 = 8 << 20;

/// A value that is on its way.
struct Sending {
    session: Session,
    /// The piece that is to be read next.
    piece: ValueRequest,
    /// What is to be sent next.
    text: Option<String>,
    is_done: bool,
}

/// Answers with a file; that of NULL is empty. All pieces are of one snapshot.
///
/// # Errors
/// Where there is no such row or column any more. What fails later cuts the file off.
pub async fn value(database: &Arc<Database>, request: &ValueFileRequest) -> Result<Response, Failure> {
    let session = database.session(Some(&request.request), Mode::Read).await?;
    let ValueFileRequest { request, schema, name, key, column } = request.clone();
    let piece = ValueRequest { request, schema, name, key, column, offset: 0, length: PIECE };
    let mut sending = Sending { session, piece, text: None, is_done: false };
    if let Err(failure) = read(&mut sending).await {
        return sending.session.end_with(Err(failure)).await;
    }
    Ok(answer(Body::from_stream(stream::unfold(Some(sending), next))))
}

/// Answers with one value of a statement's result as a file: it is run for that, read-only.
///
/// # Errors
/// Where the server refuses it, or it has another value there now.
pub async fn sql_value(database: &Arc<Database>, request: &SqlValueRequest) -> Result<Response, Failure> {
    Ok(answer(Body::from(sql::value(database, request).await?)))
}

fn answer(text: Body) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    response
}

/// Reads the next piece.
async fn read(sending: &mut Sending) -> Result<(), Failure> {
    let found = data::piece(&mut sending.session, &sending.piece).await?;
    sending.piece.offset = sending.piece.offset.saturating_add(PIECE);
    sending.is_done = u64::from(sending.piece.offset) >= found.characters;
    sending.text = found.text;
    Ok(())
}

async fn next(sending: Option<Sending>) -> Option<(io::Result<Bytes>, Option<Sending>)> {
    let mut sending = sending?;
    if let Some(text) = sending.text.take() {
        return Some((Ok(Bytes::from(text)), Some(sending)));
    }
    if sending.is_done {
        sending.session.end().await;
        return None;
    }
    match read(&mut sending).await {
        Ok(()) => Some((Ok(Bytes::from(sending.text.take().unwrap_or_default())), Some(sending))),
        Err(failure) => Some((Err(io::Error::other(failure)), None)),
    }
}
