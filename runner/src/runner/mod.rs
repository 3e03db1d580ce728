//! Applying migrations to a database, one run at a time, with a record of each step.

mod apply;
mod baseline;
mod down;
mod resolve;
mod work;

use std::time::Duration;

use serde::Serialize;
use tokio_postgres::Client;

pub use resolve::Resolution;

use crate::error::{Error, is_definite};
use crate::folder::Migration;
use crate::ledger;
use crate::options::Options;
use crate::progress::Progress;
use crate::status::{Problem, Status};
use crate::version::Version;
use crate::{lock, session};

/// Runs migrations over one connection, which it has for itself meanwhile.
///
/// Each method takes the lock, does its work and gives the lock back. Where a method's future is dropped before its end
/// (on Ctrl-C), the connection must be closed: the server then rolls back what is open, and the next run goes on from
/// what is recorded.
pub struct Runner<'a> {
    client: &'a mut Client,
    options: Options,
    progress: &'a mut dyn Progress,
    /// Whether the ledger keeps failures.
    keeps_failures: bool,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The migrations that it applied, completed, marked or took back, in that order.
    pub done: Vec<Done>,
    /// What does not fit, but did not keep it from its work.
    pub allowed: Vec<Problem>,
    /// The migrations that left the ledger, since others stand for them.
    pub superseded: Vec<Done>,
}

/// A migration with which a run came to an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Its version.
    pub version: Version,
    /// Its name.
    pub name: String,
    /// How long this run worked on it, in milliseconds.
    pub milliseconds: u64,
}

impl Done {
    /// One with which no statement was run.
    fn unrun(version: Version, name: &str) -> Self {
        Self { version, name: name.to_owned(), milliseconds: 0 }
    }

    fn new(migration: &Migration, elapsed: Duration) -> Self {
        let milliseconds = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        Self { version: migration.version, name: migration.name.clone(), milliseconds }
    }
}

impl<'a> Runner<'a> {
    /// A runner over a connection.
    pub fn new(client: &'a mut Client, options: Options, progress: &'a mut dyn Progress) -> Self {
        Self { client, options, progress, keeps_failures: false }
    }

    /// Compares the folder with the ledger. Changes nothing, and takes no lock.
    ///
    /// # Errors
    /// The ledger cannot be read, or is a newer program's.
    pub async fn status(&mut self, migrations: &[Migration]) -> Result<Status, Error> {
        let ledger = ledger::read(self.client).await?;
        Ok(Status::compare(migrations, &ledger.rows).with_failures(ledger.failures))
    }

    /// What [`Runner::apply`] would do now, in order. Changes nothing, and takes no lock.
    ///
    /// # Errors
    /// Those for which [`Runner::apply`] would refuse to begin.
    pub async fn plan<'m>(
        &mut self,
        migrations: &'m [Migration],
        to: Option<Version>,
    ) -> Result<Vec<&'m Migration>, Error> {
        session::check(self.client).await?;
        let status = self.status(migrations).await?;
        Ok(self.select(migrations, &status, to)?.0)
    }

    /// The migrations to apply, in order, and the problems that the settings allow.
    fn select<'m>(
        &self,
        migrations: &'m [Migration],
        status: &Status,
        to: Option<Version>,
    ) -> Result<(Vec<&'m Migration>, Vec<Problem>), Error> {
        if let Some(to) = to {
            known(migrations, to)?;
            let last = status.last_applied().map(|entry| entry.version).filter(|last| *last > to);
            if let (Some(last), true) = (last, status.pending().all(|entry| entry.version > to)) {
                return Err(Error::already_applied(to, last));
            }
        }
        let wanted = |version: Version| to.is_none_or(|to| version <= to);
        let pending = |migration: &&Migration| {
            wanted(migration.version) && status.entry(migration.version).is_some_and(super::status::Entry::is_pending)
        };
        let selected: Vec<_> = migrations.iter().filter(pending).collect();
        let last_applied = status.last_applied().map(|entry| entry.version);
        // With nothing to apply, a migration of another branch or an older one is no hindrance.
        let (allowed, refused): (Vec<_>, Vec<_>) = status.problems.iter().cloned().partition(|problem| {
            problem.is_allowed(&self.options, last_applied)
                || selected.is_empty() && matches!(problem, Problem::Missing { .. })
        });
        if refused.is_empty() { Ok((selected, allowed)) } else { Err(Error::refused(refused)) }
    }

    /// Takes the lock, and makes the ledger where there is none. Tells who runs this. What is done after this ends with
    /// [`Runner::end`].
    async fn begin(&mut self) -> Result<String, Error> {
        let applied_by = session::check(self.client).await?;
        session::be_patient(self.client).await?;
        lock::take(self.client, &self.options, self.progress).await?;
        match ledger::create(self.client).await {
            Ok(keeps_failures) => {
                self.keeps_failures = keeps_failures;
                Ok(applied_by)
            }
            Err(error) => self.end(Err(error)).await,
        }
    }

    /// Writes down which statement of a migration failed and why, in a transaction of its own, where something is left to be
    /// done: a way back that was rolled back as a whole leaves what was applied. The error itself is told whatever becomes
    /// of this; without a connection nothing does.
    async fn keep_failure(&mut self, version: Version, down: bool, error: &Error, by: &str) {
        let Some(failure) = error.failure().filter(|failure| is_definite(failure.server_error())) else { return };
        if !self.keeps_failures || down && failure.segment == 1 && failure.rolled_back {
            return;
        }
        let kept = async {
            session::clean(self.client).await?;
            lock::verify(self.client).await?;
            ledger::keep_failure(self.client, version, down, failure, by).await
        };
        let _not_kept = kept.await;
    }

    /// Forgets that a migration failed. What is left of it says nothing of one that is applied.
    async fn forget_failure(&mut self, version: Version) {
        if self.keeps_failures {
            let _left = ledger::forget_failure(self.client, version).await;
        }
    }

    /// Gives the lock back, and passes the result on.
    async fn end<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if !self.client.is_closed() {
            let _left_as_it_is = session::give_back(self.client).await;
            lock::release(self.client).await;
        }
        result
    }
}

/// The migration of a version.
fn known(migrations: &[Migration], version: Version) -> Result<&Migration, Error> {
    if let Some(migration) = migrations.iter().find(|migration| migration.version == version) {
        return Ok(migration);
    }
    let wanted = version.to_string();
    let distance = |migration: &&Migration| strsim::damerau_levenshtein(&migration.version.to_string(), &wanted);
    let nearest = migrations.iter().min_by_key(distance).map(|migration| migration.version);
    Err(Error::unknown_version(version, nearest))
}
