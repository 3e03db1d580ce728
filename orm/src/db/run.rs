//! How statements run on whatever gives them a session.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::future::{join_all, join3};
use futures_util::{SinkExt, Stream, StreamExt, TryStreamExt};
use tokio_postgres::{CopyInSink, CopyOutStream, Row, Statement};

use super::backend::Backend;
use super::hold::{Held, Hold, Lent};
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

impl Held<'_> {
    /// Runs a statement and hands out its rows.
    ///
    /// The usual one is prepared and has no deadline. It is run here and not through all the layers below, each of which has
    /// code of its own for it: the less there is, the more of it the processor still has from the time before.
    pub(crate) async fn each(self, sql: &Sql, mut take: impl FnMut(&Row)) -> Result<(), Error> {
        let Self(hold) = self;
        let backend = hold.backend()?;
        let Some(statement) = at_hand(&hold, backend, sql) else {
            Box::pin(rows_on(hold, sql)).await?.iter().for_each(take);
            return Ok(());
        };
        let running = backend.running(sql.text())?;
        let result = match Box::pin(backend.send_known(&statement, sql)).await {
            Ok(rows) => {
                let mut rows = pin!(rows);
                let mut count = 0;
                loop {
                    match rows.try_next().await {
                        Ok(Some(row)) => take(&row),
                        Ok(None) => break Ok(count),
                        Err(error) => break Err(backend.of(error, sql)),
                    }
                    count += 1;
                }
            }
            Err(error) => Box::pin(backend.rows_again(sql, error)).await.map(|rows| {
                rows.iter().for_each(take);
                rows.len() as u64
            }),
        };
        backend.ended(running, result.as_ref().map(|count| *count));
        hold.note(result).map(drop)
    }

    /// Runs a statement and collects its rows.
    pub(crate) async fn rows(self, sql: &Sql) -> Result<Vec<Row>, Error> {
        rows_on(self.0, sql).await
    }

    /// Runs a statement that gives no rows, and says how many it touched.
    pub(crate) async fn execute(self, sql: &Sql) -> Result<u64, Error> {
        let Self(hold) = self;
        let backend = hold.backend()?;
        let Some(statement) = at_hand(&hold, backend, sql) else { return Box::pin(execute_on(hold, sql)).await };
        let running = backend.running(sql.text())?;
        let result = match Box::pin(backend.execute_known(&statement, sql)).await {
            Ok(touched) => Ok(touched),
            Err(error) => Box::pin(backend.count_again(sql, error)).await,
        };
        backend.ended(running, result.as_ref().map(|touched| *touched));
        hold.note(result)
    }
}

/// The statement as the session has prepared it, where nothing is to be done before or behind it.
fn at_hand(hold: &Hold<'_>, backend: &Backend, sql: &Sql) -> Option<Statement> {
    if hold.only_reads() { None } else { backend.known(sql) }
}

async fn rows_on(hold: Hold<'_>, sql: &Sql) -> Result<Vec<Row>, Error> {
    let backend = hold.backend()?;
    if hold.only_reads() {
        return Box::pin(reading(backend, sql)).await.map(|answer| answer.rows);
    }
    hold.note(backend.rows(sql).await)
}

async fn execute_on(hold: Hold<'_>, sql: &Sql) -> Result<u64, Error> {
    let backend = hold.backend()?;
    if hold.only_reads() {
        return Box::pin(reading(backend, sql)).await.map(|answer| answer.touched);
    }
    hold.note(backend.execute(sql).await)
}

impl<H: Holder> Executor for H {
    fn lend(&self) -> Lent<'_> {
        match self.hold_at_once() {
            Some(hold) => Lent::Now(Held(hold)),
            None => Lent::Later(Box::pin(async move { self.hold().await.map(Held) })),
        }
    }

    fn rows<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<Vec<Row>, Error>> {
        Box::pin(async move { rows_on(held(self).await?, sql).await })
    }

    fn execute<'a>(&'a self, sql: &'a Sql) -> BoxFuture<'a, Result<u64, Error>> {
        Box::pin(async move { execute_on(held(self).await?, sql).await })
    }

    fn stream<'a>(&'a self, sql: Sql) -> BoxFuture<'a, Result<RowStream<'a>, Error>> {
        Box::pin(async move {
            let hold = held(self).await?;
            let backend = hold.backend()?;
            begin_reading(&hold, backend).await?;
            let running = backend.running(sql.text())?;
            let opened = match backend.open(&sql).await {
                Err(error) if hold.only_reads() && backend.forget_stale(std::slice::from_ref(&sql), &error) => {
                    backend.batch(&format!("ROLLBACK; {BEGIN_READING}")).await?;
                    backend.open(&sql).await
                }
                opened => opened,
            };
            let rows = match hold.note(opened) {
                Ok(rows) => Box::pin(rows),
                Err(error) => {
                    backend.ended(running, Err(&error));
                    return Err(error);
                }
            };
            backend.set_streaming(true);
            let clock = running.done();
            let stream: RowStream<'a> = Box::pin(Rows { rows, sql, count: 0, running: Some((clock, hold)) });
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
                [alone] if !hold.only_reads() => backend.answer(alone).await.map(|answer| vec![answer]),
                _ if hold.in_transaction() => pipeline(backend, statements).await,
                _ => apart(backend, if hold.only_reads() { BEGIN_READING } else { "BEGIN" }, statements).await,
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
            begin_reading(&hold, backend).await?;
            let running = backend.running(&statement)?;
            let begun = backend.copy_in(&statement).await;
            match hold.note(begun.map_err(|error| backend.of_text(error, &statement))) {
                Ok(sink) => {
                    backend.set_streaming(true);
                    let clock = running.done();
                    Ok(CopyIn { sink: Box::pin(sink), statement, running: Some((clock, hold)) })
                }
                Err(error) => {
                    backend.ended(running, Err(&error));
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
            begin_reading(&hold, backend).await?;
            let running = backend.running(&statement)?;
            let begun = backend.connection().copy_out(&statement).await;
            match hold.note(begun.map_err(|error| backend.of_text(error, &statement))) {
                Ok(stream) => {
                    backend.set_streaming(true);
                    let clock = running.done();
                    Ok(CopyOut { stream: Box::pin(stream), statement, running: Some((clock, hold)) })
                }
                Err(error) => {
                    backend.ended(running, Err(&error));
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

/// The same in a transaction of its own, begun by this statement.
async fn apart(backend: &Backend, begin: &str, statements: &[Sql]) -> Result<Vec<Answer>, Error> {
    match apart_once(backend, begin, statements).await {
        Err(error) if backend.forget_stale(statements, &error) => apart_once(backend, begin, statements).await,
        result => result,
    }
}

/// The beginning and the end of the transaction go along.
async fn apart_once(backend: &Backend, begin: &str, statements: &[Sql]) -> Result<Vec<Answer>, Error> {
    prepare_all(backend, statements).await?;
    backend.set_in_transaction(true);
    let begin = backend.batch(begin);
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

/// Begins a transaction in which the server refuses to write.
const BEGIN_READING: &str = "BEGIN READ ONLY";

/// One statement that must not write, in one round trip.
async fn reading(backend: &Backend, sql: &Sql) -> Result<Answer, Error> {
    let answers = apart(backend, BEGIN_READING, std::slice::from_ref(sql)).await?;
    answers.into_iter().next().ok_or_else(|| Error::invalid("the statement has no answer"))
}

/// Sees to it that what comes does not write, if it must not. The session is cleaned behind it.
async fn begin_reading(hold: &Hold<'_>, backend: &Backend) -> Result<(), Error> {
    if hold.only_reads() {
        backend.set_in_transaction(true);
        Box::pin(backend.batch(BEGIN_READING)).await?;
    }
    Ok(())
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
    running: Streaming<'a>,
}

/// The time of what comes or goes piece by piece, and its session, until the end.
type Streaming<'a> = Option<(Clock, Hold<'a>)>;

/// It has come to its end.
fn end<T>(running: &mut Streaming<'_>, statement: &str, result: Result<T, Error>, rows: u64) -> Result<T, Error> {
    let Some((clock, hold)) = running.take() else {
        return result;
    };
    if let Ok(backend) = hold.backend() {
        backend.set_streaming(false);
        backend.end(&clock, statement, result.as_ref().map(|_| rows));
    }
    hold.note(result)
}

/// The failure of what has not come to its end before.
fn failure(running: &Streaming<'_>, source: tokio_postgres::Error, statement: &str) -> Error {
    match running.as_ref().map(|(_, hold)| hold.backend()) {
        Some(Ok(backend)) => backend.of_text(source, statement),
        _ => Error::postgres(source, Some(statement)),
    }
}

/// It is dropped half way, if it is: others may use the session then.
fn give_up(running: &Streaming<'_>, statement: &str) {
    if let Some((clock, hold)) = running {
        clock.given_up(statement);
        if let Ok(backend) = hold.backend() {
            backend.set_streaming(false);
        }
    }
}

impl Drop for Rows<'_> {
    fn drop(&mut self) {
        give_up(&self.running, self.sql.text());
    }
}

impl Stream for Rows<'_> {
    type Item = Result<Row, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.running.is_none() {
            return Poll::Ready(None);
        }
        let this = &mut *self;
        match ready!(this.rows.poll_next_unpin(context)) {
            Some(Ok(row)) => {
                this.count += 1;
                Poll::Ready(Some(Ok(row)))
            }
            Some(Err(source)) => {
                let backend = this.running.as_ref().and_then(|(_, hold)| hold.backend().ok());
                let error = match backend {
                    Some(backend) => backend.of(source, &this.sql),
                    None => Error::of(source, &this.sql),
                };
                Poll::Ready(Some(end(&mut this.running, this.sql.text(), Err(error), 0)))
            }
            None => Poll::Ready(end(&mut this.running, this.sql.text(), Ok(()), this.count).err().map(Err)),
        }
    }
}

/// A `COPY … FROM STDIN` that has begun. Where it is dropped before [`CopyIn::finish`], nothing is copied.
pub struct CopyIn<'a> {
    sink: Pin<Box<CopyInSink<Bytes>>>,
    statement: String,
    running: Streaming<'a>,
}

impl CopyIn<'_> {
    /// Sends bytes in the format that the statement names; where they are cut makes no difference.
    ///
    /// # Errors
    /// The server refused what it got so far, or the connection was lost.
    pub async fn send(&mut self, bytes: Bytes) -> Result<(), Error> {
        match self.sink.send(bytes).await {
            Ok(()) => Ok(()),
            Err(source) => {
                let error = failure(&self.running, source, &self.statement);
                end(&mut self.running, &self.statement, Err(error), 0)
            }
        }
    }

    /// Says that this was all, and tells how many rows were copied.
    ///
    /// # Errors
    /// The server refused a row, or the connection was lost.
    pub async fn finish(mut self) -> Result<u64, Error> {
        let finished = self.sink.as_mut().finish().await;
        let result = finished.map_err(|source| failure(&self.running, source, &self.statement));
        let rows = result.as_ref().map_or(0, |rows| *rows);
        end(&mut self.running, &self.statement, result, rows)
    }
}

impl Drop for CopyIn<'_> {
    fn drop(&mut self) {
        give_up(&self.running, &self.statement);
        if let Some((_, hold)) = &self.running {
            hold.note_abandoned();
        }
    }
}

/// What `COPY … TO STDOUT` gives, in pieces that may be cut anywhere.
pub struct CopyOut<'a> {
    stream: Pin<Box<CopyOutStream>>,
    statement: String,
    running: Streaming<'a>,
}

impl Drop for CopyOut<'_> {
    fn drop(&mut self) {
        give_up(&self.running, &self.statement);
    }
}

impl Stream for CopyOut<'_> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.running.is_none() {
            return Poll::Ready(None);
        }
        let this = &mut *self;
        match ready!(this.stream.poll_next_unpin(context)) {
            Some(Ok(bytes)) => Poll::Ready(Some(Ok(bytes))),
            Some(Err(source)) => {
                let error = failure(&this.running, source, &this.statement);
                Poll::Ready(Some(end(&mut this.running, &this.statement, Err(error), 0)))
            }
            None => Poll::Ready(end(&mut this.running, &this.statement, Ok(()), 0).err().map(Err)),
        }
    }
}
