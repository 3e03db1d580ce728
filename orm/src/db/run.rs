//! How statements run on whatever gives them a session.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::future::{join_all, join3};
use futures_util::{SinkExt, Stream, StreamExt};
use tokio_postgres::{CopyInSink, CopyOutStream, Row};

use super::backend::Backend;
use super::hold::Hold;
use super::log::Clock;
use crate::error::Error;
use crate::executor::{Answer, BoxFuture, Executor, RowStream};
use crate::sql::Sql;

/// What can give a statement a session.
pub(super) trait Holder: Send + Sync {
    /// The session that is kept already, where there is one and nothing to wait for.
    fn hold_at_once(&self) -> Option<Hold<'_>> {
        None
    }

    /// A session for one statement.
    fn hold(&self) -> impl Future<Output = Result<Hold<'_>, Error>> + Send;
}

/// A session for one statement.
async fn held<H: Holder>(holder: &H) -> Result<Hold<'_>, Error> {
    match holder.hold_at_once() {
        Some(hold) => Ok(hold),
        None => holder.hold().await,
    }
}

impl<H: Holder> Executor for H {
    fn rows<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<Vec<Row>, Error>> {
        Box::pin(async move {
            let hold = held(self).await?;
            hold.note(hold.backend()?.rows(sql).await)
        })
    }

    fn execute<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<u64, Error>> {
        Box::pin(async move {
            let hold = held(self).await?;
            hold.note(hold.backend()?.execute(sql).await)
        })
    }

    fn stream<'a>(&'a self, sql: Sql) -> BoxFuture<'a, Result<RowStream<'a>, Error>> {
        Box::pin(async move {
            let hold = held(self).await?;
            let backend = hold.backend()?;
            let clock = backend.begin()?;
            let rows = match hold.note(backend.open(&sql).await) {
                Ok(rows) => Box::pin(rows),
                Err(error) => {
                    backend.end(&clock, sql.text(), Err(&error));
                    return Err(error);
                }
            };
            backend.set_streaming(true);
            let stream: RowStream<'a> = Box::pin(Rows { rows, sql, count: 0, clock: Some(clock), hold });
            Ok(stream)
        })
    }

    fn answers<'a>(&'a self, statements: &'a [Sql]) -> BoxFuture<'a, Result<Vec<Answer>, Error>> {
        Box::pin(async move {
            if statements.is_empty() {
                return Ok(Vec::new());
            }
            let hold = held(self).await?;
            let backend = hold.backend()?;
            let result = match statements {
                // It happens or does not, all alone.
                [alone] => backend.answer(alone).await.map(|answer| vec![answer]),
                _ if hold.in_transaction() => pipeline(backend, statements).await,
                _ => match apart(backend, statements).await {
                    Err(error) if backend.forget_stale(statements, &error) => apart(backend, statements).await,
                    result => result,
                },
            };
            hold.note(result)
        })
    }

    fn copy_in<'a>(&'a self, statement: &str) -> BoxFuture<'a, Result<CopyIn<'a>, Error>> {
        let statement = statement.to_owned();
        Box::pin(async move {
            let hold = held(self).await?;
            let backend = hold.backend()?;
            backend.settings().needs_session("COPY")?;
            let clock = backend.begin()?;
            let begun = backend.connection().copy_in(&statement).await;
            match hold.note(begun.map_err(|error| backend.of_text(error, &statement))) {
                Ok(sink) => {
                    backend.set_streaming(true);
                    Ok(CopyIn { sink: Box::pin(sink), statement, clock: Some(clock), hold })
                }
                Err(error) => {
                    backend.end(&clock, &statement, Err(&error));
                    Err(error)
                }
            }
        })
    }

    fn copy_out<'a>(&'a self, statement: &str) -> BoxFuture<'a, Result<CopyOut<'a>, Error>> {
        let statement = statement.to_owned();
        Box::pin(async move {
            let hold = held(self).await?;
            let backend = hold.backend()?;
            backend.settings().needs_session("COPY")?;
            let clock = backend.begin()?;
            let begun = backend.connection().copy_out(&statement).await;
            match hold.note(begun.map_err(|error| backend.of_text(error, &statement))) {
                Ok(stream) => {
                    backend.set_streaming(true);
                    Ok(CopyOut { stream: Box::pin(stream), statement, clock: Some(clock), hold })
                }
                Err(error) => {
                    backend.end(&clock, &statement, Err(&error));
                    Err(error)
                }
            }
        })
    }
}

/// Sends all before it waits for any.
async fn pipeline(backend: &Backend, statements: &[Sql]) -> Result<Vec<Answer>, Error> {
    prepare_all(backend, statements).await?;
    // The futures are polled in order, and each sends its statement when it is polled first.
    join_all(statements.iter().map(|sql| backend.answer(sql))).await.into_iter().collect()
}

/// The same in a transaction of its own, whose beginning and end go along.
async fn apart(backend: &Backend, statements: &[Sql]) -> Result<Vec<Answer>, Error> {
    prepare_all(backend, statements).await?;
    backend.set_in_transaction(true);
    let begin = backend.batch("BEGIN");
    let all = join_all(statements.iter().map(|sql| backend.answer(sql)));
    let commit = backend.batch("COMMIT");
    let (begun, all, committed) = join3(begin, all, commit).await;
    begun?;
    // Where a statement failed, the server has made a ROLLBACK of the COMMIT.
    let result = all.into_iter().collect::<Result<_, _>>().and_then(|answers| committed.map(|()| answers));
    if !matches!(&result, Err(error) if error.is_deadline()) {
        backend.set_in_transaction(false);
    }
    result
}

/// Prepares what is not prepared yet, all at once, so that nothing has to wait in between.
async fn prepare_all(backend: &Backend, statements: &[Sql]) -> Result<(), Error> {
    backend.free()?;
    if backend.settings().transaction_pooler {
        return Ok(());
    }
    let prepare = |sql| async move { backend.prepared(sql).await.map_err(|error| backend.of(error, sql)) };
    join_all(statements.iter().map(prepare)).await.into_iter().try_for_each(|prepared| prepared.map(drop))
}

/// The rows of a statement as they come.
struct Rows<'a> {
    rows: Pin<Box<tokio_postgres::RowStream>>,
    sql: Sql,
    count: u64,
    clock: Option<Clock>,
    hold: Hold<'a>,
}

impl Rows<'_> {
    fn end(&mut self, outcome: Result<u64, &Error>) {
        if let (Some(clock), Ok(backend)) = (self.clock.take(), self.hold.backend()) {
            backend.set_streaming(false);
            backend.end(&clock, self.sql.text(), outcome);
        }
    }
}

impl Drop for Rows<'_> {
    fn drop(&mut self) {
        give_up(self.clock.as_ref(), &self.hold);
    }
}

/// What was sent is dropped half way, if it is: others may use the session then.
fn give_up(clock: Option<&Clock>, hold: &Hold<'_>) {
    if let (Some(_), Ok(backend)) = (clock, hold.backend()) {
        backend.set_streaming(false);
    }
}

impl Stream for Rows<'_> {
    type Item = Result<Row, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.clock.is_none() {
            return Poll::Ready(None);
        }
        match ready!(self.rows.poll_next_unpin(context)) {
            Some(Ok(row)) => {
                self.count += 1;
                Poll::Ready(Some(Ok(row)))
            }
            Some(Err(source)) => {
                let error = self.hold.backend().map_or_else(|error| error, |backend| backend.of(source, &self.sql));
                self.end(Err(&error));
                Poll::Ready(Some(self.hold.note(Err(error))))
            }
            None => {
                let count = self.count;
                self.end(Ok(count));
                Poll::Ready(None)
            }
        }
    }
}

/// A `COPY … FROM STDIN` that has begun. Where it is dropped before [`CopyIn::finish`], nothing is copied.
pub struct CopyIn<'a> {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    statement: String,
    clock: Option<Clock>,
    hold: Hold<'a>,
}

impl CopyIn<'_> {
    /// Sends bytes in the format that the statement names; where they are cut makes no difference.
    ///
    /// # Errors
    /// The server refused what it got so far, or the connection was lost.
    pub async fn send(&mut self, bytes: Bytes) -> Result<(), Error> {
        let sent = self.sink.send(bytes).await;
        let backend = self.hold.backend()?;
        match sent {
            Ok(()) => Ok(()),
            Err(source) => {
                let error = backend.of_text(source, &self.statement);
                if let Some(clock) = self.clock.take() {
                    backend.set_streaming(false);
                    backend.end(&clock, &self.statement, Err(&error));
                }
                self.hold.note(Err(error))
            }
        }
    }

    /// Says that this was all, and tells how many rows were copied.
    ///
    /// # Errors
    /// The server refused a row, or the connection was lost.
    pub async fn finish(mut self) -> Result<u64, Error> {
        let finished = self.sink.as_mut().finish().await;
        let backend = self.hold.backend()?;
        let result = finished.map_err(|source| backend.of_text(source, &self.statement));
        if let Some(clock) = self.clock.take() {
            backend.set_streaming(false);
            backend.end(&clock, &self.statement, result.as_ref().map(|rows| *rows));
        }
        self.hold.note(result)
    }
}

impl Drop for CopyIn<'_> {
    fn drop(&mut self) {
        give_up(self.clock.as_ref(), &self.hold);
        if self.clock.is_some() {
            self.hold.note_abandoned();
        }
    }
}

/// What `COPY … TO STDOUT` gives, in pieces that may be cut anywhere.
pub struct CopyOut<'a> {
    stream: Pin<Box<CopyOutStream>>,
    statement: String,
    clock: Option<Clock>,
    hold: Hold<'a>,
}

impl CopyOut<'_> {
    fn end(&mut self, outcome: Result<u64, &Error>) {
        if let (Some(clock), Ok(backend)) = (self.clock.take(), self.hold.backend()) {
            backend.set_streaming(false);
            backend.end(&clock, &self.statement, outcome);
        }
    }
}

impl Drop for CopyOut<'_> {
    fn drop(&mut self) {
        give_up(self.clock.as_ref(), &self.hold);
    }
}

impl Stream for CopyOut<'_> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.clock.is_none() {
            return Poll::Ready(None);
        }
        match ready!(self.stream.poll_next_unpin(context)) {
            Some(Ok(bytes)) => Poll::Ready(Some(Ok(bytes))),
            Some(Err(source)) => {
                let statement = &self.statement;
                let error = self.hold.backend().map_or_else(|error| error, |one| one.of_text(source, statement));
                self.end(Err(&error));
                Poll::Ready(Some(self.hold.note(Err(error))))
            }
            None => {
                self.end(Ok(0));
                Poll::Ready(None)
            }
        }
    }
}
