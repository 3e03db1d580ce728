//! COPY of rows as structs, in constant memory.

mod text;

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};

use self::text::{columns, push};
use super::output::Read;
use super::render::Writer;
use super::run::Rows;
use super::select::Select;
use super::tree::Part;
use super::values::{Cells, NewRow};
use crate::db::{CopyIn, CopyOut};
use crate::error::Error;
use crate::executor::Executor;
use crate::read::Reader;
use crate::table::Table;

/// So many bytes travel together.
const PIECE: usize = 64 * 1024;

/// Rows to copy in: what is iterated over, or a stream. `M` tells which, and is found by the compiler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing to copy rows from",
    label = "neither an iterator of rows nor a stream of them",
    note = "rows are `NewX` with or without more columns, all of the same type"
)]
pub trait CopyRows<R, M> {
    /// The rows as they come.
    #[doc(hidden)]
    type Stream: Stream<Item = R>;

    /// The rows as they come.
    #[doc(hidden)]
    fn into_stream(self) -> Self::Stream;
}

/// That rows are iterated over.
#[derive(Clone, Copy, Debug)]
pub enum ByIterator {}

/// That rows come in a stream.
#[derive(Clone, Copy, Debug)]
pub enum ByStream {}

impl<R, I: IntoIterator<Item = R>> CopyRows<R, ByIterator> for I {
    type Stream = stream::Iter<I::IntoIter>;

    fn into_stream(self) -> Self::Stream {
        stream::iter(self)
    }
}

impl<R, S: Stream<Item = R>> CopyRows<R, ByStream> for S {
    type Stream = S;

    fn into_stream(self) -> S {
        self
    }
}

/// Copies rows into the table of `T`, and says how many there were.
///
/// # Errors
/// The server refused a row, could not be reached, or a row gives values for other columns than the first. Nothing is copied
/// then.
pub async fn copy_in<T: Table, R: NewRow<Table = T>, M>(
    rows: impl CopyRows<R, M>,
    on: &(impl Executor + ?Sized),
) -> Result<u64, Error> {
    let mut rows = pin!(rows.into_stream().map(|row| {
        let mut cells = row.into_values().into_cells();
        cells.generate();
        cells
    }));
    let Some(first) = rows.next().await else { return Ok(0) };
    let set: Vec<usize> = first.set_columns().collect();
    if set.is_empty() {
        return Err(Error::invalid(format!("a row of {} that gives no values cannot be copied", T::META.rust)));
    }
    let mut writer = Writer::new();
    writer.copy(&Part::new::<T>(), &set);
    let mut copying = Copying { copy: on.copy_in(writer.finish().text()).await?, buffer: BytesMut::new(), count: 0 };
    let mut next = Some(first);
    while let Some(row) = next {
        copying.add(&row, &set).await?;
        next = rows.next().await;
    }
    copying.send().await?;
    copying.copy.finish().await
}

/// Rows on their way in.
struct Copying<'a> {
    copy: CopyIn<'a>,
    buffer: BytesMut,
    count: u64,
}

impl Copying<'_> {
    async fn add(&mut self, row: &Cells, set: &[usize]) -> Result<(), Error> {
        self.count += 1;
        if !row.set_columns().eq(set.iter().copied()) {
            let number = self.count;
            return Err(Error::invalid(format!(
                "row {number} to copy gives values for other columns than the first, and COPY takes the same for all"
            )));
        }
        let mut text = String::new();
        for (position, index) in set.iter().enumerate() {
            if position > 0 {
                self.buffer.extend_from_slice(b"\t");
            }
            text.clear();
            let is_some = row.print(*index, &mut text)?;
            push(is_some.then_some(&text), &mut self.buffer);
        }
        self.buffer.extend_from_slice(b"\n");
        if self.buffer.len() >= PIECE { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> Result<(), Error> {
        if self.buffer.is_empty() { Ok(()) } else { self.copy.send(self.buffer.split().freeze()).await }
    }
}

impl<S, O: Read> Select<S, O> {
    /// `COPY (SELECT …) TO STDOUT`: the rows as they come, in constant memory. The session is taken until the stream ends or
    /// is dropped.
    ///
    /// # Errors
    /// As for [`stream`](Self::stream), and where the query has parameters, which COPY does not take: filters by values of
    /// the program and limits are such.
    pub async fn copy_out<'a>(self, on: &'a (impl Executor + ?Sized)) -> Result<Rows<'a, O::Row>, Error>
    where
        O::Row: Send + 'a,
    {
        let sql = self.to_sql();
        if !sql.parameters().is_empty() {
            return Err(Error::invalid("COPY takes no parameters, and the query has some: `stream` reads its rows"));
        }
        let copy = on.copy_out(&format!("COPY ({}) TO STDOUT", sql.text())).await?;
        let names = self.tree.column_names();
        let lines = Lines { copy, buffer: BytesMut::new() };
        let lines = stream::try_unfold(lines, |mut lines| async move {
            let line = lines.next().await?;
            Ok(line.map(|line| (line, lines)))
        });
        Ok(Box::pin(
            lines.map(move |line| {
                line.and_then(|line| read::<O>(&line, &names).map_err(|error| error.in_result_of(&sql)))
            }),
        ))
    }
}

fn read<O: Read>(line: &[u8], names: &[&'static str]) -> Result<O::Row, Error> {
    let fields = columns(line).map_err(|error| Error::decode("?", error))?;
    let mut reader = Reader::of_text(&fields, names);
    O::read(&mut reader).map_err(|error| reader.error(error))
}

/// The lines of what comes in pieces.
struct Lines<'a> {
    copy: CopyOut<'a>,
    buffer: BytesMut,
}

impl Lines<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        // What was searched already.
        let mut from = 0;
        loop {
            let end = self.buffer.iter().skip(from).position(|byte| *byte == b'\n');
            if let Some(end) = end {
                let mut line = self.buffer.split_to(from + end + 1);
                line.truncate(from + end);
                return Ok(Some(line.freeze()));
            }
            from = self.buffer.len();
            match self.copy.next().await {
                Some(piece) => self.buffer.extend_from_slice(&piece?),
                None => return Ok(None),
            }
        }
    }
}
