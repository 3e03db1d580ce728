//! The one lock of a database that keeps two runs from applying migrations at the same time.

use std::fmt;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::Type;

use crate::error::{Doing, Error};
use crate::options::Options;
use crate::progress::{Event, Progress};

/// The key of the advisory lock: the word "evenkeel" in ASCII. Never change it, or two versions exclude each other no more.
const KEY: i64 = i64::from_be_bytes(*b"evenkeel");

/// The shortest and the longest pause before looking again whether the lock is free. It grows with the wait.
const PAUSE: [Duration; 2] = [Duration::from_millis(20), Duration::from_millis(500)];

/// The session that has the lock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its process number on the server.
    pub pid: i32,
    /// Its `application_name`, where this role may see it.
    pub application: Option<String>,
    /// Its role.
    pub user: Option<String>,
    /// The time since which it has been connected, as the server writes it.
    pub since: Option<String>,
}

impl fmt::Display for Holder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "process {}", self.pid)?;
        if let Some(application) = self.application.as_deref().filter(|name| !name.is_empty()) {
            write!(formatter, ", {application}")?;
        }
        if let Some(user) = &self.user {
            write!(formatter, ", role {user}")?;
        }
        if let Some(since) = &self.since {
            write!(formatter, ", connected since {since}")?;
        }
        Ok(())
    }
}

/// The conditions under which a row of `pg_locks` is our lock in this database, with the key's halves as parameters.
const IS_OURS: &str = "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
    AND l.classid = $1 AND l.objid = $2 \
    AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())";

/// The halves of the key, as `pg_locks` shows them.
fn halves() -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = KEY.to_be_bytes();
    (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]))
}

/// Takes the lock, waiting for whoever has it.
///
/// It asks again and again instead of waiting on the server: a session that waits there is in a transaction, for which a
/// CREATE INDEX CONCURRENTLY of the session that has the lock would wait in turn, for ever.
///
/// # Errors
/// The wait was too long.
pub(crate) async fn take(client: &Client, options: &Options, progress: &mut dyn Progress) -> Result<(), Error> {
    let begun = Instant::now();
    let mut next_report = Duration::ZERO;
    loop {
        let row = client
            .query_typed_one("SELECT pg_try_advisory_lock($1)", &[(&KEY, Type::INT8)])
            .await
            .map_err(|source| Error::server(Doing::TakingLock, source))?;
        if row.try_get(0).map_err(|source| Error::server(Doing::TakingLock, source))? {
            return Ok(());
        }
        let waited = begun.elapsed();
        if waited >= options.wait_for_lock {
            return Err(Error::locked(holder(client).await?, waited));
        }
        if waited >= next_report {
            next_report = waited + options.report_waiting;
            progress.report(Event::WaitingForLock { holder: holder(client).await?.as_ref(), waited });
        }
        let [shortest, longest] = PAUSE;
        tokio::time::sleep((waited / 4).clamp(shortest, longest).min(options.wait_for_lock - waited)).await;
    }
}

/// Gives the lock back. A connection that is gone has given it back already.
pub(crate) async fn release(client: &Client) {
    let _gone = client.query_typed("SELECT pg_advisory_unlock($1)", &[(&KEY, Type::INT8)]).await;
}

/// Whoever has the lock; nobody if it was just given back.
async fn holder(client: &Client) -> Result<Option<Holder>, Error> {
    let sql = format!(
        "SELECT l.pid, a.application_name, a.usename::text, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') \
         FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a USING (pid) WHERE {IS_OURS} LIMIT 1"
    );
    let (high, low) = halves();
    let row = client
        .query_typed_opt(&sql, &[(&high, Type::OID), (&low, Type::OID)])
        .await
        .map_err(|source| Error::server(Doing::TakingLock, source))?;
    let Some(row) = row else { return Ok(None) };
    // In a database without an encoding a name need not be text.
    let text = |index: usize| row.try_get::<_, Option<String>>(index).ok().flatten();
    let pid = row.try_get(0).map_err(|source| Error::server(Doing::TakingLock, source))?;
    Ok(Some(Holder { pid, application: text(1), user: text(2), since: text(3) }))
}

/// Makes sure that the session that serves this very query has the lock. Behind a pooler that hands out another session
/// with each transaction it may not.
///
/// # Errors
/// It has not.
pub(crate) async fn verify(client: &Client) -> Result<(), Error> {
    let sql = format!("SELECT FROM pg_catalog.pg_locks l WHERE {IS_OURS} AND l.pid = pg_backend_pid()");
    let (high, low) = halves();
    let row = client
        .query_typed_opt(&sql, &[(&high, Type::OID), (&low, Type::OID)])
        .await
        .map_err(|source| Error::server(Doing::TakingLock, source))?;
    if row.is_some() { Ok(()) } else { Err(Error::lock_lost()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stays_what_it_is() {
        assert_eq!(KEY, 0x6576_656e_6b65_656c);
        assert_eq!(halves(), (0x6576_656e, 0x6b65_656c));
    }
}
