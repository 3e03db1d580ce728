//! LISTEN and NOTIFY.

use std::time::Duration;

use evenkeel_connect::{ConnectError, ConnectOptions, Connection, Notifications};
use tokio_postgres::types::Type;

use super::{Db, Transaction};
use crate::error::Error;
use crate::executor::Executor;
use crate::sql::{Parameter, Sql};

/// The first and the longest pause between two tries to connect again.
const PAUSE: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(5)];

/// How often a silent session is asked for a sign of life.
const CHECKED_EVERY: Duration = Duration::from_secs(30);

/// The most bytes of a name that the server does not cut.
const LONGEST_NAME: usize = 63;

/// What a [`Listener`] hears.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Heard {
    /// Somebody notified a channel.
    Notification {
        /// The channel.
        channel: String,
        /// What was said, which may be nothing.
        payload: String,
        /// The process number of the session that said it.
        process: i32,
    },
    /// Notifications may have been missed: the connection was lost and stands again, or too many came before they were
    /// taken. Look at what they are about as at the start.
    Gap,
}

/// Hears what is said on some channels, over a connection of its own that does not count in the pool. When that is lost, it
/// connects again by itself.
#[derive(Debug)]
pub struct Listener {
    options: ConnectOptions,
    listen: String,
    session: Option<(Connection, Notifications)>,
}

impl Db {
    /// Listens on these channels. What is said from now on is heard.
    ///
    /// # Errors
    /// No connection is to be had, or there is a pooler that gives none of one's own; no channel is named, or one by a name that
    /// the server would cut, and nothing would be heard.
    pub async fn listen(&self, channels: &[&str]) -> Result<Listener, Error> {
        self.settings().needs_session("LISTEN")?;
        if self.is_single() {
            return Err(Error::unsupported(
                "LISTEN needs a connection of its own, and the embedded server has only one",
            ));
        }
        if channels.is_empty() {
            return Err(Error::invalid("LISTEN needs a channel: without one nothing is ever heard"));
        }
        if let Some(channel) = channels.iter().find(|channel| channel.len() > LONGEST_NAME) {
            return Err(Error::invalid(format!(
                "the name of the channel {channel} is too long: the server takes {LONGEST_NAME} bytes"
            )));
        }
        let listen = channels.iter().map(|channel| format!("LISTEN {}; ", quoted(channel))).collect();
        let mut listener = Listener { options: self.options().clone(), listen, session: None };
        listener.connect().await?;
        Ok(listener)
    }

    /// Says something on a channel.
    ///
    /// # Errors
    /// The server refused: a payload of 8000 bytes or more, say.
    pub async fn notify(&self, channel: &str, payload: &str) -> Result<(), Error> {
        self.execute(&notify(channel, payload)).await.map(drop)
    }
}

impl Transaction {
    /// Says something on a channel when the transaction is committed.
    ///
    /// # Errors
    /// The server refused: a payload of 8000 bytes or more, say.
    pub async fn notify(&self, channel: &str, payload: &str) -> Result<(), Error> {
        self.execute(&notify(channel, payload)).await.map(drop)
    }
}

fn notify(channel: &str, payload: &str) -> Sql {
    let text = |text: &str| Parameter::new(text.to_owned(), Type::TEXT);
    Sql::new("SELECT pg_catalog.pg_notify($1, $2)".to_owned(), vec![text(channel), text(payload)])
}

/// A name as SQL has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Listener {
    async fn connect(&mut self) -> Result<(), Error> {
        let connection = self.options.connect().await?;
        let notifications = connection.notifications();
        connection.batch_execute(&self.listen).await.map_err(|source| Error::postgres(source, Some(&self.listen)))?;
        self.session = Some((connection, notifications));
        Ok(())
    }

    /// What is heard next, waiting for it, for as long as it takes to connect again too. Dropping the wait loses nothing.
    ///
    /// # Errors
    /// The server lets it in no more: the password was changed, the database dropped.
    pub async fn next(&mut self) -> Result<Heard, Error> {
        if let Some(heard) = self.hear().await {
            return Ok(heard);
        }
        self.session = None;
        let [shortest, longest] = PAUSE;
        let mut pause = shortest;
        loop {
            match self.connect().await {
                Ok(()) => return Ok(Heard::Gap),
                // A name that has no address for the moment had one when it was connected first.
                Err(error)
                    if error.is_retryable()
                        || error.is_connection_lost()
                        || error.connect_error().is_some_and(ConnectError::is_unknown_host) =>
                {
                    tracing::warn!(target: "evenkeel::listen", %error, "a listener cannot connect again yet");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(longest);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The next on the session that stands; nothing where none stands any more.
    async fn hear(&mut self) -> Option<Heard> {
        let (connection, notifications) = self.session.as_mut()?;
        loop {
            if notifications.take_missed() {
                return Some(Heard::Gap);
            }
            match tokio::time::timeout(CHECKED_EVERY, notifications.next()).await {
                Ok(Some(one)) => {
                    return Some(Heard::Notification {
                        channel: one.channel().to_owned(),
                        payload: one.payload().to_owned(),
                        process: one.process_id(),
                    });
                }
                Ok(None) => return None,
                // A host that went away without a word is found out by asking it.
                Err(_) => {
                    let check = tokio::time::timeout(CHECKED_EVERY, connection.check_connection()).await;
                    if !matches!(check, Ok(Ok(()))) {
                        return None;
                    }
                }
            }
        }
    }
}
