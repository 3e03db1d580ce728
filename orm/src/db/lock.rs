//! Advisory locks: locks of an application's own, which the server keeps.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::hold::Hold;
use super::run::Holder;
use super::{Db, Session, Transaction};
use crate::error::Error;
use crate::executor::Executor;
use crate::sql::{Parameter, Sql};

/// What an advisory lock is about: a number, or a name, which stands for a number. It holds for one database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LockKey(i64);

impl LockKey {
    /// The number.
    pub const fn number(number: i64) -> Self {
        Self(number)
    }

    /// The number that this name stands for, which is the same in each version: FNV-1a of 64 bits.
    pub const fn named(name: &str) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut rest = name.as_bytes();
        while let [first, others @ ..] = rest {
            hash = (hash ^ *first as u64).wrapping_mul(0x0000_0100_0000_01b3);
            rest = others;
        }
        Self(hash.cast_signed())
    }

    fn sql(self, call: &str) -> Sql {
        Sql::new(format!("SELECT pg_catalog.{call}($1)"), vec![Parameter::new(self.0, Type::INT8)])
    }
}

impl From<i64> for LockKey {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<&str> for LockKey {
    fn from(name: &str) -> Self {
        Self::named(name)
    }
}

/// A lock that a session of the pool holds. It is given back with [`AdvisoryLock::unlock`], or some time later where it is
/// dropped; where the connection is lost, the server gives it back at once, which a statement on it would tell.
///
/// Statements run on its session as they do on a [`Session`].
#[derive(Debug)]
pub struct AdvisoryLock {
    session: Session,
    key: LockKey,
}

impl Db {
    /// Takes a lock, waiting for whoever has it. The pool has one session less as long.
    ///
    /// # Errors
    /// No session is to be had, or there is a pooler that gives none of one's own; the statement timeout was over.
    pub async fn lock(&self, key: impl Into<LockKey>) -> Result<AdvisoryLock, Error> {
        let (session, key) = (self.session().await?, key.into());
        session.execute(&key.sql("pg_advisory_lock")).await?;
        Ok(AdvisoryLock { session, key })
    }

    /// Takes a lock, unless somebody has it.
    ///
    /// # Errors
    /// No session is to be had, or there is a pooler that gives none of one's own.
    pub async fn try_lock(&self, key: impl Into<LockKey>) -> Result<Option<AdvisoryLock>, Error> {
        let (session, key) = (self.session().await?, key.into());
        if says_yes(&session.rows(&key.sql("pg_try_advisory_lock")).await?)? {
            return Ok(Some(AdvisoryLock { session, key }));
        }
        session.untouch().await?;
        Ok(None)
    }
}

impl AdvisoryLock {
    /// Gives it back.
    ///
    /// # Errors
    /// The connection was lost, and the lock with it.
    pub async fn unlock(self) -> Result<(), Error> {
        self.session.execute(&self.key.sql("pg_advisory_unlock")).await.map(drop)
    }
}

impl Holder for AdvisoryLock {
    fn hold_at_once(&self) -> Option<Hold<'_>> {
        self.session.hold_at_once()
    }

    async fn hold(&self) -> Result<Hold<'_>, Error> {
        self.session.hold().await
    }
}

impl Transaction {
    /// Takes a lock until the transaction's end, waiting for whoever has it.
    ///
    /// # Errors
    /// The statement timeout was over, or the two waited for each other.
    pub async fn lock(&self, key: impl Into<LockKey> + Send) -> Result<(), Error> {
        let sql = key.into().sql("pg_advisory_xact_lock");
        self.execute(&sql).await.map(drop)
    }

    /// Takes a lock until the transaction's end, unless somebody has it, and says whether it has it.
    ///
    /// # Errors
    /// The connection was lost.
    pub async fn try_lock(&self, key: impl Into<LockKey> + Send) -> Result<bool, Error> {
        let sql = key.into().sql("pg_try_advisory_xact_lock");
        says_yes(&self.rows(&sql).await?)
    }
}

fn says_yes(rows: &[Row]) -> Result<bool, Error> {
    match rows.first() {
        Some(row) => row.try_get(0).map_err(|source| Error::postgres(source, None)),
        None => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_for_the_same_number_for_ever() {
        assert_eq!(LockKey::named(""), LockKey::number(0xcbf2_9ce4_8422_2325_u64.cast_signed()));
        assert_eq!(LockKey::named("a"), LockKey::number(0xaf63_dc4c_8601_ec8c_u64.cast_signed()));
    }
}
