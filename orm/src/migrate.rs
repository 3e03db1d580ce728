//! Migrations that an application brings along and applies at its start.

use std::fmt;

use evenkeel_runner::{Migration, Runner};

pub use evenkeel_runner::{Done, Event, Options, Outcome, Progress, Version};

use crate::db::Db;
use crate::error::{Error, Kind};

/// The migrations of a folder, in the program: [`migrations!`](crate::migrations) makes it.
///
/// ```no_run
/// use evenkeel::{Db, Migrations};
///
/// # // The folder of the repository stands in for the application's.
/// static MIGRATIONS: Migrations = evenkeel::migrations!("migrations");
///
/// # async fn example() -> Result<(), evenkeel::Error> {
/// let db = Db::from_env().await?;
/// for done in MIGRATIONS.run(&db).await?.done {
///     println!("applied {} {} in {} ms", done.version, done.name, done.milliseconds);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    folder: &'static str,
    files: &'static [MigrationFiles],
}

/// The files of one migration.
#[derive(Clone, Copy)]
pub struct MigrationFiles {
    /// Its folder's name: `20261120101500_add_member`.
    pub name: &'static str,
    /// The text of `up.sql`.
    pub up: &'static str,
    /// The text of `down.sql`, where there is one.
    pub down: Option<&'static str>,
}

impl fmt::Debug for MigrationFiles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("MigrationFiles").field(&self.name).finish()
    }
}

impl Migrations {
    /// The migrations that came from this folder.
    pub const fn new(folder: &'static str, files: &'static [MigrationFiles]) -> Self {
        Self { folder, files }
    }

    /// The files of the migrations, in order.
    pub fn files(&self) -> &'static [MigrationFiles] {
        self.files
    }

    /// Reads the files as a run does, so that a test can tell what is wrong with them.
    ///
    /// # Errors
    /// All that is wrong with them, with the places.
    pub fn check(&self) -> Result<(), Error> {
        self.read().map(drop)
    }

    /// Applies what is pending, and waits for another run to end first: the lock and the ledger are those of
    /// `keel migrate`. It takes a connection of the pool, and closes it. Migrations that the database has and the program does
    /// not, say since another version of it ran before, are warned of where nothing is pending ([`Outcome::allowed`]).
    ///
    /// # Errors
    /// What `keel migrate` refuses or fails at, in the same words: [`Error::migration_error`].
    pub async fn run(&self, db: &Db) -> Result<Outcome, Error> {
        self.run_with(db, Options::default(), &mut evenkeel_runner::Silent).await
    }

    /// The same with settings of one's own, and with somebody who wants to know how it goes.
    ///
    /// # Errors
    /// As [`Migrations::run`].
    pub async fn run_with(&self, db: &Db, options: Options, progress: &mut dyn Progress) -> Result<Outcome, Error> {
        let migrations = self.read()?;
        self.warn_of_newer();
        let (mut connection, place) = db.take_connection("applying migrations").await?;
        let outcome = Runner::new(&mut connection, options, progress).apply(&migrations, None).await;
        connection.close().await;
        drop(place);
        let outcome = outcome?;
        for problem in &outcome.allowed {
            tracing::warn!(
                target: "evenkeel::migrate",
                "{problem}; the program may be older than the database, or was built without it"
            );
        }
        Ok(outcome)
    }

    /// The names of the migrations that a run would apply now, in order. Changes nothing.
    ///
    /// # Errors
    /// Those for which a run would not begin.
    pub async fn pending(&self, db: &Db) -> Result<Vec<&'static str>, Error> {
        let migrations = self.read()?;
        let (mut connection, place) = db.take_connection("looking at migrations").await?;
        let mut silent = evenkeel_runner::Silent;
        let mut runner = Runner::new(&mut connection, Options::default(), &mut silent);
        let plan = runner.plan(&migrations, None).await;
        let plan = plan.map(|plan| plan.iter().map(|migration| migration.version).collect::<Vec<_>>());
        connection.close().await;
        drop(place);
        let plan = plan?;
        let pending = |migration: &Migration| plan.contains(&migration.version);
        Ok(migrations
            .iter()
            .zip(self.files)
            .filter(|(migration, _)| pending(migration))
            .map(|(_, file)| file.name)
            .collect())
    }

    fn read(&self) -> Result<Vec<Migration>, Error> {
        let mut faults = Vec::new();
        let mut migrations = Vec::new();
        for file in self.files {
            match Migration::parse(file.name, file.up, file.down) {
                Ok(migration) => migrations.push(migration),
                Err(found) => faults.push(found.to_string()),
            }
        }
        if faults.is_empty() { Ok(migrations) } else { Err(Error::invalid(faults.join("\n\n"))) }
    }

    /// The compiler cannot be told of a folder, only of files. So where the application runs beside its source, as in
    /// development, a migration that is new there is noticed here.
    fn warn_of_newer(&self) {
        if !cfg!(debug_assertions) {
            return;
        }
        let Ok(entries) = std::fs::read_dir(self.folder) else {
            return;
        };
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            let known = self.files.iter().any(|file| name == file.name);
            if !known && entry.path().join("up.sql").exists() {
                tracing::warn!(
                    target: "evenkeel::migrate",
                    migration = %name.display(),
                    "the program was built before this migration came to be; build it again (touch the file that calls migrations!)"
                );
            }
        }
    }
}

impl From<evenkeel_runner::Error> for Error {
    fn from(source: evenkeel_runner::Error) -> Self {
        Self::new(Kind::Migration(source))
    }
}
