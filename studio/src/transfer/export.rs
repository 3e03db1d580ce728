//! Rows as a file, read and sent a few at a time.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::format::Writer;
use crate::api::ExportRequest;
use crate::data::Query;
use crate::database::{Database, Mode, Session};
use crate::failure::Failure;
use crate::wire::Limits;

/// How many rows are read at a time.
const FETCH: &str = "FETCH FORWARD 200 FROM keel_export";

/// A file that is on its way.
struct Sending {
    session: Session,
    writer: Writer,
    /// What is to be sent next.
    text: String,
    is_done: bool,
}

/// Answers with a file.
///
/// # Errors
/// Where the server refuses the query. What fails later cuts the file off.
pub async fn export(database: &Arc<Database>, request: &ExportRequest) -> Result<Response, Failure> {
    let mut session = database.session(Some(&request.request), Mode::Read).await?;
    let opened = open(&mut session, request).await;
    let (writer, text, is_done) = match opened {
        Ok(opened) => opened,
        Err(failure) => return session.end_with(Err(failure)).await,
    };
    let kind = HeaderValue::from_static(writer.content_type());
    let sending = Sending { session, writer, text, is_done };
    let mut response = Body::from_stream(stream::unfold(Some(sending), next)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

async fn open(session: &mut Session, request: &ExportRequest) -> Result<(Writer, String, bool), Failure> {
    let query = Query::of(session, &request.query).await?;
    let (sql, values) = query.whole();
    let declare = format!("DECLARE keel_export NO SCROLL CURSOR FOR {sql}");
    session.query(&declare, &values, &Limits::NONE).await?;
    let mut writer = Writer::new(request.format, query.relation(), query.columns());
    let mut text = writer.begin();
    let is_done = fetch(session, &mut writer, &mut text).await?;
    Ok((writer, text, is_done))
}

/// Reads the next rows. Whether there are none left.
async fn fetch(session: &mut Session, writer: &mut Writer, text: &mut String) -> Result<bool, Failure> {
    let output = session.query(FETCH, &[], &Limits::NONE).await?;
    let is_done = output.rows.is_empty();
    for row in output.rows {
        let values: Vec<Option<String>> = row.into_iter().map(|cell| cell.text).collect();
        writer.row(&values, text);
    }
    if is_done {
        text.push_str(writer.end());
    }
    Ok(is_done)
}

async fn next(sending: Option<Sending>) -> Option<(io::Result<Bytes>, Option<Sending>)> {
    let mut sending = sending?;
    let text = std::mem::take(&mut sending.text);
    if !text.is_empty() {
        return Some((Ok(Bytes::from(text)), Some(sending)));
    }
    if sending.is_done {
        sending.session.end().await;
        return None;
    }
    let Sending { session, writer, text, is_done } = &mut sending;
    match fetch(session, writer, text).await {
        Ok(done) => {
            *is_done = done;
            let text = std::mem::take(text);
            Some((Ok(Bytes::from(text)), Some(sending)))
        }
        Err(failure) => Some((Err(io::Error::other(failure)), None)),
    }
}
