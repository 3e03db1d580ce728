//! PostgreSQL's protocol as the studio needs it: every value as the server's own text, results through a portal that stops
//! where enough was seen, and one statement at a time, whatever its text.
//!
//! A text of a person goes through Parse, Bind and Execute, never through the simple protocol, which runs as many
//! statements as it finds: `COMMIT; INSERT …` would leave the transaction that guards it.
//! See <https://www.postgresql.org/docs/current/protocol-flow.html>.

mod message;
mod row;

use bytes::BytesMut;
use evenkeel_connect::{RawCancelToken, RawConnection, Stream};
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader};

pub use self::message::ServerMessage;
use crate::api::Cell;

/// How many bytes a message that is no row may have.
const LARGEST_MESSAGE: usize = 64 << 20;

/// The name of what is run a few rows at a time: other statements run in between, and do not end it.
const PORTAL: &str = "keel_rows";

/// How many rows are asked for at a time, so that a result that is too large is seen early.
const BATCH: u32 = 256;

impl std::fmt::Debug for Wire {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Wire").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A session on a server.
pub struct Wire {
    stream: BufReader<Box<dyn Stream>>,
    out: BytesMut,
    cancel: RawCancelToken,
    notices: Vec<ServerMessage>,
    status: Status,
}

/// How a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing runs, no transaction is open.
    Idle,
    /// A transaction is open.
    Transaction,
    /// A transaction is open and has failed.
    Failed,
    /// Something runs; who stopped waiting for it has lost the session.
    Busy,
}

/// Why a statement gave no result.
#[derive(Clone, Debug)]
pub enum WireError {
    /// The server said no.
    Server(Box<ServerMessage>),
    /// The connection is gone.
    Lost(String),
}

/// How much of a result is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many rows.
    pub rows: u32,
    /// How many bytes of all rows together.
    pub bytes: usize,
    /// How many bytes of one value.
    pub cell: usize,
    /// Whether the statement runs to its end all the same: its effects are those of all rows. What is not wanted is passed
    /// over as it comes.
    pub to_the_end: bool,
}

impl Limits {
    /// For what the studio asks by itself, and takes as it is.
    pub const NONE: Self = Self { rows: u32::MAX, bytes: usize::MAX, cell: usize::MAX, to_the_end: true };
}

/// What a statement gave.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The columns; none where the statement has no result.
    pub columns: Option<Vec<Field>>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
    /// Whether there are more rows than were wanted.
    pub more_rows: bool,
    /// Whether the rows were too many bytes.
    pub too_large: bool,
    /// What the server says was done.
    pub tag: Option<String>,
}

/// A column of a result.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The type's number.
    pub type_oid: u32,
    /// The type's modifier.
    pub type_modifier: i32,
}

/// What a round of messages came to.
enum Round {
    /// The statement is done.
    Done,
    /// The portal has more.
    Suspended,
}

type Result<T> = std::result::Result<T, WireError>;

impl Wire {
    /// A session that stands.
    pub fn new(connection: RawConnection) -> Self {
        Self {
            stream: BufReader::with_capacity(64 << 10, connection.stream),
            out: BytesMut::new(),
            cancel: connection.cancel,
            notices: Vec::new(),
            status: Status::Idle,
        }
    }

    /// How the session stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What can cancel what runs.
    pub fn cancel_token(&self) -> &RawCancelToken {
        &self.cancel
    }

    /// What the server said beside results since the last call.
    pub fn take_notices(&mut self) -> Vec<ServerMessage> {
        std::mem::take(&mut self.notices)
    }

    /// Runs SQL of the studio's own, several statements perhaps, and passes over its results.
    ///
    /// # Errors
    /// Where the server refuses it, or is gone.
    pub async fn execute(&mut self, sql: &'static str) -> Result<()> {
        self.put(|out| frontend::query(sql, out))?;
        self.send().await?;
        self.finish(&mut Output::default(), &Limits { rows: 0, bytes: 0, cell: 0, to_the_end: true }).await?;
        Ok(())
    }

    /// Runs one statement, whatever its text, with parameters in text form.
    ///
    /// # Errors
    /// Where the server refuses it, a text with several statements too, or is gone.
    pub async fn query(&mut self, sql: &str, parameters: &[Option<&str>], limits: &Limits) -> Result<Output> {
        // Only within a transaction does a portal outlive the answer.
        let in_steps = self.status == Status::Transaction && !limits.to_the_end;
        let wanted = limits.rows.saturating_add(1);
        let step = |seen: usize| {
            // 0 is all of them.
            if limits.to_the_end {
                return 0;
            }
            let left = wanted.saturating_sub(u32::try_from(seen).unwrap_or(u32::MAX)).max(1);
            let step = if in_steps { left.min(BATCH) } else { left };
            i32::try_from(step).unwrap_or(0)
        };
        self.put(|out| frontend::parse("", sql, std::iter::empty(), out))?;
        self.put(|out| bind("", parameters, out))?;
        self.put(|out| frontend::describe(b'P', "", out))?;
        self.put(|out| frontend::execute("", step(0), out))?;
        frontend::sync(&mut self.out);
        self.send().await?;
        let mut output = Output::default();
        let mut round = self.finish(&mut output, limits).await?;
        while matches!(round, Round::Suspended) && in_steps && !output.more_rows && !output.too_large {
            self.put(|out| frontend::execute("", step(output.rows.len()), out))?;
            frontend::sync(&mut self.out);
            self.send().await?;
            round = self.finish(&mut output, limits).await?;
        }
        output.more_rows |= matches!(round, Round::Suspended) && !output.too_large;
        Ok(output)
    }

    /// Makes one statement, whatever its text, ready to be run a few rows at a time by [`Self::fetch`]. It stays ready as long as
    /// the transaction that is open. The output has the columns and no rows.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn open(&mut self, sql: &str, parameters: &[Option<&str>]) -> Result<Output> {
        self.put(|out| frontend::parse("", sql, std::iter::empty(), out))?;
        self.put(|out| bind(PORTAL, parameters, out))?;
        self.put(|out| frontend::describe(b'P', PORTAL, out))?;
        frontend::sync(&mut self.out);
        self.send().await?;
        let mut output = Output::default();
        self.finish(&mut output, &Limits::NONE).await?;
        Ok(output)
    }

    /// Runs what was made ready for this many rows more; of each value it takes `cell` bytes at most.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn fetch(&mut self, rows: u32, cell: usize) -> Result<Output> {
        // 0 would be all of them.
        let step = i32::try_from(rows.max(1)).unwrap_or(i32::MAX);
        self.put(|out| frontend::execute(PORTAL, step, out))?;
        frontend::sync(&mut self.out);
        self.send().await?;
        let mut output = Output::default();
        let round = self.finish(&mut output, &Limits { cell, ..Limits::NONE }).await?;
        output.more_rows = matches!(round, Round::Suspended);
        Ok(output)
    }

    /// The only row of a query of the studio's own, as text.
    ///
    /// # Errors
    /// As [`Self::query`].
    pub async fn row(&mut self, sql: &str, parameters: &[Option<&str>]) -> Result<Option<Vec<Option<String>>>> {
        let output = self.query(sql, parameters, &Limits::NONE).await?;
        Ok(output.rows.into_iter().next().map(|row| row.into_iter().map(|cell| cell.text).collect()))
    }

    /// Adds a message to what is sent next. What cannot be written is taken back, with all that stands before it: half a
    /// message would be taken for the beginning of the next.
    fn put(&mut self, write: impl FnOnce(&mut BytesMut) -> std::io::Result<()>) -> Result<()> {
        write(&mut self.out).map_err(|error| {
            self.out.clear();
            // A NUL in a text is all that cannot be sent.
            WireError::Server(Box::new(ServerMessage::unsendable(&error.to_string())))
        })
    }

    async fn send(&mut self) -> Result<()> {
        self.status = Status::Busy;
        self.stream.write_all(&self.out).await.map_err(lost)?;
        self.stream.flush().await.map_err(lost)?;
        self.out.clear();
        Ok(())
    }

    /// Reads up to ReadyForQuery.
    async fn finish(&mut self, output: &mut Output, limits: &Limits) -> Result<Round> {
        let mut failure: Option<ServerMessage> = None;
        let mut round = Round::Done;
        let mut bytes: usize = output.rows.iter().flatten().map(|cell| cell.text.as_ref().map_or(0, String::len)).sum();
        loop {
            let (tag, length) = match (self.header().await, &failure) {
                (Ok(header), _) => header,
                // What the server said last is why it hung up.
                (Err(_), Some(last)) => return Err(WireError::Lost(last.message.clone())),
                (Err(error), None) => return Err(error),
            };
            if tag == b'D' {
                let room = !output.too_large && output.rows.len() < limits.rows as usize;
                if room {
                    let row = row::read(&mut self.stream, length, limits.cell).await.map_err(lost)?;
                    bytes += row.iter().map(|cell| cell.text.as_ref().map_or(0, String::len)).sum::<usize>();
                    output.too_large = bytes > limits.bytes;
                    output.rows.push(row);
                } else {
                    row::skip(&mut self.stream, length).await.map_err(lost)?;
                    output.more_rows |= !output.too_large;
                }
                continue;
            }
            match self.message(tag, length).await? {
                Message::ReadyForQuery(body) => {
                    self.status = match body.status() {
                        b'I' => Status::Idle,
                        b'T' => Status::Transaction,
                        _ => Status::Failed,
                    };
                    return failure.map_or(Ok(round), |failure| Err(WireError::Server(Box::new(failure))));
                }
                Message::ErrorResponse(body) => failure = Some(ServerMessage::read(body.fields())),
                Message::NoticeResponse(body) => self.notices.push(ServerMessage::read(body.fields())),
                Message::RowDescription(body) => output.columns = Some(message::fields(&body)?),
                Message::PortalSuspended => round = Round::Suspended,
                Message::CommandComplete(body) => output.tag = body.tag().ok().map(str::to_owned),
                Message::CopyInResponse(_) => {
                    self.put(|out| frontend::copy_fail("rows can be given by import only", out))?;
                    // The one that was sent before the server copied was passed over.
                    frontend::sync(&mut self.out);
                    self.send().await?;
                }
                _ => {}
            }
        }
    }

    async fn header(&mut self) -> Result<(u8, usize)> {
        let tag = self.stream.read_u8().await.map_err(lost)?;
        let length = self.stream.read_i32().await.map_err(lost)?;
        let length = usize::try_from(length).ok().and_then(|length| length.checked_sub(4));
        length.map(|length| (tag, length)).ok_or_else(|| WireError::Lost("the server sent nonsense".to_owned()))
    }

    async fn message(&mut self, tag: u8, length: usize) -> Result<Message> {
        // Rows of COPY … TO STDOUT: nobody takes them.
        if tag == b'd' {
            row::skip(&mut self.stream, length).await.map_err(lost)?;
            return Ok(Message::CopyDone);
        }
        if length > LARGEST_MESSAGE {
            return Err(WireError::Lost("the server sent a message that is too long".to_owned()));
        }
        let mut buffer = BytesMut::with_capacity(length + 5);
        buffer.extend_from_slice(&[tag]);
        buffer.extend_from_slice(&u32::try_from(length + 4).unwrap_or_default().to_be_bytes());
        buffer.resize(length + 5, 0);
        let body = buffer.get_mut(5..).unwrap_or_default();
        self.stream.read_exact(body).await.map_err(lost)?;
        match Message::parse(&mut buffer) {
            Ok(Some(message)) => Ok(message),
            Ok(None) => Err(WireError::Lost("the server sent nonsense".to_owned())),
            Err(error) => Err(lost(error)),
        }
    }

    /// Ends the session.
    pub async fn close(mut self) {
        self.out.clear();
        frontend::terminate(&mut self.out);
        // It ends either way.
        let _ = self.stream.write_all(&self.out).await;
        let _ = self.stream.shutdown().await;
        // A server that serves one connection at a time takes the next one when it has closed this one.
        let _ = self.stream.read(&mut [0; 64]).await;
    }
}

fn lost(error: std::io::Error) -> WireError {
    WireError::Lost(error.to_string())
}

/// Parameters in text form, and results in text form.
fn bind(portal: &str, parameters: &[Option<&str>], out: &mut BytesMut) -> std::io::Result<()> {
    let write = |value: &Option<&str>, buffer: &mut BytesMut| match value {
        Some(text) => {
            buffer.extend_from_slice(text.as_bytes());
            Ok(postgres_protocol::IsNull::No)
        }
        None => Ok(postgres_protocol::IsNull::Yes),
    };
    let written = frontend::bind(portal, "", std::iter::empty(), parameters, write, std::iter::empty(), out);
    written.map_err(|error| match error {
        frontend::BindError::Conversion(error) => std::io::Error::other(error),
        frontend::BindError::Serialization(error) => error,
    })
}
