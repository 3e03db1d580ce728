//! One session of the pool, kept for a while.

use super::Db;
use super::hold::Hold;
use super::pool::Lease;
use super::run::Holder;
use crate::error::Error;

/// A session of the pool that the application keeps for a while, for what belongs to a session: settings, temporary tables.
/// When it is dropped, all of that is taken back, and the session goes to the pool.
///
/// Statements run on it as they do on a [`Db`], each by itself.
pub struct Session {
    lease: Lease,
}

impl Db {
    /// Takes a session from the pool.
    ///
    /// # Errors
    /// None is to be had, or there is a pooler that gives none of one's own.
    pub async fn session(&self) -> Result<Session, Error> {
        self.settings().needs_session("keeping a session")?;
        Ok(Session::new(self.lease().await?))
    }
}

impl Session {
    pub(super) fn new(lease: Lease) -> Self {
        if let Some(backend) = lease.backend() {
            backend.touch();
        }
        Self { lease }
    }

    /// Says that there is nothing to take back.
    pub(super) async fn untouch(&self) -> Result<(), Error> {
        self.hold().await?.backend()?.untouch();
        Ok(())
    }

    /// Runs statements without parameters, with `;` between them: `SET`, `CREATE TEMPORARY TABLE`.
    ///
    /// # Errors
    /// The server refused one of them, and those after it were not run.
    pub async fn run(&self, statements: &str) -> Result<(), Error> {
        self.hold().await?.backend()?.batch(statements).await
    }
}

impl Holder for Session {
    fn hold_at_once(&self) -> Option<Hold<'_>> {
        Some(Hold::Kept(&self.lease))
    }

    async fn hold(&self) -> Result<Hold<'_>, Error> {
        Ok(Hold::Kept(&self.lease))
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Session").finish_non_exhaustive()
    }
}
