//! Rows as a file, read and sent a few at a time.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::format::Writer;
use crate::api::{ExportRequest, SqlExportRequest};
use crate::data::Query;
use crate::database::{Database, Mode, Reading};
use crate::failure::Failure;
use crate::sql;

/// A file that is on its way.
struct Sending {
    reading: Reading,
    writer: Writer,
    /// What is to be sent next.
    text: String,
    is_done: bool,
}

/// Answers with the rows of a relation as a file.
///
/// # Errors
/// Where the server refuses the query. What fails later cuts the file off.
pub async fn export(database: &Arc<Database>, request: &ExportRequest) -> Result<Response, Failure> {
    let mut session = database.session(Some(&request.request), Mode::Read).await?;
    let query = match Query::of(&mut session, &request.query).await {
        Ok(query) => query,
        Err(failure) => return session.end_with(Err(failure)).await,
    };
    let (sql, values) = query.whole();
    let (reading, _) = Reading::open(session, sql, &values).await?;
    send(reading, Writer::of_relation(request.format, query.relation(), &query.columns())).await
}

/// Answers with all rows of a statement as a file: it is run for that, read-only.
///
/// # Errors
/// Where the server refuses it. What fails later cuts the file off.
pub async fn export_sql(database: &Arc<Database>, request: &SqlExportRequest) -> Result<Response, Failure> {
    let (reading, columns) = sql::reading(database, &request.request, &request.text).await?;
    send(reading, Writer::of_result(request.format, &columns)).await
}

async fn send(reading: Reading, writer: Writer) -> Result<Response, Failure> {
    let kind = HeaderValue::from_static(writer.content_type());
    let text = writer.begin();
    let mut sending = Sending { reading, writer, text, is_done: false };
    // What the server refuses when it sees the first rows is said, and not a file that ends early.
    if let Err(failure) = fetch(&mut sending).await {
        sending.reading.end().await;
        return Err(failure);
    }
    let mut response = Body::from_stream(stream::unfold(Some(sending), next)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

/// Reads the next rows.
async fn fetch(sending: &mut Sending) -> Result<(), Failure> {
    let Some(rows) = sending.reading.next(usize::MAX).await? else {
        sending.is_done = true;
        sending.text.push_str(sending.writer.end());
        return Ok(());
    };
    for row in rows {
        let values: Vec<Option<String>> = row.into_iter().map(|cell| cell.text).collect();
        sending.writer.row(&values, &mut sending.text);
    }
    Ok(())
}

async fn next(sending: Option<Sending>) -> Option<(io::Result<Bytes>, Option<Sending>)> {
    let mut sending = sending?;
    loop {
        let text = std::mem::take(&mut sending.text);
        if !text.is_empty() {
            return Some((Ok(Bytes::from(text)), Some(sending)));
        }
        if sending.is_done {
            sending.reading.end().await;
            return None;
        }
        if let Err(failure) = fetch(&mut sending).await {
            return Some((Err(io::Error::other(failure)), None));
        }
    }
}
